"""One placing at Saleor, from intent to order: any number of tries by any number of processes, one order or none.

| step | what is known when it dies right after | the next try |
|---|---|---|
| intent and grams committed | nothing at Saleor | makes a checkout, after looking whether one was made |
| checkout made, not written down | a checkout with our metadata | finds it by metadata and its secret, and uses it |
| CHECKOUT committed | the checkout's id | asks for the order again |
| order made, not written down | the checkout is gone | finds the order by the checkout's id |
| ORDERED committed | all of it | nothing |

Only a checkout whose id is committed is ever turned into an order, and a checkout becomes an order once: so two
processes at the same placing end with the same order. No lock and no transaction is held while Saleor is asked.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from catalog.products import changes
from catalog.products.models import Change, Variant
from payments.money import Money
from sellers.kit import clock
from storefront.engine.embedded.engine import EmbeddedEngine
from storefront.engine.port import EngineUnavailable, LineProblem, Placing, PlacingRefused
from storefront.engine.saleor import asked as asking
from storefront.engine.saleor import calls, comparing, differences, rereading
from storefront.engine.saleor.asked import Asked
from storefront.engine.saleor.models import (
    OpenOrder,
    Placement,
    ProductMirror,
    SoldLine,
    VariantMirror,
)

log = logging.getLogger("lapak.saleor")

OPEN = (Placement.State.INTENT, Placement.State.CHECKOUT)
UNSENT_FOR = timedelta(minutes=5)  # a listing is in Saleor within seconds; what is not by then cannot be sold there
STEPS = 4  # a placing has two; a checkout that was thrown away costs two more


def begin(*, placing: Placing, shelves: EmbeddedEngine) -> tuple[Placement | None, bool]:
    """The placing's row and whether it was begun now: grams and intent in one commit. Raises PlacingRefused.

    None for a placing whose orders hold nothing any more: they were released, and that stands.
    """
    refs = [part.order_ref for part in placing.parts]
    with transaction.atomic():
        found = Placement.objects.filter(ref=placing.ref).first()
        if found is not None:
            return found, False
        shelves.place(placing)
        if not shelves.rounds_held(refs):
            return None, False
        return Placement.objects.get_or_create(ref=placing.ref, defaults=asking.row_of(placing))


def carry(placement: Placement, *, shelves: EmbeddedEngine, fresh: bool = False) -> Placement:
    """Take it to its end, from wherever it stands. `fresh`: it was begun by us just now, so nothing was asked yet.

    Raises PlacingRefused, or EngineUnavailable when it must be carried on later.
    """
    for _step in range(STEPS):
        if placement.state == Placement.State.INTENT:
            _find_checkout(placement, shelves, fresh=fresh)
        elif placement.state == Placement.State.CHECKOUT:
            _find_order(placement, shelves)
        else:
            break
        placement = Placement.objects.get(pk=placement.pk)
    if placement.state in OPEN:
        raise EngineUnavailable(f"placing {placement.ref} is not finished")
    if placement.problems:
        raise PlacingRefused([_problem(row, placement.currency) for row in placement.problems])
    return placement


def _find_checkout(placement: Placement, shelves: EmbeddedEngine, *, fresh: bool) -> None:
    asked = asking.read(placement)
    try:
        ids = _ids(placement, asked)
        checkout = None if fresh else calls.checkout_of(asked)
        if checkout is None:
            checkout = _new_checkout(asked, ids)
    except calls.No as no:
        return _refuse(placement, asked, no.problems, shelves)
    problems = comparing.line_problems(asked.lines, ids, checkout.lines)
    if problems:
        _refuse(placement, asked, problems, shelves)
        return calls.empty(checkout)
    free = Placement.objects.filter(pk=placement.pk, state=Placement.State.INTENT, checkout_id=None)
    mine = free.update(checkout_id=checkout.id, state=Placement.State.CHECKOUT)
    if not mine and Placement.objects.get(pk=placement.pk).checkout_id != checkout.id:
        calls.empty(checkout)  # another process was faster, with a checkout of its own


def _new_checkout(asked: Asked, ids: Mapping[int, str]) -> calls.Checkout:
    """Another process at this very placing may have reserved what we are refused: then its checkout is ours too."""
    try:
        return calls.new_checkout(asked, ids, _pinned(asked))
    except calls.No:
        made = calls.checkout_of(asked)
        if made is None:
            raise
        return made


def _find_order(placement: Placement, shelves: EmbeddedEngine) -> None:
    asked = asking.read(placement)
    checkout_id = str(placement.checkout_id)
    try:
        ids = _ids(placement, asked)
        order = calls.order(checkout_id, asked, ids)
    except calls.CheckoutGone:
        found = calls.order_of(checkout_id)
        if found is None:
            return _start_over(placement)
        order = found
    except calls.No as no:
        _refuse(placement, asked, no.problems, shelves)
        left = calls.lines_of_checkout(checkout_id)
        return calls.empty(left) if left else None
    problems = comparing.line_problems(asked.lines, ids, order.lines)
    if not problems and order.total != asked.goods + asked.delivery:
        log.error("placing %s: the order's total is %s", placement.ref, order.total)
        problems = (comparing.of_the_whole(asked.lines[0]),)
    if problems:
        calls.cancel(order.id)
        return _refuse(placement, asked, problems, shelves, order_id=order.id)
    if not _record(placement, asked, ids, order):
        _leave(placement, order)


def _record(placement: Placement, asked: Asked, ids: Mapping[int, str], order: calls.Ordered) -> bool:
    """False when the placing was given up, or recorded, meanwhile."""
    parts = [(part.order_ref, line) for part in asked.parts for line in part.lines]
    with transaction.atomic():
        mine = Placement.objects.filter(pk=placement.pk, state=Placement.State.CHECKOUT)
        if not mine.update(state=Placement.State.ORDERED, saleor_order_id=order.id, decided_at=clock.now()):
            return False
        SoldLine.objects.bulk_create(
            SoldLine(saleor_order_id=order.id, line_id=line.id, order_ref=ref, variant_id=pk, quantity=line.quantity)
            for line, ref, pk in comparing.matched(parts, ids, order.lines)
        )
        OpenOrder.objects.update_or_create(
            saleor_order_id=order.id,
            defaults={
                "purchase_ref": asked.ref if ":" not in asked.ref else "",
                "status": order.status,
                "charge_status": order.charge_status,
                "read_at": clock.now(),
            },
        )
        changes.tell(product_ids=_products(asked), what=Change.What.STOCK)  # Saleor allocates now what we counted
    return True


def _leave(placement: Placement, order: calls.Ordered) -> None:
    """Somebody recorded it before us, or gave it up, or was refused: an order that nobody wants is cancelled."""
    if Placement.objects.get(pk=placement.pk).saleor_order_id != order.id:
        calls.cancel(order.id)


def _refuse(
    placement: Placement, asked: Asked, problems: Sequence[LineProblem], shelves: EmbeddedEngine, order_id: str = ""
) -> None:
    """Nothing is sold: the grams go back with the answer, and what surprised us is read or sent again."""
    fields: dict[str, Any] = {
        "state": Placement.State.CANCELLED if order_id else Placement.State.REFUSED,
        "saleor_order_id": order_id or None,
        "problems": [_plain(problem) for problem in problems],
        "decided_at": clock.now(),
    }
    with transaction.atomic():
        if not Placement.objects.filter(pk=placement.pk, state__in=OPEN).update(**fields):
            return
        if asked.owed:
            _owe(asked, problems)
        else:
            for part in asked.parts:
                shelves.release(part.order_ref)
        hit = {problem.variant_id for problem in problems}
        products = Variant.objects.filter(pk__in=hit).values_list("product_id", flat=True)
        rereading.soon(product_ids=products, why=f"placing {placement.pk}")
        changes.tell(product_ids=_products(asked), what=Change.What.STOCK)  # no pack of it waits any more


def _owe(asked: Asked, problems: Sequence[LineProblem]) -> None:
    """The order is sold and paid here; only a person can say what becomes of it there."""
    differences.note(
        kind="order",
        subject=", ".join(part.order_ref for part in asked.parts),
        ours="sold",
        theirs=", ".join(f"{problem.variant_id}: {problem.reason}" for problem in problems),
    )


def _start_over(placement: Placement) -> None:
    """The checkout was thrown away before it became an order: the next step makes another."""
    lost = Placement.objects.filter(pk=placement.pk, state=Placement.State.CHECKOUT, checkout_id=placement.checkout_id)
    lost.update(state=Placement.State.INTENT, checkout_id=None, asked=asking.with_new_try(placement))


def _ids(placement: Placement, asked: Asked) -> dict[int, str]:
    """Saleor's id of each variant. What was listed seconds ago may still be on its way there: then later."""
    wanted = {line.variant_id for line in asked.lines}
    ids = dict(VariantMirror.objects.filter(variant_id__in=wanted).values_list("variant_id", "saleor_id"))
    missing = sorted(wanted - ids.keys())
    if not missing:
        return ids
    if clock.now() - placement.created_at < UNSENT_FOR:
        raise EngineUnavailable(f"variants {missing} are not in Saleor yet")
    raise calls.No([LineProblem(variant_id, "gone", 0, None) for variant_id in missing])


