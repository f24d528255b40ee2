"""Products, variants, their listings in channels, stock and photos."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from tests.fakes.saleor.ids import gid
from tests.fakes.saleor.paging import connection
from tests.fakes.saleor.places import Channel, Warehouse
from tests.fakes.saleor.taxonomy import Attribute, Category, ProductType, Value, selected
from tests.fakes.saleor.things import Ask, Json, Thing, money, taxed
from tests.fakes.saleor.world import World

_SELLS: dict[str, tuple[str, ...]] = {"channelListings": ("MANAGE_PRODUCTS",)}


NAMELESS = gid("ProductVariant", None)  # what Saleor calls a variant made in bulk without a name


@dataclass(kw_only=True, eq=False)
class ProductListing(Thing):
    typename: ClassVar[str] = "ProductChannelListing"
    channel: Channel
    is_published: bool = False
    published_at: datetime | None = None
    visible_in_listings: bool = False
    is_available_for_purchase: bool = False
    available_for_purchase_at: datetime | None = None

    def is_shown(self, now: datetime) -> bool:
        return self.is_published and (self.published_at is None or self.published_at <= now)


@dataclass(kw_only=True, eq=False)
class Media(Thing):
    typename: ClassVar[str] = "ProductMedia"
    alt: str
    path: str
    sort_order: int | None = 0
    type: str = "IMAGE"
    oembed_data: str = "{}"

    def url(self, ask: Ask, size: int | None = None, format: str | None = None) -> str:
        if size is None or size == 0:
            return f"{ask.world.base}{self.path}"
        kind = f"{format.lower()}/" if format and format != "ORIGINAL" else ""
        return f"{ask.world.base}/thumbnail/{self.id}/{size}/{kind}"


@dataclass(kw_only=True, eq=False)
class Product(Thing):
    typename: ClassVar[str] = "Product"
    needs: ClassVar[dict[str, tuple[str, ...]]] = _SELLS
    name: str
    slug: str
    product_type: ProductType
    category: Category | None
    external_reference: str | None
    description: str | None
    weight_kg: Decimal | None
    created: datetime
    updated_at: datetime
    assigned: dict[str, list[Value]] = field(default_factory=dict)
    variants_: list[Variant] = field(default_factory=list)
    listings: list[ProductListing] = field(default_factory=list)
    photos: list[Media] = field(default_factory=list)
    seo_title: str | None = None
    seo_description: str | None = None
    rating: float | None = None

    @property
    def weight(self) -> Json | None:
        return weight(self.weight_kg)

    @property
    def channel_listings(self) -> list[ProductListing]:
        return self.listings

    def listing(self, channel: Channel | None) -> ProductListing | None:
        return next((one for one in self.listings if one.channel is channel), None)

    def is_shown(self, channel: Channel, now: datetime) -> bool:
        """Whether an anonymous reader finds it: published, and something in it has a price here."""
        listing = self.listing(channel)
        return bool(listing and listing.is_shown(now)) and any(one.listing(channel) for one in self.variants_)

    def _channel(self, ask: Ask) -> Channel | None:
        return ask.world.by(Channel, slug=ask.channel or None)

    def variants(self, ask: Ask) -> list[Variant]:
        if ask.sees_hidden or not ask.channel:
            return self.variants_
        channel = self._channel(ask)
        return [one for one in self.variants_ if one.listing(channel)]

    def product_variants(self, ask: Ask, **page: Any) -> Json:
        first, after = page.get("first"), page.get("after")
        return connection("productVariants", self.variants(ask), first=first, after=after, kind="ProductVariant")

    def attributes(self, ask: Ask) -> list[Json]:
        return selected(self.product_type.product_attributes, self.assigned)

    def attribute(self, ask: Ask, slug: str) -> Json | None:
        return next((one for one in self.attributes(ask) if one["attribute"].slug == slug), None)

    def assigned_attribute(self, ask: Ask, slug: str) -> Json | None:
        one = self.attribute(ask, slug)
        return assigned_shape(one["attribute"], one["values"]) if one else None

    def media(self, ask: Ask, sort_by: Json | None = None) -> list[Media]:
        return self.photos

    def media_by_id(self, ask: Ask, id: str) -> Media | None:
        return next((one for one in self.photos if one.id == id), None)

    def thumbnail(self, ask: Ask, size: int | None = 256, format: str | None = None) -> Json | None:
        first = next(iter(self.photos), None)
        return {"__typename": "Image", "url": first.url(ask, size, format), "alt": first.alt} if first else None

    def collections(self, ask: Ask) -> list[Any]:
        return []

    @property
    def default_variant(self) -> Variant | None:
        return next(iter(self.variants_), None)

    def is_available(self, ask: Ask, address: Json | None = None) -> bool | None:
        channel = self._channel(ask)
        if channel is None:
            return None
        return any(one.quantity_available(ask) for one in self.variants(ask))

    def is_available_for_purchase(self, ask: Ask) -> bool | None:
        listing = self.listing(self._channel(ask))
        return listing.is_available_for_purchase if listing else None

    def pricing(self, ask: Ask, address: Json | None = None) -> Json | None:
        channel = self._channel(ask)
        prices = [one.price_in(channel) for one in self.variants_ if one.price_in(channel) is not None]
        amounts = sorted(price for price in prices if price is not None)
        if channel is None or not amounts:
            return None
        bounds = {"start": taxed(amounts[0], channel.currency_code), "stop": taxed(amounts[-1], channel.currency_code)}
        spread = {"__typename": "TaxedMoneyRange", **bounds}
        return {
            "__typename": "ProductPricingInfo", "onSale": False, "priceRange": spread, "priceRangeUndiscounted": spread,
            "displayGrossPrices": True, "discount": None,
        }  # fmt: skip


def weight(kg: Decimal | None) -> Json | None:
    return None if kg is None else {"__typename": "Weight", "unit": "KG", "value": float(kg)}


def assigned_shape(attribute: Attribute, values: list[Value]) -> Json:
    """An AssignedAttribute: its type follows the attribute's kind."""
    first = values[0] if values else None
    kind = "AssignedSingleChoiceAttribute"
    value: Any = None
    if attribute.input_type == "REFERENCE":
        kind, value = "AssignedMultiPageReferenceAttribute", [one.page for one in values]
    elif attribute.input_type == "SINGLE_REFERENCE":
        kind, value = "AssignedSinglePageReferenceAttribute", first.page if first else None
    elif attribute.input_type == "PLAIN_TEXT":
        kind, value = "AssignedPlainTextAttribute", first.plain_text if first else None
    elif first is not None:
        value = {"name": first.name, "slug": first.slug, "externalReference": first.external_reference}
    return {"__typename": kind, "attribute": attribute, "value": value}


