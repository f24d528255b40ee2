"""Several people act on the same cash parcels at once, on a database of their own, for test_courier_at_once.py.

python -m tests.storefront.life.courier_race_worker
"""

import json
import os
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.config.settings")
django.setup()

from django.core.management import call_command

from payments.charges.models import Charge
from payments.ledger.reconcile import check
from payments.remittances import actions as remittances
from payments.remittances.models import Remittance
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Cooperative
from sellers.kit import clock
from sellers.people.models import Person
from storefront.orders import life, settling
from storefront.orders.models import Order, OrderEvent
from tests import cast as standing_cast
from tests.forking import forked, troubles_of
from tests.storefront.life.parcels import cooperatives_contract, sent

PARCELS, PROCESSES = 8, 3


def prepare() -> None:
    call_command("migrate", verbosity=0)
    cast = standing_cast.assemble()
    cooperatives_contract(cast)
    for n in range(PARCELS):
        sent(cast, key=f"parcel-{n}")


def act(seed: int) -> list[str]:
    """Every parcel is paid, refused and confirmed by somebody; and all of them are remitted, by everybody."""
    people = {person.name: person for person in Person.objects.all()}
    deeds = [deed for order in Order.objects.select_related("purchase") for deed in _deeds(order, people)]
    deeds += [lambda n=n: _remit(people["Gita"], f"{n}", f"all-{n}") for n in range(4)]  # type: ignore[misc]  # early
    deeds += [lambda n=n: _remit(people["Hadi"], f"{seed}-{n}", f"own-{seed}-{n}") for n in range(4)]  # type: ignore[misc]  # early
    deeds += [settling.apply_due] * 6
    troubles = troubles_of(deeds, seed=seed)
    return troubles + troubles_of([lambda: _remit(people["Gita"], "last", "last")], seed=seed)  # by now one was paid


def _deeds(order: Order, people: dict[str, Person]) -> list[Callable[[], Any]]:
    officer: dict[str, Any] = {"scope": scope_of(people["Dewi"]), "person": people["Dewi"], "order_code": order.code}
    seller = {"scope": scope_of(people["Sari"]), "person": people["Sari"], "order_code": order.code}
    return [
        lambda: life.courier_took_cash(**officer),
        lambda: life.buyer_confirm_receipt(purchase=order.purchase, order_code=order.code),
        lambda: life.refuse_at_door(**seller, reason="refused", returned={}),
    ]


def _remit(person: Person, reference: str, key: str) -> None:
    """Everything that is out just now, and a little more or less: whoever comes later finds less."""
    cooperative = Cooperative.objects.get(slug="koperasi-mawar")
    charges = [
        one for one in Charge.objects.filter(courier="jne", state="paid") if one.remitted_minor < one.amount_minor
    ]
    missing = sum(one.amount_minor - one.remitted_minor for one in charges)
    wanted = remittances.Wanted(
        key=key, courier="jne", charge_codes=tuple(one.code for one in charges), reference=f"TRX-{reference}",
        received_minor=max(1, missing * 2 // 3), received_at=clock.now(), note="Balapan",
    )  # fmt: skip
    remittances.register(scope=scope_of(person), person=person, wanted=wanted, cooperative_id=cooperative.pk)


def inspect() -> dict[str, Any]:
    settling.apply_due(limit=1_000)
    ends = ("received", "refused_at_door")
    return {
        "books": check(),
        "ends": [
            OrderEvent.objects.filter(order=order, verb__in=ends).count() for order in Order.objects.order_by("pk")
        ],
        "remittances": Remittance.objects.count(),
        "references": Remittance.objects.values("reference").distinct().count(),
        "too_much": [one.code for one in Charge.objects.all() if one.remitted_minor > one.amount_minor],
    }


if __name__ == "__main__":
    forked(prepare)()
    running = [forked(lambda seed=seed: act(seed)) for seed in range(PROCESSES)]  # type: ignore[misc]  # bound early
    troubles = [trouble for wait in running for trouble in wait()]
    print(json.dumps({"troubles": troubles, **forked(inspect)()}))
