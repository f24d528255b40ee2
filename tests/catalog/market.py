"""The demo market's sellers and goods, written straight to rows: enough to search in."""

import csv
from pathlib import Path

from django.utils.text import slugify

from catalog.products.models import Category, Pool, Product, Variant
from catalog.search import indexing
from sellers.accounts.models import Seller

DATA = Path(__file__).parents[2] / "storefront" / "demo" / "data"


def open_market() -> dict[str, int]:
    """Every demo product, published and indexed; product ids by name."""
    sellers = {row["seller_id"]: _seller(row) for row in _rows("demo_sellers.csv")}
    products = {row["name_id"]: _product(row, sellers[row["seller_id"]]) for row in _rows("demo_products.csv")}
    ids = {name: product.pk for name, product in products.items()}
    indexing.index(ids.values())
    return ids


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _seller(row: dict[str, str]) -> Seller:
    return Seller.objects.create(
        name=row["name_fictional"], slug=slugify(row["seller_id"]), archetype=row["archetype"],
        village_code=row["adm4"], phone="+6281200000000", state=Seller.State.APPROVED,
    )  # fmt: skip


def _product(row: dict[str, str], seller: Seller) -> Product:
    name = row["category"].replace("_", " ").capitalize()
    category, _made = Category.objects.get_or_create(
        slug=row["category"], defaults={"name_id": name, "name_en": name, "emblem": row["category"]}
    )
    product = Product.objects.create(
        seller=seller, category=category, slug=slugify(f"{row['name_id']}-{row['product_id']}"), name=row["name_id"],
        name_en=row["name_en"], state=Product.State.PUBLISHED,
    )  # fmt: skip
    pool = Pool.objects.create(seller=seller, base="pcs", available=10)
    Variant.objects.create(product=product, pool=pool, label="1", unit="buah", weight_g=1, price_minor=1_000)
    return product
