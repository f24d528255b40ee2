"""A cash parcel that the buyer did not take: the sale is undone, nobody pays, the goods travel back.

How often a phone number refuses is counted; after a few, cash is not offered to it for a while.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope
from sellers.audit import actions as audit
from sellers.kit import clock
from sellers.people.models import Person
from storefront.orders import books, life_engine, life_sale, life_table, refund_notices, settling, undoing
from storefront.orders.cash_refusals import REFUSED
from storefront.orders.life_step import Actor, for_seller_or_officer, move, wrong_step
from storefront.orders.models import Bill, EngineTask, Order, Refund
from storefront.orders.refund_rights import as_seller
from storefront.orders.refund_wish import WishImpossible
from storefront.terms import bearing


def refuse_at_door(
    *, scope: Scope, person: Person, order_code: str, reason: str, returned: Mapping[int, int], bearer: str = ""
) -> Order:
    """The seller (its helper, or an officer) says that the buyer did not take it.

    `returned`: packs by line that can be sold again. Whoever bears it makes good the delivery and what is lost; a
    seller's own word is borne by the seller, an officer may say otherwise.
    """
    settling.hear_of(order_code=order_code)
    with transaction.atomic():
        order, actor = for_seller_or_officer(scope=scope, person=person, order_code=order_code)
        life_sale.hold_still(order=order)
        if order.bill.way != Bill.Way.CASH or order.bill.state != Bill.State.OPEN:
            raise wrong_step(order)
        if reason not in bearing.at_door():
            raise WishImpossible(_("Pilih alasan mengapa tidak diterima."), field="reason")
        unpaid = life_sale.remains(order)
        step = life_table.REFUSE_PARCEL if order.delivery_kind == life_table.COURIER else life_table.REFUSE_AT_DOOR
        move(order=order, step=step, actor=actor, reason=str(bearing.REASONS[reason].words))
        refund = _undo(order, person, actor, reason, returned, _bearer(scope, order, reason, bearer))
        life_sale.leave(bill=order.bill, order=order, unpaid=unpaid)
        if refund is not None and refund.returns_stock:
            life_engine.owe(order=order, call=EngineTask.Call.GIVE_BACK, refund=refund)
        refund_notices.refused_at_door(order=order, reason=reason)
    life_engine.run_for(order=order)
    return order


def can_be_refused(order: Order) -> bool:
    """Whether the door is where this order stands: cash, unpaid, on its way."""
    step = life_table.REFUSE_PARCEL if order.delivery_kind == life_table.COURIER else life_table.REFUSE_AT_DOOR
    unpaid = order.bill.way == Bill.Way.CASH and order.bill.state == Bill.State.OPEN
    return unpaid and step.allows(state=order.state, delivery_kind=order.delivery_kind)


def _undo(
    order: Order, person: Person, actor: Actor, reason: str, returned: Mapping[int, int], bearer: tuple[str, str]
) -> Refund | None:
    backs = undoing.rest_of(order=order, returned={pk: max(0, packs) for pk, packs in returned.items()})
    delivery = order.delivery_minor - order.delivery_refunded_minor
    if not delivery and not any(back.minor for back in backs):
        return None
    decided, proposed = bearer
    refund = undoing.write(
        order=order, key=f"{REFUSED}:{order.code}", reason=reason, bearer=decided, proposed_bearer=proposed,
        backs=backs, delivery_minor=delivery, person=person,
    )  # fmt: skip
    undoing.book(refund=refund, person=person, at=clock.now())
    audit.record(
        person=person, verb="refund.booked", obj=refund,
        after={"reason": reason, "bearer": decided, "proposed_bearer": proposed, "amount_minor": refund.amount_minor},
        acting_for=order.seller if actor.as_helper else None,
    )  # fmt: skip
    return refund


def _bearer(scope: Scope, order: Order, reason: str, wanted: str) -> tuple[str, str]:
    """Who bears it, and whom the reason proposed."""
    has_cooperative = books.bearing_cooperative_id(order) is not None
    proposed = bearing.proposed(reason=reason, carried=books.was_carried(order), has_cooperative=has_cooperative)
    if as_seller(scope=scope, order=order):
        return bearing.SELLER, proposed
    decided = wanted or proposed
    if decided not in bearing.allowed(has_cooperative=has_cooperative):
        raise WishImpossible(_("Pilih siapa yang menanggung."), field="bearer")
    return decided, proposed
