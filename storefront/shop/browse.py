"""Lists of goods: of a category, of a search, of a stall."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.products import cursors, listing
from catalog.products.windows import away_now
from catalog.search import find
from storefront.shop.region import chosen_region
from storefront.shop.stalls import seller_of, sellers_named
from storefront.stalls.opening_hours import open_now

_LONGEST_QUERY = 80


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    categories = listing.categories()
    current = next((row for row in categories if row.slug == slug), None)
    if current is None:
        raise Http404
    page = _page(request, category=slug)
    context = {"categories": categories, "category": current, "page": page, "sorts": _sorts(request)}
    return render(request, "shop/category.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    text = " ".join(request.GET.get("q", "")[:_LONGEST_QUERY].split())
    ids = find(text=text) if text else None
    context = {
        "query": text,
        "page": _page(request, ids=ids),
        "sellers": sellers_named(text) if text else (),
        "categories": listing.categories(),
        "sorts": _sorts(request),
    }
    return render(request, "shop/search.html", context)


@require_safe
def seller(request: HttpRequest, slug: str) -> HttpResponse:
    stall = seller_of(slug)
    if stall is None:
        raise Http404
    context = {"seller": stall, "page": _page(request, seller=slug), "open_now": open_now(stall)}
    context["away"] = away_now(stall)
    here = {"address": reverse("shop:seller", args=[slug]), "share_image": reverse("shop:seller_picture", args=[slug])}
    context |= {name: settings.BASE_URL + path for name, path in here.items()}
    return render(request, "shop/seller.html", context)


def _page(
    request: HttpRequest, *, category: str | None = None, seller: str | None = None, ids: list[int] | None = None
) -> listing.CardPage:
    here = chosen_region(request)
    near = here.regency_code if here and seller is None and ids is None else None
    after = request.GET.get("sesudah") or None
    sort = request.GET.get("urut", "newest")
    try:
        return listing.cards(category=category, seller=seller, ids=ids, near=near, sort=sort, after=after)
    except cursors.BadCursor:  # a page number of another list, or typed by hand: begin again
        return listing.cards(category=category, seller=seller, ids=ids, near=near, sort=sort)


def _sorts(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """The ways to sort: value, word, whether it is the present one."""
    words = {"newest": _("Terbaru"), "price_low": _("Termurah"), "price_high": _("Termahal")}
    present = request.GET.get("urut", "newest")
    present = present if present in words else "newest"
    return [(value, word, value == present) for value, word in words.items()]
