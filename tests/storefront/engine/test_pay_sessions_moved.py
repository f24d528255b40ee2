"""Payments begun in other storefronts became rows of orders: on a database that has some, nothing of them changes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, own_market

WORKER = [sys.executable, "-W", "ignore", "-m", "tests.storefront.engine.pay_sessions_worker"]


@pytest.mark.processes
def test_payments_of_before_are_there_after_the_migration_and_their_transactions_are_known_as_ours(
    tmp_path: Path,
) -> None:
    with own_market(tmp_path, empty=True) as market:
        done = subprocess.run(WORKER, cwd=ROOT, env=market, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    told, left = (json.loads(line) for line in done.stdout.splitlines())
    assert told == {
        "same_ids": True,
        "amounts": [102_000, 102_001, 102_002],
        "sellers": [[7, 8]] * 3,
        "told": {"buyer": {"name": "Eko"}},
        "state": "waiting",
        "begun_here": ["tx-0", "tx-1", "tx-2"],
        "next_id_is_new": True,
    }
    assert left == 4
