"""The only place that applies a Settlement: what payments tells about a bill becomes the life of its orders.

A settlement is applied and marked in one transaction, so it is applied exactly once however often it is taken.
README.md of payments/charges says what each kind means; what is paid over or twice is booked there as due to the
buyer, what was paid for a closed bill is booked here, after the engine was asked for its stock again.
"""

import logging
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.charges import actions as charges
from payments.charges.models import Charge, IncomingTransfer, Settlement
from payments.money import Money
from sellers.accounts.access import Scope
from sellers.kit import clock, due
from sellers.people.models import Person
from storefront.engine.port import EngineUnavailable
from storefront.orders import (
    bank_disputes,
    engine_news,
    foreign_pay,
    life_engine,
    life_notices,
    life_refund_notices,
    life_sale,
    life_step,
)
from storefront.orders.models import Bill, EngineTask, Order, Purchase, RefundTask

log = logging.getLogger("lapak.orders")
RETRY_IN_S = 30
DISPUTES = (Settlement.Kind.DISPUTED, Settlement.Kind.DISPUTE_WON, Settlement.Kind.DISPUTE_LOST)
LIMIT = 50


def apply_due(*, limit: int = LIMIT) -> int:
    """Apply what payments told since the last sweep; answers how many were applied."""
    return _apply_all(due.take(Settlement.objects.all(), limit=limit))


def apply_for(*, bill_ref: str) -> int:
    """Apply what is told about one bill at once, also what was put off; whatever another loop holds is left to it."""
    waiting = Settlement.objects.filter(bill_ref=bill_ref, done_at=None, due_at__gt=clock.now())
    waiting.filter(leased_until=None).update(due_at=clock.now())
    return _apply_all(due.take(Settlement.objects.filter(bill_ref=bill_ref)))


def hear_of(*, order_code: str) -> None:
    """Apply what is told about the order's bill before something else is decided about it."""
    bill_ref = Bill.objects.filter(orders__code=order_code).values_list("code", flat=True).first()
    if bill_ref is not None:
        apply_for(bill_ref=bill_ref)


def confirm_transfer(
    *,
    scope: Scope,
    person: Person | None,
    charge_code: str,
    amount_minor: int,
    received_at: datetime,
    external_id: str,
    sender: str = "",
    seen: int | None = None,
) -> IncomingTransfer:
    """An officer saw this transfer on the statement: record it, and let the orders know at once."""
    transfer = charges.record_transfer(
        scope=scope,
        person=person,
        charge_code=charge_code,
        amount_minor=amount_minor,
        received_at=received_at,
        external_id=external_id,
        sender=sender,
        seen=seen,
    )
    if transfer.charge is not None:
        apply_for(bill_ref=transfer.charge.bill_ref)
    return transfer


def _apply_all(settlements: list[Settlement]) -> int:
    applied = 0
    for settlement in settlements:
        try:
            applied += _apply(settlement)
        except Exception as error:  # one bill's trouble must not stop the others; the row keeps what happened
            if not isinstance(error, EngineUnavailable):
                log.exception("settlement %s", settlement.key)
            due.fail(settlement, repr(error), retry_in_s=RETRY_IN_S)
    return applied


def _apply(settlement: Settlement) -> bool:
    seen = _bills().filter(code=settlement.bill_ref).first()
    if seen is None and foreign_pay.wake(bill_ref=settlement.bill_ref):
        raise EngineUnavailable(f"the order that bill {settlement.bill_ref} belongs to is still to come")
    if seen is None:
        raise LookupError(f"settlement {settlement.key} names no bill")
    if seen.purchase.state == Purchase.State.PLACING:  # begun elsewhere, paid before its goods were taken here
        raise EngineUnavailable(f"the order that bill {seen.code} belongs to is being taken in")
    paid = settlement.kind == Settlement.Kind.PAID
    if paid and _stands(seen):
        return due.finish(settlement)
    if settlement.kind in DISPUTES and _payment_waits(seen):
        raise EngineUnavailable(f"the payment of bill {seen.code} is not applied yet")
    # The engine is asked before the transaction; it remembers what it took, so asking again takes nothing twice.
    taken = _take_again(seen) if paid and seen.state == Bill.State.EXPIRED else frozenset()
    with transaction.atomic():
        if not due.finish(settlement):
            return False
        bill = _bills().select_for_update(of=("self",)).get(pk=seen.pk)
        if bill.state != seen.state:
            raise EngineUnavailable(f"bill {bill.code} moved while its payment was applied")
        orders = _pay(settlement, bill, taken) if paid else _tell(settlement, bill)
    for order in orders:
        life_engine.run_for(order=order)
    return True


def _bills() -> "models.QuerySet[Bill]":
    return Bill.objects.select_related("purchase", "cooperative", "seller")


