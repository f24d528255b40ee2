"""What the engine is owed: written with the step that causes it, called after its commit, finished by a sweep."""

import logging
import time

from payments.money import Money
from sellers.kit import due
from storefront import engine
from storefront.engine.port import BackLine, EngineUnavailable, PlaceLine, PlacePart, PlacingRefused
from storefront.orders import engine_news, life_table
from storefront.orders.models import EngineTask, Order, Refund

log = logging.getLogger("lapak.orders")
RETRY_IN_S = 30
LEASE_S = 180  # one call may be several to an engine that takes its time; two at the same one could tell it twice
SWEEP_S = 20.0  # an engine that lets every call time out must not keep the loop from the rest of its work
MOST = 100


def owe(*, order: Order, call: EngineTask.Call, refund: Refund | None = None) -> None:
    """Record the call in the step's own transaction; GIVE_BACK names the refund whose packs come back."""
    EngineTask.objects.create(order=order, call=call, refund=refund)
    due.nudge("stock")


def tell(*, order: Order, call: EngineTask.Call, refund: Refund | None = None) -> None:
    """Owe the engine a piece of news (PAID, SENT, MONEY_BACK); one that has nobody to tell is owed nothing."""
    if engine.active().wants_news:
        owe(order=order, call=call, refund=refund)


def run_for(*, order: Order) -> None:
    """Make the calls this order is owed, now that its step is committed. What fails stays for the sweep."""
    _run(due.take(EngineTask.objects.filter(order=order), lease_s=LEASE_S))


def finish_stock_due() -> int:
    """Make the calls that a crash or a silent engine left; answers how many were made."""
    until, made = time.monotonic() + SWEEP_S, 0
    for _place in range(MOST):
        tasks = due.take(EngineTask.objects.all(), limit=1, lease_s=LEASE_S)
        made += _run(tasks)
        if not tasks or time.monotonic() > until:
            break
    return made


def take_again(*, order: Order) -> bool:
    """Take an expired order's stock again; False when it is sold by now. Outside any transaction of ours.

    A release that still waits is made first, or it would give back what was just taken. EngineUnavailable when that
    is not possible now: the caller tries later.
    """
    run_for(order=order)
    if EngineTask.objects.filter(order=order, call=EngineTask.Call.RELEASE, done_at__isnull=True).exists():
        raise EngineUnavailable(f"order {order.code} still waits to give its stock back")
    try:
        engine.active().retake(part_of(order))
    except PlacingRefused:
        return False
    return True


def part_of(order: Order) -> PlacePart:
    """The order as the engine takes it, at the prices it was placed with."""
    lines = tuple(
        PlaceLine(line.variant_id, line.quantity, Money(line.unit_price_minor, order.currency))
        for line in order.lines.all()
    )
    return PlacePart(order.code, lines, order.seller_id, Money(order.delivery_minor, order.currency))


def _run(tasks: list[EngineTask]) -> int:
    made = 0
    for task in tasks:
        try:
            _call(task)
        except Exception as error:  # one order's trouble must not stop the others; the row keeps what happened
            if not isinstance(error, EngineUnavailable):
                log.exception("engine task %s", task.pk)
            due.fail(task, repr(error), retry_in_s=RETRY_IN_S)
        else:
            made += due.finish(task)
    return made


def _call(task: EngineTask) -> None:
    order = Order.objects.get(pk=task.order_id)
    if task.call in engine_news.NEWS:
        for news in engine_news.news_of(task):
            engine.active().tell(order_ref=order.code, news=news)
    elif task.call == EngineTask.Call.CONFIRM:
        engine.active().confirm(order.code)
    elif task.call == EngineTask.Call.GIVE_BACK and task.refund is not None:
        engine.active().give_back(order_ref=order.code, ref=task.refund.code, lines=_packs_of(task.refund))
    elif order.state in life_table.HOLDS_NO_STOCK:  # an order that lives again keeps its stock
        engine.active().release(order.code)


def _packs_of(refund: Refund) -> list[BackLine]:
    rows = refund.lines.filter(returned_quantity__gt=0).select_related("line").order_by("pk")
    return [BackLine(row.line.variant_id, row.returned_quantity) for row in rows]
