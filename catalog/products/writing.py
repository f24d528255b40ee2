"""Writes a checked draft as rows. Called by actions, inside their transaction."""

import secrets
from typing import Any

from django.db import IntegrityError, transaction

from catalog.media.models import Photo
from catalog.products import drafting
from catalog.products.drafting import Draft, Pack
from catalog.products.models import Pool, Product, Variant
from catalog.products.naming import clean_name, clean_text, free_slug
from sellers.accounts.models import Seller


def create(seller: Seller, draft: Draft, client_key: str | None) -> tuple[Product, dict[str, Any]]:
    """The product with its pool, its first pack and its photos, and what the audit should say of it."""
    category = drafting.category(draft.category)
    pack = drafting.pack(
        unit=draft.unit, content=draft.content, label=draft.label, weight_g=draft.weight_g,
        price_minor=draft.price_minor, currency=draft.currency, category=category,
    )  # fmt: skip
    available = drafting.first_stock(draft, pack.pack_size)
    product = save_with_free_slug(
        Product(
            seller=seller,
            category=category,
            name=clean_name(draft.name),
            name_en=clean_text(draft.name_en, field="name_en", longest=120),
            description=clean_text(draft.description, field="description"),
            state=Product.State.PUBLISHED if draft.publish else Product.State.DRAFT,
            halal=drafting.halal(draft.halal, category),
            lead_time_days=drafting.lead_time(draft.lead_time_days),
            perishable=draft.perishable,
            maker=clean_text(draft.maker, field="maker", longest=120),
            client_key=client_key,
        )
    )
    pool = Pool.objects.create(seller=seller, base=pack.base, available=available)
    write_pack(product, pool, pack, position=0)
    _attach_photos(product, draft.photo_ids)
    after = {"name": product.name, "price_minor": pack.price_minor, "available": available, "state": product.state}
    return product, after


def write_pack(product: Product, pool: Pool, pack: Pack, *, position: int) -> Variant:
    return Variant.objects.create(
        product=product,
        pool=pool,
        label=pack.label,
        unit=pack.unit,
        pack_size=pack.pack_size,
        weight_g=pack.weight_g,
        price_minor=pack.price_minor,
        currency=pack.currency,
        position=position,
    )


def save_with_free_slug(product: Product) -> Product:
    for _attempt in range(3):
        product.slug = free_slug(product.name, taken=lambda slug: Product.objects.filter(slug=slug).exists())
        try:
            with transaction.atomic():
                product.save(force_insert=True)
        except IntegrityError:
            continue  # another seller took the same address at the same moment
        return product
    product.slug = f"{product.slug}-{secrets.token_hex(4)}"
    product.save(force_insert=True)
    return product


def _attach_photos(product: Product, photo_ids: tuple[int, ...]) -> None:
    """Photos received before the product was; those of another stall, or of another product, are left alone."""
    for position, photo_id in enumerate(photo_ids):
        waiting = Photo.objects.filter(pk=photo_id, seller_id=product.seller_id, product__isnull=True)
        waiting.update(product=product, position=position)
