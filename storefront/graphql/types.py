"""The shapes of the public API. Thin: each reads a row or a frozen value, and decides nothing."""

from collections.abc import Sequence
from typing import Any

import graphene
from django.conf import settings

from catalog.media.queries import photo_url
from catalog.products.availability import packs
from catalog.products.listing import Card
from catalog.products.models import Product as ProductRow
from catalog.products.models import Variant as VariantRow
from catalog.products.windows import closed_now
from payments.money import Money as Amount
from sellers.accounts.models import Seller as SellerRow
from sellers.regions.places import names
from storefront.orders.weighing import Bound, bound_of, least


def absolute(path: str) -> str:
    return path if path.startswith("http") or not path else settings.BASE_URL + path


class Money(graphene.ObjectType):
    """Whole minor units and an ISO 4217 currency; IDR has no minor unit here, so 25000 is Rp25.000."""

    minor = graphene.BigInt(required=True)
    currency = graphene.String(required=True)

    @staticmethod
    def of(minor: int, currency: str) -> dict[str, Any]:
        return {"minor": minor, "currency": currency}


class Weighed(graphene.ObjectType):
    """Goods the packer puts on the scale: what weighs less costs less, what weighs more costs no more.

    Of a variant it speaks of one pack, of a line of all its packs together.
    """

    percent = graphene.Int(required=True, description="By how much the weight may differ, either way.")
    nominal_g = graphene.BigInt(required=True)
    least_g = graphene.BigInt(required=True)
    most_g = graphene.BigInt(required=True)
    least = graphene.Field(Money, required=True, description="What it costs at the lightest.")
    most = graphene.Field(Money, required=True, description="The most it can cost: the price that is agreed to.")

    @staticmethod
    def of(bound: Bound, price: Amount) -> dict[str, Any]:
        return {
            "percent": bound.percent,
            "nominal_g": bound.nominal_g,
            "least_g": bound.least_g,
            "most_g": bound.most_g,
            "least": Money.of(least(price, percent=bound.percent).minor, price.currency),
            "most": Money.of(price.minor, price.currency),
        }


class Category(graphene.ObjectType):
    slug = graphene.String(required=True)
    name_id = graphene.String(required=True)
    name_en = graphene.String(required=True)


class Photo(graphene.ObjectType):
    url = graphene.String(required=True)
    size = graphene.Int(required=True)
    alt = graphene.String(required=True)


class Seller(graphene.ObjectType):
    """A stall that buyers may see."""

    id = graphene.ID(required=True)
    slug = graphene.String(required=True)
    name = graphene.String(required=True)
    village_code = graphene.String(required=True)
    village = graphene.String(required=True)
    story = graphene.String(required=True)
    nib = graphene.String(required=True)
    pirt = graphene.String(required=True)
    halal_certificate = graphene.String(required=True)

    @staticmethod
    def resolve_village(row: SellerRow, _info: graphene.ResolveInfo) -> str:
        return names(row.village_code)


class ProductSeller(graphene.ObjectType):
    id = graphene.ID(required=True)
    slug = graphene.String(required=True)
    name = graphene.String(required=True)
    village_code = graphene.String(required=True)


class ProductCard(graphene.ObjectType):
    """One product in a list, priced by its cheapest pack."""

    id = graphene.ID(required=True)
    slug = graphene.String(required=True)
    name = graphene.String(required=True)
    name_en = graphene.String(required=True)
    category = graphene.Field(Category, required=True)
    seller = graphene.Field(ProductSeller, required=True)
    variant_id = graphene.ID(required=True)
    label = graphene.String(required=True)
    unit = graphene.String(required=True)
    price = graphene.Field(Money, required=True)
    available_packs = graphene.BigInt(required=True)
    photo_url = graphene.String(required=True)

    @staticmethod
    def of(card: Card) -> dict[str, Any]:
        category = {
            "slug": card.category_slug, "name_id": card.category_name, "name_en": card.category_name_en
        }  # fmt: skip
        seller = {
            "id": card.seller_id, "slug": card.seller_slug, "name": card.seller_name, "village_code": card.village_code
        }  # fmt: skip
        return {
            "id": card.product_id,
            "slug": card.slug,
            "name": card.name,
            "name_en": card.name_en,
            "category": category,
            "seller": seller,
            "variant_id": card.variant_id,
            "label": card.label,
            "unit": card.unit,
            "price": Money.of(card.price_minor, card.currency),
            "available_packs": card.packs,
            "photo_url": absolute(card.photo_url),
        }


class ProductPage(graphene.ObjectType):
    nodes = graphene.List(graphene.NonNull(ProductCard), required=True)
    end_cursor = graphene.String()
    total = graphene.Int(required=True)


class SellerPage(graphene.ObjectType):
    nodes = graphene.List(graphene.NonNull(Seller), required=True)
    end_cursor = graphene.String()


class Variant(graphene.ObjectType):
    """One pack that can be bought."""

    id = graphene.ID(required=True)
    label = graphene.String(required=True)
    unit = graphene.String(required=True)
    price = graphene.Field(Money, required=True)
    weight_g = graphene.Int(required=True)
    available_packs = graphene.BigInt(required=True)
    version = graphene.Int(required=True)
    weighed = graphene.Field(Weighed, description="Null for what is sold as it stands.")

    @staticmethod
    def resolve_weighed(row: VariantRow, _info: graphene.ResolveInfo) -> dict[str, Any] | None:
        bound = bound_of(row)
        return Weighed.of(bound, Amount(row.price_minor, row.currency)) if bound else None

    @staticmethod
    def resolve_price(row: VariantRow, _info: graphene.ResolveInfo) -> dict[str, Any]:
        return Money.of(row.price_minor, row.currency)

    @staticmethod
    def resolve_available_packs(row: VariantRow, _info: graphene.ResolveInfo) -> int:
        return 0 if closed_now(row.product) else packs(row.pool.available, row.pack_size)


class Product(graphene.ObjectType):
    id = graphene.ID(required=True)
    slug = graphene.String(required=True)
    name = graphene.String(required=True)
    name_en = graphene.String(required=True)
    description = graphene.String(required=True)
    halal = graphene.String(required=True)
    state = graphene.String(required=True)
    lead_time_days = graphene.Int(required=True)
    weighed_percent = graphene.Int(
        description="By how many percent what is packed may weigh less or more; null for what is sold as it stands."
    )
    url = graphene.String(required=True)
    category = graphene.Field(Category, required=True)
    seller = graphene.Field(Seller, required=True)
    variants = graphene.List(graphene.NonNull(Variant), required=True)
    photos = graphene.List(graphene.NonNull(Photo), required=True)

    @staticmethod
    def resolve_url(row: ProductRow, _info: graphene.ResolveInfo) -> str:
        return absolute(f"/produk/{row.slug}/")

    @staticmethod
    def resolve_variants(row: ProductRow, _info: graphene.ResolveInfo) -> Sequence[VariantRow]:
        return list(row.variants.all())

    @staticmethod
    def resolve_photos(row: ProductRow, _info: graphene.ResolveInfo) -> list[dict[str, Any]]:
        return [
            {"url": absolute(photo_url(photo, int(size))), "size": int(size), "alt": photo.alt or row.name}
            for photo in row.photos.all()
            for size in photo.sizes
        ]
