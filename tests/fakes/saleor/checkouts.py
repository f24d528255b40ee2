"""The checkout mutations a storefront calls, and reading one."""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.fakes.saleor.addresses import address_of
from tests.fakes.saleor.carts import Checkout, Line, Reservation, available, sold_in
from tests.fakes.saleor.faults import Denied, Problem, TopLevel
from tests.fakes.saleor.goods import Variant, sellable
from tests.fakes.saleor.paging import connection
from tests.fakes.saleor.people import User
from tests.fakes.saleor.places import Channel
from tests.fakes.saleor.registry import mutation, query
from tests.fakes.saleor.things import Ask, Json, as_pairs, decimal
from tests.fakes.saleor.watching import issuer


@dataclass(frozen=True)
class Wish:
    variant: Variant
    quantity: int
    override: Decimal | None
    reason: str | None
    is_apart: bool
    metadata: dict[str, str]


@query("checkout")
def checkout(ask: Ask, *, id: str | None = None, token: str | None = None) -> Checkout | None:
    """Null for what became an order."""
    return ask.world.get(Checkout, id)


@query("checkouts", "MANAGE_CHECKOUTS", "HANDLE_PAYMENTS")
def checkouts(ask: Ask, *, filter: Json | None = None, channel: str | None = None, **page: Any) -> Json:
    rows = [one for one in ask.world.all(Checkout) if not channel or one.channel.slug == channel]
    return connection("checkouts", rows, **page, kind="Checkout")


@mutation("checkoutCreate")
def checkout_create(ask: Ask, *, input: Json) -> Json:
    if not input.get("channel"):
        raise Problem("channel", "MISSING_CHANNEL_SLUG", "You need to provide channel slug.")
    channel = ask.world.by(Channel, slug=input["channel"])
    if channel is None:
        raise Problem("channel", "NOT_FOUND", f"Channel with '{input['channel']}' slug does not exist.")
    rules = input.get("validationRules") or {}
    shipping = address_of(ask, input.get("shippingAddress"), kind="SHIPPING", rules=rules.get("shippingAddress"))
    billing = address_of(ask, input.get("billingAddress"), kind="BILLING", rules=rules.get("billingAddress"))
    wishes = _wishes(ask, channel, input.get("lines") or [], None)
    _email(input.get("email"))
    now = ask.world.now()
    made = Checkout(
        id=ask.world.new_uuid_id("Checkout"), channel=channel, created=now, updated_at=now, email=input.get("email"),
        user=ask.world.get(User, ask.caller.id) if ask.caller.kind == "customer" else None,
        shipping_address=shipping, billing_address=billing, metadata_=as_pairs(input.get("metadata")),
        private_=as_pairs(input.get("privateMetadata")), language_code=input.get("languageCode") or "EN_US",
    )  # fmt: skip
    if input.get("privateMetadata"):
        ask.caller.demand(*Checkout.private_needs)
    _take(ask, made, wishes)
    ask.world.tell("CHECKOUT_CREATED", issuer(ask), checkout=made)
    return {"checkout": ask.world.add(made)}


def _email(email: str | None) -> None:
    if email is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        raise Problem("email", "INVALID", "Enter a valid email address.")


def _wishes(ask: Ask, channel: Channel, rows: list[Json], into: Checkout | None) -> list[Wish]:
    """Raises Problem for the first kind of fault in the lines: one bad line rejects them all."""
    found: list[Wish] = []
    unknown = [row["variantId"] for row in rows if ask.world.get(Variant, row["variantId"]) is None]
    if unknown:
        said = f"Could not resolve to a node with the global id list of '{unknown}'."
        raise Problem("variantId", "GRAPHQL_ERROR", said)
    for row in rows:
        if row.get("price") is not None:
            ask.caller.demand("HANDLE_CHECKOUTS", "MANAGE_CHECKOUTS")
        variant = ask.world.need(Variant, row["variantId"])
        price = None if row.get("price") is None else decimal(row["price"])
        found.append(
            Wish(variant, row["quantity"], price, row.get("priceOverrideReason"), bool(row.get("forceNewLine")),
                 as_pairs(row.get("metadata")))
        )  # fmt: skip
    hidden = [one.variant.id for one in found if not sold_in(ask, one.variant, channel)]
    if hidden:
        said = "Cannot add lines with unavailable variants."
        raise Problem("lines", "UNAVAILABLE_VARIANT_IN_CHANNEL", said, variants=hidden)
    for one in found:
        if one.quantity <= 0:
            raise Problem("quantity", "ZERO_QUANTITY", "The quantity should be higher than zero.")
    return found


