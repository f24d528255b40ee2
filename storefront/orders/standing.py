"""What stands open when a market changes its engine: every order that is not over, as the engine places it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from django.db import models
from django.db.models import Prefetch

from payments.charges.models import Settlement
from sellers.kit import clock
from storefront.engine.port import Placing
from storefront.orders import engine_news, life_table
from storefront.orders.models import Bill, EngineTask, Order, Purchase, Refund
from storefront.orders.placing import placing_of

OVER = (
    Order.State.PLACING, Order.State.COMPLETED, Order.State.CANCELLED, Order.State.EXPIRED, Order.State.RETURNED,
)  # fmt: skip
SOLD = (
    Order.State.CONFIRMED, Order.State.ACCEPTED, Order.State.PACKED, Order.State.SENT, Order.State.READY,
    Order.State.RECEIVED, Order.State.DISPUTED, Order.State.COMPLETED, Order.State.RETURNED,
)  # fmt: skip
LEFT = (
    Order.State.SENT, Order.State.READY, Order.State.RECEIVED, Order.State.DISPUTED, Order.State.COMPLETED,
    Order.State.RETURNED,
)  # fmt: skip


def open_count() -> int:
    """How many purchases have an order that is not over."""
    return _open().count()


def open_placings(*, after: int = 0) -> Iterator[tuple[int, Placing]]:
    """The purchases' numbers above `after`, each with the placing of its open orders, oldest first."""
    standing = Order.objects.exclude(state__in=OVER).prefetch_related("lines").order_by("position")
    numbers = list(_open().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True))
    for number in numbers:  # one at a time: a reading left open beside others' writes locks SQLite for the reader
        for purchase in _open().filter(pk=number).prefetch_related(Prefetch("orders", queryset=standing)):
            orders = list(purchase.orders.all())
            if orders:
                yield purchase.pk, placing_of(purchase, orders)


def owe_news(*, told: Mapping[str, Sequence[str]], in_s: float) -> dict[str, list[str]]:
    """The new engine is owed what happened to these orders while it did not know them: sold, paid, sent, given back.

    `told`: what it was owed before, by the order's code; answers the same with what is added now. Needs the caller's
    transaction. `in_s` seconds from now every process asks the new engine.
    """
    due_at = clock.now() + timedelta(seconds=in_s)
    rows, known = [], {code: list(names) for code, names in told.items()}
    for order in Order.objects.filter(code__in=known).select_related("bill__purchase").order_by("pk"):
        for call, refund in _owed(order):
            name = f"{call}:{refund.code}" if refund else str(call)
            if name not in known[order.code]:
                known[order.code].append(name)
                rows.append(EngineTask(order=order, call=call, refund=refund, due_at=due_at))
    EngineTask.objects.bulk_create(rows)
    return known


def _owed(order: Order) -> Iterator[tuple[EngineTask.Call, Refund | None]]:
    if order.state in life_table.HOLDS_NO_STOCK:  # it ended after it was carried over
        yield EngineTask.Call.RELEASE, None
        return
    if order.state in SOLD:
        yield EngineTask.Call.CONFIRM, None
    if order.bill.state == Bill.State.PAID:
        yield EngineTask.Call.PAID, None
    if order.state in LEFT:
        yield EngineTask.Call.SENT, None
    for settlement in Settlement.objects.filter(bill_ref=order.bill.code, kind=Settlement.Kind.REPAID).order_by("pk"):
        for refund in engine_news.repaid_refunds(settlement=settlement, bill=order.bill):
            if refund.order_id == order.pk:
                yield EngineTask.Call.MONEY_BACK, refund


def _open() -> "models.QuerySet[Purchase]":
    live = Order.objects.exclude(state__in=OVER).values("purchase_id")
    return Purchase.objects.filter(state=Purchase.State.PLACED, origin="", pk__in=live)