@dataclass(kw_only=True, eq=False)
class VariantListing(Thing):
    typename: ClassVar[str] = "ProductVariantChannelListing"
    channel: Channel
    amount: Decimal | None
    cost: Decimal | None = None
    prior: Decimal | None = None

    @property
    def price(self) -> Json | None:
        return None if self.amount is None else money(self.amount, self.channel.currency_code)

    @property
    def cost_price(self) -> Json | None:
        return None if self.cost is None else money(self.cost, self.channel.currency_code)


@dataclass(kw_only=True, eq=False)
class Variant(Thing):
    typename: ClassVar[str] = "ProductVariant"
    needs: ClassVar[dict[str, tuple[str, ...]]] = {
        "stocks": ("MANAGE_PRODUCTS", "MANAGE_ORDERS"),
        "channelListings": ("AUTHENTICATED_APP", "AUTHENTICATED_STAFF_USER"),
    }
    product: Product
    name: str
    sku: str | None
    external_reference: str | None
    track_inventory: bool
    weight_kg: Decimal | None
    created: datetime
    updated_at: datetime
    assigned: dict[str, list[Value]] = field(default_factory=dict)
    listings: list[VariantListing] = field(default_factory=list)
    stocks_: list[Stock] = field(default_factory=list)
    photos: list[Media] = field(default_factory=list)
    quantity_limit_per_customer: int | None = None

    @property
    def weight(self) -> Json | None:
        return weight(self.weight_kg)

    @property
    def channel_listings(self) -> list[VariantListing]:
        return self.listings

    def listing(self, channel: Channel | None) -> VariantListing | None:
        return next((one for one in self.listings if one.channel is channel and one.amount is not None), None)

    def price_in(self, channel: Channel | None) -> Decimal | None:
        listing = self.listing(channel)
        return listing.amount if listing else None

    def attributes(self, ask: Ask, variant_selection: str | None = None) -> list[Json]:
        return selected(self.product.product_type.variant_, self.assigned)

    def media(self, ask: Ask, sort_by: Json | None = None) -> list[Media]:
        return self.photos

    def stocks(self, ask: Ask, address: Json | None = None, country_code: str | None = None) -> list[Stock]:
        return self.stocks_

    def stock_in(self, warehouse: Warehouse) -> Stock | None:
        return next((one for one in self.stocks_ if one.warehouse is warehouse), None)

    def quantity_available(self, ask: Ask, address: Json | None = None, country_code: str | None = None) -> int:
        channel = ask.world.by(Channel, slug=ask.channel or None)
        left = sum(max(0, one.free(ask.world)) for one in sellable(ask.world, self, channel))
        limit = ask.world.shop.limit_quantity_per_checkout
        return min(left, limit) if limit else left

    def pricing(self, ask: Ask, address: Json | None = None) -> Json | None:
        channel = ask.world.by(Channel, slug=ask.channel or None)
        amount = self.price_in(channel)
        if channel is None or amount is None:
            return None
        price = taxed(amount, channel.currency_code)
        return {
            "__typename": "VariantPricingInfo", "onSale": False, "price": price, "priceUndiscounted": price,
            "discount": None, "pricePrior": None,
        }  # fmt: skip


