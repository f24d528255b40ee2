"""Giving money back for sold orders: a person proposes, above a limit a second one agrees, then it is booked once.

Booking undoes the sale, lets the bearer make the seller whole, lists the money for the buyer (or asks an unpaid bill
anew with less), owes the engine the packs that come back, tells buyer and seller, and leaves the decision in the audit.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from payments.gateways.queries import frozen_bill_refs
from payments.money import Money
from sellers.accounts.access import Scope
from sellers.audit import actions as audit
from sellers.kit import clock, once
from sellers.kit.errors import Expected
from sellers.people.models import Person
from storefront.orders import (
    life_engine,
    life_notices,
    life_sale,
    life_step,
    life_table,
    refund_notices,
    refund_plan,
    refund_rights,
    settling,
    undoing,
)
from storefront.orders.life_step import Actor
from storefront.orders.models import Bill, EngineTask, Order, OrderEvent, Refund
from storefront.orders.refund_plan import Effect, Plan
from storefront.orders.refund_wish import RefundWish, WishImpossible
from storefront.terms import bearing


class SaleMoved(Expected):
    """Less is left of the sale than when this was decided."""

    code = "sale_moved"
    status = 409


class WholeUnpaid(Expected):
    """All of an order that nobody paid yet: that is a cancellation, or a parcel refused at the door."""

    code = "whole_unpaid"


def propose(*, scope: Scope, person: Person, order_code: str, wish: RefundWish, key: str) -> Refund:
    """One order. The refund is `booked`, or `proposed` while it waits for a second person. Once for ever per `key`."""
    orders = [refund_rights.order_to_refund(scope=scope, order_code=order_code, key=key)]
    return _propose(orders, lambda: _of_order(scope, orders, wish), person=person, wish=wish, key=key)[0]


def propose_for_purchase(
    *, scope: Scope, person: Person, purchase_code: str, wish: RefundWish, key: str
) -> list[Refund]:
    """One amount (or all that is left) over the purchase's orders of the officer's cooperative."""
    orders = refund_rights.orders_to_refund(scope=scope, purchase_code=purchase_code, key=key)
    return _propose(orders, lambda: _of_purchase(orders, wish), person=person, wish=wish, key=key)


def by_rule(*, plan: Plan, person: Person, key: str, helping: bool = False) -> Refund:
    """Book what the rules of the sale themselves ask for: nobody decides, so no second person does.

    `helping`: the person acts for the seller, and both names are kept. Needs the caller's transaction with the order
    locked (life_sale.hold_still).
    """
    _check_unpaid([plan])
    refund = _write(plan, person, key, group="", helping=helping)
    book(refunds=[refund], person=person, helping=helping)
    return refund


def preview(*, scope: Scope, order_code: str, wish: RefundWish) -> Effect:
    """What `propose` would do now. Raises what it would raise."""
    settling.hear_of(order_code=order_code)
    orders = [refund_rights.order_to_refund(scope=scope, order_code=order_code)]
    return _effects(_of_order(scope, orders, wish))[0]


def preview_for_purchase(*, scope: Scope, purchase_code: str, wish: RefundWish) -> list[Effect]:
    return _effects(_of_purchase(refund_rights.orders_to_refund(scope=scope, purchase_code=purchase_code), wish))


def approve(*, scope: Scope, person: Person, refund_code: str) -> list[Refund]:
    """A second person agrees: what was proposed together is booked together."""
    _hear([refund.order for refund in refund_rights.proposal(scope=scope, refund_code=refund_code)])
    with transaction.atomic():
        refunds = _locked(scope, refund_code)
        refund_rights.check_another(refunds=refunds, person=person)
        book(refunds=refunds, person=person)
        for refund in refunds:
            if refund.group == returning(refund.order):
                life_step.move(order=refund.order, step=life_table.RETURN, actor=_officer(person), reason=refund.story)
                life_notices.dispute_settled(order=refund.order, returned=True, refund=None)
    _run_engine(refunds)
    return refunds


def refuse(*, scope: Scope, person: Person, refund_code: str, reason: str) -> list[Refund]:
    """A proposal ends without a trace in the books. Whoever made it may take it back so, too."""
    with transaction.atomic():
        refunds = _locked(scope, refund_code)
        for refund in refunds:
            refund.state, refund.decided_by, refund.decided_at = Refund.State.REFUSED, person, clock.now()
            refund.save(update_fields=["state", "decided_by", "decided_at"])
            audit.record(person=person, verb="refund.refused", obj=refund, after={"reason": reason[:300]})
    return refunds


def returning(order: Order) -> str:
    """The group of a proposal that, once agreed, also settles the order's dispute as returned."""
    return f"returned:{order.code}"


