"""Apps, their webhooks, installations and deliveries; and the people who log in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from tests.fakes.saleor.documents import prepare
from tests.fakes.saleor.faults import Denied, Problem, Refused, TopLevel, not_found
from tests.fakes.saleor.paging import connection
from tests.fakes.saleor.registry import mutation, query
from tests.fakes.saleor.things import Ask, Json, Thing
from tests.fakes.saleor.world import World

PERMISSIONS = (
    "HANDLE_CHECKOUTS", "HANDLE_PAYMENTS", "HANDLE_TAXES", "IMPERSONATE_USER", "MANAGE_APPS", "MANAGE_CHANNELS",
    "MANAGE_CHECKOUTS", "MANAGE_DISCOUNTS", "MANAGE_GIFT_CARD", "MANAGE_MENUS", "MANAGE_OBSERVABILITY",
    "MANAGE_ORDERS", "MANAGE_ORDERS_IMPORT", "MANAGE_PAGE_TYPES_AND_ATTRIBUTES", "MANAGE_PAGES", "MANAGE_PLUGINS",
    "MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES", "MANAGE_PRODUCTS", "MANAGE_SETTINGS", "MANAGE_SHIPPING", "MANAGE_STAFF",
    "MANAGE_TAXES", "MANAGE_TRANSLATIONS", "MANAGE_USERS",
)  # fmt: skip
SYNC = (
    "SHIPPING_LIST_METHODS_FOR_CHECKOUT", "CHECKOUT_FILTER_SHIPPING_METHODS", "ORDER_FILTER_SHIPPING_METHODS",
    "PAYMENT_GATEWAY_INITIALIZE_SESSION", "TRANSACTION_INITIALIZE_SESSION", "TRANSACTION_PROCESS_SESSION",
    "TRANSACTION_CHARGE_REQUESTED", "TRANSACTION_REFUND_REQUESTED", "TRANSACTION_CANCELATION_REQUESTED",
    "CHECKOUT_CALCULATE_TAXES", "ORDER_CALCULATE_TAXES",
)  # fmt: skip


def needed_for(event: str) -> str:
    """The permission an app needs to hear of an event."""
    if event.startswith(("ORDER", "FULFILLMENT", "DRAFT_ORDER")):
        return "MANAGE_ORDERS"
    if event.startswith(("PRODUCT", "WAREHOUSE", "CATEGORY", "COLLECTION")):
        return "MANAGE_PRODUCTS"
    if event.startswith("CHECKOUT"):
        return "MANAGE_CHECKOUTS"
    if event.startswith(("ACCOUNT", "CUSTOMER")):
        return "MANAGE_USERS"
    if event.startswith("SHIPPING"):
        return "MANAGE_SHIPPING"
    if event.startswith(("TRANSACTION", "PAYMENT")):
        return "HANDLE_PAYMENTS"
    return ""


@dataclass(kw_only=True, eq=False)
class Attempt(Thing):
    typename: ClassVar[str] = "EventDeliveryAttempt"
    created_at: datetime
    response_status_code: int | None
    response: str | None
    status: str
    duration: float = 0.01


@dataclass(kw_only=True, eq=False)
class Delivery(Thing):
    """One webhook request: its bytes and signature stay the same over retries."""

    typename: ClassVar[str] = "EventDelivery"
    webhook: Webhook
    event_type: str
    created_at: datetime
    body: bytes
    signature: str
    status: str = "PENDING"
    tries: list[Attempt] = field(default_factory=list)
    due_at: float = 0.0  # monotonic; for the background worker's retries

    @property
    def payload(self) -> str:
        return self.body.decode()

    def attempts(self, ask: Ask, sort_by: Json | None = None, **page: Any) -> Json:
        return connection("attempts", list(reversed(self.tries)), **page, kind="EventDeliveryAttempt")


@dataclass(kw_only=True, eq=False)
class Webhook(Thing):
    typename: ClassVar[str] = "Webhook"
    app: App
    name: str | None
    identifier: str | None
    target_url: str
    is_active: bool
    subscription_query: str | None
    async_: list[str] = field(default_factory=list)
    sync: list[str] = field(default_factory=list)
    secret_key: str | None = None
    custom_headers: str | None = None

    @property
    def async_events(self) -> list[Json]:
        return [{"__typename": "WebhookEventAsync", "eventType": one, "name": one} for one in self.async_]

    @property
    def sync_events(self) -> list[Json]:
        return [{"__typename": "WebhookEventSync", "eventType": one, "name": one} for one in self.sync]

    def event_deliveries(self, ask: Ask, filter: Json | None = None, sort_by: Json | None = None, **page: Any) -> Json:
        rows = [one for one in ask.world.all(Delivery) if one.webhook is self]
        if filter:
            rows = [one for one in rows if filter.get("status") in (None, one.status)]
            rows = [one for one in rows if filter.get("eventType") in (None, one.event_type)]
        if (sort_by or {}).get("direction") == "DESC":
            rows.reverse()
        return connection("eventDeliveries", rows, **page, kind="EventDelivery")


@dataclass(kw_only=True, eq=False)
class App(Thing):
    typename: ClassVar[str] = "App"
    private_needs: ClassVar[tuple[str, ...]] = ("MANAGE_APPS", "AUTHENTICATED_APP")
    name: str
    identifier: str | None
    version: str | None
    is_active: bool
    type: str
    granted: set[str] = field(default_factory=set)
    hooks: list[Webhook] = field(default_factory=list)
    app_url: str | None = None
    manifest_url: str | None = None
    created: datetime | None = None
    about_app: str | None = None
    author: str | None = None

    @property
    def permissions(self) -> list[Json]:
        return [{"__typename": "Permission", "code": one, "name": one} for one in PERMISSIONS if one in self.granted]

    def webhooks(self, ask: Ask) -> list[Webhook]:
        if ask.caller.id != self.id:
            ask.caller.demand("MANAGE_APPS", "OWNER")
        return self.hooks


@dataclass(kw_only=True, eq=False)
class Installation(Thing):
    typename: ClassVar[str] = "AppInstallation"
    app_name: str
    manifest_url: str
    granted: set[str]
    activate: bool
    status: str = "PENDING"
    message: str | None = None


def app_by_identifier(world: World, identifier: str) -> App | None:
    return world.by(App, identifier=identifier)


def _valid(query: str | None) -> None:
    """With the schema at hand a subscription that Saleor would not take is not taken."""
    try:
        if query:
            prepare(query, {})
    except Refused as refused:
        raise Problem("query", "INVALID_SUBSCRIPTION_QUERY", f"Subscription query is not valid: {refused}") from refused


def add_webhook(world: World, app: App, given: Json) -> Webhook:
    """Raises Problem for a query that is none."""
    _valid(given.get("query"))
    events = given.get("events") or []
    made = Webhook(
        id=world.new_id("Webhook"),
        app=app,
        name=given.get("name"),
        identifier=given.get("identifier"),
        target_url=given.get("targetUrl") or "",
        is_active=given.get("isActive", True),
        subscription_query=given.get("query"),
        async_=list(given.get("asyncEvents") or [one for one in events if one not in SYNC]),
        sync=list(given.get("syncEvents") or [one for one in events if one in SYNC]),
        secret_key=given.get("secretKey"),
        custom_headers=given.get("customHeaders"),
    )
    app.hooks.append(world.add(made))
    return made


# reading


@query("app")
def app(ask: Ask, *, id: str | None = None) -> App | None:
    if id is None:
        return ask.world.get(App, ask.caller.id) if ask.caller.kind == "app" else None
    ask.caller.demand("AUTHENTICATED_STAFF_USER", "AUTHENTICATED_APP")
    return ask.world.get(App, id)


@query("apps", "AUTHENTICATED_STAFF_USER", "MANAGE_APPS")
def apps(ask: Ask, *, filter: Json | None = None, **page: Any) -> Json:
    rows = ask.world.all(App)
    search = (filter or {}).get("search")
    return connection("apps", [one for one in rows if not search or search in one.name], **page, kind="App")


@query("appsInstallations", "MANAGE_APPS")
def apps_installations(ask: Ask) -> list[Installation]:
    return ask.world.all(Installation)


@query("webhook")
def webhook(ask: Ask, *, id: str) -> Webhook | None:
    return ask.world.get(Webhook, id)


# writing


def _staff_only(ask: Ask) -> None:
    """An app makes no apps, whatever it was granted."""
    if ask.caller.kind != "staff":
        raise Denied("MANAGE_APPS")


@mutation("appInstall", "MANAGE_APPS")
def app_install(ask: Ask, *, input: Json) -> Json:
    _staff_only(ask)
    made = ask.world.add(
        Installation(
            id=ask.world.new_id("AppInstallation"),
            app_name=input["appName"],
            manifest_url=input["manifestUrl"],
            granted=set(input.get("permissions") or []),
            activate=input.get("activateAfterInstallation", True),
        )
    )
    ask.world.jobs.append(lambda: ask.world.install(made))
    return {"appInstallation": made}


@mutation("appRetryInstall", "MANAGE_APPS")
def app_retry_install(ask: Ask, *, id: str, activate_after_installation: bool = True) -> Json:
    one = ask.world.need(Installation, id)
    if one.status != "FAILED":
        raise Problem("id", "INVALID_STATUS", "Cannot retry installation with different status than failed.")
    one.status, one.message, one.activate = "PENDING", None, activate_after_installation
    ask.world.jobs.append(lambda: ask.world.install(one))
    return {"appInstallation": one}


@mutation("appDeleteFailedInstallation", "MANAGE_APPS")
def app_delete_failed_installation(ask: Ask, *, id: str) -> Json:
    one = ask.world.need(Installation, id)
    ask.world.drop(one)
    return {"appInstallation": one}


@mutation("appCreate", "MANAGE_APPS")
def app_create(ask: Ask, *, input: Json) -> Json:
    _staff_only(ask)
    made = new_app(ask.world, name=input["name"], identifier=input.get("identifier"), kind="LOCAL",
                   granted=set(input.get("permissions") or []))  # fmt: skip
    return {"app": made, "authToken": ask.world.new_token(made)}


def new_app(world: World, *, name: str, identifier: str | None, kind: str, granted: set[str], **more: Any) -> App:
    return world.add(
        App(
            id=world.new_id("App"), name=name, identifier=identifier, version=more.pop("version", "1.0.0"),
            is_active=more.pop("is_active", True), type=kind, granted=granted, created=world.now(), **more,
        )
    )  # fmt: skip


@mutation("appTokenCreate", "MANAGE_APPS")
def app_token_create(ask: Ask, *, input: Json) -> Json:
    return {"authToken": ask.world.new_token(ask.world.need(App, input["app"]))}


@mutation("appUpdate", "MANAGE_APPS")
def app_update(ask: Ask, *, id: str, input: Json) -> Json:
    one = ask.world.need(App, id)
    one.name = input.get("name") or one.name
    if input.get("permissions") is not None:
        one.granted = set(input["permissions"])
    return {"app": one}


@mutation("appActivate", "MANAGE_APPS")
def app_activate(ask: Ask, *, id: str) -> Json:
    one = ask.world.need(App, id)
    one.is_active = True
    return {"app": one}


@mutation("appDeactivate", "MANAGE_APPS")
def app_deactivate(ask: Ask, *, id: str) -> Json:
    one = ask.world.need(App, id)
    one.is_active = False
    return {"app": one}


@mutation("appDelete", "MANAGE_APPS")
def app_delete(ask: Ask, *, id: str) -> Json:
    one = ask.world.need(App, id)
    ask.world.forget_app(one)
    return {"app": one}


@mutation("webhookCreate", "MANAGE_APPS", "AUTHENTICATED_APP")
def webhook_create(ask: Ask, *, input: Json) -> Json:
    owner = ask.world.get(App, input.get("app") or ask.caller.id)
    if owner is None:
        raise not_found(input.get("app"), "app")
    if input.get("identifier") and any(one.identifier == input["identifier"] for one in owner.hooks):
        raise Problem("identifier", "UNIQUE", "Webhook with this identifier already exists.")
    return {"webhook": add_webhook(ask.world, owner, input)}


def _hook(ask: Ask, id: str | None, identifier: str | None) -> Webhook:
    hooks = [one for one in ask.world.all(Webhook) if ask.caller.kind != "app" or one.app.id == ask.caller.id]
    for one in hooks:
        if one.id == id or (identifier and one.identifier == identifier):
            return one
    raise not_found(id or identifier, "id" if id else "identifier")


@mutation("webhookUpdate", "MANAGE_APPS", "AUTHENTICATED_APP")
def webhook_update(ask: Ask, *, input: Json, id: str | None = None, identifier: str | None = None) -> Json:
    one = _hook(ask, id, identifier)
    _valid(input.get("query"))
    for name, attribute in (
        ("name", "name"), ("targetUrl", "target_url"), ("isActive", "is_active"), ("query", "subscription_query"),
        ("asyncEvents", "async_"), ("syncEvents", "sync"), ("identifier", "identifier"),
    ):  # fmt: skip
        if input.get(name) is not None:
            setattr(one, attribute, input[name])
    return {"webhook": one}


@mutation("webhookDelete", "MANAGE_APPS", "AUTHENTICATED_APP")
def webhook_delete(ask: Ask, *, id: str | None = None, identifier: str | None = None) -> Json:
    one = _hook(ask, id, identifier)
    one.app.hooks.remove(one)
    ask.world.drop(one)
    return {"webhook": one}


@mutation("eventDeliveryRetry", "MANAGE_APPS")
def event_delivery_retry(ask: Ask, *, id: str) -> Json:
    one = ask.world.need(Delivery, id)
    one.status, one.due_at = "PENDING", 0.0
    return {"delivery": one}


def expired() -> TopLevel:
    return TopLevel("Signature has expired", "ExpiredSignatureError")
