"""A payer asked its bank for the money back: people are told, and a dispute that is lost undoes as much of the sale.

The buyer has the money already, so nothing leaves: what is refunded here is paid, in the books, by what the gateway
took. First goes what the collector still owed this buyer anyway, then what is left of the bill's orders, each by what
is left of it; what the buyer got twice is the collector's loss.
"""

from collections.abc import Sequence

from payments.charges.models import Settlement
from payments.gateways import disputing
from payments.gateways.models import GatewayDispute
from payments.money import Money
from payments.repayments import actions as repayments
from sellers.kit import clock
from storefront.orders import bank_dispute_notices, books, life_engine, life_sale, life_step, undoing
from storefront.orders.models import Bill, EngineTask, Order, RefundTask
from storefront.orders.undoing import LineBack
from storefront.terms import bearing

REASON = "dispute_lost"


def told(*, settlement: Settlement, bill: Bill) -> None:
    """Needs the transaction that marks the settlement, with the bill locked."""
    dispute = disputing.dispute_of(settlement)
    orders = list(
        life_step.orders()
        .filter(bill=bill)
        .select_for_update(of=("self",))
        .prefetch_related("lines")
        .order_by("position")
    )
    amount = Money(settlement.amount_minor, settlement.currency)
    if settlement.kind == Settlement.Kind.DISPUTE_LOST:
        _undo(dispute=dispute, bill=bill, orders=orders, amount=amount)
    bank_dispute_notices.told(settlement=settlement, bill=bill, orders=orders)


def shares(*, taken: int, left: Sequence[int], currency: str) -> tuple[int, ...]:
    """`taken`, at most the sum of `left`, spread in proportion to it: largest remainder, never above any. Pure."""
    whole = min(taken, sum(left))
    if not whole:
        return tuple(0 for _one in left)
    return tuple(part.minor for part in Money(whole, currency).split(left))


def _undo(*, dispute: GatewayDispute, bill: Bill, orders: Sequence[Order], amount: Money) -> None:
    amount = disputing.settle_waiting(dispute, amount)
    parts = shares(taken=amount.minor, left=[_left(order, bill) for order in orders], currency=amount.currency)
    for order, minor in zip(orders, parts, strict=True):
        if minor:
            _refund(dispute=dispute, bill=bill, order=order, minor=minor)
    lost = amount - Money(sum(parts), amount.currency)
    if lost:
        disputing.write_off(dispute, lost)


def _left(order: Order, bill: Bill) -> int:
    """What of an order was paid and not given back; nothing of one that was never sold, or whose bill is not paid."""
    if order.sold_at is None or bill.state != Bill.State.PAID:
        return 0
    return order.total_minor - order.goods_refunded_minor - order.delivery_refunded_minor


def _refund(*, dispute: GatewayDispute, bill: Bill, order: Order, minor: int) -> None:
    lines = sorted(order.lines.all(), key=lambda line: line.pk)
    left = [line.total_minor - line.refunded_minor for line in lines]
    *of_lines, of_delivery = shares(
        taken=minor, left=[*left, order.delivery_minor - order.delivery_refunded_minor], currency=order.currency
    )
    bearer = bearing.proposed(
        reason=REASON, carried=books.was_carried(order), has_cooperative=books.bearing_cooperative_id(order) is not None
    )
    refund = undoing.write(
        order=order, key=f"{REASON}:{dispute.pk}:{order.code}", group=f"{REASON}:{dispute.pk}", reason=REASON,
        bearer=bearer, proposed_bearer=bearer, delivery_minor=of_delivery, person=None,
        backs=[LineBack(line, part) for line, part in zip(lines, of_lines, strict=True) if part],
    )  # fmt: skip
    undoing.book(refund=refund, person=None, at=clock.now())
    if life_sale.cancel_if_empty(order=order):  # the goods are still the seller's
        life_engine.owe(order=order, call=EngineTask.Call.RELEASE)
    back = Money(minor, order.currency)
    RefundTask.objects.create(
        key=refund.key, order=order, refund=refund, bill=bill, amount_minor=minor, currency=order.currency,
        reason=REASON, opened_at=clock.now(),
    )  # fmt: skip
    books.post_refund_due(bill=bill, key=refund.key, amount=back, ref=order.code, memo=REASON, at=clock.now())
    disputing.pay_by(dispute, repayments.open_repayment(key=refund.key, bill_ref=bill.code, amount=back))
