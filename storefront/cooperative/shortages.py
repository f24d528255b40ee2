"""Orders of other shops whose goods the sellers' stock did not hold: who must count again, or cancel."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from sellers.accounts.access import Verb
from storefront.cooperative import words
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.masking import masked_name
from storefront.orders import life, short_rows
from storefront.orders.models import Order

A_PAGE = 50


@in_office(Verb.REVIEW)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    """Oldest first: the buyer has waited longest there."""
    rows = short_rows.short_orders(Order.objects.within(office.scope)).order_by("created_at", "pk")
    found = Paginator(rows.select_related("seller", "purchase"), A_PAGE).get_page(request.GET.get("halaman"))
    missing = short_rows.missing_of(found)
    return page(
        request,
        office,
        "short.html",
        "orders",
        found=found,
        short={order_id: short_rows.words(packs) for order_id, packs in missing.items()},
        states=life.STATE_WORDS,
        words=words,
        masked=masked_name,
    )
