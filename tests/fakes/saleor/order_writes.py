"""What staff and apps do with an order besides sending it: confirm, cancel, note, expire."""

from datetime import timedelta

from tests.fakes.saleor.addresses import address_of
from tests.fakes.saleor.books import Transaction
from tests.fakes.saleor.faults import Problem, taken
from tests.fakes.saleor.orders import CLOSED, ORDERS, Allocation, Order
from tests.fakes.saleor.registry import mutation
from tests.fakes.saleor.things import Ask, Json, as_pairs
from tests.fakes.saleor.watching import issuer, watching
from tests.fakes.saleor.world import World


def touched(ask: Ask, order: Order) -> None:
    order.updated_at = ask.world.now()
    ask.world.tell("ORDER_UPDATED", issuer(ask), order=order)


def deallocate(ask: Ask, order: Order) -> None:
    """Gives back what was held; the rows stay, with nothing in them."""
    rows = [one for one in ask.world.all(Allocation) if one.order_line.order is order]
    with watching(ask, list(dict.fromkeys(one.stock for one in rows))):
        for one in rows:
            one.quantity = 0


@mutation("orderConfirm", *ORDERS)
def order_confirm(ask: Ask, *, id: str) -> Json:
    order = ask.world.need(Order, id)
    if order.status != "UNCONFIRMED":
        said = "Provided order id belongs to an order with status different than unconfirmed."
        raise Problem("id", "INVALID", said)
    order.status, order.updated_at = "UNFULFILLED", ask.world.now()
    ask.world.tell("ORDER_CONFIRMED", issuer(ask), order=order)
    return {"order": order}


@mutation("orderCancel", *ORDERS)
def order_cancel(ask: Ask, *, id: str) -> Json:
    """Rule 7: frees the stock and refunds nothing."""
    order = ask.world.need(Order, id)
    is_sent = any(one.status not in ("CANCELED",) for one in order.fulfillments)
    if order.status in CLOSED or is_sent:
        raise Problem("order", "CANNOT_CANCEL_ORDER", "This order can't be canceled.")
    deallocate(ask, order)
    order.status = "CANCELED"
    ask.world.tell("ORDER_CANCELLED", issuer(ask), order=order)
    touched(ask, order)
    return {"order": order}


@mutation("orderUpdate", *ORDERS)
def order_update(ask: Ask, *, input: Json, id: str | None = None, external_reference: str | None = None) -> Json:
    order = ask.world.find(Order, id, external_reference)
    wanted = input.get("externalReference")
    other = ask.world.by(Order, external_reference=wanted)
    if other is not None and other is not order:
        raise taken("Order", "externalReference", "External reference")
    if wanted is not None:
        order.external_reference = wanted
    if input.get("shippingAddress"):
        order.shipping_address = address_of(ask, input["shippingAddress"])
    if input.get("billingAddress"):
        order.billing_address = address_of(ask, input["billingAddress"])
    order.user_email = input.get("userEmail") or order.user_email
    order.metadata_.update(as_pairs(input.get("metadata")))
    order.private_.update(as_pairs(input.get("privateMetadata")))
    touched(ask, order)
    if input.get("metadata") or input.get("privateMetadata"):
        ask.world.tell("ORDER_METADATA_UPDATED", issuer(ask), order=order)
    return {"order": order}


@mutation("orderNoteAdd", *ORDERS)
def order_note_add(ask: Ask, *, order: str, input: Json) -> Json:
    one = ask.world.need(Order, order, "order")
    note = {
        "__typename": "OrderEvent", "id": ask.world.new_id("OrderEvent"), "type": "NOTE_ADDED",
        "message": input["message"], "date": ask.world.now(),
    }  # fmt: skip
    one.notes.append(note)
    touched(ask, one)
    return {"order": one, "event": note}


@mutation("orderMarkAsPaid", *ORDERS)
def order_mark_as_paid(ask: Ask, *, id: str, transaction_reference: str | None = None) -> Json:
    """Rule 12: FULL, but UNCONFIRMED it stays; no ORDER_PAID."""
    order = ask.world.need(Order, id)
    if order.payments:
        said = "Order with transactions can not be manually marked as paid."
        raise Problem("transactions", "TRANSACTION_ERROR", said)
    now = ask.world.now()
    payment = ask.world.add(
        Transaction(
            id=ask.world.new_uuid_id("TransactionItem"), source=order, currency=order.currency, created_at=now,
            modified_at=now, psp_reference=transaction_reference or "", owner=ask.caller.id,
        )
    )  # fmt: skip
    order.payments.append(payment)
    payment.note(ask.world, "CHARGE_SUCCESS", order.total_amount, payment.psp_reference)
    ask.world.tell("ORDER_FULLY_PAID", issuer(ask), order=order)
    touched(ask, order)
    return {"order": order}


def expire(ask: Ask, order: Order) -> None:
    """Rule 20: `updatedAt` does not move."""
    deallocate(ask, order)
    order.status, order.expired_at = "EXPIRED", ask.world.now()
    ask.world.tell("ORDER_EXPIRED", None, order=order)
    ask.world.tell("ORDER_UPDATED", None, order=order)


def expire_due(world: World) -> list[Order]:
    """What beat does every five minutes: UNCONFIRMED, old enough, and without any transaction (rule 9)."""
    ask, found = Ask(world), []
    for order in world.all(Order):
        minutes = order.channel.order.get("expireOrdersAfter")
        if not minutes or order.status != "UNCONFIRMED" or order.payments:
            continue
        if order.created + timedelta(minutes=minutes) <= world.now():
            expire(ask, order)
            found.append(order)
    return found
