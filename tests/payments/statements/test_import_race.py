"""Three officers with the same file at the same moment, in real processes: each row and each transfer once."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.processes import ROOT, own_market

pytestmark = pytest.mark.processes
BILLS, ODD = 25, 10
OFFICERS = ("Dewi", "Gita", "Hadi")


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with own_market(tmp_path_factory.mktemp("statements")) as environment:
        yield environment


def racer(surroundings: dict[str, str], *step: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.payments.statements.racer", *step],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: "subprocess.Popen[str]") -> str:
    said, complained = process.communicate(timeout=180)
    assert process.returncode == 0, complained
    return said


@pytest.fixture(scope="module")
def left(surroundings: dict[str, str]) -> dict[str, Any]:
    finish(racer(surroundings, "prepare"))
    for process in [racer(surroundings, "run", name) for name in OFFICERS]:
        finish(process)
    return dict(json.loads(finish(racer(surroundings, "check"))))


def test_the_file_was_imported_once_and_every_row_is_there_once(left: dict[str, Any]) -> None:
    assert (left["imports"], left["rows"], left["rows_twice"]) == (1, BILLS + ODD, 0)


def test_every_total_was_matched_booked_and_told_once(left: dict[str, Any]) -> None:
    assert left["matched"] == left["transfers"] == left["paid"] == left["received"] == BILLS


def test_whatever_was_decided_and_taken_back_meanwhile_the_books_agree(left: dict[str, Any]) -> None:
    assert left["differences"] == []
