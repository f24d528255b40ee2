"""Two treasurers in two real processes close one period and one year, and tick one payment: each happens once."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.processes import ROOT, own_market

pytestmark = pytest.mark.processes
TREASURERS = (("Sari", "Gita"), ("Eko", "Hadi"), ("Sari", "Hadi"))


def racer(surroundings: dict[str, str], *step: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.storefront.shares.racer", *step]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=pipe, stderr=pipe, text=True)


def finish(process: "subprocess.Popen[str]") -> str:
    said, complained = process.communicate(timeout=180)
    assert process.returncode == 0, complained
    return said


def test_treasurers_at_once_close_and_pay_once(tmp_path: Path) -> None:
    with own_market(tmp_path) as surroundings:
        finish(racer(surroundings, "prepare"))
        for process in [racer(surroundings, "run", *who) for who in TREASURERS]:
            finish(process)
        left: dict[str, Any] = json.loads(finish(racer(surroundings, "check")))
    assert left == {
        "closings": 1, "parts": 2, "shares": 2 + 1, "reserves": 2, "paid": 1, "audited": 3, "differences": [],
    }  # fmt: skip
