"""What we say of ourselves when Lapak is installed on a Saleor: its manifest, and the webhooks in it.

Saleor reads the manifest at the install only; `manage.py saleor install` brings later changes of webhooks across.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from storefront.engine.saleor import connection, documents

VERSION = "1.0.0"
SALEOR_VERSION = "^3.23"
NAME = "Lapak"
ABOUT = "Sellers for your Saleor: stalls, orders split by seller, delivery, payments and payouts."
HOOKS = "/kait/saleor/"
MANIFEST_PATH = f"{HOOKS}manifest.json"
REGISTER_PATH = f"{HOOKS}register/"
APP_PATH = "/koperasi/saleor/aplikasi/"
PERMISSIONS = (
    "MANAGE_PRODUCTS",
    "MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES",
    "MANAGE_PAGES",
    "MANAGE_PAGE_TYPES_AND_ATTRIBUTES",
    "MANAGE_CHANNELS",
    "MANAGE_SHIPPING",
    "MANAGE_ORDERS",
    "MANAGE_ORDERS_IMPORT",
    "MANAGE_CHECKOUTS",
    "HANDLE_CHECKOUTS",
    "HANDLE_PAYMENTS",
    "MANAGE_USERS",
    "IMPERSONATE_USER",
    "MANAGE_SETTINGS",
)


@dataclass(frozen=True)
class Webhook:
    """`identifier` is the last part of its address; the subscription's file has the same name with underscores."""

    identifier: str
    title: str
    events: tuple[str, ...]
    sync: bool = False

    @property
    def query(self) -> str:
        return documents.subscription(documents.name_of(self.identifier.replace("-", "_")))

    @property
    def address(self) -> str:
        return f"{our_address()}{HOOKS}{self.identifier}/"


def _answered(event: str, title: str) -> Webhook:
    """A webhook of one event that Saleor waits for the answer of."""
    return Webhook(event.lower().replace("_", "-"), title, (event,), sync=True)


WEBHOOKS = (
    Webhook(
        "products",
        "Lapak: products",
        (
            "PRODUCT_CREATED",
            "PRODUCT_UPDATED",
            "PRODUCT_DELETED",
            "PRODUCT_METADATA_UPDATED",
            "PRODUCT_VARIANT_CREATED",
            "PRODUCT_VARIANT_UPDATED",
            "PRODUCT_VARIANT_DELETED",
            "PRODUCT_VARIANT_STOCK_UPDATED",
            "PRODUCT_VARIANT_OUT_OF_STOCK",
            "PRODUCT_VARIANT_BACK_IN_STOCK",
        ),
    ),
    Webhook(
        "orders",
        "Lapak: orders",
        (
            "ORDER_CREATED",
            "ORDER_CONFIRMED",
            "ORDER_PAID",
            "ORDER_FULLY_PAID",
            "ORDER_REFUNDED",
            "ORDER_FULLY_REFUNDED",
            "ORDER_UPDATED",
            "ORDER_CANCELLED",
            "ORDER_EXPIRED",
            "ORDER_FULFILLED",
            "ORDER_METADATA_UPDATED",
            "ORDER_BULK_CREATED",
        ),
    ),
    Webhook(
        "fulfillments",
        "Lapak: fulfillments",
        (
            "FULFILLMENT_CREATED",
            "FULFILLMENT_CANCELED",
            "FULFILLMENT_APPROVED",
            "FULFILLMENT_TRACKING_NUMBER_UPDATED",
        ),
    ),
    _answered("SHIPPING_LIST_METHODS_FOR_CHECKOUT", "Lapak: delivery prices"),
    _answered("PAYMENT_GATEWAY_INITIALIZE_SESSION", "Lapak: ways to pay"),
    _answered("TRANSACTION_INITIALIZE_SESSION", "Lapak: begin a payment"),
    _answered("TRANSACTION_PROCESS_SESSION", "Lapak: go on with a payment"),
    _answered("TRANSACTION_CHARGE_REQUESTED", "Lapak: charge asked for"),
    _answered("TRANSACTION_REFUND_REQUESTED", "Lapak: refund asked for"),
    _answered("TRANSACTION_CANCELATION_REQUESTED", "Lapak: cancelation asked for"),
)
STORED = frozenset(hook.identifier for hook in WEBHOOKS if not hook.sync)  # those that only fill the inbox


# where Dashboard offers our page: it opens there with the id of what it is about in its query
EXTENSIONS = (
    ("Lapak", "ORDER_DETAILS_MORE_ACTIONS", "MANAGE_ORDERS"),
    ("Lapak", "PRODUCT_DETAILS_MORE_ACTIONS", "MANAGE_PRODUCTS"),
)


def our_address() -> str:
    """Where Saleor reaches us: inside one compose network that is another address than the public one."""
    return str(settings.SALEOR.get("hooks_url") or settings.BASE_URL).rstrip("/")


def manifest() -> dict[str, Any]:
    return {
        "id": connection.APP_ID,
        "version": VERSION,
        "requiredSaleorVersion": SALEOR_VERSION,
        "name": NAME,
        "about": ABOUT,
        "author": settings.OPERATOR_NAME,
        "permissions": list(PERMISSIONS),
        "appUrl": f"{settings.BASE_URL}{APP_PATH}",
        "homepageUrl": settings.BASE_URL,
        "supportUrl": settings.BASE_URL,
        "tokenTargetUrl": f"{our_address()}{REGISTER_PATH}",
        "extensions": [_extension(*row) for row in EXTENSIONS],
        "webhooks": [as_manifest(hook) for hook in WEBHOOKS],
    }


def _extension(label: str, mount: str, permission: str) -> dict[str, Any]:
    return {
        "label": label,
        "mount": mount,
        "target": "POPUP",
        "permissions": [permission],
        "url": f"{settings.BASE_URL}{APP_PATH}",
    }


def as_manifest(hook: Webhook) -> dict[str, Any]:
    """The same shape serves webhookCreate and webhookUpdate, but for the name of the address."""
    kind = "syncEvents" if hook.sync else "asyncEvents"
    return {
        "name": hook.title,
        "identifier": hook.identifier,
        "targetUrl": hook.address,
        "isActive": True,
        "query": hook.query,
        kind: list(hook.events),
    }
