"""Reads goods for the desk: a row per product with its packs, as plain values."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.products.availability import packs, stock_text
from catalog.products.models import Product, Variant
from catalog.products.units import UNITS
from payments.money import Money
from sellers.accounts.access import Scope
from storefront.desk.pictures import first_photos


@dataclass(frozen=True)
class Pack:
    variant_id: int
    label: str
    unit: str  # as it is said: "kg", "bungkus"
    price: Money
    available: int  # whole packs of the pool
    stock: str  # as it is typed: "12", "2,5"
    shared: bool  # other packs draw on the same pool
    short: bool
    version: int


@dataclass(frozen=True)
class Row:
    product_id: int
    slug: str
    name: str
    photo: str
    state: str
    packs: tuple[Pack, ...]

    @property
    def short(self) -> bool:
        return any(pack.short for pack in self.packs)


def rows(*, scope: Scope, text: str = "", only: str = "") -> tuple[Row, ...]:
    """Every product of the stall, taken-down ones last."""
    found = Product.objects.within(scope).filter(seller_id__in=list(scope.sellers))
    if text:
        found = found.filter(name__icontains=text)
    if only:
        found = found.filter(state=only)
    listed = list(found.order_by("name", "pk").values("pk", "slug", "name", "state"))
    by_product = _packs([product["pk"] for product in listed], scope)
    photos = first_photos(by_product, scope=scope)
    made = (
        Row(p["pk"], p["slug"], p["name"], photos.get(p["pk"], ""), p["state"], tuple(by_product[p["pk"]]))
        for p in listed
    )
    return tuple(sorted(made, key=lambda row: row.state == Product.State.TAKEN_DOWN))


def row(*, scope: Scope, product_id: int) -> Row | None:
    return next((row for row in rows(scope=scope) if row.product_id == product_id), None)


def short(*, scope: Scope) -> tuple[Row, ...]:
    """Goods on show whose stock is at or under what the seller calls short."""
    return tuple(row for row in rows(scope=scope, only=Product.State.PUBLISHED) if row.short)


def any_goods(*, scope: Scope) -> bool:
    return Product.objects.within(scope).filter(seller_id__in=list(scope.sellers)).exists()


def _packs(product_ids: list[int], scope: Scope) -> dict[int, list[Pack]]:
    found: dict[int, list[Pack]] = {product_id: [] for product_id in product_ids}
    variants = list(
        Variant.objects.within(scope).filter(product_id__in=product_ids, is_active=True)
        .order_by("product_id", "position", "pk")
        .values(
            "pk", "product_id", "label", "unit", "pack_size", "price_minor", "currency", "version",
            "pool_id", "pool__available", "pool__low_at",
        )
    )  # fmt: skip
    drawing: defaultdict[int, int] = defaultdict(int)
    for variant in variants:
        drawing[variant["pool_id"]] += 1
    for variant in variants:
        found[variant["product_id"]].append(_pack(variant, shared=drawing[variant["pool_id"]] > 1))
    return found


def _pack(variant: Mapping[str, Any], *, shared: bool) -> Pack:
    available = packs(variant["pool__available"], variant["pack_size"])
    unit = UNITS.get(variant["unit"])
    return Pack(
        variant_id=variant["pk"],
        label=variant["label"],
        unit=unit.short if unit else variant["unit"],
        price=Money(variant["price_minor"], variant["currency"]),
        available=available,
        stock=stock_text(variant["pool__available"], variant["pack_size"], variant["unit"]),
        shared=shared,
        short=available == 0 or variant["pool__available"] <= variant["pool__low_at"],
        version=variant["version"],
    )