def _stands(bill: Bill) -> bool:
    """Whether the bill's one payment was applied before: it is paid, or its money is listed to go back."""
    return bill.state == Bill.State.PAID or RefundTask.objects.filter(key=_unused_key(bill)).exists()


def _payment_waits(bill: Bill) -> bool:
    """What a bank takes back undoes what was sold: another loop may still hold the payment that sells it."""
    return Settlement.objects.filter(bill_ref=bill.code, kind=Settlement.Kind.PAID, done_at=None).exists()


def _unused_key(bill: Bill) -> str:
    return f"unused:{bill.code}"


def _take_again(bill: Bill) -> frozenset[int]:
    """The expired orders of a bill paid too late whose stock could be had again."""
    late = bill.orders.filter(state=Order.State.EXPIRED).prefetch_related("lines").order_by("position")
    return frozenset(order.pk for order in late if life_engine.take_again(order=order))


def _pay(settlement: Settlement, bill: Bill, taken: frozenset[int]) -> list[Order]:
    """Confirm what the money pays for and return what it does not; answers the orders that were confirmed.

    | the bill was | confirmed | returned |
    |---|---|---|
    | open | its waiting orders (cash was confirmed before) | what came above the bill, if a part left it meanwhile |
    | expired | the orders whose stock could be taken again | the rest; all of it leaves the bill expired |
    | cancelled | nothing | everything |
    """
    was = bill.state
    confirmed = _confirm(bill, taken)
    used = bill.amount_minor if was == Bill.State.OPEN else sum(order.total_minor for order in confirmed)
    if was == Bill.State.OPEN or confirmed:
        charges.close(bill_ref=bill.code, state=Charge.State.CANCELLED)  # a younger charge nobody needs to pay now
        Bill.objects.filter(pk=bill.pk).update(state=Bill.State.PAID, paid_at=settlement.at)
        bill.state, bill.paid_at = Bill.State.PAID, settlement.at
    for order in engine_news.paid_orders(bill):
        life_engine.tell(order=order, call=EngineTask.Call.PAID)
    if confirmed:
        life_notices.bill_paid(bill=bill, sellers=[order.seller.name for order in confirmed])
    _return(settlement, bill, unused=settlement.amount_minor - used, late=was == Bill.State.EXPIRED)
    return confirmed


def _confirm(bill: Bill, taken: frozenset[int]) -> list[Order]:
    ready = Q(state=Order.State.WAITING) | Q(state=Order.State.EXPIRED, pk__in=taken)
    orders = list(life_step.orders().filter(ready, bill=bill).prefetch_related("lines").order_by("seller_id"))
    for order in orders:
        life_sale.confirm(order=order, revive=order.state == Order.State.EXPIRED)
    return orders


def _return(settlement: Settlement, bill: Bill, *, unused: int, late: bool) -> None:
    if unused <= 0:
        return
    life_sale.open_refund(
        bill=bill,
        key=_unused_key(bill),
        amount=Money(unused, bill.currency),
        reason="paid_after_expiry" if late else "paid_after_cancel",
        why=_WHY["paid_after_expiry" if late else "paid_after_cancel"],
    )


def _tell(settlement: Settlement, bill: Bill) -> list[Order]:
    """A transfer that was short, or money above what was asked (which payments booked as due to the buyer)."""
    amount = Money(settlement.amount_minor, settlement.currency)
    if settlement.kind in DISPUTES:
        bank_disputes.told(settlement=settlement, bill=bill)
    elif settlement.kind in (Settlement.Kind.REPAID, Settlement.Kind.REPAY_FAILED):
        life_refund_notices.told(settlement=settlement, bill=bill)
        for refund in engine_news.repaid_refunds(settlement=settlement, bill=bill):
            life_engine.tell(order=refund.order, call=EngineTask.Call.MONEY_BACK, refund=refund)
    elif settlement.kind == Settlement.Kind.SHORT:
        life_notices.paid_short(bill=bill, received=amount, key=settlement.key)
    else:
        life_sale.open_refund(
            bill=bill,
            key=settlement.key,
            amount=amount,
            reason=settlement.reason,
            why=_WHY.get(settlement.reason, _WHY["overpaid"]),
            booked=True,
        )
    return []


_WHY = {
    "paid_after_expiry": _("Uang datang setelah batas bayar dan stok sudah habis."),
    "paid_after_cancel": _("Uang datang setelah pesanan dibatalkan."),
    "paid_twice": _("Tagihan ini sudah lunas sebelumnya."),
    "overpaid": _("Uang yang datang lebih dari tagihan."),
    "closed_short": _("Uang yang datang kurang dan tagihan sudah ditutup."),
}