def book(*, refunds: Sequence[Refund], person: Person | None, tell_buyer: bool = True, helping: bool = False) -> None:
    """Book proposed refunds whose orders are locked; needs the caller's transaction.

    Afterwards the caller runs the engine for each order. Raises SaleMoved, WholeUnpaid, JustPaid.
    """
    at = clock.now()
    try:
        for refund in refunds:
            undoing.book(refund=refund, person=person, at=at)
    except undoing.OverRefunded as error:
        sentence = _("Sisa pesanan sudah berkurang. Tolak usulan ini, lalu buat yang baru.")
        raise SaleMoved(sentence) from error
    for bill in {refund.order.bill_id: refund.order.bill for refund in refunds}.values():
        mine = [refund for refund in refunds if refund.order.bill_id == bill.pk]
        _give_back(bill, mine)
        if tell_buyer:
            refund_notices.to_buyer(bill=bill, refunds=mine)
    for refund in refunds:
        if refund.returns_stock:
            life_engine.owe(order=refund.order, call=EngineTask.Call.GIVE_BACK, refund=refund)
        refund_notices.to_seller(refund=refund)
        helped = refund.order.seller if helping else None
        audit.record(person=person, verb="refund.booked", obj=refund, after=_audited(refund), acting_for=helped)
        life_sale.cancel_if_empty(order=refund.order)


def _propose(
    orders: list[Order], plan: Callable[[], list[Plan]], *, person: Person, wish: RefundWish, key: str
) -> list[Refund]:
    """`plan` is made once the orders are locked, so that it is about what is left then."""
    _hear(orders)
    given = {"about": [order.code for order in orders], "wish": asdict(wish), "person": person.pk}
    with transaction.atomic():
        for order in orders:
            life_sale.hold_still(order=order)
        answer = once.run(purpose="refund", key=key, given=given, work=lambda: _decide(plan(), person, key))
        found = Refund.objects.filter(code__in=answer.value).select_related("order__seller", "order__bill")
        refunds = list(found.order_by("pk"))
    _run_engine(refunds)
    return refunds


def _decide(plans: list[Plan], person: Person, key: str) -> list[str]:
    """Write what was planned with the orders locked, and book it unless a second person must agree."""
    orders = [plan.order for plan in plans]
    second = refund_rights.needs_second_person(orders=orders, minor=sum(plan.minor for plan in plans))
    _check_unpaid(plans)
    refunds = [_write(plan, person, key, group=key if len(plans) > 1 else "") for plan in plans]
    if second:
        refund_notices.asks_second(refunds=refunds)
    else:
        book(refunds=refunds, person=person)
    return [refund.code for refund in refunds]


def _write(plan: Plan, person: Person, key: str, *, group: str, helping: bool = False) -> Refund:
    refund = undoing.write(
        order=plan.order, key=f"{key}:{plan.order.code}", group=group, reason=plan.reason, story=plan.story,
        bearer=plan.bearer, proposed_bearer=plan.proposed_bearer, backs=plan.backs,
        delivery_minor=plan.delivery_minor, person=person,
    )  # fmt: skip
    helped = plan.order.seller if helping else None
    audit.record(person=person, verb="refund.proposed", obj=refund, after=_audited(refund), acting_for=helped)
    return refund


