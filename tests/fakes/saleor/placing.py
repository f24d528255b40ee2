"""A checkout becomes an order: by an app (orderCreateFromCheckout) or by the shopper (checkoutComplete)."""

import time
from typing import Any

from tests.fakes.saleor.carts import Checkout, available, sold_in
from tests.fakes.saleor.checkouts import open_one, release
from tests.fakes.saleor.deliveries import ask_apps
from tests.fakes.saleor.faults import Denied, Problem
from tests.fakes.saleor.goods import Stock, Variant, sellable
from tests.fakes.saleor.orders import Allocation, Line, Order
from tests.fakes.saleor.registry import mutation
from tests.fakes.saleor.things import Ask, Json, as_pairs
from tests.fakes.saleor.watching import issuer, watching


@mutation("orderCreateFromCheckout", "HANDLE_CHECKOUTS")
def order_create_from_checkout(
    ask: Ask, *, id: str, metadata: list[Json] | None = None, private_metadata: list[Json] | None = None,
    remove_checkout: bool = True,
) -> Json:  # fmt: skip
    """Ignores payment. NOT idempotent: the checkout is gone afterwards."""
    if ask.caller.kind != "app":
        raise Denied("HANDLE_CHECKOUTS")
    checkout = ask.world.need(Checkout, id, code="CHECKOUT_NOT_FOUND")
    return {"order": placed(ask, checkout, metadata, private_metadata)}


@mutation("checkoutComplete")
def checkout_complete(
    ask: Ask, *, id: str | None = None, metadata: list[Json] | None = None, **old: Any
) -> Json:  # fmt: skip
    """Idempotent: the same order again."""
    made = next((one for one in ask.world.all(Order) if one.checkout_id == id), None)
    if made is not None:
        return {"order": made, "confirmationNeeded": False, "confirmationData": None}
    checkout = open_one(ask, id, **{k: v for k, v in old.items() if k in ("checkout_id", "token")})
    _ready(ask, checkout)
    _paid(checkout)
    order = placed(ask, checkout, metadata, None)
    return {"order": order, "confirmationNeeded": False, "confirmationData": None}


def _paid(checkout: Checkout) -> None:
    if checkout.channel.order["allowUnpaidOrders"] or checkout.authorize_status == "FULL":
        return
    if checkout.payments:
        said = "The authorized amount doesn't cover the checkout's total amount."
        raise Problem("id", "CHECKOUT_NOT_FULLY_PAID", said)
    said = "Provided payment methods can not cover the checkout's total amount"
    raise Problem(None, "CHECKOUT_NOT_FULLY_PAID", said)


def _ready(ask: Ask, checkout: Checkout) -> None:
    """Raises Problem for what is missing, in Saleor's order."""
    hidden = [line.variant.id for line in checkout.lines_ if not sold_in(ask, line.variant, checkout.channel)]
    if hidden:
        said = "Some of the checkout lines variants are unavailable."
        raise Problem("lines", "UNAVAILABLE_VARIANT_IN_CHANNEL", said, variants=hidden)
    if checkout.is_shipping_required:
        if checkout.chosen is None:
            raise Problem("shippingMethod", "SHIPPING_METHOD_NOT_SET", "Shipping method is not set")
        if checkout.shipping_address is None:
            raise Problem("shippingAddress", "SHIPPING_ADDRESS_NOT_SET", "Shipping address is not set")
        if not checkout.chosen.is_valid:
            _wrong_method()
        if checkout.is_stale:  # rule 19: asks again, and charges the old price
            wanted = checkout.chosen.shipping_method.id
            if wanted not in [one.id for one in ask_apps(ask, checkout)]:
                _wrong_method()
    if checkout.billing_address is None:
        raise Problem("billingAddress", "BILLING_ADDRESS_NOT_SET", "Billing address is not set")
    if not checkout.email:
        raise Problem("email", "EMAIL_NOT_SET", "Checkout email must be set.")


def _wrong_method() -> None:
    said = "Delivery method is not valid for your shipping address"
    raise Problem("shippingMethod", "INVALID_SHIPPING_METHOD", said)


