"""Hari ini: three numbers, and the deeds that wait, each one tap from done."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from sellers.accounts.access import Verb
from storefront.desk import order_reading, product_reading
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page


@at_desk()
def today(request: HttpRequest, desk: Desk) -> HttpResponse:
    may_sell, may_list = desk.may(Verb.ORDERS), desk.may(Verb.PRODUCTS)
    counts = order_reading.counts(scope=desk.scope) if may_sell else {}
    short = product_reading.short(scope=desk.scope) if may_list else ()
    return page(
        request,
        desk,
        "today.html",
        "today",
        to_pack=counts.get("siapkan", 0),
        waiting=counts.get("bayar", 0),
        short=short,
        deeds=order_reading.deeds(scope=desk.scope) if may_sell else (),
        has_goods=may_list and product_reading.any_goods(scope=desk.scope),
        share_link=_share(desk),
    )


def _share(desk: Desk) -> str:
    link = f"{settings.BASE_URL}{reverse('shop:seller', args=[desk.seller.slug])}"
    return "https://wa.me/?" + urlencode({"text": f"{desk.seller.name}\n{link}"})
