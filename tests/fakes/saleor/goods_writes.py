"""Making and changing products and variants, one at a time."""

from decimal import Decimal
from typing import Any

from tests.fakes.saleor.faults import Problem, not_found, taken
from tests.fakes.saleor.goods import NAMELESS, Product, ProductListing, Stock, Variant, VariantListing
from tests.fakes.saleor.goods_reads import moment
from tests.fakes.saleor.places import Channel, Warehouse
from tests.fakes.saleor.registry import mutation
from tests.fakes.saleor.taxonomy import Category, ProductType, assign, slugged, thing_key
from tests.fakes.saleor.things import Ask, Json, as_pairs, decimal, stored_json
from tests.fakes.saleor.watching import issuer, watching

_GOODS = ("MANAGE_PRODUCTS",)


def clashes(ask: Ask, input: Json, kind: type[Any], word: str, but: object = None) -> Problem | None:
    """UNIQUE errors in Saleor's order: external reference, slug or sku."""
    found: Problem | None = None
    for name, attribute, said in (
        ("externalReference", "external_reference", "External reference"), ("slug", "slug", "Slug"),
        ("sku", "sku", "Sku"),
    ):  # fmt: skip
        if not hasattr(kind, "__dataclass_fields__") or attribute not in kind.__dataclass_fields__:
            continue
        other = ask.world.by(kind, **{attribute: input.get(name)})
        if other is not None and other is not but:
            one = taken(word, name, said)
            found = found.and_also(one) if found else one
    return found


def make_product(ask: Ask, input: Json) -> Product:
    """Raises Problem. Events are the caller's."""
    kind = ask.world.get(ProductType, input.get("productType"))
    if kind is None:
        raise not_found(input.get("productType"), "productType")
    category = input.get("category")
    if category and ask.world.get(Category, category) is None:
        raise not_found(category, "category")
    problem = clashes(ask, input, Product, "Product")
    if problem:
        raise problem
    _no_empty_keys(input)
    now = ask.world.now()
    made = Product(
        id=ask.world.new_id("Product"),
        name=input.get("name") or "",
        slug=input.get("slug") or slugged(input.get("name") or ""),
        product_type=kind,
        category=ask.world.get(Category, category),
        external_reference=input.get("externalReference"),
        description=stored_json(input.get("description")),
        weight_kg=None if input.get("weight") is None else decimal(input["weight"]),
        created=now,
        updated_at=now,
        metadata_=as_pairs(input.get("metadata")),
        private_=as_pairs(input.get("privateMetadata")),
    )
    made.assigned = assign(ask, kind.product_attributes, input.get("attributes"), thing_key(made))
    return made


def _no_empty_keys(input: Json) -> None:
    for name in ("metadata", "privateMetadata"):
        if any(not item["key"].strip() for item in input.get(name) or []):
            raise Problem(name, "REQUIRED", "Metadata key cannot be empty.")


@mutation("productCreate", *_GOODS)
def product_create(ask: Ask, *, input: Json) -> Json:
    made = ask.world.add(make_product(ask, input))
    ask.world.tell("PRODUCT_CREATED", issuer(ask), product=made)
    return {"product": made}


@mutation("productUpdate", *_GOODS)
def product_update(ask: Ask, *, input: Json, id: str | None = None, external_reference: str | None = None) -> Json:
    one = ask.world.find(Product, id, external_reference)
    problem = clashes(ask, input, Product, "Product", but=one)
    if problem:
        raise problem
    _no_empty_keys(input)
    one.assigned.update(assign(ask, one.product_type.product_attributes, input.get("attributes"), thing_key(one)))
    for name in ("name", "slug"):
        if input.get(name):
            setattr(one, name, input[name])
    if "externalReference" in input:
        one.external_reference = input["externalReference"]
    if "description" in input:
        one.description = stored_json(input["description"])
    if "category" in input:
        one.category = ask.world.need(Category, input["category"], "category")
    if input.get("weight") is not None:
        one.weight_kg = decimal(input["weight"])
    one.metadata_.update(as_pairs(input.get("metadata")))
    one.private_.update(as_pairs(input.get("privateMetadata")))
    one.updated_at = ask.world.now()
    ask.world.tell("PRODUCT_UPDATED", issuer(ask), product=one)
    return {"product": one}


@mutation("productDelete", *_GOODS)
def product_delete(ask: Ask, *, id: str | None = None, external_reference: str | None = None) -> Json:
    one = ask.world.find(Product, id, external_reference)
    for variant in list(one.variants_):
        forget_variant(ask, variant)
    ask.world.drop(one)
    ask.world.tell("PRODUCT_DELETED", issuer(ask), product=one)
    return {"product": one}


