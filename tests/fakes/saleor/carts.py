"""Checkouts: lines, reservations, delivery options, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from tests.fakes.saleor.addresses import Address
from tests.fakes.saleor.faults import TopLevel
from tests.fakes.saleor.goods import Stock, Variant, sellable
from tests.fakes.saleor.ids import parts
from tests.fakes.saleor.places import Channel
from tests.fakes.saleor.things import Ask, Json, Thing, meta_items, money, taxed


@dataclass(kw_only=True, eq=False)
class Reservation(Thing):
    typename: ClassVar[str] = "Reservation"
    checkout: Checkout
    stock: Stock
    quantity: int
    until: datetime


@dataclass(kw_only=True, eq=False)
class Line(Thing):
    typename: ClassVar[str] = "CheckoutLine"
    private_needs: ClassVar[tuple[str, ...]] = ("MANAGE_CHECKOUTS",)
    checkout: Checkout
    variant: Variant
    quantity: int
    price: Decimal  # as cached when the line came in; a later change of price does not show
    override: Decimal | None = None
    price_override_reason: str | None = None

    @property
    def unit(self) -> Decimal:
        return self.price if self.override is None else self.override

    def unit_price(self, ask: Ask) -> Json:
        return taxed(_no_circle(ask, self.unit), self.checkout.channel.currency_code)

    def total_price(self, ask: Ask) -> Json:
        return taxed(_no_circle(ask, self.unit * self.quantity), self.checkout.channel.currency_code)

    @property
    def undiscounted_unit_price(self) -> Json:
        return money(self.unit, self.checkout.channel.currency_code)

    @property
    def undiscounted_total_price(self) -> Json:
        return money(self.unit * self.quantity, self.checkout.channel.currency_code)

    @property
    def requires_shipping(self) -> bool:
        return self.variant.product.product_type.is_shipping_required

    is_gift: bool = False


def _no_circle(ask: Ask, amount: Decimal) -> Decimal:
    """Rule 17: prices cannot be asked inside the very call that makes them."""
    if ask.circular:
        raise TopLevel("Resolving this field is not allowed in synchronous events.", "CircularSubscriptionSyncEvent")
    return amount


@dataclass(kw_only=True, eq=False)
class Method(Thing):
    """A way to deliver as the app answered it."""

    typename: ClassVar[str] = "ShippingMethod"
    private_needs: ClassVar[tuple[str, ...]] = ("MANAGE_SHIPPING",)
    name: str
    amount: Decimal
    currency: str
    description: str | None = None
    minimum_delivery_days: int | None = None
    maximum_delivery_days: int | None = None
    active: bool = True
    message: str | None = ""
    type: str | None = None

    @property
    def price(self) -> Json:
        return money(self.amount, self.currency)

    def same_as(self, other: Method) -> bool:
        names = ("id", "name", "amount", "currency", "description", "minimum_delivery_days", "maximum_delivery_days")
        return all(getattr(self, one) == getattr(other, one) for one in names) and self.metadata_ == other.metadata_


@dataclass(kw_only=True, eq=False)
class Option(Thing):
    typename: ClassVar[str] = "Delivery"
    shipping_method: Method
    is_valid: bool = True


@dataclass(kw_only=True, eq=False)
class Checkout(Thing):
    typename: ClassVar[str] = "Checkout"
    private_needs: ClassVar[tuple[str, ...]] = ("MANAGE_CHECKOUTS",)
    needs: ClassVar[dict[str, tuple[str, ...]]] = {"transactions": ("MANAGE_CHECKOUTS", "HANDLE_PAYMENTS")}
    channel: Channel
    created: datetime
    updated_at: datetime
    email: str | None = None
    user: Any = None
    lines_: list[Line] = field(default_factory=list)
    shipping_address: Address | None = None
    billing_address: Address | None = None
    options: list[Option] | None = None  # None: never calculated
    chosen: Option | None = None
    is_stale: bool = False
    payments: list[Any] = field(default_factory=list)
    language_code: str = "EN_US"
    note: str = ""
    voucher_code: str | None = None
    reserved_until: datetime | None = None

    @property
    def token(self) -> str:
        return parts(self.id)[1]

    def lines(self, ask: Ask) -> list[Line]:
        return self.lines_

    @property
    def quantity(self) -> int:
        return sum(line.quantity for line in self.lines_)

    @property
    def is_shipping_required(self) -> bool:
        return any(line.requires_shipping for line in self.lines_)

    # money

    @property
    def subtotal(self) -> Decimal:
        return sum((line.unit * line.quantity for line in self.lines_), Decimal(0))

    @property
    def delivery_cost(self) -> Decimal:
        return self.chosen.shipping_method.amount if self.chosen else Decimal(0)

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.delivery_cost

    def subtotal_price(self, ask: Ask) -> Json:
        return taxed(_no_circle(ask, self.subtotal), self.channel.currency_code)

    def shipping_price(self, ask: Ask) -> Json:
        return taxed(_no_circle(ask, self.delivery_cost), self.channel.currency_code)

    def total_price(self, ask: Ask) -> Json:
        return taxed(_no_circle(ask, self.total), self.channel.currency_code)

    @property
    def covered(self) -> Decimal:
        """Rule 14: pending money counts."""
        return sum((one.charged + one.charge_pending for one in self.payments), Decimal(0))

    def total_balance(self, ask: Ask) -> Json:
        return money(self.covered - self.total, self.channel.currency_code)

    @property
    def charge_status(self) -> str:
        return how_much(self.covered, self.total)

    @property
    def authorize_status(self) -> str:
        authorized = sum((one.authorized for one in self.payments), Decimal(0))
        return "FULL" if self.payments and self.covered + authorized >= self.total else (
            "PARTIAL" if self.covered + authorized > 0 else "NONE"
        )  # fmt: skip

    def transactions(self, ask: Ask) -> list[Any]:
        return self.payments

    # reservations, delivery, problems

    @property
    def stock_reservation_expires(self) -> datetime | None:
        return self.reserved_until

    @property
    def delivery(self) -> Option | None:
        return self.chosen

    @property
    def delivery_method(self) -> Method | None:
        return self.chosen.shipping_method if self.chosen else None

    shipping_method = delivery_method

    def shipping_methods(self, ask: Ask) -> list[Method]:
        _no_circle(ask, Decimal(0))
        return [one.shipping_method for one in self.options or [] if one.is_valid]

    def problems(self, ask: Ask) -> list[Json]:
        found: list[Json] = []
        for line in self.lines_:
            if not sold_in(ask, line.variant, self.channel):
                found.append({"__typename": "CheckoutLineProblemVariantNotAvailable", "line": line})
                continue
            left = available(ask, line.variant, self.channel, but_for=self)
            if line.variant.track_inventory and left < line.quantity:
                kind = "CheckoutLineProblemInsufficientStock"
                found.append(
                    {"__typename": kind, "line": line, "availableQuantity": max(0, left), "variant": line.variant}
                )
        if self.chosen and not self.chosen.is_valid:
            found.append({"__typename": "CheckoutProblemDeliveryMethodInvalid", "delivery": self.chosen})
        elif self.chosen and self.is_stale:
            found.append({"__typename": "CheckoutProblemDeliveryMethodStale", "delivery": self.chosen})
        return found


def how_much(covered: Decimal, total: Decimal) -> str:
    if covered > total:
        return "OVERCHARGED"
    if covered == total:
        return "FULL"
    return "PARTIAL" if covered > 0 else "NONE"


def sold_in(ask: Ask, variant: Variant, channel: Channel) -> bool:
    listing = variant.product.listing(channel)
    is_shown = listing is not None and listing.is_shown(ask.world.now()) and listing.is_available_for_purchase
    return bool(is_shown and variant.price_in(channel) is not None)


def available(ask: Ask, variant: Variant, channel: Channel, *, but_for: object = None, shop: Any = None) -> int:
    """What a new checkout could take: on hand, less allocated, less what other open checkouts hold."""
    world = ask.world
    return sum(max(0, stock.free(world, but_for)) for stock in sellable(world, variant, channel, shop))


def meta_of(thing: Thing) -> list[Json]:
    return meta_items(thing.metadata_)
