"""Draft orders: what staff makes in Dashboard. Nothing is held until a draft is completed; then it is UNFULFILLED."""

from typing import Any

from tests.fakes.saleor.addresses import address_of
from tests.fakes.saleor.faults import Problem, taken
from tests.fakes.saleor.flat_methods import FlatMethod
from tests.fakes.saleor.goods import Variant, sellable
from tests.fakes.saleor.ids import gid, parts
from tests.fakes.saleor.orders import ORDERS, Line, Order
from tests.fakes.saleor.places import Channel
from tests.fakes.saleor.placing import allocate
from tests.fakes.saleor.registry import mutation
from tests.fakes.saleor.things import Ask, Json, as_pairs, decimal
from tests.fakes.saleor.watching import issuer, watching


@mutation("draftOrderCreate", *ORDERS)
def draft_order_create(ask: Ask, *, input: Json) -> Json:
    """Takes a number, also when it comes to nothing. `lines[].price` is staff's own price."""
    world, now, number = ask.world, ask.world.now(), ask.world.number("order number")
    reference = input.get("externalReference")
    if world.by(Order, external_reference=reference) is not None:
        problem = taken("Order", "externalReference", "External reference")
        problem.rows[0] |= {"variants": None, "addressType": None}
        raise problem
    channel = world.need(Channel, input["channelId"], "channelId")
    order = Order(
        id=world.new_uuid_id("Order"), number=str(number), status="DRAFT", origin="DRAFT", channel=channel,
        currency=channel.currency_code, created=now, updated_at=now, user_email=input.get("userEmail") or "",
        user_=None, shipping_address=address_of(ask, input.get("shippingAddress")),
        billing_address=address_of(ask, input.get("billingAddress")), method=None, shipping=decimal(0),
        external_reference=reference, metadata_=as_pairs(input.get("metadata")),
        private_=as_pairs(input.get("privateMetadata")),
    )  # fmt: skip
    for row in input.get("lines") or []:
        order.lines.append(world.add(_line(ask, order, row)))
    _deliver_by(ask, order, input.get("shippingMethod"))
    return {"order": world.add(order)}


@mutation("draftOrderUpdate", *ORDERS)
def draft_order_update(ask: Ask, *, id: str, input: Json) -> Json:
    order = ask.world.need(Order, id)
    _deliver_by(ask, order, input.get("shippingMethod"))
    order.updated_at = ask.world.now()
    return {"order": order}


@mutation("draftOrderComplete", *ORDERS)
def draft_order_complete(ask: Ask, *, id: str) -> Json:
    """Sold at once, though nobody paid; what others reserved is not looked at."""
    order = ask.world.need(Order, id)
    if order.status != "DRAFT":
        raise _problem("id", "INVALID", "The order is not draft.")
    if order.method is None:
        raise _problem("shipping", "SHIPPING_METHOD_REQUIRED", "Shipping method is required.")
    if any(_free(ask, order, line) < line.quantity for line in order.lines):
        raise _problem("lines", "INSUFFICIENT_STOCK", "Insufficient product stock.")
    stocks = [stock for line in order.lines if line.variant_ for stock in line.variant_.stocks_]
    with watching(ask, stocks):
        for line in order.lines:
            if line.variant_ is not None and line.variant_.track_inventory:
                allocate(ask, line, None)
    order.status, order.updated_at = "UNFULFILLED", ask.world.now()
    for kind in ("ORDER_CREATED", "ORDER_CONFIRMED"):
        ask.world.tell(kind, issuer(ask), order=order)
    return {"order": order}


def _problem(field: str, code: str, said: str) -> Problem:
    return Problem(field, code, said, variants=None)


def _free(ask: Ask, order: Order, line: Line) -> int:
    if line.variant_ is None or not line.variant_.track_inventory:
        return line.quantity
    found = sellable(ask.world, line.variant_, order.channel, ask.world.shop_in_force)
    return sum(max(0, stock.quantity - stock.allocated(ask.world)) for stock in found)


def _line(ask: Ask, order: Order, row: Json) -> Line:
    variant = ask.world.need(Variant, row["variantId"], "variantId")
    price = variant.price_in(order.channel) or decimal(0)
    return line_of(ask, order, variant, row["quantity"], decimal(row.get("price", price)), sku=variant.sku)


def line_of(ask: Ask, order: Order, variant: Variant, quantity: int, unit: Any, **more: Any) -> Line:
    return Line(
        id=ask.world.new_uuid_id("OrderLine"), order=order, variant_=variant, product_variant_id=variant.id,
        product_name=variant.product.name, variant_name=variant.name, product_sku=more.pop("sku", None),
        quantity=quantity, unit=unit, undiscounted=unit, **more,
    )  # fmt: skip


def _deliver_by(ask: Ask, order: Order, method: str | None) -> None:
    if not method:
        return
    found = method_named(ask, method)
    chosen = found.in_channel(order.channel) if found else None
    if chosen is None:
        said = "Must receive a ShippingMethod or ShippingMethodType id."
        raise Problem("shippingMethod", "INVALID", said)
    order.method, order.shipping = chosen, chosen.amount


def method_named(ask: Ask, given: str) -> FlatMethod | None:
    """By either of its two ids."""
    return ask.world.get(FlatMethod, gid("ShippingMethodType", parts(given)[1]) if _is_flat(given) else "")


def _is_flat(given: str) -> bool:
    return parts(given)[0] in ("ShippingMethod", "ShippingMethodType")
