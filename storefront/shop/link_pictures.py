"""The pictures beside links to products and stalls, for whoever previews them: WhatsApp, Facebook, a search engine."""

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.products import listing
from catalog.products.models import Product
from sellers.kit.errors import Expected
from storefront.shop.stalls import seller_of
from storefront.stalls import cards, link_cards
from storefront.stalls.cards import Card

A_DAY = "public, max-age=86400"


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    found = listing.detail(slug)
    if found is None:
        raise Http404
    return _answer(request, lambda: card_of(found))


@require_safe
def seller(request: HttpRequest, slug: str) -> HttpResponse:
    found = seller_of(slug)
    if found is None:
        raise Http404
    return _answer(request, lambda: cards.of_stall(found, link_cards.newest_photo(found)))


def card_of(found: Product) -> Card:
    return cards.of_product(found, next(iter(found.photos.all()), None))


def address_of(found: Product) -> str:
    """Absolute, and another one when what stands on it changed."""
    path = reverse("shop:product_picture", args=[found.slug])
    return f"{settings.BASE_URL}{path}?v={link_cards.version(card_of(found))}"


def _answer(request: HttpRequest, card: Callable[[], Card]) -> HttpResponse:
    try:
        content = link_cards.picture(card(), address=get_adapter().get_client_ip(request))
    except Expected as error:
        return HttpResponse(error.sentence, status=error.status, content_type="text/plain; charset=utf-8")
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": A_DAY})
