"""After the placing: an order that is confirmed, released, or taken again, as its order in Saleor stands by then."""

import logging
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from sellers.kit import clock, due
from storefront.engine.embedded.engine import EmbeddedEngine
from storefront.engine.port import PlacePart, Placing, PlacingRefused
from storefront.engine.saleor import asked as asking
from storefront.engine.saleor import begun_here, calls, placing
from storefront.engine.saleor.models import OpenOrder, Placement, SoldLine, Telling

log = logging.getLogger("lapak.saleor")

CLOSED = frozenset({"CANCELED", "EXPIRED"})
_LEFT = "left:"  # what a Telling of a placing that was given up is known by
_KEPT = "kept:"  # and of an order that was paid while it was released


def confirm(order_ref: str, *, shelves: EmbeddedEngine) -> None:
    """Sold: Saleor's order is confirmed, once for all our orders in it. One that closed meanwhile is placed again."""
    if not shelves.rounds_held([order_ref]):
        return
    _carry_owed(_unfinished_again(order_ref), shelves)
    saleor_id = saleor_order_of(order_ref)
    if not saleor_id or not _confirmed_closed(saleor_id, order_ref):
        return
    log.warning("the order in Saleor of %s is closed, though it was sold: it is placed again", order_ref)
    with transaction.atomic():
        begun = _intent_again(order_ref, owed=True)
    _carry_owed(begun, shelves)
    again = saleor_order_of(order_ref)
    if again != saleor_id:
        _confirmed_closed(again, order_ref)


def release(order_ref: str, *, shelves: EmbeddedEngine) -> None:
    """Saleor's order is cancelled with the last of our orders in it; until then its lines stay unfulfilled."""
    for begun in Placement.objects.filter(state__in=placing.OPEN):  # few: those being placed at this moment
        if order_ref in begun.order_refs and not shelves.rounds_held(begun.order_refs):
            _give_up(begun, order_ref)
    _leave_no_order(order_ref)
    saleor_id = saleor_order_of(order_ref)
    if not saleor_id:
        return
    refs = set(SoldLine.objects.filter(saleor_order_id=saleor_id).values_list("order_ref", flat=True))
    if shelves.rounds_held(refs):
        return
    placement = Placement.objects.filter(saleor_order_id=saleor_id).first()
    if placement is not None and placement.state == Placement.State.CANCELLED:
        return
    now = calls.order_now(saleor_id)
    if now is not None and placement is None and _holds_others(now):
        return  # another storefront's order with goods of nobody here: it is not ours to cancel
    if now is not None and now["status"] not in CLOSED and _was_charged_meanwhile(now):
        _keep(saleor_id, order_ref)
        return
    _cancel(saleor_id)


def _cancel(saleor_id: str) -> None:
    calls.cancel(saleor_id)
    now = clock.now()
    with transaction.atomic():
        Placement.objects.filter(saleor_order_id=saleor_id, state=Placement.State.ORDERED).update(
            state=Placement.State.CANCELLED, decided_at=now
        )
        OpenOrder.objects.filter(saleor_order_id=saleor_id, closed_at=None).update(closed_at=now, read_at=now)


def _holds_others(now: Mapping[str, Any]) -> bool:
    ours = set(SoldLine.objects.filter(saleor_order_id=now["id"]).values_list("line_id", flat=True))
    return any(line["id"] not in ours for line in now["lines"])


def _was_charged_meanwhile(now: Mapping[str, Any]) -> bool:
    """Whether somebody else took money for it since we read it: cancelled, it would be paid and sold to nobody.

    What we told of, and what was read and followed before, is no news: there the refund is decided already.
    """
    known = OpenOrder.objects.filter(saleor_order_id=now["id"]).values_list("charge_status", flat=True).first()
    return known not in (None, "", now["chargeStatus"]) and bool(_charged_by_others(now))


def _charged_by_others(now: Mapping[str, Any]) -> Decimal:
    keys = [f"paid:{one['pspReference']}" for one in now["transactions"]]
    told = set(Telling.objects.filter(key__in=keys).values_list("key", flat=True))
    with_us = begun_here.among([one["id"] for one in now["transactions"]])
    return sum(
        (
            Decimal(one["chargedAmount"]["amount"])
            for one in now["transactions"]
            if f"paid:{one['pspReference']}" not in told and one["id"] not in with_us
        ),
        Decimal(),
    )


def _keep(saleor_id: str, order_ref: str) -> None:
    """Left as it stands, and read again soon: the payment takes the stock again, or goes back and it is cancelled."""
    log.warning("the order in Saleor of %s was paid while it was released; it is not cancelled", order_ref)
    with transaction.atomic():
        Telling.objects.get_or_create(key=f"{_KEPT}{saleor_id}", defaults={"order_ref": order_ref})
        OpenOrder.objects.update_or_create(saleor_order_id=saleor_id, defaults={"read_at": None, "closed_at": None})
    due.nudge("saleor_orders")


