"""Several processes act on the same orders at once, on a database of their own, for test_at_once.py.

    python -m tests.storefront.life.race_worker

Loads Django once and then forks, so that no connection is shared. Prints one JSON object: what went wrong, and what
the database says afterwards.
"""

import json
import os
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.config.settings")
django.setup()

from django.core.management import call_command

from catalog.products.models import Pool
from payments.charges.models import Charge
from payments.ledger.reconcile import check
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from sellers.people.models import Person
from storefront.orders import deadlines, life, placing, settling
from storefront.orders.models import Bill, EngineTask, Order, OrderEvent, Purchase, RefundTask
from storefront.orders.quoting import LineInput, PartInput, PurchaseInput
from tests import cast as standing_cast
from tests.forking import forked, troubles_of

PURCHASES, PROCESSES = 9, 3


def prepare() -> None:
    """The cast's market with purchases of both sellers; every third is paid in cash, every fourth is late."""
    call_command("migrate", verbosity=0)
    cast = standing_cast.assemble()
    for n in range(PURCHASES):
        given = PurchaseInput(
            lines=tuple(LineInput(s.variant.pk, 1, s.variant.price_minor) for s in (cast.saris, cast.citras)),
            buyer_name="Eko",
            buyer_phone="081200001004",
            parts=tuple(PartInput(s.seller.pk, s.pickup.pk) for s in (cast.saris, cast.citras)),
            payments={f"coop:{cast.cooperative.pk}": "cash" if n % 3 == 0 else "bank_transfer"},
        )
        placing.place(key=f"race-{n}", given=given)
    late = Bill.objects.filter(way="bank_transfer", pk__in=range(0, 1_000, 3))
    late.update(expires_at=clock.now() - timedelta(minutes=1))


def act(seed: int) -> list[str]:
    """Everything that may happen to every order, in an order of this process's own. Answers what nobody expected."""
    people = {person.name: person for person in Person.objects.all()}
    orders = list(Order.objects.select_related("purchase", "seller", "bill"))
    deeds = [deed for order in orders for deed in _deeds(order, people, seed)]
    deeds += [settling.apply_due, deadlines.sweep, life.finish_stock_due] * 10
    return troubles_of(deeds, seed=seed)


def _deeds(order: Order, people: dict[str, Person], seed: int) -> list[Callable[[], Any]]:
    owner = people["Sari" if order.seller.name == "Dapur Sari" else "Citra"]
    mine: dict[str, Any] = {"scope": scope_of(owner), "person": owner, "order_code": order.code}
    return [
        lambda: life.accept(**mine),
        lambda: life.make_ready(**mine),
        lambda: life.hand_over(**mine, pin=order.pickup_pin),
        lambda: life.cancel_by_seller(**mine, reason="Habis") if seed % 2 else None,
        lambda: life.buyer_cancel(purchase=order.purchase, order_code=order.code),
        lambda: life.buyer_confirm_receipt(purchase=order.purchase, order_code=order.code),
        lambda: _transfer(order, people["Dewi"]),
    ]


def _transfer(order: Order, officer: Person) -> None:
    """The money of the bill's first charge is seen on the statement: the same line, whoever types it in."""
    charge = Charge.objects.filter(bill_ref=order.bill.code, provider="bank_transfer").order_by("pk").first()
    if charge is not None:
        settling.confirm_transfer(
            scope=scope_of(officer), person=officer, charge_code=charge.code, amount_minor=charge.total_minor,
            received_at=clock.now(), external_id=charge.code,
        )  # fmt: skip


def inspect() -> dict[str, Any]:
    """What the database says once everything that waits is done."""
    for _round in range(5):
        settling.apply_due(limit=1_000)
        deadlines.sweep(limit=1_000)
        EngineTask.objects.filter(done_at__isnull=True).update(leased_until=None, due_at=clock.now())
        life.finish_stock_due()
        time.sleep(0.2)
    holding = Order.objects.exclude(state__in=["cancelled", "expired"])
    firsts = ("confirmed", "accepted", "ready", "received", "cancelled", "expired")
    counts = {
        f"{verb} of {order.code}": OrderEvent.objects.filter(order=order, verb=verb).count()
        for order in Order.objects.all()
        for verb in firsts
    }
    return {
        "books": check(),
        "taken_g": {str(pool.pk): 50_000 - pool.available for pool in Pool.objects.all()},
        "held_g": {
            str(pool.pk): 1_000 * holding.filter(lines__variant__pool=pool).count() for pool in Pool.objects.all()
        },
        "twice": [name for name, count in counts.items() if count > 1],
        "waits": EngineTask.objects.filter(done_at__isnull=True).count(),
        "states": {state: Order.objects.filter(state=state).count() for state in Order.State.values},
        "paid_and_cancelled_without_refund": [
            order.code
            for order in Order.objects.filter(state="cancelled", bill__state="paid", sold_at__isnull=False)
            if not RefundTask.objects.filter(order=order).exists()
        ],
        "unplaced": Purchase.objects.exclude(state="placed").count(),
    }


if __name__ == "__main__":
    forked(prepare)()
    running = [forked(lambda seed=seed: act(seed)) for seed in range(PROCESSES)]  # type: ignore[misc]  # bound early
    troubles = [trouble for wait in running for trouble in wait()]
    print(json.dumps({"troubles": troubles, **forked(inspect)()}))
