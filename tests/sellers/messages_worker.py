"""One loop that sends messages: `python -m tests.sellers.messages_worker prepare N | work [minutes later]`.

Where its far sides are says the environment. Prints "ready", waits for a line, then prints how many were taken.
"""

import sys
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command

from sellers.kit import clock
from sellers.messages.actions import tell
from sellers.messages.models import Message
from sellers.messages.sending import send_due


def prepare(count: int) -> None:
    for app in ("kit", "accounts", "messages_outbox"):
        call_command("migrate", app, verbosity=0, skip_checks=True)
    for n in range(count):
        tell(key=f"m{n}", to="+6281234567890", body=f"Pesanan {n}", template="new_order")


def work(minutes_later: int) -> int:
    taken = 0
    with clock.frozen(clock.now() + timedelta(minutes=minutes_later)):
        for _round in range(4):  # who is beaten to one looks again
            while count := send_due():
                taken += count
    return taken


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    elif sys.argv[1] == "statuses":
        sys.stdout.write(",".join(Message.objects.order_by("pk").values_list("status", flat=True)))
    else:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        sys.stdout.write(str(work(int(sys.argv[2]))))
