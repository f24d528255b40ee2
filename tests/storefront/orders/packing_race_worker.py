"""Two packers, each with a scale of their own, and a cancellation really at once, for test_packing_at_once.py.

    python -m tests.storefront.orders.packing_race_worker

Loads Django once and then forks. Prints one JSON object.
"""

import json
import os
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.config.settings")
django.setup()

from django.core.management import call_command

from catalog.products.models import Pool
from payments.ledger.reconcile import check
from sellers.accounts.asking import scope_of
from sellers.people.models import Person
from storefront.orders import life
from storefront.orders.models import Order, Refund, RefundTask
from tests import cast as standing_cast
from tests.forking import forked, troubles_of
from tests.storefront.life.stories import placed, saris_part, transfer

PROCESSES = 3
ORDERS = 4
SAID = (1_800, 1_900, 1_950)  # each packer's scale says something else


def prepare() -> list[str]:
    """Four paid orders of 2 kg that are to be weighed; the last of them is also cancelled meanwhile."""
    call_command("migrate", verbosity=0)
    cast = standing_cast.assemble()
    cast.saris.product.weighed_percent = 10
    cast.saris.product.save(update_fields=["weighed_percent"])
    codes = []
    for number in range(ORDERS):
        purchase = placed(cast, key=f"timbang-{number}")
        transfer(cast, purchase, ref=f"mutasi-{number}")
        codes.append(saris_part(cast, purchase).code)
    return codes


def act(codes: list[str], seed: int) -> list[str]:
    sari = Person.objects.get(name="Sari")
    deeds: list[Callable[[], Any]] = [lambda code=code: _pack(sari, code, SAID[seed]) for code in codes]  # type: ignore[misc]  # bound early
    deeds.append(lambda: life.cancel_by_seller(scope=scope_of(sari), person=sari, order_code=codes[-1], reason="Jatuh"))
    return troubles_of(deeds, seed=seed)


def _pack(person: Person, code: str, grams: int) -> None:
    line = Order.objects.get(code=code).lines.get().pk
    life.pack(scope=scope_of(person), person=person, order_code=code, grams={line: grams})


def inspect(codes: list[str]) -> dict[str, Any]:
    life.finish_stock_due()
    orders = [Order.objects.get(code=code) for code in codes]
    lines = [order.lines.select_related("variant").get() for order in orders]
    weighed = Refund.objects.filter(reason="weighed", state="booked")
    return {
        "books": check(),
        "states": [order.state for order in orders],
        "grams": [line.weighed_g for line in lines],
        "back": [order.goods_refunded_minor for order in orders],
        "weighed": [weighed.filter(order=order).count() for order in orders],
        "tasks": [sum(task.amount_minor for task in RefundTask.objects.filter(order=order)) for order in orders],
        "stock": Pool.objects.get(pk=lines[0].variant.pool_id).available,
    }


if __name__ == "__main__":
    codes = forked(prepare)()
    running = [forked(lambda seed=seed: act(codes, seed)) for seed in range(PROCESSES)]  # type: ignore[misc]  # bound early
    troubles = [trouble for wait in running for trouble in wait()]
    print(json.dumps({"troubles": troubles, **forked(lambda: inspect(codes))()}))