def _pinned(asked: Asked) -> frozenset[int]:
    """Variants whose price Saleor is told with the line: sold before, or changed here and not sent yet."""
    wanted = {line.variant_id for line in asked.lines}
    if asked.pinned:
        return frozenset(wanted)
    numbers = dict(ProductMirror.objects.filter(product__variants__in=wanted).values_list("product_id", "goods_number"))
    goods = Change.objects.filter(~Q(origin="saleor"), what=Change.What.GOODS, product__variants__in=wanted)
    unsent = {pk for pk, number in goods.values_list("product_id", "number") if number > numbers.get(pk, 0)}
    return frozenset(Variant.objects.filter(pk__in=wanted, product_id__in=unsent).values_list("pk", flat=True))


def _products(asked: Asked) -> set[int]:
    wanted = {line.variant_id for line in asked.lines}
    return set(Variant.objects.filter(pk__in=wanted).values_list("product_id", flat=True))


def _plain(problem: LineProblem) -> dict[str, Any]:
    price = problem.price.minor if problem.price else None
    return {
        "variant_id": problem.variant_id, "reason": problem.reason, "available": problem.available, "price": price,
    }  # fmt: skip


def _problem(row: Mapping[str, Any], currency: str) -> LineProblem:
    price = None if row["price"] is None else Money(row["price"], currency)
    return LineProblem(row["variant_id"], row["reason"], row["available"], price)
