"""Checkouts from several processes, played on a database of its own for test_concurrent_checkout.py.

    python -m tests.journeys.checkout_worker '[["prepare", null], ["stock", 50000], ["race", [[…], […]]]]'

Loads Django once and then forks: every step runs in processes of its own, each list of wishes in a race in one.
Prints one JSON list, an answer a step.
"""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.config.settings")
django.setup()

from django.core.management import call_command
from django.db.models import F, Sum

from catalog.products.models import Pool, PoolMovement, Variant
from payments.ledger import reconcile
from sellers.accounts.models import Cooperative, Seller
from sellers.kit import clock
from storefront.delivery.models import DeliveryOption
from storefront.engine.embedded.models import Hold
from storefront.orders import placing, recording
from storefront.orders.models import Order, OrderLine, Purchase
from storefront.orders.placing import PlacingProblem, place
from storefront.orders.quoting import LineInput, PartInput, PurchaseInput
from tests import cast
from tests.forking import DIED, forked

Wish = dict[str, Any]


def prepare(_given: None) -> None:
    """An empty database becomes the cast's market."""
    call_command("migrate", verbosity=0)
    cast.assemble()


def stock(grams: int) -> None:
    Pool.objects.filter(variants__label="250 g").update(available=grams)


def trial(most: int) -> None:
    """Sari's stall waits for approval, and may have so many open orders meanwhile."""
    Seller.objects.filter(slug="dapur-sari").update(state=Seller.State.PENDING)
    Cooperative.objects.filter(slug="koperasi-mawar").update(pending_orders=most)


def crash(wish: Wish) -> None:
    """The process dies between the engine's answer and its record."""
    recording.record_placed = lambda **_kept: os._exit(DIED)  # this process is about to end
    _buy(wish, *_shelf())


def sweep(_given: None) -> int:
    """The loop comes by once the dead process's lease has run out."""
    with clock.frozen(clock.now() + placing.LEASE):
        return placing.finish_placing_due()


def inspect(_given: None) -> dict[str, Any]:
    """What the database says."""
    pool = Pool.objects.get(variants__label="250 g")
    placed = OrderLine.objects.filter(order__in=Order.objects.placed())
    return {
        "available": pool.available,
        "ordered_g": placed.aggregate(sum=Sum(F("quantity") * F("variant__pack_size")))["sum"] or 0,
        "held_g": Hold.objects.exclude(state="released").aggregate(sum=Sum("quantity"))["sum"] or 0,
        "moved_g": -(PoolMovement.objects.filter(pool=pool).aggregate(sum=Sum("delta"))["sum"] or 0),
        "codes": list(Purchase.objects.filter(state="placed").order_by("pk").values_list("code", flat=True)),
        "undecided": Purchase.objects.filter(state="placing").count(),
        "books": reconcile.check(),
    }


def race(wishes_of_each: list[list[Wish]]) -> list[dict[str, Any]]:
    """One process a list, all starting at the same word."""
    start, word = os.pipe()
    readers = [forked(lambda mine=wishes: _buy_all(mine, start)) for wishes in wishes_of_each]  # type: ignore[misc]  # bound early
    time.sleep(0.3)  # so that all of them stand at the line
    os.write(word, b"!" * len(readers))
    return [result for read in readers for result in read()]


def _buy_all(wishes: list[Wish], start: int) -> list[dict[str, Any]]:
    variants, pickup = _shelf()
    os.read(start, 1)
    return [_buy(wish, variants, pickup) for wish in wishes]


def _shelf() -> tuple[dict[str, Variant], DeliveryOption]:
    variants = {variant.label: variant for variant in Variant.objects.filter(product__slug="opak-gambir")}
    return variants, DeliveryOption.objects.select_related("seller").get(seller__slug="dapur-sari", kind="pickup")


def _buy(wish: Wish, variants: dict[str, Variant], pickup: DeliveryOption) -> dict[str, Any]:
    counts = {"1 kg": wish["packs"], "250 g": wish["small_packs"]}
    lines = [(variants[label], count) for label, count in counts.items() if count]
    given = PurchaseInput(
        lines=tuple(LineInput(variant.pk, count, variant.price_minor) for variant, count in lines),
        buyer_name="Eko",
        buyer_phone="081200001004",
        parts=(PartInput(pickup.seller_id, pickup.pk),),
        payments={f"coop:{pickup.seller.cooperative_id}": wish["way"]},
    )
    grams = sum(variant.pack_size * count for variant, count in lines)
    began = time.monotonic()
    try:
        outcome, said = "placed", place(key=wish["key"], given=given).code
    except PlacingProblem as problem:
        outcome, said = "refused", problem.sentence
    except Exception:  # the test shows whatever this is
        outcome, said = "error", traceback.format_exc()
    return {"key": wish["key"], "outcome": outcome, "said": said, "grams": grams, "took_s": time.monotonic() - began}


if __name__ == "__main__":
    steps: dict[str, Callable[[Any], Any]] = {
        "prepare": prepare, "stock": stock, "crash": crash, "sweep": sweep, "inspect": inspect, "trial": trial,
    }  # fmt: skip
    answers = []
    for name, given in json.loads(sys.argv[1]):
        # the parent never opens the database: a connection must not be shared by a fork
        answers.append(race(given) if name == "race" else forked(lambda: steps[name](given))())  # noqa: B023  run at once
    print(json.dumps(answers))
