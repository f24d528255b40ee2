"""What of a cooperative's books may not be paid out yet: payments asks, because it knows no orders.

| an order the cooperative collected | held |
|---|---|
| sold, and not received yet | all its seller gets of it |
| its cash is still with the courier that took it | all its seller gets of it |
| received, less than the hold days ago | all its seller gets of it |
| disputed by the buyer | all its seller gets of it |
| its bill is disputed at the buyer's bank | all its seller gets of it |
| a refund waits for its second person | what that refund would take from the seller |

What the seller gets of an order is the goods, and the delivery fee unless it is the courier's, less the commission this
cooperative keeps, each without what was given back.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Max, Q

from payments.gateways.models import GatewayDispute
from payments.gateways.queries import frozen_bill_refs
from payments.money import Money
from payments.payouts.terms import terms_of
from payments.remittances.queries import unremitted_bill_refs
from sellers.kit import clock
from storefront.orders.models import Order, OrderEvent, Refund
from storefront.orders.queries import OrderQuerySet

State = Order.State
RECEIPTS = ("received", "counted_received", "upheld")  # the verbs that start the hold days
NOT_RECEIVED = (State.CONFIRMED, State.ACCEPTED, State.PACKED, State.SENT, State.READY)


class Why(StrEnum):
    NOT_RECEIVED = "not_received"
    HOLD_DAYS = "hold_days"
    DISPUTED = "disputed"
    WITH_COURIER = "with_courier"  # it took the cash and did not remit all of it
    FROZEN = "frozen"  # at the buyer's bank
    REFUND_WAITS = "refund_waits"


@dataclass(frozen=True)
class HeldOrder:
    """`until` is when the hold ends by itself; None while it waits for somebody."""

    order: Order
    amount: Money
    why: Why
    until: datetime | None = None


def held(cooperative_id: int, currency: str) -> dict[int, Money]:
    """What may not leave yet, by seller id; sellers with nothing held are left out."""
    sums: dict[int, int] = defaultdict(int)
    for one in held_orders(cooperative_id, currency):
        sums[one.order.seller_id] += one.amount.minor
    return {seller_id: Money(minor, currency) for seller_id, minor in sums.items() if minor}


def disputed(cooperative_id: int, currency: str) -> dict[int, Money]:
    """What is disputed, or whose cash is with a courier (perhaps again, when a remittance was taken back), by seller
    id: it leaves in no batch, even one proposed before."""
    sums: dict[int, int] = defaultdict(int)
    for one in held_orders(cooperative_id, currency):
        if one.why in (Why.FROZEN, Why.DISPUTED, Why.WITH_COURIER):
            sums[one.order.seller_id] += one.amount.minor
    return {seller_id: Money(minor, currency) for seller_id, minor in sums.items() if minor}


def held_orders(cooperative_id: int, currency: str, *, seller_id: int | None = None) -> Iterator[HeldOrder]:
    """Each order that is held, the oldest first, with what is held of it and why."""
    collected = Order.objects.filter(
        bill__cooperative_id=cooperative_id, currency=currency, sold_at__isnull=False
    ).exclude(state__in=[State.CANCELLED, State.EXPIRED, State.RETURNED])
    if seller_id is not None:
        collected = collected.filter(seller_id=seller_id)
    hold = timedelta(days=terms_of(cooperative_id).hold_days)
    lately = OrderEvent.objects.filter(verb__in=RECEIPTS, at__gt=clock.now() - hold).values("order_id")
    frozen, carried = _frozen(cooperative_id), set(unremitted_bill_refs(cooperative_id))
    waiting = Q(state__in=[*NOT_RECEIVED, State.DISPUTED]) | Q(pk__in=lately) | Q(bill__code__in=frozen | carried)
    for order in _read(collected.filter(waiting)):
        yield HeldOrder(order, _gets(order, cooperative_id), *_why(order, frozen, carried, hold))
    yield from _refunds(collected.exclude(waiting), cooperative_id)


def _read(orders: OrderQuerySet) -> OrderQuerySet:
    received = Max("events__at", filter=Q(events__verb__in=RECEIPTS))
    return orders.select_related("bill").annotate(received_at=received).order_by("sold_at", "pk")


def _why(order: Order, frozen: set[str], carried: set[str], hold: timedelta) -> tuple[Why, datetime | None]:
    if order.bill.code in frozen:
        return Why.FROZEN, None
    if order.state == State.DISPUTED:
        return Why.DISPUTED, None
    received_at: datetime | None = getattr(order, "received_at", None)
    if order.state in NOT_RECEIVED or received_at is None:
        return Why.NOT_RECEIVED, None
    if order.bill.code in carried:
        return Why.WITH_COURIER, None
    return Why.HOLD_DAYS, received_at + hold


def _gets(order: Order, cooperative_id: int) -> Money:
    """Never below zero: a commission above the goods is no money to hold."""
    minor = order.goods_minor - order.goods_refunded_minor
    if not order.delivery_to_courier:
        minor += order.delivery_minor - order.delivery_refunded_minor
    if order.commission_cooperative_id == cooperative_id:
        minor -= order.commission_minor - order.commission_returned_minor
    return Money(max(minor, 0), order.currency)


def _refunds(orders: OrderQuerySet, cooperative_id: int) -> Iterator[HeldOrder]:
    proposed = Refund.objects.filter(
        order__in=orders, state=Refund.State.PROPOSED, bearer=Refund.Bearer.SELLER
    ).select_related("order__bill")
    for refund in proposed.order_by("asked_at", "pk"):
        order = refund.order
        minor = refund.goods_minor + (0 if order.delivery_to_courier else refund.delivery_minor)
        if order.commission_cooperative_id == cooperative_id:
            minor -= refund.commission_minor
        yield HeldOrder(order, Money(max(minor, 0), order.currency), Why.REFUND_WAITS)


def _frozen(cooperative_id: int) -> set[str]:
    disputed = GatewayDispute.objects.filter(payment__charge__cooperative_id=cooperative_id)
    return frozen_bill_refs(set(disputed.values_list("payment__charge__bill_ref", flat=True)))
