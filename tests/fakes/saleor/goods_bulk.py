"""Bulk mutations, with their three policies for bad rows."""

from collections.abc import Callable
from typing import Any

from tests.fakes.saleor.faults import Problem
from tests.fakes.saleor.goods import NAMELESS, Product, Stock, Variant
from tests.fakes.saleor.goods_writes import (
    change_variant,
    checked_price,
    forget_variant,
    keep_variant,
    list_product,
    list_variant,
    make_product,
    make_variant,
    set_stock,
)
from tests.fakes.saleor.places import Warehouse
from tests.fakes.saleor.registry import mutation
from tests.fakes.saleor.things import Ask, Json, Loose
from tests.fakes.saleor.watching import issuer

_GOODS = ("MANAGE_PRODUCTS",)


def _rows(errors: list[Json], prefix: str = "") -> list[Loose]:
    """A bulk error names its path instead of a field."""
    named = [{**row, "path": f"{prefix}{row['field']}" if row["field"] else prefix or None} for row in errors]
    return [Loose(row) for row in named]


def _bulk(
    inputs: list[Json], policy: str | None, key: str, prepare: Callable[[Json], Any], keep: Callable[[Any], Any]
) -> Json:
    """Every row is prepared; what is kept depends on the policy. REJECT_EVERYTHING: good rows have no error."""
    prepared: list[tuple[Any, list[Loose]]] = []
    for one in inputs:
        try:
            prepared.append((prepare(one), []))
        except Problem as problem:
            prepared.append((None, _rows(problem.rows)))
    is_any_bad = any(errors for _, errors in prepared)
    if is_any_bad and (policy or "REJECT_EVERYTHING") == "REJECT_EVERYTHING":
        return {"count": 0, "results": [Loose({key: None, "errors": errors}) for _, errors in prepared], "errors": []}
    results = [Loose({key: keep(made) if made is not None else None, "errors": errors}) for made, errors in prepared]
    return {"count": sum(1 for made, _ in prepared if made is not None), "results": results, "errors": []}


@mutation("productBulkCreate", *_GOODS)
def product_bulk_create(ask: Ask, *, products: list[Json], error_policy: str | None = None) -> Json:
    skus = [variant.get("sku") for one in products for variant in one.get("variants") or [] if variant.get("sku")]

    def prepare(input: Json) -> tuple[Product, list[Variant]]:
        product = make_product(ask, input)
        for listing in input.get("channelListings") or []:
            list_product(ask, product, listing)
        variants = []
        for n, row in enumerate(input.get("variants") or []):
            if row.get("sku") and skus.count(row["sku"]) > 1:
                raise Problem(f"variants.{n}.sku", "UNIQUE", "Duplicated SKU.")
            variants.append(make_variant(ask, product, row, name=NAMELESS))
        return product, variants

    def keep(made: tuple[Product, list[Variant]]) -> Product:
        product, variants = made
        ask.world.add(product)
        ask.world.tell("PRODUCT_CREATED", issuer(ask), product=product)
        for variant in variants:
            keep_variant(ask, variant)
        return product

    return _bulk(products, error_policy, "product", prepare, keep)


@mutation("productVariantBulkCreate", *_GOODS)
def product_variant_bulk_create(
    ask: Ask, *, product: str, variants: list[Json], error_policy: str | None = None
) -> Json:
    owner = ask.world.need(Product, product, "product")
    return {
        **_bulk(
            variants, error_policy, "productVariant",
            lambda row: make_variant(ask, owner, row, name=NAMELESS), lambda made: keep_variant(ask, made),
        ),
        "productVariants": owner.variants_,
    }  # fmt: skip


@mutation("productVariantBulkUpdate", *_GOODS)
def product_variant_bulk_update(
    ask: Ask, *, product: str, variants: list[Json], error_policy: str | None = None
) -> Json:
    ask.world.need(Product, product, "product")

    def prepare(row: Json) -> tuple[Variant, Json]:
        variant = ask.world.find(Variant, row.get("id"), row.get("externalReference"))
        _stock_rows(ask, variant, row.get("stocks") or {})
        for one in (row.get("channelListings") or {}).get("update") or []:
            _listing(variant, one["channelListing"])
            checked_price(one["price"])
        return variant, row

    def keep(made: tuple[Variant, Json]) -> Variant:
        variant, row = made
        change_variant(ask, variant, row)
        _keep_rows(ask, variant, row)
        ask.world.tell("PRODUCT_VARIANT_UPDATED", issuer(ask), productVariant=variant)
        return variant

    return _bulk(variants, error_policy, "productVariant", prepare, keep)


