"""The shop, its channels, warehouses and shipping zones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from tests.fakes.saleor.addresses import Address, address_of
from tests.fakes.saleor.faults import Problem, TopLevel, taken
from tests.fakes.saleor.paging import connection
from tests.fakes.saleor.registry import mutation, query
from tests.fakes.saleor.things import Ask, Json, Thing, as_pairs
from tests.fakes.saleor.world import VERSION, World

_SETTINGS = ("MANAGE_SETTINGS",)


@dataclass(kw_only=True, eq=False)
class Shop(Thing):
    typename: ClassVar[str] = "Shop"
    private_needs: ClassVar[tuple[str, ...]] = _SETTINGS
    needs: ClassVar[dict[str, tuple[str, ...]]] = {
        "version": ("AUTHENTICATED_STAFF_USER", "AUTHENTICATED_APP"),
        "reserveStockDurationAnonymousUser": _SETTINGS,
        "reserveStockDurationAuthenticatedUser": _SETTINGS,
        "limitQuantityPerCheckout": _SETTINGS,
        "enableAccountConfirmationByEmail": _SETTINGS,
        "preserveAllAddressFields": _SETTINGS,
    }
    name: str = "Saleor e-commerce"
    description: str | None = ""
    use_legacy_shipping_zone_stock_availability: bool = True
    reserve_stock_duration_anonymous_user: int | None = None
    reserve_stock_duration_authenticated_user: int | None = None
    limit_quantity_per_checkout: int | None = 50
    fulfillment_auto_approve: bool = True
    fulfillment_allow_unpaid: bool = True
    enable_account_confirmation_by_email: bool = True
    allow_login_without_confirmation: bool = False
    preserve_all_address_fields: bool = False
    allow_storefront_traffic: bool = True
    track_inventory_by_default: bool | None = True
    automatic_fulfillment_digital_products: bool | None = False
    default_weight_unit: str | None = "KG"
    version: str = VERSION
    schema_version: str = "3.23"

    def domain(self, ask: Ask) -> Json:
        host = ask.world.base.partition("://")[2]
        return {"__typename": "Domain", "host": host, "url": ask.world.base, "sslEnabled": False}


@dataclass(kw_only=True, eq=False)
class Channel(Thing):
    typename: ClassVar[str] = "Channel"
    private_needs: ClassVar[tuple[str, ...]] = ("MANAGE_CHANNELS",)
    needs: ClassVar[dict[str, tuple[str, ...]]] = {
        **dict.fromkeys(
            ("name", "isActive", "currencyCode", "defaultCountry", "warehouses", "stockSettings"),
            ("AUTHENTICATED_APP", "AUTHENTICATED_STAFF_USER"),
        ),
        "orderSettings": ("MANAGE_CHANNELS", "MANAGE_ORDERS"),
        "checkoutSettings": ("MANAGE_CHANNELS", "MANAGE_CHECKOUTS"),
        "paymentSettings": ("MANAGE_CHANNELS", "HANDLE_PAYMENTS"),
    }
    name: str
    slug: str
    currency_code: str
    country_code: str = "US"
    is_active: bool = True
    warehouses_: list[Warehouse] = field(default_factory=list)
    stock: Json = field(default_factory=lambda: {"allocationStrategy": "PRIORITIZE_SORTING_ORDER"})
    order: Json = field(
        default_factory=lambda: {
            "automaticallyConfirmAllNewOrders": True,
            "automaticallyFulfillNonShippableGiftCard": True,
            "expireOrdersAfter": None,
            "deleteExpiredOrdersAfter": 60,
            "markAsPaidStrategy": "PAYMENT_FLOW",
            "allowUnpaidOrders": False,
            "includeDraftOrderInVoucherUsage": False,
            "draftOrderLinePriceFreezePeriod": 24,
        }
    )
    checkout: Json = field(
        default_factory=lambda: {
            "useLegacyErrorFlow": True,
            "automaticallyCompleteFullyPaidCheckouts": False,
            "automaticCompletionDelay": None,
            "allowLegacyGiftCardUse": True,
        }
    )
    payment: Json = field(
        default_factory=lambda: {
            "defaultTransactionFlowStrategy": "CHARGE",
            "releaseFundsForExpiredCheckouts": False,
        }
    )

    @property
    def default_country(self) -> Json:
        return {"__typename": "CountryDisplay", "code": self.country_code, "country": self.country_code}

    def warehouses(self, ask: Ask) -> list[Warehouse]:
        return self.warehouses_

    @property
    def stock_settings(self) -> Json:
        return {"__typename": "StockSettings", **self.stock}

    @property
    def order_settings(self) -> Json:
        return {"__typename": "OrderSettings", **self.order}

    @property
    def checkout_settings(self) -> Json:
        return {"__typename": "CheckoutSettings", **self.checkout}

    @property
    def payment_settings(self) -> Json:
        return {"__typename": "PaymentSettings", **self.payment}


@dataclass(kw_only=True, eq=False)
class Warehouse(Thing):
    typename: ClassVar[str] = "Warehouse"
    needs: ClassVar[dict[str, tuple[str, ...]]] = {"stocks": ("MANAGE_PRODUCTS", "MANAGE_ORDERS")}
    name: str
    slug: str
    external_reference: str | None = None
    email: str = ""
    address: Address | None = None
    is_private: bool = True
    click_and_collect_option: str = "DISABLED"

    @property
    def company_name(self) -> str:
        return self.address.company_name if self.address else ""

    def stocks(self, ask: Ask, **page: Any) -> Json:
        rows = [one for one in ask.world.named("Stock") if one.warehouse is self]
        return connection("stocks", rows, **page, kind="Stock")

    def shipping_zones(self, ask: Ask, **page: Any) -> Json:
        rows = [zone for zone in ask.world.all(ShippingZone) if self in zone.warehouses]
        return connection("shippingZones", rows, **page, kind="ShippingZone")


@dataclass(kw_only=True, eq=False)
class ShippingZone(Thing):
    typename: ClassVar[str] = "ShippingZone"
    private_needs: ClassVar[tuple[str, ...]] = ("MANAGE_SHIPPING",)
    name: str
    codes: list[str] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    warehouses: list[Warehouse] = field(default_factory=list)
    description: str | None = None


def found(world: World) -> None:
    """What `migrate` leaves on an empty database."""
    world.shop = world.add(Shop(id=world.new_id("Shop")))
    world.shop_in_force = replace(world.shop)
    warehouse = world.add(
        Warehouse(id=world.new_uuid_id("Warehouse"), name="Default Warehouse", slug="default-warehouse")
    )
    channel = Channel(id=world.new_id("Channel"), name="Default channel", slug="default-channel", currency_code="USD")
    channel.warehouses_.append(warehouse)
    world.add(channel)


# reading


@query("shop")
def shop(ask: Ask) -> Shop:
    found: Shop = ask.world.shop
    return found


@query("channels", "AUTHENTICATED_APP", "AUTHENTICATED_STAFF_USER")
def channels(ask: Ask) -> list[Channel]:
    return ask.world.all(Channel)


@query("channel")
def channel(ask: Ask, *, id: str | None = None, slug: str | None = None) -> Channel | None:
    return ask.world.get(Channel, id) if id else ask.world.by(Channel, slug=slug)


@query("warehouses", "MANAGE_PRODUCTS", "MANAGE_ORDERS", "MANAGE_SHIPPING")
def warehouses(ask: Ask, *, filter: Json | None = None, sort_by: Json | None = None, **page: Any) -> Json:
    rows = sorted(ask.world.all(Warehouse), key=lambda one: one.slug)
    wanted = filter or {}
    if wanted.get("search"):
        rows = [one for one in rows if wanted["search"].lower() in f"{one.name} {one.slug}".lower()]
    if wanted.get("slugs"):
        rows = [one for one in rows if one.slug in wanted["slugs"]]
    if wanted.get("ids"):
        rows = [one for one in rows if one.id in wanted["ids"]]
    if wanted.get("channels"):
        inside = [
            house.id for one in ask.world.all(Channel) if one.id in wanted["channels"] for house in one.warehouses_
        ]
        rows = [one for one in rows if one.id in inside]
    return connection("warehouses", rows, **page, key=lambda one: [one.slug], kind="Warehouse")


@query("warehouse", "MANAGE_PRODUCTS", "MANAGE_ORDERS", "MANAGE_SHIPPING")
def warehouse(ask: Ask, *, id: str | None = None, external_reference: str | None = None) -> Warehouse | None:
    if id:
        return ask.world.get(Warehouse, id)
    return ask.world.by(Warehouse, external_reference=external_reference)


def current_channel(ask: Ask, slug: str | None) -> Channel | None:
    """The channel a storefront read is about; refuses to guess between two."""
    if slug:
        return ask.world.by(Channel, slug=slug)
    if ask.sees_hidden:
        return None
    if len(ask.world.all(Channel)) > 1:
        raise TopLevel("More than one channel exists. Specify which channel to use.")
    return ask.world.all(Channel)[0]


# writing

_SHOP_FIELDS = {
    "useLegacyShippingZoneStockAvailability": "use_legacy_shipping_zone_stock_availability",
    "reserveStockDurationAnonymousUser": "reserve_stock_duration_anonymous_user",
    "reserveStockDurationAuthenticatedUser": "reserve_stock_duration_authenticated_user",
    "limitQuantityPerCheckout": "limit_quantity_per_checkout",
    "fulfillmentAutoApprove": "fulfillment_auto_approve",
    "fulfillmentAllowUnpaid": "fulfillment_allow_unpaid",
    "enableAccountConfirmationByEmail": "enable_account_confirmation_by_email",
    "allowLoginWithoutConfirmation": "allow_login_without_confirmation",
    "preserveAllAddressFields": "preserve_all_address_fields",
    "allowStorefrontTraffic": "allow_storefront_traffic",
    "trackInventoryByDefault": "track_inventory_by_default",
    "defaultWeightUnit": "default_weight_unit",
    "description": "description",
}


@mutation("shopSettingsUpdate", "MANAGE_SETTINGS")
def shop_settings_update(ask: Ask, *, input: Json) -> Json:
    for name, value in input.items():
        if name not in _SHOP_FIELDS and name not in ("metadata", "privateMetadata"):
            raise NotImplementedError(f"shopSettingsUpdate {name}")
        if name in _SHOP_FIELDS:
            setattr(ask.world.shop, _SHOP_FIELDS[name], value)
    if not ask.world.settings.settings_need_restart:
        ask.world.shop_in_force = replace(ask.world.shop)
    return {"shop": ask.world.shop}


_PARTS = {
    "stockSettings": "stock",
    "orderSettings": "order",
    "checkoutSettings": "checkout",
    "paymentSettings": "payment",
}


def _configured(channel: Channel, given: Json) -> None:
    for name, attribute in _PARTS.items():
        part = dict(given.get(name) or {})
        automatic = part.pop("automaticCompletion", None)
        if automatic is not None:
            part["automaticallyCompleteFullyPaidCheckouts"] = bool(automatic.get("enabled"))
            part["automaticCompletionDelay"] = automatic.get("delay")
        getattr(channel, attribute).update(part)
    channel.metadata_.update(as_pairs(given.get("metadata")))
    channel.private_.update(as_pairs(given.get("privateMetadata")))


@mutation("channelCreate", "MANAGE_CHANNELS")
def channel_create(ask: Ask, *, input: Json) -> Json:
    if ask.world.by(Channel, slug=input["slug"]):
        raise taken("Channel", "slug", "Slug")
    made = Channel(
        id=ask.world.new_id("Channel"),
        name=input["name"],
        slug=input["slug"],
        currency_code=input["currencyCode"],
        country_code=input["defaultCountry"],
        is_active=input.get("isActive", False),
    )
    made.warehouses_ += [ask.world.need(Warehouse, one, "addWarehouses") for one in input.get("addWarehouses") or []]
    _configured(made, input)
    return {"channel": ask.world.add(made)}


@mutation("channelUpdate", "MANAGE_CHANNELS", "MANAGE_ORDERS", "MANAGE_CHECKOUTS", "HANDLE_PAYMENTS")
def channel_update(ask: Ask, *, id: str, input: Json) -> Json:
    channel = ask.world.need(Channel, id)
    for name, attribute in (
        ("name", "name"),
        ("slug", "slug"),
        ("defaultCountry", "country_code"),
        ("isActive", "is_active"),
    ):
        if name in input:
            setattr(channel, attribute, input[name])
    for one in input.get("addWarehouses") or []:
        house = ask.world.need(Warehouse, one, "addWarehouses")
        if house not in channel.warehouses_:
            channel.warehouses_.append(house)
    gone = set(input.get("removeWarehouses") or [])
    channel.warehouses_ = [one for one in channel.warehouses_ if one.id not in gone]
    _configured(channel, input)
    return {"channel": channel}


@mutation("createWarehouse", "MANAGE_PRODUCTS")
def create_warehouse(ask: Ask, *, input: Json) -> Json:
    address = address_of(ask, input["address"])
    slug = input.get("slug") or input["name"].lower().replace(" ", "-")
    rows = Problem(None, "", "")
    rows.rows = []
    if ask.world.by(Warehouse, external_reference=input.get("externalReference")):
        rows.and_also(taken("Warehouse", "externalReference", "External reference"))
    if ask.world.by(Warehouse, slug=slug):
        rows.and_also(taken("Warehouse", "slug", "Slug"))
    if rows.rows:
        raise rows
    made = Warehouse(
        id=ask.world.new_uuid_id("Warehouse"),
        name=input["name"],
        slug=slug,
        external_reference=input.get("externalReference"),
        email=input.get("email") or "",
        address=address,
    )
    return {"warehouse": ask.world.add(made)}


@mutation("updateWarehouse", "MANAGE_PRODUCTS")
def update_warehouse(ask: Ask, *, input: Json, id: str | None = None, external_reference: str | None = None) -> Json:
    house = ask.world.find(Warehouse, id, external_reference)
    if input.get("address"):
        house.address = address_of(ask, input["address"])
    for name, attribute in (
        ("name", "name"), ("slug", "slug"), ("email", "email"), ("externalReference", "external_reference"),
        ("isPrivate", "is_private"), ("clickAndCollectOption", "click_and_collect_option"),
    ):  # fmt: skip
        if name in input:
            setattr(house, attribute, input[name])
    return {"warehouse": house}


@mutation("deleteWarehouse", "MANAGE_PRODUCTS")
def delete_warehouse(ask: Ask, *, id: str) -> Json:
    house = ask.world.need(Warehouse, id)
    ask.world.drop(house)
    for one in ask.world.all(Channel):
        one.warehouses_ = [other for other in one.warehouses_ if other is not house]
    return {"warehouse": house}


@mutation("shippingZoneCreate", "MANAGE_SHIPPING")
def shipping_zone_create(ask: Ask, *, input: Json) -> Json:
    zone = ShippingZone(
        id=ask.world.new_id("ShippingZone"),
        name=input["name"],
        codes=list(input.get("countries") or []),
        channels=[ask.world.need(Channel, one, "addChannels") for one in input.get("addChannels") or []],
        warehouses=[ask.world.need(Warehouse, one, "addWarehouses") for one in input.get("addWarehouses") or []],
        description=input.get("description"),
    )
    return {"shippingZone": ask.world.add(zone)}
