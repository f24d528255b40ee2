"""Several people at the same door at once: one comes in."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.processes import ROOT, own_market
from tests.sellers.door_worker import DOORS, PEOPLE

pytestmark = pytest.mark.processes


def test_three_people_press_at_once_and_each_door_lets_one_in(tmp_path: Path) -> None:
    with own_market(tmp_path) as environment:
        command = [sys.executable, "-W", "ignore", "-m", "tests.sellers.door_worker"]
        subprocess.run([*command, "prepare"], cwd=ROOT, env=environment, check=True, timeout=300)
        guests = [
            subprocess.Popen(
                [*command, "come", str(n)], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                text=True,
            )
            for n in range(PEOPLE)
        ]  # fmt: skip
        for guest in guests:
            assert guest.stdout is not None
            assert guest.stdout.readline().strip() == "ready"
        for guest in guests:
            assert guest.stdin is not None
            guest.stdin.write("go\n")
            guest.stdin.flush()
        entered = [json.loads(guest.communicate(timeout=120)[0].splitlines()[-1]) for guest in guests]
    assert [guest.returncode for guest in guests] == [0] * PEOPLE
    through = Counter(door for doors in entered for door in doors)
    assert len(through) == DOORS
    assert set(through.values()) == {1}