def forget_variant(ask: Ask, variant: Variant) -> None:
    """Rule 4: open orders lose allocations and the variant, open checkouts lose the line and nobody is told."""
    ask.world.drop(variant)
    variant.product.variants_ = [one for one in variant.product.variants_ if one is not variant]
    for kind in ("Allocation", "Reservation"):
        for row in ask.world.named(kind):
            if row.stock in variant.stocks_:
                ask.world.drop(row)
    for stock in variant.stocks_:
        ask.world.drop(stock)
    for line in ask.world.named("OrderLine"):
        if line.variant_ is variant:
            line.variant_ = None
    for checkout in ask.world.named("Checkout"):
        checkout.lines_ = [line for line in checkout.lines_ if line.variant is not variant]
    ask.world.tell("PRODUCT_VARIANT_DELETED", issuer(ask), productVariant=variant)


# variants


def make_variant(ask: Ask, product: Product, input: Json, *, name: str) -> Variant:
    """Raises Problem. The product does not know it yet."""
    problem = clashes(ask, input, Variant, "Product variant")
    if problem:
        raise problem
    now = ask.world.now()
    made = Variant(
        id=ask.world.new_id("ProductVariant"),
        product=product,
        name=input.get("name") or name,
        sku=input.get("sku"),
        external_reference=input.get("externalReference"),
        track_inventory=input.get("trackInventory", True),
        weight_kg=None if input.get("weight") is None else decimal(input["weight"]),
        created=now,
        updated_at=now,
        metadata_=as_pairs(input.get("metadata")),
        private_=as_pairs(input.get("privateMetadata")),
    )
    made.assigned = assign(ask, product.product_type.variant_, input.get("attributes"), thing_key(product))
    for row in input.get("stocks") or []:
        set_stock(ask, made, ask.world.need(Warehouse, row["warehouse"], "warehouse"), row["quantity"])
    for listing in input.get("channelListings") or []:
        list_variant(ask, made, listing)
    return made


def set_stock(ask: Ask, variant: Variant, warehouse: Warehouse, quantity: int) -> Stock:
    stock = variant.stock_in(warehouse)
    if stock is None:
        stock = Stock(id=ask.world.new_id("Stock"), warehouse=warehouse, product_variant=variant, quantity=quantity)
        variant.stocks_.append(stock)
    stock.quantity = quantity
    return stock


def keep_variant(ask: Ask, variant: Variant) -> Variant:
    ask.world.add(variant)
    for stock in variant.stocks_:
        ask.world.add(stock)
    if not variant.product.variants_ and ask.world.get(Product, variant.product.id):
        variant.product.updated_at = (
            ask.world.now()
        )  # its first variant becomes the default one; later ones do not show
    variant.product.variants_.append(variant)
    ask.world.tell("PRODUCT_VARIANT_CREATED", issuer(ask), productVariant=variant)
    return variant


@mutation("productVariantCreate", *_GOODS)
def product_variant_create(ask: Ask, *, input: Json) -> Json:
    product = ask.world.need(Product, input["product"], "product")
    made = make_variant(ask, product, input, name=input.get("sku") or NAMELESS)
    return {"productVariant": keep_variant(ask, made)}


def change_variant(ask: Ask, one: Variant, input: Json) -> None:
    problem = clashes(ask, input, Variant, "Product variant", but=one)
    if problem:
        raise problem
    for name, attribute in (
        ("name", "name"), ("sku", "sku"), ("externalReference", "external_reference"),
        ("trackInventory", "track_inventory"), ("quantityLimitPerCustomer", "quantity_limit_per_customer"),
    ):  # fmt: skip
        if name in input:
            setattr(one, attribute, input[name])
    if input.get("weight") is not None:
        one.weight_kg = decimal(input["weight"])
    one.assigned.update(assign(ask, one.product.product_type.variant_, input.get("attributes"), thing_key(one.product)))
    one.metadata_.update(as_pairs(input.get("metadata")))
    one.private_.update(as_pairs(input.get("privateMetadata")))
    one.updated_at = ask.world.now()


@mutation("productVariantUpdate", *_GOODS)
def product_variant_update(
    ask: Ask, *, input: Json, id: str | None = None, external_reference: str | None = None, sku: str | None = None
) -> Json:
    one = ask.world.find(Variant, id, external_reference, sku=sku)
    change_variant(ask, one, input)
    ask.world.tell("PRODUCT_VARIANT_UPDATED", issuer(ask), productVariant=one)
    return {"productVariant": one}


