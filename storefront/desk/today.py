"""Hari ini: three numbers, and the deeds that wait, each one tap from done."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from sellers.accounts.access import Verb
from sellers.onboarding import openings
from sellers.onboarding.checklist import Weight, left
from storefront.desk import best_before, order_reading, product_reading
from storefront.desk.gate import Desk, at_desk
from storefront.desk.helping import requests_for
from storefront.desk.invitations import invited
from storefront.desk.shell import page
from storefront.stalls.facts import own_checklist


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
        keeping=best_before.rows(desk) if may_list else [],
        deeds=order_reading.deeds(scope=desk.scope) if may_sell else (),
        has_goods=may_list and product_reading.any_goods(scope=desk.scope),
        share_link=_share(desk),
        todo=_todo(desk),
        draft=openings.left_off(desk.person),
        asked=requests_for(desk),
        invited=invited(desk.person),
    )


def _todo(desk: Desk) -> int:
    """How many lines of the checklist wait; of a stall that was approved, those it must have."""
    if not desk.may(Verb.STALL):
        return 0
    items = own_checklist(desk.seller)
    if desk.seller.state == desk.seller.State.APPROVED:
        items = tuple(item for item in items if item.weight is Weight.MUST)
    return left(items)


def _share(desk: Desk) -> str:
    link = f"{settings.BASE_URL}{reverse('shop:seller', args=[desk.seller.slug])}"
    return "https://wa.me/?" + urlencode({"text": f"{desk.seller.name}\n{link}"})