def _enough(ask: Ask, checkout: Checkout, wanted: dict[Variant, int]) -> None:
    limit = ask.world.shop.limit_quantity_per_checkout
    for variant, quantity in wanted.items():
        if limit and quantity > limit:
            said = f"Cannot add more than {limit} times this item: {variant.name}."
            raise Problem("quantity", "QUANTITY_GREATER_THAN_LIMIT", said)
        left = available(ask, variant, checkout.channel, but_for=checkout)
        if variant.track_inventory and quantity > left:
            if ask.world.settings.toplevel_insufficient_stock:
                raise TopLevel("Internal Server Error", "InsufficientStock")
            said = f"Could not add items {variant.name}. Only {max(0, left)} remaining in stock."
            raise Problem("quantity", "INSUFFICIENT_STOCK", said)


def _take(ask: Ask, checkout: Checkout, wishes: list[Wish]) -> None:
    """Adds the lines (merging those of one variant) when there is enough of everything, and reserves."""
    wanted: dict[Variant, int] = {}
    for line in checkout.lines_:
        wanted[line.variant] = wanted.get(line.variant, 0) + line.quantity
    for one in wishes:
        wanted[one.variant] = wanted.get(one.variant, 0) + one.quantity
    _enough(ask, checkout, wanted)
    for one in wishes:
        same = (row for row in checkout.lines_ if row.variant is one.variant and not one.is_apart)
        known = next(same, None)
        line = known or _new_line(ask, checkout, one.variant)
        line.quantity += one.quantity
        line.metadata_.update(one.metadata)
        if one.override is not None:
            line.override, line.price_override_reason = one.override, one.reason
    reserve(ask, checkout)


def _new_line(ask: Ask, checkout: Checkout, variant: Variant) -> Line:
    price = variant.price_in(checkout.channel)
    assert price is not None
    id = ask.world.new_uuid_id("CheckoutLine")
    made = ask.world.add(Line(id=id, checkout=checkout, variant=variant, quantity=0, price=price))
    checkout.lines_.append(made)
    return made


def reserve(ask: Ask, checkout: Checkout) -> None:
    """Holds what the lines want for the minutes the shop settings say; not at all when they say none (rule 1)."""
    world = ask.world
    release(ask, checkout)
    by_user = world.shop.reserve_stock_duration_authenticated_user
    minutes = by_user if checkout.user else world.shop.reserve_stock_duration_anonymous_user
    checkout.reserved_until = world.now() + timedelta(minutes=minutes) if minutes and checkout.lines_ else None
    if checkout.reserved_until is None:
        return
    for line in checkout.lines_:
        left = line.quantity
        for stock in sellable(world, line.variant, checkout.channel):
            part = min(left, max(0, stock.free(world, None)))
            if part:
                world.add(
                    Reservation(id=world.new_id("Reservation"), checkout=checkout, stock=stock, quantity=part,
                                until=checkout.reserved_until)
                )  # fmt: skip
                left -= part


def release(ask: Ask, checkout: Checkout) -> None:
    for one in ask.world.all(Reservation):
        if one.checkout is checkout:
            ask.world.drop(one)


