"""What the programs of the race tests fork with: each asks and acts in processes of its own. Django stands before."""

import json
import os
import random
import sys
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connections

from sellers.kit.errors import Expected

DIED = 9  # what a process exits with that is meant to die in the middle


def forked(work: Callable[[], Any]) -> Callable[[], Any]:
    """Run `work` in a process of its own; the returned function waits for its answer, or says "died" (DIED).

    The parent never opens the database: a connection must not be shared by a fork.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return lambda: _answer_of(child, reading)
    status = 1
    try:
        with os.fdopen(writing, "w") as answer:
            json.dump(work(), answer)
        connections.close_all()
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(status)


def _answer_of(child: int, reading: int) -> Any:
    with os.fdopen(reading) as answer:
        text = answer.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == DIED:
        return "died"
    if code:
        sys.exit("a process of the race failed")
    return json.loads(text)


def troubles_of(deeds: list[Callable[[], Any]], *, seed: int) -> list[str]:
    """Do all of it in an order of this process's own; answers what nobody expected."""
    random.Random(seed).shuffle(deeds)
    troubles = []
    for deed in deeds:
        try:
            deed()
        except Expected:
            continue  # somebody was there before: a sentence
        except Exception:
            troubles.append(traceback.format_exc())
    return troubles
