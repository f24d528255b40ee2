"""What time does to orders: a sweep over rows whose deadline passed, each in its own transaction."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from payments.charges import actions as charges
from payments.charges.models import Charge
from sellers.kit import clock
from storefront.orders import life_engine, life_handover, life_notices, life_step, life_table
from storefront.orders.life_step import SYSTEM, WrongStep, move, note
from storefront.orders.models import Bill, EngineTask, Order, OrderEvent

log = logging.getLogger("lapak.orders")
LIMIT = 100
OVERDUE_ACCEPT, OVERDUE_SEND, OVERDUE_CASH = "overdue_accept", "overdue_send", "overdue_cash"
# time alone does not say that a courier took the money: somebody asks it
CASH_PARCELS = Q(bill__way=Bill.Way.CASH, bill__state=Bill.State.OPEN, delivery_kind=life_table.COURIER)

NONE = Q()

Row = TypeVar("Row", bound=models.Model)


def sweep(*, limit: int = LIMIT) -> int:
    """Do what is due now, at most `limit` of each kind; answers how much was done. Safe to run twice at once."""
    return (
        _each(_past_paying(limit), expire)
        + _each(_past(limit, states=["confirmed"], but=OVERDUE_ACCEPT), _tell_overdue_accept)
        + _each(_past(limit, states=["accepted", "packed"], but=OVERDUE_SEND), _tell_overdue_send)
        + _each(_past(limit, states=["sent"], of=~CASH_PARCELS), _count_received)
        + _each(_past(limit, states=["sent"], of=CASH_PARCELS, but=OVERDUE_CASH), _tell_overdue_cash)
        + _each(_past(limit, states=["received"]), _complete)
    )


def expire(bill: Bill) -> bool:
    """Close an unpaid bill whose time is over: its orders expire, the stock goes back, the buyer hears it."""
    with transaction.atomic():
        bill = Bill.objects.select_for_update(of=("self",)).select_related("purchase").get(pk=bill.pk)
        if bill.state != Bill.State.OPEN:
            return False
        closed = charges.close(bill_ref=bill.code, state=Charge.State.EXPIRED)
        if not closed and Charge.objects.filter(bill_ref=bill.code, state=Charge.State.PAID).exists():
            return False  # it was paid, and the settlement that says so waits to be applied
        Bill.objects.filter(pk=bill.pk).update(state=Bill.State.EXPIRED)
        orders = list(life_step.orders().filter(bill=bill, state=Order.State.WAITING).order_by("position"))
        for order in orders:
            move(order=order, step=life_table.EXPIRE, actor=SYSTEM)
            life_engine.owe(order=order, call=EngineTask.Call.RELEASE)
        if orders:
            life_notices.bill_expired(bill=bill, sellers=[order.seller.name for order in orders])
    for order in orders:
        life_engine.run_for(order=order)
    return True


def _each(rows: Iterable[Row], do: Callable[[Row], bool]) -> int:
    done = 0
    for row in rows:
        try:
            done += do(row)
        except WrongStep:
            continue  # somebody moved it since it was read
        except Exception:  # one order's trouble must not stop the others; it is found again by the next sweep
            log.exception("deadline of %s %s", type(row).__name__, row.pk)
    return done


def _past_paying(limit: int) -> list[Bill]:
    return list(Bill.objects.filter(state=Bill.State.OPEN, expires_at__lte=clock.now()).order_by("expires_at")[:limit])


def _past(limit: int, *, states: Iterable[str], but: str = "", of: Q = NONE) -> list[Order]:
    """Orders in `states` (and `of`) whose deadline passed, without those that have the event `but` already."""
    rows = life_step.orders().filter(of, state__in=states, deadline_at__lte=clock.now())
    if but:
        rows = rows.filter(~Exists(OrderEvent.objects.filter(order=OuterRef("pk"), verb=but)))
    return list(rows.order_by("deadline_at")[:limit])


def _tell_overdue_accept(order: Order) -> bool:
    return _once(order, verb=OVERDUE_ACCEPT, state_in=("confirmed",), tell=life_notices.overdue_accept)


def _tell_overdue_send(order: Order) -> bool:
    return _once(order, verb=OVERDUE_SEND, state_in=("accepted", "packed"), tell=life_notices.overdue_send)


def _tell_overdue_cash(order: Order) -> bool:
    return _once(order, verb=OVERDUE_CASH, state_in=("sent",), tell=life_notices.overdue_cash)


def _once(order: Order, *, verb: str, state_in: tuple[str, ...], tell: Callable[..., None]) -> bool:
    """Note `verb` and tell about it, if the order is still where it was; the notices have keys of their own."""
    with transaction.atomic():
        still = Order.objects.select_for_update().filter(pk=order.pk, state__in=state_in)
        if not still.exists() or OrderEvent.objects.filter(order=order, verb=verb).exists():
            return False
        note(order=order, verb=verb, actor=SYSTEM)
        tell(order=order)
    return True


def _count_received(order: Order) -> bool:
    with transaction.atomic():
        life_handover.receive(order=order, step=life_table.COUNT_RECEIVED, actor=SYSTEM)
    life_handover.settle_cash(order=order)
    return True


def _complete(order: Order) -> bool:
    with transaction.atomic():
        move(order=order, step=life_table.COMPLETE, actor=SYSTEM)
    return True
