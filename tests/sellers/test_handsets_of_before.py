"""What became of the phones that a database knew before: ended ones lose their key, own ones keep their standing.

And of the tokens of a helper's code: each ends with the helper's word, or at once where nobody knows whose word it was.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, own_market

WORKER = [sys.executable, "-W", "ignore", "-m", "tests.sellers.handset_ground_worker"]


@pytest.mark.processes
def test_phones_that_were_ended_fit_no_key_any_more_and_the_others_stay_as_they_were(tmp_path: Path) -> None:
    with own_market(tmp_path, empty=True) as market:
        done = subprocess.run(WORKER, cwd=ROOT, env=market, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    forward, tokens, again, tokens_again = (json.loads(line) for line in done.stdout.splitlines())
    assert (
        forward
        == again
        == {
            "standing": ["a" * 64, True, 2],
            "ended": ["ended pk", True, 0],
            "ended too": ["ended pk", True, 0],
            "by a helper": ["d" * 64, None, 5],
        }
    )
    assert (
        tokens
        == tokens_again
        == {
            "own": [None, False],
            "of the phone": ["Budi", False],
            "of the session": ["Budi", False],
            "of nobody known": [None, True],
            "ended": [None, True],
        }
    )
