"""Officers, a seller and a cancellation really at once on one paid order, for test_at_once.py.

    python -m tests.storefront.refunds.race_worker

Loads Django once and then forks: everybody tries the same things in an order of their own. Prints one JSON object.
"""

import json
import os
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.config.settings")
django.setup()

from django.core.management import call_command
from django.db.models import Sum

from payments.ledger.reconcile import check
from sellers.accounts.asking import scope_of
from sellers.people.models import Person
from storefront.orders import life, refunds
from storefront.orders.models import Order, Refund, RefundTask
from storefront.orders.refund_wish import LineWish, RefundWish
from storefront.terms.models import CooperativeTerms
from tests import cast as standing_cast
from tests.forking import forked, troubles_of
from tests.storefront.life.stories import paid, saris_part

PROCESSES = 3


def prepare() -> str:
    """Sari's part of a paid purchase; 50000 of it waits for a second person, and 900000 is the limit for the rest."""
    call_command("migrate", verbosity=0)
    cast = standing_cast.assemble()
    order = saris_part(cast, paid(cast))
    CooperativeTerms.objects.update(second_person_refund_above_minor=0)
    wish = RefundWish("quality", whole_minor=50_000)
    refunds.propose(scope=scope_of(cast.gita), person=cast.gita, order_code=order.code, wish=wish, key="usulan")
    CooperativeTerms.objects.update(second_person_refund_above_minor=900_000)
    return order.code


def act(code: str, seed: int) -> list[str]:
    people = {person.name: person for person in Person.objects.all()}
    hadi, sari, gita = people["Hadi"], people["Sari"], people["Gita"]
    proposed = Refund.objects.get(key__startswith="usulan")
    line = Order.objects.get(code=code).lines.get().pk
    packs = RefundWish("quality", (LineWish(line, quantity=1, returned_quantity=1),))
    deeds: list[Callable[[], Any]] = [
        lambda: refunds.approve(scope=scope_of(hadi), person=hadi, refund_code=proposed.code),
        lambda: refunds.refuse(scope=scope_of(gita), person=gita, refund_code=proposed.code, reason="Batal"),
        lambda: _give(gita, code, packs, "sama"),
        lambda: _give(gita, code, RefundWish("quality", whole_minor=20_000), f"milik-{seed}"),
        lambda: _give(sari, code, RefundWish("quality", delivery_minor=3_000), f"ongkir-{seed}"),
        lambda: life.cancel_by_seller(scope=scope_of(sari), person=sari, order_code=code, reason="Habis"),
    ]
    return troubles_of(deeds, seed=seed)


def _give(person: Person, code: str, wish: RefundWish, key: str) -> None:
    refunds.propose(scope=scope_of(person), person=person, order_code=code, wish=wish, key=key)


def inspect(code: str) -> dict[str, Any]:
    life.finish_stock_due()
    order = Order.objects.get(code=code)
    booked = Refund.objects.filter(order=order, state="booked")
    return {
        "books": check(),
        "state": order.state,
        "back": order.goods_refunded_minor + order.delivery_refunded_minor,
        "booked": booked.aggregate(sum=Sum("amount_minor"))["sum"],
        "tasks": RefundTask.objects.aggregate(sum=Sum("amount_minor"))["sum"],
        "commission": [order.commission_returned_minor, order.commission_minor],
        "same": Refund.objects.filter(key__startswith="sama:").count(),
        "stock": order.lines.get().variant.pool.available,
        "still_proposed": Refund.objects.filter(state="proposed").count(),
    }


if __name__ == "__main__":
    code = forked(prepare)()
    running = [forked(lambda seed=seed: act(code, seed)) for seed in range(PROCESSES)]  # type: ignore[misc]  # bound early
    troubles = [trouble for wait in running for trouble in wait()]
    print(json.dumps({"troubles": troubles, **forked(lambda: inspect(code))()}))
