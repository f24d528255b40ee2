"""Reads orders of Saleor into frozen values. Whose a line is says our own map of variants, never anything a shopper
can write: metadata decides nothing here but how one delivery price of ours is divided, and only when it adds up.

Amounts are whole minor units of the order's currency; a fraction of one is refused, and written down for a person.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from payments.money import Money
from storefront.engine import saleor
from storefront.engine.saleor import differences
from storefront.engine.saleor.amounts import NotOurMoney, from_saleor
from storefront.engine.saleor.connection import APP_ID
from storefront.engine.saleor.models import VariantMirror
from storefront.engine.saleor.shipping import BREAKDOWN, PICKUP, method_id

OVERLAP = timedelta(minutes=10)
MOST_PAGES = 200


class OrderUnknown(Exception):
    """Saleor has no such order (any more)."""


@dataclass(frozen=True)
class SaleorAddress:
    name: str
    phone: str
    street: str
    district: str
    city: str
    province: str
    postal_code: str
    country: str


@dataclass(frozen=True)
class SaleorLine:
    """`variant_id` is ours by the map of variants; None: the product belongs to no seller of ours."""

    id: str
    variant_id: int | None
    name: str
    sku: str
    quantity: int
    fulfilled: int
    allocated: int
    total: Money  # of the line, after discounts


@dataclass(frozen=True)
class SaleorFulfillment:
    """One parcel. `lines` are packs by the order line's id; a cancelled or returned one has another status."""

    id: str
    status: str  # FULFILLED, CANCELED, RETURNED, REFUNDED, …
    tracking_number: str
    lines: Mapping[str, int]


@dataclass(frozen=True)
class SaleorEvent:
    """What happened to a transaction."""

    id: str
    type: str
    amount: Money


@dataclass(frozen=True)
class SaleorTransaction:
    id: str
    name: str
    psp_reference: str
    charged: Money
    actions: frozenset[str]
    events: tuple[SaleorEvent, ...]


@dataclass(frozen=True)
class SaleorRefund:
    """A granted refund. `lines` are packs by the order line's id; without them it is an amount."""

    id: str
    status: str  # NONE, PENDING, SUCCESS, FAILURE
    reason: str
    amount: Money
    with_delivery: bool
    lines: Mapping[str, int]
    transaction_id: str
    event_ids: frozenset[str]


@dataclass(frozen=True)
class SaleorOrder:
    id: str
    number: str
    status: str
    charge_status: str
    origin: str
    channel: str
    checkout_id: str
    created_at: datetime
    updated_at: datetime
    email: str
    address: SaleorAddress | None
    currency: str
    total: Money
    charged: Money
    delivery: Money
    delivery_name: str
    collected: bool  # fetched at a warehouse: nothing travels
    breakdown: Mapping[int, int]  # our split of the delivery price by seller id, in minor units; empty: none of ours
    lines: tuple[SaleorLine, ...]
    fulfillments: tuple[SaleorFulfillment, ...]
    transactions: tuple[SaleorTransaction, ...]
    refunds: tuple[SaleorRefund, ...]

    @property
    def is_paid(self) -> bool:
        """In full. Part payments, pending ones and the names of events say nothing."""
        return self.charge_status in ("FULL", "OVERCHARGED")

    @property
    def is_closed(self) -> bool:
        """Nothing will happen to it by itself any more; a late payment of an expired one is seen by its change."""
        if self.status in ("CANCELED", "EXPIRED", "RETURNED"):
            return True
        return self.status == "FULFILLED" and self.is_paid

    def sent(self, line_id: str) -> int:
        """Packs of the line that left."""
        return sum(one.lines.get(line_id, 0) for one in self.fulfillments if one.status in _LEFT)


@dataclass(frozen=True)
class Head:
    """An order as a list shows it."""

    id: str
    number: str
    status: str
    charge_status: str
    channel: str
    updated_at: datetime


_LEFT = ("FULFILLED", "RETURNED", "REFUNDED", "REFUNDED_AND_RETURNED", "REPLACED")


def order(saleor_id: str) -> SaleorOrder:
    """The order as Saleor has it now. Raises OrderUnknown, NotOurMoney, EngineUnavailable."""
    told = saleor.api().ask("OrderWhole", {"id": saleor_id}, safe=True).get("order")
    if not told:
        raise OrderUnknown
    try:
        return read(told)
    except NotOurMoney as error:
        differences.note(kind="fraction", subject=f"Pesanan Saleor {told['number']}", theirs=str(error))
        raise


def orders_since(moment: datetime | None) -> Iterator[Head]:
    """Orders that changed since ten minutes before `moment` (None: all), in the order of their change, paged.

    Expiry does not count as a change at Saleor: open orders must be looked at beside this.
    """
    since = (moment - OVERLAP).isoformat() if moment else "2000-01-01T00:00:00+00:00"
    after = None
    for _page in range(MOST_PAGES):
        told = saleor.api().ask("OrdersSince", {"since": since, "after": after}, safe=True)["orders"]
        yield from (_head(edge["node"]) for edge in told["edges"])
        after = told["pageInfo"]["endCursor"]
        if not told["pageInfo"]["hasNextPage"]:
            return


