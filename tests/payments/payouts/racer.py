"""One real process of the race in test_race.py: `python -m tests.payments.payouts.racer <step>`.

prepare  the tables, the cast, and what the cooperative owes two sellers
run      propose by the schedule and by hand, approve, send and confirm, again and again, as every other process does
check    prints what the race left
"""

import json
import sys
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import OperationalError

from payments.ledger import reconcile
from payments.ledger.models import Posting
from payments.payouts import actions
from payments.payouts.models import Payout, PayoutBatch, PayoutTerms
from payments.payouts.running import run_due
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Cooperative
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.people.models import Person
from tests import cast
from tests.payments.payouts import world
from tests.payments.payouts.earned import EARNED


def prepare() -> None:
    standing = cast.assemble()
    for stall in (standing.saris, standing.citras):
        world.owe(standing, stall.seller, EARNED[stall.seller.name])
        world.account(stall.seller)
    today = clock.now().astimezone().weekday()
    PayoutTerms.objects.create(cooperative=standing.cooperative, weekday=today, second_person_above_minor=10**9)


def run(rounds: int) -> None:
    gita = Person.objects.get(name="Gita")
    given: dict[str, Any] = {"scope": scope_of(gita), "person": gita}
    cooperative = Cooperative.objects.get(slug="koperasi-mawar")
    for number in range(rounds):
        _try(lambda: run_due(held=lambda _cooperative, _currency: {}))
        _try(
            lambda number=number: actions.propose(
                **given, cooperative_id=cooperative.pk, currency="IDR", held={}, key=f"kunci-{number}"
            )
        )
        for code in PayoutBatch.objects.values_list("code", flat=True):
            _try(lambda code=code: actions.approve(**given, batch_code=code))
            _try(lambda code=code: actions.send(**given, batch_code=code))
        for code in Payout.objects.filter(state="sent").values_list("code", flat=True):
            _try(lambda code=code: actions.confirm(**given, code=code, external_id="TRX"))


def _try(act: Any) -> None:
    """Whoever is second is refused; PostgreSQL may ask one of two to step back, and the next round tries again."""
    try:
        act()
    except (Expected, OperationalError):
        return


def left() -> dict[str, Any]:
    sums = dict.fromkeys(EARNED, 0)
    for payout in Payout.objects.filter(state="paid").select_related("seller"):
        sums[payout.seller.name] += payout.amount_minor
    return {
        "paid": sums,
        "payouts": Payout.objects.count(),
        "sent": Posting.objects.filter(kind="payout_sent").count(),
        "reserved": Posting.objects.filter(kind="payout_reserved").count(),
        "differences": [one for one in reconcile.check() if "payout" in one],
    }


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare"]:
            call_command("migrate", verbosity=0, skip_checks=True)
            prepare()
        case ["run", rounds]:
            run(int(rounds))
        case ["check"]:
            sys.stdout.write(json.dumps(left()))