def sellable(world: World, variant: Variant, channel: Channel | None, shop: Any = None) -> list[Stock]:
    """The stocks a checkout in this channel may take from. The legacy rule wants a shipping zone around them."""
    settings = shop or world.shop
    if channel is None:
        return list(variant.stocks_)
    inside = [one for one in variant.stocks_ if one.warehouse in channel.warehouses_]
    if not settings.use_legacy_shipping_zone_stock_availability:
        return inside
    zones = [zone for zone in world.named("ShippingZone") if channel in zone.channels]
    return [one for one in inside if any(one.warehouse in zone.warehouses for zone in zones)]


@dataclass(kw_only=True, eq=False)
class Stock(Thing):
    typename: ClassVar[str] = "Stock"
    needs: ClassVar[dict[str, tuple[str, ...]]] = dict.fromkeys(
        ("quantity", "quantityAllocated", "quantityReserved"), ("MANAGE_PRODUCTS", "MANAGE_ORDERS")
    )
    warehouse: Warehouse
    product_variant: Variant
    quantity: int

    def quantity_allocated(self, ask: Ask) -> int:
        return self.allocated(ask.world)

    def quantity_reserved(self, ask: Ask) -> int:
        return self.reserved(ask.world)

    def allocated(self, world: World) -> int:
        return sum(one.quantity for one in world.named("Allocation") if one.stock is self)

    def reserved(self, world: World, but_not_for: object = None) -> int:
        """What open checkouts hold (contract rule 1)."""
        now = world.now()
        return sum(
            one.quantity
            for one in world.named("Reservation")
            if one.stock is self and one.until > now and one.checkout is not but_not_for
        )

    def free(self, world: World, but_not_for: object = None) -> int:
        return self.quantity - self.allocated(world) - self.reserved(world, but_not_for)
