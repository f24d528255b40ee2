"""Seller, officer and buyer speak of the same cash parcels at once; two treasurers write down what came for them."""

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
    with own_market(tmp_path_factory.mktemp("courier")) as environment:
        command = [sys.executable, "-W", "ignore", "-m", "tests.storefront.life.courier_race_worker"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        yield json.loads(done.stdout.splitlines()[-1])


def test_nothing_unexpected_happened(day: dict[str, Any]) -> None:
    assert day["troubles"] == []


def test_every_parcel_was_paid_or_refused_once(day: dict[str, Any]) -> None:
    assert day["ends"] == [1] * len(day["ends"])


def test_no_money_was_accounted_for_twice(day: dict[str, Any]) -> None:
    assert day["too_much"] == []
    assert day["remittances"] == day["references"] > 0
    assert day["books"] == []
