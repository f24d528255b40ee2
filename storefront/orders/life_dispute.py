"""An officer settles a buyer's report: the goods arrived well, part of the money goes back, or the sale is undone."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from payments.money import Money
from sellers.accounts.access import Scope
from sellers.kit import clock
from sellers.people.models import Person
from storefront.orders import (
    books,
    life_engine,
    life_handover,
    life_notices,
    life_sale,
    life_table,
    refund_notices,
    refund_rights,
    refunds,
    settling,
    undoing,
)
from storefront.orders.life_seller import ReasonMissing
from storefront.orders.life_step import Actor, for_officer, move, wrong_step
from storefront.orders.models import Bill, EngineTask, Order, Refund
from storefront.orders.refund_wish import RefundWish, WishImpossible
from storefront.terms import bearing

RETURNED = "returned"


def settle_dispute(
    *, scope: Scope, person: Person, order_code: str, returned: bool, reason: str, cause: str = RETURNED,
    bearer: str = "", back: Mapping[int, int] | None = None,
) -> Order:  # fmt: skip
    """`returned`: the sale is reversed and what was paid is due to the buyer. Else the order counts as received.

    `cause` (a reason of terms.bearing) proposes who bears it, `bearer` overrides. `back`: packs by line that can be
    sold again. Above the cooperative's limit a second person must agree: the order stays disputed until then.
    """
    if not reason.strip():
        raise ReasonMissing(_("Tulis alasan keputusan ini."), field="reason")
    settling.hear_of(order_code=order_code)
    with transaction.atomic():
        order, actor = for_officer(scope=scope, person=person, order_code=order_code)
        life_sale.hold_still(order=order)
        if returned:
            _return(order, actor, reason=reason.strip(), cause=cause, bearer=bearer, back=back or {})
        else:
            move(order=order, step=life_table.UPHOLD, actor=actor, reason=reason.strip())
            life_handover.count_cash(order=order, actor=actor)
            life_notices.dispute_settled(order=order, returned=False, refund=None)
    life_engine.run_for(order=order)
    life_handover.settle_cash(order=order)
    return order


def settle_in_part(*, scope: Scope, person: Person, order_code: str, wish: RefundWish, reason: str, key: str) -> Refund:
    """Part of the money goes back and the buyer keeps the goods. May be repeated with the same key.

    While the refund waits for a second person the dispute stays open.
    """
    if not reason.strip():
        raise ReasonMissing(_("Tulis alasan keputusan ini."), field="reason")
    refund = refunds.propose(scope=scope, person=person, order_code=order_code, wish=wish, key=key)
    if refund.state == Refund.State.BOOKED and Order.objects.filter(pk=refund.order_id, state="disputed").exists():
        settle_dispute(scope=scope, person=person, order_code=order_code, returned=False, reason=reason)
    return refund


def _return(order: Order, actor: Actor, *, reason: str, cause: str, bearer: str, back: Mapping[int, int]) -> None:
    if order.state != Order.State.DISPUTED:
        raise wrong_step(order)
    refund = _write(order, actor, reason=reason, cause=cause, bearer=bearer, back=back)
    paid = order.bill.state == Bill.State.PAID
    if refund and paid and refund_rights.needs_second_person(orders=[order], minor=refund.amount_minor):
        refund_notices.asks_second(refunds=[refund])
        return
    unpaid = life_sale.remains(order)
    move(order=order, step=life_table.RETURN, actor=actor, reason=reason)
    if refund and paid:
        refunds.book(refunds=[refund], person=actor.person, tell_buyer=False)
    elif refund:
        undoing.book(refund=refund, person=actor.person, at=clock.now())
    if refund and not paid and refund.returns_stock:
        life_engine.owe(order=order, call=EngineTask.Call.GIVE_BACK, refund=refund)
    if not paid:
        life_sale.leave(bill=order.bill, order=order, unpaid=unpaid)
    money = Money(refund.amount_minor, order.currency) if refund and paid else None
    life_notices.dispute_settled(order=order, returned=True, refund=money)


def _write(
    order: Order, actor: Actor, *, reason: str, cause: str, bearer: str, back: Mapping[int, int]
) -> Refund | None:
    """All that is left of the order as a proposal; None when nothing is."""
    group = refunds.returning(order)
    if Refund.objects.filter(group=group, state=Refund.State.PROPOSED).exists():
        raise WishImpossible(_("Usulan pengembaliannya sudah menunggu persetujuan."))
    has_cooperative = books.bearing_cooperative_id(order) is not None
    if cause not in bearing.REASONS or (bearer and bearer not in bearing.allowed(has_cooperative=has_cooperative)):
        raise WishImpossible(_("Pilih alasan dan siapa yang menanggung."), field="cause")
    proposed = bearing.proposed(reason=cause, carried=books.was_carried(order), has_cooperative=has_cooperative)
    backs = undoing.rest_of(order=order, returned={pk: max(0, packs) for pk, packs in back.items()})
    delivery = order.delivery_minor - order.delivery_refunded_minor
    if not delivery and not any(line.minor for line in backs):
        return None
    before = Refund.objects.filter(group=group).count()
    return undoing.write(
        order=order, key=f"{group}:{before}", group=group, reason=cause, story=reason, bearer=bearer or proposed,
        proposed_bearer=proposed, backs=backs, delivery_minor=delivery, person=actor.person,
    )  # fmt: skip
