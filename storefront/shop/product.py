"""One product: photos, packs with their prices, who makes it, how it can be had, and what that costs to here."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.media.models import Photo
from catalog.media.queries import photo_url
from catalog.products import listing
from catalog.products.availability import packs
from catalog.products.making import maker_name
from catalog.products.models import Product, Variant
from catalog.products.units import compare_price
from catalog.products.windows import closed_now, ready_on, today_at
from payments.money import Money
from storefront.delivery.queries import ways_for
from storefront.orders.cash_ways import with_cash
from storefront.shop import link_pictures
from storefront.shop.region import chosen_region

_MORE = 8


@dataclass(frozen=True)
class Shown:
    """A photo in the sizes made of it."""

    alt: str
    sources: dict[str, str]


@dataclass(frozen=True)
class Pack:
    """One way to buy it; `left` whole packs can be bought now. `compare` is the price of a whole kg or litre."""

    variant: Variant
    price: Money
    left: int
    chosen: bool
    compare_unit: str
    compare: Money


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    found = listing.detail(slug)
    if found is None:
        raise Http404
    shown = packs_of(found, request.GET.get("kemasan", ""))
    here = chosen_region(request)
    chosen = next((pack for pack in shown if pack.chosen), None)
    ways = ways_for(
        seller_ids=[found.seller_id],
        village_code=here.village_code if here else "",
        weights_g={found.seller_id: chosen.variant.weight_g if chosen else 0},
    )
    photos = list(found.photos.all())
    context = {
        "product": found,
        "maker": maker_name(found),
        "packs": shown,
        "closed": closed_now(found),
        "ready_on": ready_on(lead_time_days=found.lead_time_days, today=today_at(found.seller.village_code)),
        "chosen": chosen,
        "photos": [Shown(photo.alt or found.name, _sources(photo)) for photo in photos if photo.sizes],
        "ways": with_cash(ways, {found.seller_id: found.seller})[found.seller_id],
        "here": here,
        "address": settings.BASE_URL + reverse("shop:product", args=[slug]),
        "share_image": link_pictures.address_of(found),
        "more": [
            card for card in listing.cards(seller=found.seller.slug, first=_MORE).items if card.product_id != found.pk
        ],
    }
    return render(request, "shop/product.html", context)


def packs_of(found: Product, wanted: str) -> list[Pack]:
    """Its packs by size of price; the wanted one is chosen, else the first that can be bought."""
    rows = list(found.variants.all())
    shut = closed_now(found) is not None
    left = {row.pk: 0 if shut else packs(row.pool.available, row.pack_size) for row in rows}
    chosen = next((row.pk for row in rows if str(row.pk) == wanted), None)
    chosen = chosen or next((row.pk for row in rows if left[row.pk]), rows[0].pk if rows else None)
    return [_pack(row, left[row.pk], row.pk == chosen) for row in rows]


def _pack(row: Variant, left: int, chosen: bool) -> Pack:
    unit, minor = compare_price(base=row.pool.base, pack_size=row.pack_size, price_minor=row.price_minor)
    return Pack(row, Money(row.price_minor, row.currency), left, chosen, unit, Money(minor, row.currency))


def _sources(photo: Photo) -> dict[str, str]:
    return {size: photo_url(photo, int(size)) for size in photo.sizes}
