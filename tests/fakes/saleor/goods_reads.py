"""Reading products: storefront lists, product pages, and what a sync reads."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.fakes.saleor.goods import Product, Stock, Variant
from tests.fakes.saleor.paging import connection
from tests.fakes.saleor.places import Channel, current_channel
from tests.fakes.saleor.registry import query
from tests.fakes.saleor.taxonomy import REFERENCES, Attribute
from tests.fakes.saleor.things import Ask, Json, decimal


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


@query("product")
def product(
    ask: Ask, *, id: str | None = None, slug: str | None = None, external_reference: str | None = None,
    channel: str | None = None, **_: object,
) -> Product | None:  # fmt: skip
    where = current_channel(ask, channel)
    if id:
        one = ask.world.get(Product, id)
    else:
        one = ask.world.by(Product, slug=slug) or ask.world.by(Product, external_reference=external_reference)
    return one if one is not None and _visible(ask, one, where) else None


def _visible(ask: Ask, one: Product, channel: Channel | None) -> bool:
    if ask.sees_hidden:
        return not ask.channel or one.listing(channel) is not None
    return channel is not None and one.is_shown(channel, ask.world.now())


@query("productVariant")
def product_variant(
    ask: Ask, *, id: str | None = None, sku: str | None = None, external_reference: str | None = None,
    channel: str | None = None, **_: object,
) -> Variant | None:  # fmt: skip
    where = current_channel(ask, channel)
    if id:
        one = ask.world.get(Variant, id)
    else:
        one = ask.world.by(Variant, sku=sku) or ask.world.by(Variant, external_reference=external_reference)
    if one is None or not _visible(ask, one.product, where):
        return None
    return one if ask.sees_hidden or one.listing(where) else None


@query("productVariants")
def product_variants(
    ask: Ask, *, ids: list[str] | None = None, channel: str | None = None, filter: Json | None = None,
    where: Json | None = None, sort_by: Json | None = None, **page: Any,
) -> Json:  # fmt: skip
    found = current_channel(ask, channel)
    rows = [
        one for one in ask.world.all(Variant) if _visible(ask, one.product, found) and (ids is None or one.id in ids)
    ]
    skus = (filter or {}).get("sku")
    rows = [one for one in rows if not skus or one.sku in skus]
    return connection("productVariants", rows, **page, key=lambda one: [one.sku or "", one.id], kind="ProductVariant")


@query("products")
def products(
    ask: Ask, *, channel: str | None = None, where: Json | None = None, filter: Json | None = None,
    sort_by: Json | None = None, search: str | None = None, **page: Any,
) -> Json:  # fmt: skip
    found = current_channel(ask, channel)
    rows = [] if channel and found is None else [one for one in ask.world.all(Product) if _listed(ask, one, found)]
    if where:
        rows = [one for one in rows if matches(ask, one, where)]
    if filter:
        rows = [one for one in rows if matches(ask, one, filter)]
    if search:
        words = search.lower().split()
        rows = [one for one in rows if all(any(w.startswith(word) for w in one.name.lower().split()) for word in words)]
    key, down = _order(ask, sort_by, found)
    rows.sort(key=key, reverse=down)
    return connection("products", rows, **page, key=key, down=down, kind="Product")


def _listed(ask: Ask, one: Product, channel: Channel | None) -> bool:
    if not _visible(ask, one, channel):
        return False
    listing = one.listing(channel)
    return ask.sees_hidden or bool(listing and listing.visible_in_listings)


def _order(ask: Ask, sort_by: Json | None, channel: Channel | None) -> Any:
    wanted = sort_by or {"field": "NAME", "direction": "ASC"}
    down = wanted.get("direction") == "DESC"
    field = wanted.get("field") or "NAME"

    def key(one: Product) -> list[Any]:
        firsts: list[Any] = []
        if field in ("CREATED_AT", "DATE"):
            firsts = [str(one.created)]
        elif field in ("LAST_MODIFIED_AT", "LAST_MODIFIED"):
            firsts = [str(one.updated_at)]
        elif field in ("PRICE", "MINIMAL_PRICE"):
            prices = [price for price in (v.price_in(channel) for v in one.variants_) if price is not None]
            firsts = [f"{min(prices, default=Decimal(0)):020.3f}"]
        return [*firsts, one.name, one.slug]

    return key, down


def matches(ask: Ask, one: Product, where: Json) -> bool:
    """ProductWhereInput, as far as the contract's reads need it; an unknown wish is a hole, loudly."""
    return all(_TESTS[name](ask, one, wish) for name, wish in where.items() if wish is not None)


