"""What an engine elsewhere is told of an order, put together when it is told: its money, its parcel, its refund."""

from django.db.models import Sum

from payments.charges.models import Settlement
from payments.money import Money
from payments.repayments.models import Repayment
from storefront.engine.port import BackLine, MoneyBack, News, NotPaid, Paid, Sent
from storefront.orders import life_table
from storefront.orders.models import Bill, EngineTask, Order, Refund, RefundTask

NEWS = (EngineTask.Call.PAID, EngineTask.Call.SENT, EngineTask.Call.MONEY_BACK)


def news_of(task: EngineTask) -> list[News]:
    """In the order in which they are told; empty when there is nothing left to tell."""
    order = Order.objects.select_related("bill").get(pk=task.order_id)
    if task.call == EngineTask.Call.PAID:
        return _money_of(order)
    if task.call == EngineTask.Call.SENT:
        return [_sent(order)]
    return [_money_back(task.refund)] if task.refund else []


def paid_orders(bill: Bill) -> list[Order]:
    """The orders of a bill that was just paid whose money is news to the engine: one that a shopper placed there
    already knows what was paid."""
    return _told_of(bill) if bill.state == Bill.State.PAID else []


def unpaid_orders(bill: Bill) -> list[Order]:
    """The orders of a bill whose money was told, and has not come after all."""
    return _told_of(bill) if bill.state == Bill.State.OPEN else []


def _told_of(bill: Bill) -> list[Order]:
    if bill.purchase.origin:
        return []
    gone = (Order.State.PLACING, Order.State.CANCELLED, Order.State.EXPIRED, Order.State.RETURNED)
    return list(bill.orders.exclude(state__in=gone).order_by("position"))


def repaid_refunds(*, settlement: Settlement, bill: Bill) -> list[Refund]:
    """The refunds whose money went back with this settlement."""
    repayment = Repayment.objects.filter(code=settlement.key.rpartition(":")[2]).first()
    if settlement.kind != Settlement.Kind.REPAID or repayment is None or bill.purchase.origin:
        return []
    task = RefundTask.objects.select_related("refund__order").filter(key=repayment.key).first()
    if task is not None and task.refund is not None:
        return [task.refund]
    first = Refund.objects.filter(code=repayment.key.partition("refund:")[2], order__bill=bill).first()
    if first is None or not first.group:
        return []
    together = Refund.objects.filter(group=first.group, order__bill=bill, state=Refund.State.BOOKED)
    return list(together.select_related("order").order_by("pk"))


def _money_of(order: Order) -> list[News]:
    """What was asked of the buyer for this order, once it is paid: less what was taken off before.

    Cash of a courier that was written down by mistake and taken back never came; what comes later has another ref.
    """
    times = order.events.filter(verb=life_table.NOT_TAKEN.verb).count()
    never: list[News] = [NotPaid(_money_ref(order, round_)) for round_ in range(times)]
    if order.bill.paid_at is None:
        return never
    before = order.refunds.filter(state=Refund.State.BOOKED, decided_at__lt=order.bill.paid_at)
    minor = order.total_minor - (before.aggregate(minor=Sum("amount_minor"))["minor"] or 0)
    if minor <= 0:
        return never
    return [*never, Paid(_money_ref(order, times), Money(minor, order.currency), order.bill.way)]


def _money_ref(order: Order, times: int) -> str:
    """`times`: how often money of this order had been taken back before."""
    ref = f"{order.bill.code}:{order.code}"
    return f"{ref}:{times + 1}" if times else ref


def _sent(order: Order) -> Sent:
    shipment = getattr(order, "shipment", None)
    cash = order.bill.way == Bill.Way.CASH
    if shipment is None:
        return Sent(cash=cash)
    return Sent(courier=shipment.courier, tracking_number=shipment.tracking_number, cash=cash)


def _money_back(refund: Refund) -> MoneyBack:
    rows = refund.lines.filter(quantity__gt=0).select_related("line").order_by("pk")
    lines = tuple(BackLine(row.line.variant_id, row.quantity) for row in rows)
    return MoneyBack(refund.code, Money(refund.amount_minor, refund.currency), lines)
