"""Staff of a Saleor shop asks for money back, or to stop asking for it; the decision and its books are ours.

A request is kept under the delivery's fingerprint, so that a repeated one gets the first answer. The refund is booked
at once, or waits for a second person of the cooperative as any other of its size does; Saleor hears of it when the
money left (storefront/hooks/saleor_pay_work.py), under the reference answered here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from payments.gateways.queries import frozen_bill_refs
from payments.money import Money
from sellers.audit import actions as audit
from sellers.kit.codes import new_code
from sellers.kit.errors import Expected
from storefront.engine.paying_elsewhere import Answer, AskedBefore, Moving, Remembered
from storefront.orders import (
    books,
    foreign_pay_open,
    life_engine,
    life_sale,
    life_step,
    refund_notices,
    refund_plan,
    refund_rights,
    refunds,
    undoing,
)
from storefront.orders.foreign_pay import CASH, State
from storefront.orders.foreign_sessions import PaySession
from storefront.orders.models import Bill, Order, Purchase, Refund
from storefront.orders.refund_plan import Plan
from storefront.orders.refund_wish import LineWish, RefundWish, WishImpossible
from storefront.orders.wording import rupiah
from storefront.terms import bearing

REASON = "by_shop"


class NotYet(Exception):
    """Our side of the order is not there yet: Saleor asks again."""


@dataclass(frozen=True)
class Moved:
    """`outcome`: SUCCESS, FAILURE, or "" when it is told later under `reference`. `message` is for staff."""

    reference: str
    outcome: str = ""
    message: str = ""


def ask(moving: Moving, *, remembered: Remembered) -> Moved:
    """A refund. The same delivery again gets the first answer. Raises NotYet. Call it outside a transaction."""
    standing = remembered.answer_to(moving)
    if standing is not None:
        return _answered(standing)
    orders = _orders(moving, remembered)
    made: list[Refund] = []
    try:
        with transaction.atomic():
            remembered.begin(moving, about=orders[0].code if orders else moving.transaction_id[:40])
            for order in orders:
                life_sale.hold_still(order=order)
            try:
                with transaction.atomic():
                    made = _decide(moving, orders, remembered)
            except (Expected, undoing.OverRefunded) as error:
                sentence = getattr(error, "sentence", _("Sisa pesanan sudah berkurang. Muat ulang halaman."))
                answer = Answer(new_code(), failed=str(sentence))
            else:
                answer = Answer(new_code(), refunds=tuple(refund.code for refund in made))
            remembered.answer(moving, answer)
    except AskedBefore:
        standing = remembered.answer_to(moving)
        if standing is None:
            raise
        return _answered(standing)
    for refund in made:
        if refund.returns_stock and refund.state == Refund.State.BOOKED:
            life_engine.run_for(order=refund.order)
    return _answered(answer)


def cancel(moving: Moving) -> Moved:
    """Stop asking for what nobody paid. A sold order is cancelled where it is sold, with all that follows from it."""
    reference = moving.key
    with transaction.atomic():
        row = PaySession.objects.select_for_update().filter(transaction_id=moving.transaction_id).first()
        if row is None:
            return Moved(reference, "FAILURE", _("Pembayaran tidak ditemukan. Muat ulang halaman."))
        if row.state in (State.CHARGED, State.GIVEN_BACK) or foreign_pay_open.is_paid(row):
            return Moved(reference, "FAILURE", _("Sudah dibayar. Kembalikan uangnya saja."))
        if row.state == State.AUTHORIZED and _sold(row):
            return Moved(reference, "FAILURE", _("Pesanan tunai ini sudah jalan. Batalkan pesanannya di Lapak."))
        if row.state == State.ENDED:
            return Moved(reference, "SUCCESS")
        foreign_pay_open.end(row, failed=reference)
    return Moved(reference, "SUCCESS")


def _decide(moving: Moving, orders: list[Order], remembered: Remembered) -> list[Refund]:
    """Write the refunds with their orders locked, and book them unless a second person must agree."""
    _check(moving, orders)
    plans = [_plan(order, wish) for order, wish in _wishes(moving, orders, remembered)]
    second = any(_needs_second(group) for group in _by_cooperative(plans))
    made = [_write(plan, moving, group=moving.key if len(plans) > 1 else "") for plan in plans]
    for refund in made:
        remembered.asked_there(refund_ref=refund.code, order_ref=refund.order.code)
    if second:
        refund_notices.asks_second(refunds=made)
    else:
        refunds.book(refunds=made, person=None)
    return made


def _by_cooperative(plans: Sequence[Plan]) -> list[list[Plan]]:
    groups: dict[int | None, list[Plan]] = {}
    for plan in plans:
        groups.setdefault(plan.order.seller.cooperative_id, []).append(plan)
    return list(groups.values())


def _needs_second(plans: Sequence[Plan]) -> bool:
    """Above the cooperative's limit, with what the shop asked back of the same purchase before."""
    order = plans[0].order
    if order.seller.cooperative_id is None:
        return False
    before = Refund.objects.filter(
        order__purchase_id=order.purchase_id, order__seller__cooperative_id=order.seller.cooperative_id,
        reason=REASON, state=Refund.State.BOOKED, decided_by=None,
    ).aggregate(sum=Sum("amount_minor"))["sum"]  # fmt: skip
    minor = (before or 0) + sum(plan.minor for plan in plans)
    return refund_rights.needs_second_person(orders=[plan.order for plan in plans], minor=minor)


