"""The last step of placing: what the engine answered, written in one transaction with all that follows from it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from django.db import transaction

from sellers.kit import clock
from storefront.orders import life_engine, life_notices, life_sale
from storefront.orders.inputs import Problem
from storefront.orders.models import Bill, EngineTask, Order, OrderEvent, Purchase
from storefront.terms.queries import terms_for


def record_placed(*, purchase: Purchase) -> bool:
    """The engine took the stock: orders wait for payment or, with cash, are confirmed; charges open; people are told.

    False when it was recorded before. Raises Expected when a bill cannot be charged; then nothing is recorded.
    """
    with transaction.atomic():
        if not _decided(purchase, Purchase.State.PLACED):
            return False
        orders = list(
            Order.objects.filter(purchase=purchase)
            .select_related("purchase", "bill", "seller__cooperative__terms")
            .prefetch_related("lines")
            .order_by("position")
        )
        OrderEvent.objects.bulk_create(
            OrderEvent(
                order=order, verb="placed", actor=OrderEvent.Actor.BUYER, person_id=purchase.person_id, at=clock.now()
            )
            for order in orders
        )
        for bill in purchase.bills.order_by("position"):
            _open_bill(bill, [order for order in orders if order.bill_id == bill.pk])
        life_notices.purchase_placed(purchase=purchase)
    for order in orders:
        if order.bill.way == Bill.Way.CASH:
            life_engine.run_for(order=order)
    return True


def record_refused(
    *, purchase: Purchase, problems: Sequence[Problem], release: Sequence[Order] = (), tell_buyer: bool = False
) -> bool:
    """The purchase cannot be placed. Its orders stay in PLACING, which nobody is shown.

    `release` names orders whose stock the engine had taken: it is owed the giving back, by rows a sweep works off.
    `tell_buyer`: the buyer left the page long ago, and hears it as a message.
    """
    with transaction.atomic():
        if not _decided(purchase, Purchase.State.REFUSED, problems=[asdict(problem) for problem in problems]):
            return False
        purchase.bills.update(state=Bill.State.CANCELLED)
        for order in release:
            life_engine.owe(order=order, call=EngineTask.Call.RELEASE)
        if tell_buyer:
            life_notices.not_placed(purchase=purchase)
    for order in release:
        life_engine.run_for(order=order)
    return True


def give_back_refused(*, orders: Sequence[Order]) -> None:
    """The stock of a refused purchase that the engine took after the refusal."""
    with transaction.atomic():
        for order in orders:
            life_engine.owe(order=order, call=EngineTask.Call.RELEASE)
    for order in orders:
        life_engine.run_for(order=order)


def _decided(purchase: Purchase, state: Purchase.State, **fields: object) -> bool:
    undecided = Purchase.objects.filter(pk=purchase.pk, state=Purchase.State.PLACING)
    if state == Purchase.State.PLACED:
        fields["placed_at"] = clock.now()
    return bool(undecided.update(state=state, leased_until=None, **fields))


def _open_bill(bill: Bill, orders: Sequence[Order]) -> None:
    if bill.way != Bill.Way.CASH:  # all other ways wait for their money
        hours = min(terms_for(order.seller).pay_by_transfer_hours for order in orders)
        bill.expires_at = expires_at = clock.now() + timedelta(hours=hours)
        Bill.objects.filter(pk=bill.pk).update(expires_at=expires_at)
        waiting = Order.objects.filter(bill=bill, state=Order.State.PLACING)
        waiting.update(state=Order.State.WAITING, deadline_at=expires_at)
    life_sale.ask(bill=bill)
    if bill.way == Bill.Way.CASH:
        for order in orders:
            life_sale.confirm(order=order)
