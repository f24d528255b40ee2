"""Several workers and treasurers at the same moment, as real processes: each seller is paid once."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.payments.payouts.earned import EARNED
from tests.processes import ROOT, own_market

pytestmark = pytest.mark.processes
RACERS, ROUNDS = 3, 6


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    with own_market(tmp_path_factory.mktemp("payouts")) as surroundings:
        finish(racer(surroundings, "prepare"))
        for process in [racer(surroundings, "run", str(ROUNDS)) for _ in range(RACERS)]:
            finish(process)
        yield dict(json.loads(finish(racer(surroundings, "check"))))


def racer(surroundings: dict[str, str], *step: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.payments.payouts.racer", *step],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: "subprocess.Popen[str]") -> str:
    said, complained = process.communicate(timeout=240)
    assert process.returncode == 0, complained
    return said


def test_each_seller_was_paid_what_it_earned_and_once(left: dict[str, Any]) -> None:
    assert left["paid"] == EARNED
    assert left["payouts"] == left["reserved"] == left["sent"] == len(EARNED)


def test_payouts_and_books_agree_after_the_race(left: dict[str, Any]) -> None:
    assert left["differences"] == []
