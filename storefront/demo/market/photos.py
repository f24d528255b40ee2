"""Puts the drawn pictures where photos stand: the files of all sizes at once, as the sweep would leave them."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from catalog.media.models import Photo
from catalog.products import changes
from catalog.products.changes import What
from catalog.products.models import Product
from sellers.kit import clock
from storefront.demo import sheets
from storefront.demo.drawing.emblems import PRODUCTS
from storefront.demo.drawing.pictures import SIZE, Drawing, Studio, edition


def drawings(*, size: int = SIZE) -> dict[str, Drawing]:
    looks = {category.slug: category for category in sheets.categories()}
    return {
        row.id: Drawing(row.id.lower(), PRODUCTS[row.id], looks[row.category].hue, looks[row.category].motif, size)
        for row in sheets.products()
    }


def bare(products: Mapping[str, Product]) -> dict[str, Product]:
    """Products without any photo: those that need a drawing."""
    shown = set(Photo.objects.filter(product__in=products.values()).values_list("product_id", flat=True))
    return {key: product for key, product in products.items() if product.pk not in shown}


def hang(products: Mapping[str, Product], drawn: Mapping[str, Drawing], studio: Studio) -> None:
    with transaction.atomic():
        Photo.objects.bulk_create(_photo(product, drawn[key], studio) for key, product in products.items())
        changes.tell(product_ids=[product.pk for product in products.values()], what=What.PHOTOS)


def _photo(product: Product, drawing: Drawing, studio: Studio) -> Photo:
    paths = studio.collect(drawing)
    sizes = {
        str(size): _stored(f"photos/demo-{drawing.name}-{edition()}-{size}.webp", paths[size]) for size in drawing.sizes
    }
    digest, now = hashlib.sha256(paths[drawing.size].read_bytes()).hexdigest(), clock.now()
    return Photo(
        seller_id=product.seller_id, product=product, sha256=digest,
        width=drawing.size, height=drawing.size, sizes=dict(sorted(sizes.items())), alt=f"Gambar {product.name}"[:160],
        due_at=now, done_at=now, created_at=product.created_at,
    )  # fmt: skip


def _stored(name: str, path: Path) -> str:
    if default_storage.exists(name):
        return name
    with path.open("rb") as picture:
        return default_storage.save(name, File(picture))
