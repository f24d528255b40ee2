"""Two officers close a month while two others still book into it, in real processes, on a database of their own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.processes import ROOT, own_market

pytestmark = pytest.mark.processes
BOOKERS = 2


def closer(surroundings: dict[str, str], *step: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.payments.closer", *step], cwd=ROOT, env=surroundings, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def finish(process: "subprocess.Popen[str]") -> str:
    said, complained = process.communicate(timeout=180)
    assert process.returncode == 0, complained
    return said


def test_what_is_closed_while_others_book_is_what_the_books_say(tmp_path: Path) -> None:
    with own_market(tmp_path) as surroundings:
        finish(closer(surroundings, "prepare"))
        booking = [closer(surroundings, "book", str(n)) for n in range(BOOKERS)]
        for process in [*booking, *(closer(surroundings, "close") for _officer in range(2))]:
            finish(process)
        left: dict[str, Any] = json.loads(finish(closer(surroundings, "check")))
    assert left["differences"] == []
    assert left["written_down"] == 1
    assert left["closes"] in (1, 2)  # of Citra too, if she sold before it
    assert 0 < left["in_time"] < left["entries"]  # the close came in between, or the test shows nothing
