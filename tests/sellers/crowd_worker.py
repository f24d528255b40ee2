"""One process of a crowd: `python -m tests.sellers.crowd_worker prepare|work`. Prints one line of JSON."""

import json
import sys

import django

django.setup()

from django.core.management import call_command
from django.db import transaction

from sellers.kit import due, limits, once
from sellers.messages.actions import tell
from sellers.messages.models import Message

ROWS, HITS, DAY_S = 120, 25, 24 * 60 * 60


def prepare() -> None:
    for app in ("kit", "messages_outbox"):
        call_command("migrate", app, verbosity=0, skip_checks=True)
    for n in range(ROWS):
        tell(key=f"m{n}", to="+6281234567890", body="Halo", template="greeting")


def work() -> dict[str, object]:
    taken: list[int] = []
    while rows := due.take(Message.objects.all(), limit=7):
        taken += [row.pk for row in rows if due.finish(row)]
    allowed = sum(limits.hit(what="crowd", key="one door", limit=HITS, per_s=DAY_S) for _ in range(20))
    done: list[int] = []
    for n in range(10):
        with transaction.atomic():
            once.run(purpose="crowd", key=f"k{n}", given={"n": n}, work=lambda n=n: done.append(n))  # type: ignore[misc]  # a default binds n
    return {"taken": taken, "allowed": allowed, "done": done}


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare()
    else:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        sys.stdout.write(json.dumps(work()))
