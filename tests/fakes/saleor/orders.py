"""Orders: lines, allocations, fulfilments, granted refunds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from tests.fakes.saleor.addresses import Address
from tests.fakes.saleor.books import Transaction, total_of
from tests.fakes.saleor.carts import Method, how_much
from tests.fakes.saleor.goods import Stock, Variant
from tests.fakes.saleor.places import Channel, Warehouse
from tests.fakes.saleor.things import Ask, Json, Thing, money, taxed

ORDERS = ("MANAGE_ORDERS",)
CLOSED = ("CANCELED", "EXPIRED")


@dataclass(kw_only=True, eq=False)
class Allocation(Thing):
    typename: ClassVar[str] = "Allocation"
    needs: ClassVar[dict[str, tuple[str, ...]]] = dict.fromkeys(
        ("quantity", "warehouse"), ("MANAGE_PRODUCTS", "MANAGE_ORDERS")
    )
    order_line: Line
    stock: Stock
    quantity: int

    @property
    def warehouse(self) -> Warehouse:
        return self.stock.warehouse


@dataclass(kw_only=True, eq=False)
class Line(Thing):
    typename: ClassVar[str] = "OrderLine"
    private_needs: ClassVar[tuple[str, ...]] = ORDERS
    needs: ClassVar[dict[str, tuple[str, ...]]] = {"allocations": ("MANAGE_PRODUCTS", "MANAGE_ORDERS")}
    order: Order
    variant_: Variant | None
    product_variant_id: str | None
    product_name: str
    variant_name: str
    product_sku: str | None
    quantity: int
    unit: Decimal
    undiscounted: Decimal
    quantity_fulfilled: int = 0
    is_shipping_required: bool = True
    is_gift: bool = False
    price_override_reason: str | None = None

    def variant(self, ask: Ask) -> Variant | None:
        return self.variant_

    @property
    def translated_product_name(self) -> str:
        return ""

    def allocations(self, ask: Ask) -> list[Allocation]:
        return [one for one in ask.world.all(Allocation) if one.order_line is self]

    @property
    def quantity_to_fulfill(self) -> int:
        return self.quantity - self.quantity_fulfilled

    @property
    def unit_price(self) -> Json:
        return taxed(self.unit, self.order.currency)

    @property
    def undiscounted_unit_price(self) -> Json:
        return taxed(self.undiscounted, self.order.currency)

    @property
    def total_price(self) -> Json:
        return taxed(self.unit * self.quantity, self.order.currency)

    def thumbnail(self, ask: Ask, size: int | None = 256, format: str | None = None) -> Json | None:
        return self.variant_.product.thumbnail(ask, size, format) if self.variant_ else None


@dataclass(kw_only=True, eq=False)
class FulfillmentLine(Thing):
    typename: ClassVar[str] = "FulfillmentLine"
    order_line: Line
    quantity: int
    stock: Stock | None = None


@dataclass(kw_only=True, eq=False)
class Fulfillment(Thing):
    typename: ClassVar[str] = "Fulfillment"
    private_needs: ClassVar[tuple[str, ...]] = ORDERS
    order: Order
    fulfillment_order: int
    status: str
    tracking_number: str
    warehouse: Warehouse | None
    created: datetime
    lines: list[FulfillmentLine] = field(default_factory=list)

    @property
    def status_display(self) -> str:
        return self.status.capitalize()


@dataclass(kw_only=True, eq=False)
class Grant(Thing):
    typename: ClassVar[str] = "OrderGrantedRefund"
    amount_: Decimal
    currency: str
    reason: str | None
    created_at: datetime
    updated_at: datetime
    shipping_costs_included: bool
    lines: list[Json]
    transaction: Transaction | None
    status_: str = "NONE"

    @property
    def amount(self) -> Json:
        return money(self.amount_, self.currency)

    @property
    def status(self) -> str:
        """PENDING once asked of the app, then what it reported."""
        events = [one for one in (self.transaction.history if self.transaction else []) if one.grant is self]
        for kind, status in (
            ("REFUND_SUCCESS", "SUCCESS"),
            ("REFUND_FAILURE", "FAILURE"),
            ("REFUND_REQUEST", "PENDING"),
        ):
            references = {one.psp_reference for one in events}
            history = self.transaction.history if self.transaction else []
            if events and any(one.type == kind and one.psp_reference in references for one in history):
                return status
        return self.status_

    @property
    def transaction_events(self) -> list[Any]:
        return [one for one in (self.transaction.history if self.transaction else []) if one.grant is self]


@dataclass(kw_only=True, eq=False)
class Order(Thing):
    typename: ClassVar[str] = "Order"
    private_needs: ClassVar[tuple[str, ...]] = ORDERS
    needs: ClassVar[dict[str, tuple[str, ...]]] = {
        **dict.fromkeys(
            ("grantedRefunds", "totalGrantedRefund", "totalRefundPending", "totalChargePending",
             "totalAuthorizePending", "totalCancelPending", "totalRemainingGrant", "events"), ORDERS,
        ),
        "transactions": ("MANAGE_ORDERS", "HANDLE_PAYMENTS"),
    }  # fmt: skip
    number: str
    status: str
    channel: Channel
    currency: str
    created: datetime
    updated_at: datetime
    user_email: str
    user_: Any
    shipping_address: Address | None
    billing_address: Address | None
    method: Method | None
    shipping: Decimal
    checkout_id: str | None = None
    external_reference: str | None = None
    origin: str = "CHECKOUT"
    lines: list[Line] = field(default_factory=list)
    fulfillments: list[Fulfillment] = field(default_factory=list)
    payments: list[Transaction] = field(default_factory=list)
    granted_refunds: list[Grant] = field(default_factory=list)
    notes: list[Json] = field(default_factory=list)
    customer_note: str = ""
    language_code_enum: str = "EN_US"
    expired_at: datetime | None = None
    method_name: str | None = None  # what an importer called its way to deliver

    def user(self, ask: Ask) -> Any:
        return self.user_

    @property
    def token(self) -> str:
        return self.id

    @property
    def delivery_method(self) -> Method | None:
        return self.method

    @property
    def shipping_method_name(self) -> str | None:
        return self.method_name or (self.method.name if self.method else None)

    def shipping_methods(self, ask: Ask) -> list[Method]:
        """Saleor's own ways that it may be delivered by; an app's are for checkouts."""
        offered = [one.in_channel(self.channel) for one in ask.world.named("ShippingMethodType")]
        return [one for one in offered if one is not None]

    @property
    def is_paid(self) -> bool:
        return self.charge_status in ("FULL", "OVERCHARGED")

    @property
    def status_display(self) -> str:
        return self.status.replace("_", " ").capitalize()

    @property
    def lines_total(self) -> Decimal:
        return sum((line.unit * line.quantity for line in self.lines), Decimal(0))

    @property
    def total_amount(self) -> Decimal:
        return self.lines_total + self.shipping

    @property
    def total(self) -> Json:
        return taxed(self.total_amount, self.currency)

    @property
    def subtotal(self) -> Json:
        return taxed(self.lines_total, self.currency)

    @property
    def undiscounted_total(self) -> Json:
        return self.total

    @property
    def shipping_price(self) -> Json:
        return taxed(self.shipping, self.currency)

    @property
    def granted(self) -> Decimal:
        return sum((one.amount_ for one in self.granted_refunds), Decimal(0))

    @property
    def charged(self) -> Decimal:
        return total_of(self.payments, "charged")

    @property
    def due(self) -> Decimal:
        return self.total_amount - self.granted

    @property
    def charge_status(self) -> str:
        return how_much(self.charged, self.due)

    @property
    def authorize_status(self) -> str:
        covered = self.charged + total_of(self.payments, "authorized") + total_of(self.payments, "charge_pending")
        if not self.payments or covered <= 0:
            return "NONE"
        return "FULL" if covered >= self.due else "PARTIAL"

    @property
    def total_charged(self) -> Json:
        return money(self.charged, self.currency)

    @property
    def total_captured(self) -> Json:
        return self.total_charged

    @property
    def total_authorized(self) -> Json:
        return money(total_of(self.payments, "authorized"), self.currency)

    @property
    def total_balance(self) -> Json:
        return money(self.charged + total_of(self.payments, "charge_pending") - self.due, self.currency)

    @property
    def total_granted_refund(self) -> Json:
        return money(self.granted, self.currency)

    @property
    def total_refunded(self) -> Json:
        return money(total_of(self.payments, "refunded"), self.currency)

    @property
    def total_refund_pending(self) -> Json:
        return money(total_of(self.payments, "refund_pending"), self.currency)

    @property
    def total_charge_pending(self) -> Json:
        return money(total_of(self.payments, "charge_pending"), self.currency)

    @property
    def total_remaining_grant(self) -> Json:
        left = self.granted - total_of(self.payments, "refunded") - total_of(self.payments, "refund_pending")
        return money(max(Decimal(0), left), self.currency)

    def transactions(self, ask: Ask) -> list[Transaction]:
        return self.payments

    @property
    def events(self) -> list[Json]:
        return self.notes

    def refresh_status(self) -> None:
        """The status that follows from what was sent and returned; UNCONFIRMED and closed ones are left alone."""
        gone = self._pieces("RETURNED", "REFUNDED_AND_RETURNED", "REPLACED")
        sent = self._pieces("FULFILLED") + gone
        wanted = sum(line.quantity for line in self.lines)
        if gone:
            self.status = "RETURNED" if gone >= wanted else "PARTIALLY_RETURNED"
        elif sent:
            self.status = "FULFILLED" if sent >= wanted else "PARTIALLY_FULFILLED"
        else:
            self.status = "UNFULFILLED"

    def _pieces(self, *statuses: str) -> int:
        return sum(line.quantity for one in self.fulfillments if one.status in statuses for line in one.lines)
