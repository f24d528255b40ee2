"""Real processes at the same moment, on a database of their own: codes never repeat, transfers are booked once."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.processes import ROOT, own_market

pytestmark = pytest.mark.processes
RACERS, BILLS = 3, 12


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with own_market(tmp_path_factory.mktemp("race")) as environment:
        yield environment


def racer(surroundings: dict[str, str], *step: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.payments.racer", *step],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: "subprocess.Popen[str]") -> str:
    said, complained = process.communicate(timeout=120)
    assert process.returncode == 0, complained
    return said


@pytest.fixture(scope="module")
def left(surroundings: dict[str, str]) -> dict[str, Any]:
    finish(racer(surroundings, "prepare"))
    for process in [racer(surroundings, "run", str(n), str(BILLS)) for n in range(RACERS)]:
        finish(process)
    return dict(json.loads(finish(racer(surroundings, "check"))))


def test_no_two_open_charges_asked_for_the_same_total(left: dict[str, Any]) -> None:
    """A hundred totals were left for both ways together."""
    assert left["charges"] == left["totals"] == (RACERS * BILLS + 1) * 2
    assert left["taken_again"] == 0


def test_a_bill_opened_by_everybody_has_one_charge(left: dict[str, Any]) -> None:
    assert left["everybodys"] == 2  # one by transfer, one by QRIS


def test_a_transfer_recorded_by_everybody_is_booked_and_told_once(left: dict[str, Any]) -> None:
    assert left["transfers"] == left["received"] == left["settlements"] == left["charges"]


def test_accounts_were_made_once_and_the_books_balance(left: dict[str, Any]) -> None:
    assert left["accounts_twice"] == 0
    assert left["differences"] == []
