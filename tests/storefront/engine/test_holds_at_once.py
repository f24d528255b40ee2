"""Goods found, given back and weighed for one order really at once: nobody waits in a circle, nothing is lost."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, own_market


@pytest.mark.processes
def test_whoever_changes_an_orders_stock_locks_in_one_order(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.storefront.engine.holds_race_worker"]
    with own_market(tmp_path) as environment:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["troubles"] == []
    assert told["holds"] == told["lost"]
    assert told["right"]
