"""Packers whose scales disagree, and a cancellation, really at once: one scale counts, and everything follows it."""

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
    command = [sys.executable, "-W", "ignore", "-m", "tests.storefront.orders.packing_race_worker"]
    with own_market(tmp_path_factory.mktemp("packing")) as environment:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        yield dict(json.loads(done.stdout.splitlines()[-1]))


def test_nobody_is_shown_anything_but_a_sentence(day: dict[str, Any]) -> None:
    assert day["troubles"] == []


def test_one_scale_counts_for_each_order(day: dict[str, Any]) -> None:
    assert day["states"] == ["packed", "packed", "packed", "cancelled"]
    assert day["weighed"][:3] == [1, 1, 1]
    assert [80_000 - back for back in day["back"][:3]] == [40 * grams for grams in day["grams"][:3]]


def test_the_money_goes_back_once(day: dict[str, Any]) -> None:
    assert day["tasks"] == [*day["back"][:3], 85_000]
    assert day["books"] == []


def test_the_pool_holds_what_was_not_packed(day: dict[str, Any]) -> None:
    assert day["stock"] == 50_000 - sum(day["grams"][:3])