def leave_kept(saleor_id: str) -> bool:
    """Of an order that was paid while it was released: cancelled as soon as that money went back.

    True while it stands, paid and sold by nobody here. One that took its stock again is an order like any other.
    """
    owed = Telling.objects.filter(key=f"{_KEPT}{saleor_id}", done_at=None).first()
    if owed is None:
        return False
    refs = set(SoldLine.objects.filter(saleor_order_id=saleor_id).values_list("order_ref", flat=True))
    now = calls.order_now(saleor_id)
    if now is not None and now["status"] not in CLOSED and not EmbeddedEngine().rounds_held(refs):
        if _charged_by_others(now):
            return True
        _cancel(saleor_id)
    Telling.objects.filter(pk=owed.pk, done_at=None).update(done_at=clock.now())
    return False


def retake(part: PlacePart, *, shelves: EmbeddedEngine) -> None:
    """Grams first. Saleor's order may be open still; if it closed, the same lines are placed there again."""
    ref = part.order_ref
    if not shelves.rounds_held([ref]):
        saleor_id = saleor_order_of(ref)
        now = calls.order_now(saleor_id) if saleor_id else None
        with transaction.atomic():
            shelves.retake(part)
            if now is not None and now["status"] in CLOSED:
                _intent_again(ref, owed=False)
    begun = _unfinished_again(ref)
    if begun is not None:
        placing.carry(begun, shelves=shelves)


def saleor_order_of(order_ref: str) -> str:
    """The newest order in Saleor that holds lines of ours; "" for an order it does not know."""
    newest = SoldLine.objects.filter(order_ref=order_ref).order_by("-pk").values_list("saleor_order_id", flat=True)
    return newest.first() or ""


def _confirmed_closed(saleor_id: str, order_ref: str) -> bool:
    """Confirm it, once; whether it was closed by then. An expired one answers like one that was confirmed before."""
    told, _ = Telling.objects.get_or_create(key=f"confirm:{saleor_id}", defaults={"order_ref": order_ref})
    if told.done_at is None:
        calls.confirm(saleor_id)
        now = calls.order_now(saleor_id)
        told.answer = {"closed": now is not None and now["status"] in CLOSED}
        Telling.objects.filter(pk=told.pk, done_at=None).update(done_at=clock.now(), answer=told.answer)
    return bool(told.answer["closed"])


def _carry_owed(begun: Placement | None, shelves: EmbeddedEngine) -> None:
    """Of a sold order that holds its grams: what Saleor refuses stands as a difference for a person to see."""
    if begun is None:
        return
    try:
        placing.carry(begun, shelves=shelves)
    except PlacingRefused as refused:
        log.error("saleor refused to take the sold order %s again: %s", begun.ref, refused)


def _intent_again(order_ref: str, *, owed: bool) -> Placement | None:
    """The intent to place one order of an earlier placing again, at the prices it was sold for."""
    before = SoldLine.objects.filter(order_ref=order_ref).order_by("-pk").first()
    placement = Placement.objects.filter(saleor_order_id=before.saleor_order_id).first() if before else None
    if placement is None:
        return None
    asked = asking.read(placement)
    parts = tuple(part for part in asked.parts if part.order_ref == order_ref)
    number = 1 + Placement.objects.filter(ref__startswith=f"{order_ref}:").count()
    again = Placing(f"{order_ref}:{number}", parts, asked.recipient)
    return Placement.objects.create(ref=again.ref, **asking.row_of(again, pinned=True, owed=owed))


def _unfinished_again(order_ref: str) -> Placement | None:
    again = Placement.objects.filter(ref__startswith=f"{order_ref}:", state__in=placing.OPEN)
    return again.order_by("-pk").first()


def cancel_unwanted(placement: Placement, saleor_id: str) -> None:
    """An order of a placing that was decided without it: whoever made it died before it could say so."""
    if placement.state in (Placement.State.REFUSED, Placement.State.CANCELLED):
        log.warning("an order of placing %s came after the placing was over; it is cancelled", placement.ref)
        calls.cancel(saleor_id)


def _give_up(placement: Placement, order_ref: str) -> None:
    """A placing that was stopped half-way and is wanted no more.

    From here on our webhook offers its checkout no delivery, so no order can be made of it any more.
    """
    with transaction.atomic():
        mine = Placement.objects.filter(pk=placement.pk, state__in=placing.OPEN)
        if mine.update(state=Placement.State.CANCELLED, decided_at=clock.now()):
            Telling.objects.get_or_create(key=f"{_LEFT}{placement.ref}", defaults={"order_ref": order_ref})


def _leave_no_order(order_ref: str) -> None:
    """Its order may have been made all the same. Until Saleor has answered that, the release is not done."""
    for owed in Telling.objects.filter(order_ref=order_ref, key__startswith=_LEFT, done_at=None):
        checkout_id = Placement.objects.values_list("checkout_id", flat=True).get(ref=owed.key.removeprefix(_LEFT))
        made = calls.order_of(checkout_id) if checkout_id else None
        if made is not None:
            calls.cancel(made.id)
        Telling.objects.filter(pk=owed.pk, done_at=None).update(done_at=clock.now())