def read(told: Mapping[str, Any]) -> SaleorOrder:
    """Saleor's answer as a value. Raises NotOurMoney."""
    currency = str(told["total"]["gross"]["currency"])
    delivery = _gross(told["shippingPrice"], currency)
    method = told.get("deliveryMethod") or {}
    address = told.get("shippingAddress") or told.get("billingAddress")
    return SaleorOrder(
        id=told["id"],
        number=str(told["number"]),
        status=told["status"],
        charge_status=told["chargeStatus"],
        origin=told.get("origin") or "",
        channel=(told.get("channel") or {}).get("slug") or "",
        checkout_id=told.get("checkoutId") or "",
        created_at=datetime.fromisoformat(told.get("created") or told["updatedAt"]),
        updated_at=datetime.fromisoformat(told["updatedAt"]),
        email=told.get("userEmail") or "",
        address=_address(address) if address else None,
        currency=currency,
        total=_gross(told["total"], currency),
        charged=_money(told["totalCharged"], currency),
        delivery=delivery,
        delivery_name=method.get("name") or "",
        collected=method.get("__typename") == "Warehouse" or method.get("id") == method_id(PICKUP),
        breakdown=breakdown_of(method, delivery),
        lines=_lines(told["lines"], currency),
        fulfillments=tuple(_fulfillment(row) for row in told.get("fulfillments") or ()),
        transactions=tuple(_transaction(row, currency) for row in told.get("transactions") or ()),
        refunds=tuple(_refund(row, currency) for row in told.get("grantedRefunds") or ()),
    )


def _head(node: Mapping[str, Any]) -> Head:
    channel = (node.get("channel") or {}).get("slug") or ""
    updated_at = datetime.fromisoformat(node["updatedAt"])
    return Head(node["id"], str(node["number"]), node["status"], node["chargeStatus"], channel, updated_at)


def _lines(rows: Sequence[Mapping[str, Any]], currency: str) -> tuple[SaleorLine, ...]:
    ours = _our_variants(row.get("productVariantId") for row in rows)
    return tuple(
        SaleorLine(
            id=row["id"],
            variant_id=ours.get(row.get("productVariantId") or ""),
            name=row["productName"],
            sku=row.get("productSku") or "",
            quantity=row["quantity"],
            fulfilled=row["quantityFulfilled"],
            allocated=sum(one["quantity"] for one in row.get("allocations") or ()),
            total=_gross(row["totalPrice"], currency),
        )
        for row in rows
    )


def _our_variants(saleor_ids: Iterable[str | None]) -> dict[str, int]:
    wanted = {one for one in saleor_ids if one}
    return dict(VariantMirror.objects.filter(saleor_id__in=wanted).values_list("saleor_id", "variant_id"))


def breakdown_of(method: Mapping[str, Any], delivery: Money) -> dict[int, int]:
    """Our own method's split, if it is one: of sellers, in whole units, adding up to the price."""
    if not _is_our_method(method.get("id") or ""):
        return {}
    told = next((row["value"] for row in method.get("metadata") or () if row["key"] == BREAKDOWN), "")
    try:
        rows = json.loads(told, parse_float=Decimal)
    except ValueError:
        return {}
    if not isinstance(rows, dict):
        return {}
    found = {}
    for key, minor in rows.items():
        _word, _colon, pk = str(key).partition("seller:")
        if not (pk.isascii() and pk.isdigit() and len(pk) < 19 and type(minor) is int and minor >= 0):
            return {}
        found[int(pk)] = minor
    return found if sum(found.values()) == delivery.minor else {}


def _is_our_method(method_id: str) -> bool:
    try:
        return base64.b64decode(method_id, validate=True).decode().startswith(f"app:{APP_ID}:")
    except (binascii.Error, ValueError):
        return False


def _fulfillment(row: Mapping[str, Any]) -> SaleorFulfillment:
    return SaleorFulfillment(row["id"], row["status"], row.get("trackingNumber") or "", _packs(row.get("lines")))


def _packs(rows: Sequence[Mapping[str, Any]] | None) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows or ():
        line = row.get("orderLine")
        if line:
            found[line["id"]] = found.get(line["id"], 0) + row["quantity"]
    return found


def _transaction(row: Mapping[str, Any], currency: str) -> SaleorTransaction:
    return SaleorTransaction(
        id=row["id"],
        name=row.get("name") or "",
        psp_reference=row.get("pspReference") or "",
        charged=_money(row["chargedAmount"], currency),
        actions=frozenset(row.get("actions") or ()),
        events=tuple(
            SaleorEvent(one["id"], one.get("type") or "", _money(one["amount"], currency))
            for one in row.get("events") or ()
        ),
    )


def _refund(row: Mapping[str, Any], currency: str) -> SaleorRefund:
    return SaleorRefund(
        id=row["id"],
        status=row["status"],
        reason=row.get("reason") or "",
        amount=_money(row["amount"], currency),
        with_delivery=bool(row.get("shippingCostsIncluded")),
        lines=_packs(row.get("lines")),
        transaction_id=(row.get("transaction") or {}).get("id") or "",
        event_ids=frozenset(one["id"] for one in row.get("transactionEvents") or ()),
    )


def _gross(row: Mapping[str, Any], currency: str) -> Money:
    return _money(row["gross"], currency)


def _money(row: Mapping[str, Any], currency: str) -> Money:
    if row.get("currency", currency) != currency:
        raise NotOurMoney(f"{row['amount']} {row['currency']} in an order in {currency}")
    return from_saleor(row["amount"], currency)


def _address(row: Mapping[str, Any]) -> SaleorAddress:
    def joined(*keys: str, by: str = " ") -> str:
        return by.join(part for key in keys if (part := str(row.get(key) or "").replace("\0", "").strip()))

    return SaleorAddress(
        name=joined("firstName", "lastName") or joined("companyName"),
        phone=joined("phone"),
        street=joined("streetAddress1", "streetAddress2", by=", "),
        district=joined("cityArea"),
        city=joined("city"),
        province=joined("countryArea"),
        postal_code=joined("postalCode"),
        country=(row.get("country") or {}).get("code") or "",
    )
