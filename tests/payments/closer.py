"""One real process of the race in test_closing_race.py: `python -m tests.payments.closer <step> [number]`.

prepare  the tables and the cast; one movement of last month, so that there is something to close
book     entries of last month's last second on both sellers' accounts, some in one transaction as a bill of two is
close    close last month while they book, again and again
check    prints what the race left
"""

import json
import sys
import time
from datetime import datetime, timedelta

import django

django.setup()

from django.core.management import call_command
from django.db import transaction

from payments.ledger import accounts, periods
from payments.ledger.models import PeriodClose, Posting
from payments.ledger.posting import Move, post
from payments.money import Money
from sellers.accounts.access import Scope
from sellers.accounts.models import Cooperative, Seller
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.regions import places
from tests import cast

MORE = 30  # entries a process books after it saw the month closed
PATIENCE_S = 60.0


def last_second(cooperative: Cooperative) -> datetime:
    """Of last month, where the cooperative is."""
    zone = places.zone_of(cooperative.village_code)
    return periods.midnight(clock.now().astimezone(zone).date().replace(day=1), zone) - timedelta(seconds=1)


def sell(cooperative: Cooperative, seller: Seller, entry: str) -> None:
    key = accounts.seller(seller.pk, cooperative.pk, "IDR")
    move = Move("sale", key, accounts.bank(cooperative.pk, "IDR"), Money(1_000, "IDR"), "RACE")
    post(entry=entry, moves=[move], at=last_second(cooperative))


def book(number: int) -> None:
    """Until the month is closed, and some more."""
    cooperative = Cooperative.objects.get(slug="koperasi-mawar")
    sellers = list(Seller.objects.filter(cooperative=cooperative).order_by("pk"))
    more, end = MORE, time.monotonic() + PATIENCE_S
    while more and time.monotonic() < end:
        with transaction.atomic():
            for seller in sellers:
                sell(cooperative, seller, f"race:{number}:{more}:{time.monotonic_ns()}:{seller.pk}")
        more -= PeriodClose.objects.exists()


def close(cooperative: Cooperative) -> None:
    """Once both book, and then again and again."""
    end = time.monotonic() + PATIENCE_S
    while Posting.objects.filter(entry__startswith="race:").count() < MORE and time.monotonic() < end:
        time.sleep(0.02)
    for _again in range(5):
        day = last_second(cooperative).date()
        periods.close(scope=Scope(operator=True), person=None, cooperative_id=cooperative.pk, until=day)


def left() -> dict[str, object]:
    cooperative = Cooperative.objects.get(slug="koperasi-mawar")
    end = last_second(cooperative) + timedelta(seconds=1)
    race = Posting.objects.filter(entry__startswith="race:")
    return {
        "entries": race.count(),
        "in_time": race.filter(at__lt=end).count(),
        "closes": PeriodClose.objects.count(),
        "written_down": AuditEntry.objects.filter(verb="period_closed").count(),
        "differences": list(periods.differences()),
    }


if __name__ == "__main__":
    step = sys.argv[1]
    if step == "prepare":
        call_command("migrate", verbosity=0)
        made = cast.assemble()
        with transaction.atomic():
            sell(made.cooperative, made.saris.seller, "first")
    elif step == "book":
        book(int(sys.argv[2]))
    elif step == "close":
        close(Cooperative.objects.get(slug="koperasi-mawar"))
    else:
        sys.stdout.write(json.dumps(left()))
