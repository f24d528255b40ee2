"""Two officers, a seller and a cancellation give the same money back really at once, in processes of their own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.processes import ROOT, own_market

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.storefront.refunds.race_worker"]
    with own_market(tmp_path_factory.mktemp("refunds")) as environment:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        yield dict(json.loads(done.stdout.splitlines()[-1]))


def test_nobody_is_shown_anything_but_a_sentence(day: dict[str, Any]) -> None:
    assert day["troubles"] == []


def test_the_buyer_gets_the_price_once_and_the_commission_returns_once(day: dict[str, Any]) -> None:
    assert day["state"] == "cancelled"  # everybody tried it, so all of it went back in the end
    assert day["back"] == day["booked"] == day["tasks"] == 85_000
    assert day["commission"] == [4_000, 4_000]
    assert day["books"] == []


def test_one_key_is_one_refund_and_one_proposal_one_decision(day: dict[str, Any]) -> None:
    assert day["same"] <= 1
    assert day["still_proposed"] == 0


def test_stock_comes_back_exactly_once(day: dict[str, Any]) -> None:
    assert day["stock"] == 50_000
