"""Runs one of our own programs in a process of its own, so that what it needs of memory goes with it."""

import logging
import subprocess
import sys
from pathlib import Path

log = logging.getLogger("lapak.child")
ENVIRONMENT = {"MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1"}


def run(program: Path, *words: str, given: bytes = b"", timeout_s: int) -> bytes:
    """What the program wrote; nothing when it crashed, ran out of time or said nothing. Its complaints are logged."""
    try:
        done = subprocess.run(  # noqa: S603  our own program, its arguments made by us
            [sys.executable, "-I", str(program), *words],
            env=ENVIRONMENT,
            input=given,
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        log.warning("%s ran out of time", program.name)
        return b""
    if done.stderr:
        log.warning("%s: %s", program.name, done.stderr.decode(errors="replace")[:300])
    return done.stdout if done.returncode == 0 else b""
