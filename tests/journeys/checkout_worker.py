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

from django.core.management import call_command  # noqa: E402  the settings must stand first
from django.db import connections  # noqa: E402
from django.db.models import F, Sum  # noqa: E402

from catalog.products.models import Pool, PoolMovement, Variant  # noqa: E402
from payments.ledger import reconcile  # noqa: E402
from sellers.kit import clock  # noqa: E402
from storefront.delivery.models import DeliveryOption  # noqa: E402
from storefront.engine.embedded.models import Hold  # noqa: E402
from storefront.orders import placing, recording  # noqa: E402
from storefront.orders.models import Order, OrderLine, Purchase  # noqa: E402
from storefront.orders.placing import PlacingProblem, place  # noqa: E402
from storefront.orders.quoting import LineInput, PartInput, PurchaseInput  # noqa: E402
from tests import cast  # noqa: E402

Wish = dict[str, Any]
_DIED = 9


def prepare(_given: None) -> None:
    """An empty database becomes the cast's market."""
    call_command("migrate", verbosity=0)
    cast.assemble()


def stock(grams: int) -> None:
    Pool.objects.filter(variants__label="250 g").update(available=grams)


def crash(wish: Wish) -> None:
    """The process dies between the engine's answer and its record."""
    recording.record_placed = lambda **_kept: os._exit(_DIED)  # this process is about to end
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
    readers = [_forked(lambda mine=wishes: _buy_all(mine, start)) for wishes in wishes_of_each]  # type: ignore[misc]  # bound early
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


def _forked(work: Callable[[], Any]) -> Callable[[], Any]:
    """Run `work` in a process of its own; the returned function waits for its answer."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return lambda: _answer_of(child, reading)
    status = 1
    try:
        with os.fdopen(writing, "w") as answer:
            json.dump(work(), answer)
        connections.close_all()
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(status)


def _answer_of(child: int, reading: int) -> Any:
    with os.fdopen(reading) as answer:
        text = answer.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == _DIED:
        return "died"
    if code:
        sys.exit("a process of the race failed")
    return json.loads(text)


if __name__ == "__main__":
    steps: dict[str, Callable[[Any], Any]] = {
        "prepare": prepare, "stock": stock, "crash": crash, "sweep": sweep, "inspect": inspect
    }  # fmt: skip
    answers = []
    for name, given in json.loads(sys.argv[1]):
        # the parent never opens the database: a connection must not be shared by a fork
        answers.append(race(given) if name == "race" else _forked(lambda: steps[name](given))())  # noqa: B023  run at once
    print(json.dumps(answers))  # noqa: T201  the test reads this line