def _check(moving: Moving, orders: Sequence[Order]) -> None:
    if not orders:
        raise WishImpossible(_("Pembayaran ini tidak ada di Lapak. Periksa pesanannya."))
    if frozen_bill_refs(sorted({order.bill.code for order in orders})):
        raise WishImpossible(_("Bank pembeli sedang menyengketakan pembayaran ini. Tunggu putusannya."))
    if any(order.bill.state != Bill.State.PAID for order in orders):
        raise WishImpossible(_("Pesanan ini belum dibayar. Batalkan saja pesanannya."))
    left = sum(life_sale.remains(order) for order in orders if order.state in bearing.REFUNDABLE)
    if moving.amount.currency != orders[0].currency or not 0 < moving.amount.minor <= left:
        most = rupiah(Money(left, orders[0].currency))
        raise WishImpossible(_("Paling banyak %(most)s yang bisa kembali.") % {"most": most})


def _wishes(moving: Moving, orders: Sequence[Order], remembered: Remembered) -> list[tuple[Order, RefundWish]]:
    """A granted refund's lines by what we sold them as; another amount than theirs is spread over their orders."""
    live = [order for order in orders if order.state in bearing.REFUNDABLE]
    by_order = _lines(moving.lines, live, remembered)
    if by_order:
        wanted = [(order, RefundWish(REASON, lines=tuple(rows))) for order, rows in by_order]
        sums = [sum(back.minor for back in refund_plan.backs_of(order=o, wish=w)[0]) for o, w in wanted]
        if sum(sums) == moving.amount.minor:
            return wanted
        return _by_amount(moving.amount.minor, [order for order, _rows in by_order], live)
    return _by_amount(moving.amount.minor, live, live)


def _by_amount(minor: int, first: Sequence[Order], everybody: Sequence[Order]) -> list[tuple[Order, RefundWish]]:
    """An amount of the shop's own: over the orders it is about, when they hold as much; else over all of them."""
    among = first if minor <= sum(life_sale.remains(order) for order in first) else everybody
    wish = RefundWish(REASON, whole_minor=minor)
    return refund_plan.spread_over(orders=list(among), wish=wish)


def _lines(
    wanted: Mapping[str, int], orders: Sequence[Order], remembered: Remembered
) -> list[tuple[Order, list[LineWish]]]:
    if not wanted:
        return []
    sold = remembered.sold_as(wanted.keys())
    found: list[tuple[Order, list[LineWish]]] = []
    for order in orders:
        packs: dict[int, int] = {}
        for row in sold:
            if row.order_ref == order.code:
                packs[row.variant_id] = packs.get(row.variant_id, 0) + wanted[row.line_id]
        lines = [line for line in order.lines.all() if line.variant_id in packs]
        rows = [LineWish(line.pk, quantity=packs[line.variant_id]) for line in lines]
        if rows:
            found.append((order, rows))
    return found


def _plan(order: Order, wish: RefundWish) -> Plan:
    has_cooperative = books.bearing_cooperative_id(order) is not None
    bearer = bearing.proposed(reason=REASON, carried=books.was_carried(order), has_cooperative=has_cooperative)
    backs, delivery = refund_plan.backs_of(order=order, wish=wish)
    return Plan(order, REASON, wish.story, bearer, bearer, backs, delivery)


def _write(plan: Plan, moving: Moving, *, group: str) -> Refund:
    refund = undoing.write(
        order=plan.order, key=f"saleor:{moving.key}:{plan.order.code}", group=group, reason=plan.reason,
        story=moving.reason, bearer=plan.bearer, proposed_bearer=plan.proposed_bearer, backs=plan.backs,
        delivery_minor=plan.delivery_minor, person=None,
    )  # fmt: skip
    audit.record(
        person=None, verb="refund.proposed", obj=refund,
        after={"amount_minor": refund.amount_minor, "currency": refund.currency, "by": "saleor"},
    )  # fmt: skip
    return refund


def _orders(moving: Moving, remembered: Remembered) -> list[Order]:
    """The orders this transaction's money paid for, with their lines. Raises NotYet."""
    rows = life_step.orders().prefetch_related("lines").order_by("pk")
    session = PaySession.objects.filter(transaction_id=moving.transaction_id).first()
    if session is None:
        return list(rows.filter(code__in=remembered.paid_by(moving.transaction_id)))
    if session.way == CASH:
        sold = _sold(session)
        found = rows.filter(purchase=sold, seller_id__in=session.seller_ids) if sold else rows.none()
    else:
        found = rows.filter(bill__code=session.bill_ref)
    orders = list(found)
    if not orders and session.state == State.CHARGED:
        raise NotYet
    return orders


def _sold(session: PaySession) -> Purchase | None:
    order_id = session.order_id
    return Purchase.objects.filter(origin_ref=order_id).first() if order_id else None


def _answered(answer: Answer) -> Moved:
    return Moved(answer.reference, "FAILURE" if answer.failed else "", answer.failed)