def _give_back(bill: Bill, refunds: list[Refund]) -> None:
    """What was paid goes on its way to the buyer, once for all refunds of a bill; what was not is not asked for."""
    amount = Money(sum(refund.amount_minor for refund in refunds), bill.currency)
    alone = refunds[0] if len(refunds) == 1 else None
    if bill.state == Bill.State.PAID:
        life_sale.open_refund(
            bill=bill, key=f"refund:{refunds[0].code}", amount=amount, reason=refunds[0].reason,
            order=alone.order if alone else None, refund=alone, tell_buyer=False,
            why=bearing.REASONS[refunds[0].reason].words,
        )  # fmt: skip
    elif amount.minor < bill.amount_minor:
        life_sale.shrink(bill=bill, by=amount.minor)
    else:
        raise WholeUnpaid(_("Pesanan ini belum dibayar. Batalkan saja pesanannya."))


def _check_unpaid(plans: Sequence[Plan]) -> None:
    """A sold order whose bill is neither paid nor open to be shrunk has no money to give back."""
    frozen = frozen_bill_refs([plan.order.bill.code for plan in plans])
    for plan in plans:
        bill = plan.order.bill
        if bill.code in frozen:  # the bank may take it all back: nobody pays it twice
            raise WishImpossible(_("Bank pembeli sedang menyengketakan pembayaran ini. Tunggu putusannya."))
        if bill.state == Bill.State.OPEN and plan.minor >= bill.amount_minor:
            raise WholeUnpaid(_("Pesanan ini belum dibayar. Batalkan saja pesanannya."))
        if bill.state not in (Bill.State.OPEN, Bill.State.PAID):
            raise WishImpossible(_("Tagihan pesanan ini sudah ditutup. Tidak ada uang yang bisa kembali."))


def _of_order(scope: Scope, orders: list[Order], wish: RefundWish) -> list[Plan]:
    [order] = orders
    return [refund_plan.plan(order=order, wish=wish, by_seller=refund_rights.as_seller(scope=scope, order=order))]


def _of_purchase(orders: list[Order], wish: RefundWish) -> list[Plan]:
    parts = refund_plan.spread_over(orders=orders, wish=wish)
    return [refund_plan.plan(order=order, wish=part, by_seller=False) for order, part in parts]


def _effects(plans: list[Plan]) -> list[Effect]:
    _check_unpaid(plans)
    return [refund_plan.effect(plan) for plan in plans]


def _locked(scope: Scope, refund_code: str) -> list[Refund]:
    """The proposal's refunds, read again with bills and orders locked: of two deciders one finds it decided."""
    refunds = refund_rights.proposal(scope=scope, refund_code=refund_code)
    for refund in refunds:
        life_sale.hold_still(order=refund.order)
    still = set(
        Refund.objects.select_for_update()
        .filter(pk__in=[refund.pk for refund in refunds], state=Refund.State.PROPOSED)
        .values_list("pk", flat=True)
    )
    if len(still) != len(refunds):
        raise SaleMoved(_("Usulan ini baru saja diputuskan. Muat ulang halaman."))
    return refunds


def _officer(person: Person) -> Actor:
    return Actor(OrderEvent.Actor.OFFICER, person)


def _hear(orders: Sequence[Order]) -> None:
    for bill_ref in sorted({order.bill.code for order in orders}):
        settling.apply_for(bill_ref=bill_ref)


def _run_engine(refunds: Sequence[Refund]) -> None:
    for refund in refunds:
        if refund.returns_stock and refund.state == Refund.State.BOOKED:
            life_engine.run_for(order=refund.order)


def _audited(refund: Refund) -> dict[str, object]:
    """Both bearers are kept: whom the reason proposed, and who was decided on."""
    return {
        "amount_minor": refund.amount_minor,
        "currency": refund.currency,
        "reason": refund.reason,
        "bearer": refund.bearer,
        "proposed_bearer": refund.proposed_bearer,
        "commission_minor": refund.commission_minor,
    }