def placed(ask: Ask, checkout: Checkout, metadata: list[Json] | None, private: list[Json] | None) -> Order:
    _ready(ask, checkout)
    _enough(ask, checkout)
    world = ask.world
    if not _reserves(ask) and world.settings.race_window_s:
        with world.unlocked():  # rule 1: checked here, allocated there, and others in between
            time.sleep(world.settings.race_window_s)
    if world.get(Checkout, checkout.id) is None:
        made = next((one for one in world.all(Order) if one.checkout_id == checkout.id), None)
        if made is not None:
            return made
    order = _order(ask, checkout, metadata, private)
    stocks = [stock for line in checkout.lines_ for stock in line.variant.stocks_]
    with watching(ask, stocks):
        release(ask, checkout)
        for line in order.lines:
            if line.variant_ is not None and line.variant_.track_inventory:
                allocate(ask, line, checkout)
    world.drop(checkout)
    world.add(order)
    _told(ask, order)
    return order


def _reserves(ask: Ask) -> bool:
    return bool(ask.world.shop.reserve_stock_duration_anonymous_user)


def _enough(ask: Ask, checkout: Checkout) -> None:
    """By the settings some process has cached (rule 2)."""
    short: list[Variant] = []
    for line in checkout.lines_:
        left = available(ask, line.variant, checkout.channel, but_for=checkout, shop=ask.world.shop_in_force)
        if line.variant.track_inventory and left < line.quantity:
            short.append(line.variant)
    if short:
        names = ", ".join(one.name for one in short)
        said = f"Insufficient product stock: {names}"
        raise Problem(None, "INSUFFICIENT_STOCK", said, variants=[one.id for one in short])


def allocate(ask: Ask, line: Line, checkout: Checkout | None) -> None:
    """From the channel's stocks in order; with reservations off what others allocated is not looked at (rule 1)."""
    assert line.variant_ is not None
    left = line.quantity
    stocks = sellable(ask.world, line.variant_, line.order.channel, ask.world.shop_in_force)
    for stock in stocks:
        free = stock.free(ask.world, checkout) if _reserves(ask) else stock.quantity
        part = min(left, max(0, free))
        if part:
            _allocated(ask, line, stock, part)
            left -= part
    if left and stocks:
        _allocated(ask, line, stocks[0], left)


def _allocated(ask: Ask, line: Line, stock: Stock, quantity: int) -> None:
    ask.world.add(Allocation(id=ask.world.new_id("Allocation"), order_line=line, stock=stock, quantity=quantity))


def _order(ask: Ask, checkout: Checkout, metadata: list[Json] | None, private: list[Json] | None) -> Order:
    world, now = ask.world, ask.world.now()
    has_payment = bool(checkout.payments)
    order = Order(
        id=world.new_uuid_id("Order"), number=str(world.number("order number")),
        status="UNFULFILLED" if has_payment or not checkout.total else "UNCONFIRMED",
        channel=checkout.channel, currency=checkout.channel.currency_code, created=now, updated_at=now,
        user_email=checkout.email or "", user_=checkout.user, shipping_address=checkout.shipping_address,
        billing_address=checkout.billing_address, method=checkout.delivery_method, shipping=checkout.delivery_cost,
        checkout_id=checkout.id, payments=list(checkout.payments),
        metadata_={**checkout.metadata_, **as_pairs(metadata)},
        private_={**checkout.private_, **as_pairs(private)},
    )  # fmt: skip
    if order.method is not None:
        order.private_["external_app_shipping_id"] = order.method.id
    for payment in order.payments:
        payment.source = order
    for line in checkout.lines_:
        product = line.variant.product
        order.lines.append(
            world.add(
                Line(
                    id=world.new_uuid_id("OrderLine"), order=order, variant_=line.variant,
                    product_variant_id=line.variant.id, product_name=product.name, variant_name=line.variant.name,
                    product_sku=line.variant.sku, quantity=line.quantity, unit=line.unit, undiscounted=line.price,
                    is_shipping_required=line.requires_shipping, metadata_=dict(line.metadata_),
                    price_override_reason=line.price_override_reason,
                )
            )
        )  # fmt: skip
    return order


def _told(ask: Ask, order: Order) -> None:
    who = issuer(ask)
    ask.world.tell("ORDER_CREATED", who, order=order)
    if order.charged > 0:
        ask.world.tell("ORDER_PAID", who, order=order)
        if order.charge_status in ("FULL", "OVERCHARGED"):
            ask.world.tell("ORDER_FULLY_PAID", who, order=order)
        ask.world.tell("ORDER_UPDATED", who, order=order)
    if order.channel.order["automaticallyConfirmAllNewOrders"]:
        ask.world.tell("ORDER_CONFIRMED", who, order=order)  # rule 10: even while UNCONFIRMED
