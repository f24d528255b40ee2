"""What a buyer does with a part of its purchase: cancel it, ask to, or say that something is wrong."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sellers.kit import clock
from sellers.kit.errors import Expected
from storefront.orders import life_engine, life_notices, life_sale, life_table, made_to_order, settling
from storefront.orders.life_step import Actor, for_buyer, move, note, wrong_step
from storefront.orders.models import Bill, CancellationRequest, Order, Purchase
from storefront.terms.queries import terms_for

REASON_LENGTH = 300


class StoryMissing(Expected):
    """A reported problem says what is wrong."""

    code = "reason_missing"


def buyer_cancel(*, purchase: Purchase, order_code: str, reason: str = "") -> Order:
    """Cancel at once what is unpaid or overdue; ask the seller for what is paid and not yet sent.

    The returned order is `cancelled`, or still in its state with an open CancellationRequest.
    """
    reason = reason.strip()[:REASON_LENGTH]
    settling.hear_of(order_code=order_code)
    with transaction.atomic():
        order, actor = for_buyer(purchase=purchase, order_code=order_code)
        life_sale.hold_still(order=order)  # a request must not slip in behind the seller who sends it now
        if order.state not in life_table.CANCELLABLE:
            raise wrong_step(order)
        at_once = order.bill.state != Bill.State.PAID or may_cancel_at_once(order)
        if at_once:
            life_sale.cancel(order=order, actor=actor, reason=reason, tell_seller=True)
        else:
            _ask(order=order, actor=actor, reason=reason)
    if at_once:
        life_engine.run_for(order=order)
    return order


def may_cancel_at_once(order: Order) -> bool:
    """Whether the seller let the time to accept, make and pack run out."""
    now = clock.now()
    if order.state in ("accepted", "packed"):
        return order.deadline_at is not None and order.deadline_at <= now
    if order.state == "confirmed" and order.sold_at is not None:
        terms = terms_for(order.seller)
        accepted_by = order.sold_at + timedelta(hours=terms.accept_hours)
        return made_to_order.pack_until(order=order, since=accepted_by, hours=terms.pack_hours) <= now
    return order.state == "waiting"


def buyer_dispute(*, purchase: Purchase, order_code: str, reason: str) -> Order:
    """Something is wrong with what came, or it did not come: the clock stops and an officer looks."""
    reason = reason.strip()[:REASON_LENGTH]
    if not reason:
        raise StoryMissing(_("Tulis masalahnya agar bisa dibantu."), field="reason")
    with transaction.atomic():
        order, actor = for_buyer(purchase=purchase, order_code=order_code)
        move(order=order, step=life_table.DISPUTE, actor=actor, reason=reason)
        life_notices.disputed(order=order, reason=reason)
    return order


def _ask(*, order: Order, actor: Actor, reason: str) -> None:
    """One open request a time; asking again changes nothing."""
    request, made = CancellationRequest.objects.get_or_create(
        order=order, answer="", defaults={"reason": reason, "at": clock.now()}
    )
    if made:
        note(order=order, verb="cancellation_asked", actor=actor, reason=reason)
        life_notices.cancellation_asked(order=order, reason=reason, request_id=request.pk)