def _one_of(value: object, wish: Any) -> bool:
    if not isinstance(wish, dict):
        return bool(value == wish)
    if wish.get("oneOf") is not None:
        return value in wish["oneOf"]
    return value == wish.get("eq")


def _between(value: datetime | None, wish: Json) -> bool:
    bounds = wish.get("range") or wish
    if value is None:
        return False
    after = bounds.get("gte") is None or value >= moment(bounds["gte"])
    return after and (bounds.get("lte") is None or value <= moment(bounds["lte"]))


def _category(ask: Ask, one: Product, wish: Json) -> bool:
    ids = wish.get("oneOf") or [wish.get("eq")]
    return bool(one.category and any(one.category.is_under(id) for id in ids))


def _attributes(ask: Ask, one: Product, wish: list[Json]) -> bool:
    return all(_attribute(ask, one, single) for single in wish)


def _attribute(ask: Ask, one: Product, wish: Json) -> bool:
    attribute = ask.world.by(Attribute, slug=wish.get("slug"))
    if attribute is None:
        return False
    values = one.assigned.get(attribute.id, [])
    if wish.get("values") is not None:
        return any(value.slug in wish["values"] for value in values)
    value_wish = wish.get("value") or {}
    reference = value_wish.get("reference")
    if reference and attribute.input_type in REFERENCES:
        slugs, ids = reference.get("pageSlugs") or {}, reference.get("referencedIds") or {}
        any_slug, any_id = slugs.get("containsAny") or [], ids.get("containsAny") or []
        return any(value.page and (value.page.slug in any_slug or value.page.id in any_id) for value in values)
    for name in ("slug", "name"):
        if value_wish.get(name):
            return any(_one_of(getattr(value, name), value_wish[name]) for value in values)
    return bool(values)


def _metadata(ask: Ask, one: Product, wish: Any) -> bool:
    wishes = wish if isinstance(wish, list) else [wish]
    for single in wishes:
        value = single.get("value")
        wanted = value.get("eq") if isinstance(value, dict) else value
        if single["key"] not in one.metadata_ or (wanted is not None and one.metadata_[single["key"]] != wanted):
            return False
    return True


def _stocks(ask: Ask, one: Product, wish: Json) -> bool:
    rows: list[Stock] = [stock for variant in one.variants_ for stock in variant.stocks_]
    if wish.get("warehouseIds"):
        rows = [stock for stock in rows if stock.warehouse.id in wish["warehouseIds"]]
    bounds = wish.get("quantity") or {}
    total = sum(stock.quantity for stock in rows)
    return bool(rows) and total >= (bounds.get("gte") or 0) and total <= (bounds.get("lte") or total)


def _available(ask: Ask, one: Product, wish: str) -> bool:
    has_some = any(variant.quantity_available(ask) for variant in one.variants_)
    return has_some == (wish == "IN_STOCK")


def _priced(ask: Ask, one: Product, wish: Json) -> bool:
    channel = ask.world.by(Channel, slug=ask.channel or None)
    prices = [price for price in (variant.price_in(channel) for variant in one.variants_) if price is not None]
    bounds = wish.get("range") or wish
    low, high = bounds.get("gte"), bounds.get("lte")
    return any((low is None or p >= decimal(low)) and (high is None or p <= decimal(high)) for p in prices)


_TESTS: dict[str, Any] = {
    "ids": lambda ask, one, wish: one.id in wish,
    "slug": lambda ask, one, wish: _one_of(one.slug, wish),
    "slugs": lambda ask, one, wish: one.slug in wish,
    "name": lambda ask, one, wish: _one_of(one.name, wish),
    "search": lambda ask, one, wish: wish.lower() in one.name.lower(),
    "productType": lambda ask, one, wish: _one_of(one.product_type.id, wish),
    "productTypes": lambda ask, one, wish: one.product_type.id in wish,
    "category": _category,
    "categories": lambda ask, one, wish: _category(ask, one, {"oneOf": wish}),
    "attributes": _attributes,
    "metadata": _metadata,
    "stocks": _stocks,
    "stockAvailability": _available,
    "updatedAt": lambda ask, one, wish: _between(one.updated_at, wish),
    "price": _priced,
    "minimalPrice": _priced,
    "isPublished": lambda ask, one, wish: any(listing.is_published for listing in one.listings) == wish,
    "AND": lambda ask, one, wish: all(matches(ask, one, each) for each in wish),
    "OR": lambda ask, one, wish: any(matches(ask, one, each) for each in wish),
}