@mutation("productVariantDelete", *_GOODS)
def product_variant_delete(
    ask: Ask, *, id: str | None = None, external_reference: str | None = None, sku: str | None = None
) -> Json:
    one = ask.world.find(Variant, id, external_reference, sku=sku)
    forget_variant(ask, one)
    return {"productVariant": one}


# channels and prices


def list_product(ask: Ask, product: Product, input: Json) -> None:
    channel = ask.world.need(Channel, input["channelId"], "channelId")
    listing = product.listing(channel)
    if listing is None:
        listing = ProductListing(id=ask.world.new_id("ProductChannelListing"), channel=channel)
        product.listings.append(listing)
    for name, attribute in (
        ("isPublished", "is_published"), ("visibleInListings", "visible_in_listings"),
        ("isAvailableForPurchase", "is_available_for_purchase"),
    ):  # fmt: skip
        if input.get(name) is not None:
            setattr(listing, attribute, input[name])
    when = input.get("publishedAt")
    if when:
        listing.published_at, listing.is_published = moment(when), True
    elif listing.is_published and listing.published_at is None:
        listing.published_at = ask.world.now()
    if input.get("isAvailableForPurchase"):
        listing.available_for_purchase_at = ask.world.now()


@mutation("productChannelListingUpdate", *_GOODS)
def product_channel_listing_update(ask: Ask, *, id: str, input: Json) -> Json:
    product = ask.world.need(Product, id)
    for one in input.get("updateChannels") or []:
        list_product(ask, product, one)
    gone = set(input.get("removeChannels") or [])
    product.listings = [one for one in product.listings if one.channel.id not in gone]
    for variant in product.variants_:
        variant.listings = [one for one in variant.listings if one.channel.id not in gone]
    ask.world.tell("PRODUCT_UPDATED", issuer(ask), product=product)
    return {"product": product}


def checked_price(value: object, channel: str | None = None) -> Decimal:
    amount = decimal(value)
    if amount != amount.quantize(Decimal("0.01")):
        more = {"channels": [channel]} if channel else {}
        raise Problem("price", "INVALID", "Value cannot have more than 2 decimal places.", **more)
    return amount


def list_variant(ask: Ask, variant: Variant, input: Json) -> None:
    """Raises Problem when the product is not in that channel yet."""
    channel = ask.world.need(Channel, input["channelId"], "channelId")
    if variant.product.listing(channel) is None:
        said = "Product not available in channels."
        raise Problem("input", "PRODUCT_NOT_ASSIGNED_TO_CHANNEL", said, channels=[channel.id])
    amount = checked_price(input["price"], channel.id)
    listing = next((one for one in variant.listings if one.channel is channel), None)
    if listing is None:
        listing = VariantListing(id=ask.world.new_id("ProductVariantChannelListing"), channel=channel, amount=None)
        variant.listings.append(listing)
    listing.amount = amount
    if input.get("costPrice") is not None:
        listing.cost = checked_price(input["costPrice"])


@mutation("productVariantChannelListingUpdate", *_GOODS)
def product_variant_channel_listing_update(
    ask: Ask, *, input: list[Json], id: str | None = None, sku: str | None = None
) -> Json:
    variant = ask.world.find(Variant, id, None, sku=sku)
    for one in input:
        list_variant(ask, variant, one)
    ask.world.tell("PRODUCT_VARIANT_UPDATED", issuer(ask), productVariant=variant)
    return {"variant": variant}


# stock


@mutation("productVariantStocksUpdate", *_GOODS)
def product_variant_stocks_update(
    ask: Ask, *, stocks: list[Json], variant_id: str | None = None, sku: str | None = None
) -> Json:
    variant = ask.world.find(Variant, variant_id, None, field="variantId", sku=sku)
    houses = [ask.world.need(Warehouse, row["warehouse"], "warehouse") for row in stocks]
    with watching(ask, variant.stocks_):
        for house, row in zip(houses, stocks, strict=True):
            ask.world.add(set_stock(ask, variant, house, row["quantity"]))
            ask.world.tell("PRODUCT_VARIANT_STOCK_UPDATED", issuer(ask), productVariant=variant, warehouse=house)
    return {"productVariant": variant}


@mutation("productVariantStocksDelete", *_GOODS)
def product_variant_stocks_delete(
    ask: Ask, *, warehouse_ids: list[str] | None = None, variant_id: str | None = None, sku: str | None = None
) -> Json:
    variant = ask.world.find(Variant, variant_id, None, field="variantId", sku=sku)
    for stock in [one for one in variant.stocks_ if one.warehouse.id in (warehouse_ids or [])]:
        variant.stocks_.remove(stock)
        ask.world.drop(stock)
    return {"productVariant": variant}
