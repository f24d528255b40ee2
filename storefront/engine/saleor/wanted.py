"""How a Saleor must be set for Lapak: the words for `saleor install`, which sets it, and `saleor check`, which looks.

Each value is here because something is sold wrongly without it; the reason is what a person reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from storefront.engine import saleor
from storefront.engine.saleor import connection
from storefront.engine.saleor.mapping import PRODUCT_TYPE_SLUG, SELLER_ATTRIBUTE_SLUG
from storefront.engine.saleor.mirror import PAGE_TYPE_SLUG

VERSION = (3, 23)
RESERVED_MIN = 60  # as long as a buyer may need between the basket and the order
RESERVATIONS = ("reserveStockDurationAnonymousUser", "reserveStockDurationAuthenticatedUser")
Json = dict[str, Any]


@dataclass(frozen=True)
class Setting:
    """`value` in Saleor's own words, and what goes wrong without it."""

    name: str
    value: bool | int | str | None
    why: str


SHOP = (
    Setting("useLegacyShippingZoneStockAvailability", False, "sellers' stock would count as none"),
    Setting("preserveAllAddressFields", True, "the kecamatan of an address would be dropped"),
    Setting("limitQuantityPerCheckout", None, "large orders would be refused"),
    Setting("fulfillmentAutoApprove", True, "what sellers send would wait for staff in the Dashboard"),
    Setting("fulfillmentAllowUnpaid", True, "orders paid at the door could not be sent"),
)
ORDERS = (
    Setting("automaticallyConfirmAllNewOrders", True, "paid orders would wait for staff in the Dashboard"),
    Setting("markAsPaidStrategy", "TRANSACTION_FLOW", "payments could not be told"),
)
PAYMENTS = (Setting("defaultTransactionFlowStrategy", "CHARGE", "payments would only be authorized"),)
NEW_CHANNEL_ORDERS: Json = {"allowUnpaidOrders": False, "expireOrdersAfter": 1440, "deleteExpiredOrdersAfter": 60}


def differing(found: Mapping[str, Any], wanted: tuple[Setting, ...]) -> tuple[Setting, ...]:
    return tuple(one for one in wanted if found.get(one.name) != one.value)


def unreserved(shop: Mapping[str, Any]) -> tuple[str, ...]:
    """Which of the two reservations are off: without them Saleor sells the same piece twice."""
    return tuple(name for name in RESERVATIONS if not shop.get(name))


def now(api: saleor.Api) -> Json:
    """What Saleor says of its settings and of what we made there."""
    return api.ask(
        "ShopNow",
        {
            "channel": str(settings.SALEOR["channel"]),
            "attribute": SELLER_ATTRIBUTE_SLUG,
            "productType": PRODUCT_TYPE_SLUG,
            "pageType": PAGE_TYPE_SLUG,
        },
        safe=True,
    )


def first(found: Mapping[str, Any] | None) -> Json | None:
    """The only node of a list that was asked for by its slug."""
    rows = (found or {}).get("edges") or ()
    return rows[0]["node"] if rows else None


def version(text: str) -> tuple[int, ...]:
    """ "3.23.28-a.1" -> (3, 23)."""
    numbers = [part for part in text.split(".")[:2] if part.isdigit()]
    return tuple(int(one) for one in numbers)


def fits(text: str) -> bool:
    """^3.23: that minor or a later one of the same major."""
    found = version(text)
    return len(found) == 2 and found[0] == VERSION[0] and found[1] >= VERSION[1]


def currency() -> str:
    return connection.row().currency
