"""Leases, limits and once-only answers where it counts: several real processes at once."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.processes import ROOT, own_market

pytestmark = pytest.mark.processes
PROCESSES, ROWS, HITS = 3, 120, 25


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    with own_market(tmp_path) as own:
        yield own


def crowd(environment: dict[str, str]) -> list[dict[str, Any]]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.sellers.crowd_worker"]
    subprocess.run([*command, "prepare"], cwd=ROOT, env=environment, check=True, timeout=120)
    workers = [
        subprocess.Popen(
            [*command, "work"], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(PROCESSES)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == "ready"
    return [json.loads(answer.splitlines()[-1]) for answer in _finish(workers)]


def _finish(workers: "list[subprocess.Popen[str]]") -> list[str]:
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    answers = [worker.communicate(timeout=120)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * PROCESSES
    return answers


def test_three_loops_share_rows_limits_and_keys_without_a_double(environment: dict[str, str]) -> None:
    results = crowd(environment)
    taken = Counter(pk for result in results for pk in result["taken"])
    assert (len(taken), max(taken.values())) == (ROWS, 1)
    assert sum(result["allowed"] for result in results) == HITS
    assert sorted(n for result in results for n in result["done"]) == list(range(10))