def _stock_rows(ask: Ask, variant: Variant, given: Json) -> None:
    for one in given.get("create") or []:
        if variant.stock_in(ask.world.need(Warehouse, one["warehouse"], "warehouse")):
            raise Problem("stocks.create.0.warehouse", "STOCK_ALREADY_EXISTS", "Stock already exists.")
    for one in given.get("update") or []:
        if not any(stock.id == one["stock"] for stock in variant.stocks_):
            raise Problem("stocks.update.0.stock", "NOT_FOUND", "Stock was not found.")


def _listing(variant: Variant, id: str) -> Any:
    found = next((one for one in variant.listings if one.id == id), None)
    if found is None:
        raise Problem("channelListings.update.0.channelListing", "NOT_FOUND", "Listing was not found.")
    return found


def _keep_rows(ask: Ask, variant: Variant, row: Json) -> None:
    stocks, listings = row.get("stocks") or {}, row.get("channelListings") or {}
    for one in stocks.get("create") or []:
        ask.world.add(set_stock(ask, variant, ask.world.need(Warehouse, one["warehouse"]), one["quantity"]))
    for one in stocks.get("update") or []:
        next(stock for stock in variant.stocks_ if stock.id == one["stock"]).quantity = one["quantity"]
    for one in listings.get("create") or []:
        list_variant(ask, variant, one)
    for one in listings.get("update") or []:
        _listing(variant, one["channelListing"]).amount = checked_price(one["price"])
    for id in listings.get("remove") or []:
        variant.listings.remove(_listing(variant, id))


@mutation("stockBulkUpdate", *_GOODS)
def stock_bulk_update(ask: Ask, *, stocks: list[Json], error_policy: str | None = None) -> Json:
    """Only rows that exist; STOCK_UPDATED but no OUT or BACK_IN_STOCK events (rule 21)."""

    def prepare(row: Json) -> tuple[Stock, int]:
        variant = ask.world.get(Variant, row.get("variantId")) or ask.world.by(
            Variant, external_reference=row.get("variantExternalReference")
        )
        house = ask.world.get(Warehouse, row.get("warehouseId")) or ask.world.by(
            Warehouse, external_reference=row.get("warehouseExternalReference")
        )
        if row["quantity"] < 0:
            raise Problem("quantity", "INVALID", "Quantity should not be less than 0.")
        stock = variant.stock_in(house) if variant and house else None
        if stock is None:
            raise Problem(None, "NOT_FOUND", "Stock was not found.")
        return stock, row["quantity"]

    def keep(made: tuple[Stock, int]) -> Stock:
        stock, quantity = made
        stock.quantity = quantity
        ask.world.tell(
            "PRODUCT_VARIANT_STOCK_UPDATED",
            issuer(ask),
            productVariant=stock.product_variant,
            warehouse=stock.warehouse,
        )
        return stock

    return _bulk(stocks, error_policy, "stock", prepare, keep)


@mutation("productBulkDelete", *_GOODS)
def product_bulk_delete(ask: Ask, *, ids: list[str]) -> Json:
    found = [ask.world.need(Product, id, "ids") for id in ids]
    for product in found:
        for variant in list(product.variants_):
            forget_variant(ask, variant)
        ask.world.drop(product)
        ask.world.tell("PRODUCT_DELETED", issuer(ask), product=product)
    return {"count": len(found)}


@mutation("productVariantBulkDelete", *_GOODS)
def product_variant_bulk_delete(ask: Ask, *, ids: list[str] | None = None, skus: list[str] | None = None) -> Json:
    found = [one for one in ask.world.all(Variant) if one.id in (ids or []) or one.sku in (skus or [])]
    for variant in found:
        forget_variant(ask, variant)
    return {"count": len(found)}