def _touched(ask: Ask, checkout: Checkout, *, delivery_too: bool) -> Json:
    checkout.updated_at = ask.world.now()
    if delivery_too and checkout.options is not None:
        checkout.is_stale = True  # rule 19: the old price stays until recalculated
    ask.world.tell("CHECKOUT_UPDATED", issuer(ask), checkout=checkout)
    return {"checkout": checkout}


def open_one(ask: Ask, id: str | None, checkout_id: str | None = None, token: str | None = None) -> Checkout:
    return ask.world.need(Checkout, id or checkout_id or token)


@mutation("checkoutLinesAdd")
def checkout_lines_add(ask: Ask, *, lines: list[Json], id: str | None = None, **old: Any) -> Json:
    one = open_one(ask, id, **old)
    _take(ask, one, _wishes(ask, one.channel, lines, one))
    return _touched(ask, one, delivery_too=True)


@mutation("checkoutLinesUpdate")
def checkout_lines_update(ask: Ask, *, lines: list[Json], id: str | None = None, **old: Any) -> Json:
    """Quantities are set, not added; 0 removes the line."""
    one = open_one(ask, id, **old)
    wanted: dict[Line, int] = {}
    for row in lines:
        line = next(
            (each for each in one.lines_ if row.get("lineId") == each.id or row.get("variantId") == each.variant.id),
            None,
        )
        if line is None:
            raise Problem("lineId", "NOT_FOUND", "Line was not found.")
        wanted[line] = row["quantity"]
    _enough(ask, one, {line.variant: quantity for line, quantity in wanted.items() if quantity})
    for line, quantity in wanted.items():
        line.quantity = quantity
    one.lines_ = [line for line in one.lines_ if line.quantity > 0]
    reserve(ask, one)
    return _touched(ask, one, delivery_too=True)


@mutation("checkoutLinesDelete")
def checkout_lines_delete(ask: Ask, *, lines_ids: list[str], id: str | None = None, **old: Any) -> Json:
    one = open_one(ask, id, **old)
    one.lines_ = [line for line in one.lines_ if line.id not in lines_ids]
    reserve(ask, one)
    return _touched(ask, one, delivery_too=True)


@mutation("checkoutEmailUpdate")
def checkout_email_update(ask: Ask, *, email: str, id: str | None = None, **old: Any) -> Json:
    one = open_one(ask, id, **old)
    _email(email)
    one.email = email
    return _touched(ask, one, delivery_too=False)


@mutation("checkoutShippingAddressUpdate")
def checkout_shipping_address_update(
    ask: Ask, *, shipping_address: Json, id: str | None = None, validation_rules: Json | None = None,
    save_address: bool = False, **old: Any,
) -> Json:  # fmt: skip
    one = open_one(ask, id, **old)
    one.shipping_address = address_of(ask, shipping_address, kind="SHIPPING", rules=validation_rules)
    return _touched(ask, one, delivery_too=True)


@mutation("checkoutBillingAddressUpdate")
def checkout_billing_address_update(
    ask: Ask, *, billing_address: Json, id: str | None = None, validation_rules: Json | None = None,
    save_address: bool = False, **old: Any,
) -> Json:  # fmt: skip
    one = open_one(ask, id, **old)
    one.billing_address = address_of(ask, billing_address, kind="BILLING", rules=validation_rules)
    return _touched(ask, one, delivery_too=False)


@mutation("checkoutCustomerAttach")
def checkout_customer_attach(ask: Ask, *, id: str | None = None, customer_id: str | None = None, **old: Any) -> Json:
    one = open_one(ask, id, **old)
    if ask.caller.kind == "anonymous":
        raise Denied("AUTHENTICATED_APP", "AUTHENTICATED_USER")
    if customer_id and customer_id != ask.caller.id:
        ask.caller.demand("IMPERSONATE_USER")
    one.user = ask.world.need(User, customer_id or ask.caller.id, "customerId")
    return _touched(ask, one, delivery_too=False)
