"""Goods found for an order while others of it go back and are weighed, really at once, for test_holds_at_once.py.

    python -m tests.storefront.engine.holds_race_worker

Loads Django once and then forks. Prints one JSON object.
"""

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.config.settings")
django.setup()

from django.core.management import call_command
from django.db.models import Sum

from catalog.products.models import Pool, PoolMovement
from payments.money import Money
from storefront.engine.embedded.engine import EmbeddedEngine
from storefront.engine.embedded.models import Hold
from storefront.engine.port import BackLine, PlaceLine, PlacePart
from tests import cast as standing_cast
from tests.forking import forked, troubles_of

PROCESSES, ROUNDS, PACKS = 4, 16, 60
ORDER = "LARI"
Ids = dict[str, int]


def prepare() -> Ids:
    """An order of 60 packs of Sari's and 60 of Citra's, on the road."""
    call_command("migrate", verbosity=0)
    cast = standing_cast.assemble()
    Pool.objects.update(available=10_000_000)
    ids = {"saris": cast.saris.variant.pk, "citras": cast.citras.variant.pk}
    lines = tuple(line(pk, PACKS) for pk in ids.values())
    assert EmbeddedEngine().take_sold(PlacePart(ORDER, lines)) == ()
    return ids


def line(variant_id: int, packs: int) -> PlaceLine:
    return PlaceLine(variant_id, packs, Money(40_000, "IDR"))


def act(ids: Ids, seed: int) -> list[str]:
    """Each process finds, gives back and weighs the same packs as the others, in an order of its own."""
    engine = EmbeddedEngine()
    deeds: list[Callable[[], Any]] = []
    for number in range(ROUNDS):
        for name, pk in ids.items():
            found, back = f"found-{name}-{number}", f"back-{name}-{number}-{seed}"
            deeds.append(partial(engine.take_found, order_ref=ORDER, ref=found, line=line(pk, 1)))
            if number % 4 == 0:
                deeds.append(partial(engine.give_back, order_ref=ORDER, ref=back, lines=[BackLine(pk, 1)]))
        more = dict.fromkeys(ids.values(), 1)
        deeds.append(partial(engine.weigh, order_ref=ORDER, ref=f"weigh-{number}-{seed}", more=more))
    return troubles_of(deeds, seed=seed)


def inspect(ids: Ids) -> dict[str, Any]:
    """What every pool lost is what the order holds."""
    holds = {one.pool_id: one.quantity for one in Hold.objects.filter(order_ref=ORDER)}
    moved = PoolMovement.objects.filter(pool__in=holds, ref__startswith=f"{ORDER}:")
    lost = dict(moved.exclude(reason="count").values_list("pool").annotate(sum=Sum("delta")))
    packs = PACKS + ROUNDS - PROCESSES * ROUNDS // 4
    sizes = dict(Pool.objects.filter(variants__in=ids.values()).values_list("pk", "variants__pack_size"))
    expected = {pool: packs * sizes[pool] + PROCESSES * ROUNDS for pool in holds}
    return {"holds": sorted(holds.values()), "lost": sorted(-one for one in lost.values()), "right": holds == expected}


if __name__ == "__main__":
    ids = forked(prepare)()
    running = [forked(lambda seed=seed: act(ids, seed)) for seed in range(PROCESSES)]  # type: ignore[misc]  # bound early
    troubles = [trouble for wait in running for trouble in wait()]
    sys.stdout.write(json.dumps({"troubles": troubles, **forked(lambda: inspect(ids))()}) + "\n")
