from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.products import listing
from storefront.shop.region import chosen_region
from storefront.shop.stalls import sellers_near

_SHOWN, _FRESH_AT_LEAST, _FRESH_AT_MOST, _SELLERS = 24, 3, 8, 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    here = chosen_region(request)
    page = listing.cards(near=here.regency_code if here else None, first=_SHOWN)
    fresh = [card for card in page.items if card.perishable and card.lead_time_days == 0 and card.packs]
    fresh = fresh[:_FRESH_AT_MOST] if len(fresh) >= _FRESH_AT_LEAST else []
    context = {
        "here": here,
        "categories": listing.categories(),
        "fresh": fresh,
        "others": [card for card in page.items if card not in fresh],
        "more": page.next_cursor is not None,
        "sellers": sellers_near(here.regency_code if here else "")[:_SELLERS],
    }
    return render(request, "shop/home.html", context)
