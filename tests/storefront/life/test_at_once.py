"""Sellers, buyers, an officer and the sweeps really at once, in processes of their own, on the suite's database."""

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
    with own_market(tmp_path_factory.mktemp("race")) as environment:
        yield play(environment)


def play(environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.storefront.life.race_worker"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_nobody_is_shown_anything_but_a_sentence(day: dict[str, Any]) -> None:
    assert day["troubles"] == []


def test_no_step_is_taken_twice(day: dict[str, Any]) -> None:
    assert day["twice"] == []


def test_the_stock_is_exactly_what_living_orders_hold(day: dict[str, Any]) -> None:
    assert day["taken_g"] == day["held_g"]
    assert day["waits"] == 0


def test_the_books_balance_and_every_paid_cancellation_is_owed(day: dict[str, Any]) -> None:
    assert day["books"] == []
    assert day["paid_and_cancelled_without_refund"] == []


def test_the_race_was_one(day: dict[str, Any]) -> None:
    assert day["unplaced"] == 0
    assert day["states"]["waiting"] + day["states"]["placing"] == 0
    assert day["states"]["cancelled"] >= 1
    assert day["states"]["received"] >= 1
