"""Which pages of the desk a phone may keep for reading without a link, and how it tells a copy that is old.

A kept page carries whose it is (X-Desk: person-stall) and a mark of what it shows (X-Desk-Mark). The service worker
keeps exactly the answers that carry a mark, in a cache of that person and stall, until sign-out. So a page of money,
of bank details or of people is never kept: it is not in KEPT.
"""

import hashlib
from typing import Any

from django.db.models import Count, Max, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from catalog.products.models import Pool, Product, Variant
from sellers.accounts.access import Verb
from sellers.kit import clock
from sellers.regions import places
from storefront.desk.gate import Desk
from storefront.desk.shell_files import version
from storefront.orders import life_table
from storefront.orders.models import Order

KEPT = {
    "desk:today": "all",
    "desk:orders": "orders",
    "desk:order": "order",
    "desk:products": "goods",
    "desk:product": "goods",
    "desk:product_new": "form",
    "desk:prices": "goods",
    "desk:outbox": "form",
}
FETCHED = ("outbox", "today", "orders", "product_new", "prices", "products")  # without being visited
MOST_ORDERS = 30


def sign(response: HttpResponse, request: HttpRequest, desk: Desk, context: dict[str, Any]) -> None:
    """Say whose page this is and, where the phone may keep it, what it shows."""
    response["X-Desk"] = whose(desk)
    response["X-Desk-Stalls"] = " ".join(str(stall.pk) for stall in desk.stalls)  # pages kept of any other go
    name = request.resolver_match.view_name if request.resolver_match else ""
    if request.method != "GET" or response.status_code != 200 or name not in KEPT:
        return
    if name != "desk:order":
        response["X-Desk-Mark"] = _marks(desk)[KEPT[name]]
    elif (card := context["order"]).buyer is not None:  # closed: a buyer's address does not stay on a phone
        found = Order.objects.within(desk.scope).filter(code=card.row.code)
        response["X-Desk-Mark"] = _order_marks(found)[card.row.code]


def whose(desk: Desk) -> str:
    return f"{desk.person.pk}-{desk.seller.pk}"


def pages(desk: Desk) -> list[tuple[str, str]]:
    """Address and mark of each page worth having without a link, the most needed first."""
    may = {"orders": desk.may(Verb.ORDERS), "products": desk.may(Verb.PRODUCTS)}
    needs = {"orders": "orders", "products": "products", "product_new": "products", "prices": "products"}
    marks = _marks(desk)
    listed = [
        (reverse(f"desk:{name}"), marks[KEPT[f"desk:{name}"]]) for name in FETCHED if may.get(needs.get(name, ""), True)
    ]
    if may["orders"]:
        opened = Order.objects.within(desk.scope).filter(state__in=life_table.OPEN).order_by("-pk")[:MOST_ORDERS]
        known = Order.objects.within(desk.scope).filter(pk__in=[order.pk for order in opened])
        listed += [(reverse("desk:order", args=[code]), mark) for code, mark in _order_marks(known).items()]
    return listed


def _marks(desk: Desk) -> dict[str, str]:
    orders = Order.objects.within(desk.scope).aggregate(Max("events__pk"), Max("cancellation_requests__pk"))
    packs = Variant.objects.within(desk.scope).aggregate(Sum("version"), Count("pk"), Max("pk"))
    goods = Product.objects.within(desk.scope).aggregate(Max("changes__at"), Sum("changes__number"))
    stock = Pool.objects.within(desk.scope).aggregate(Sum("available"), Max("updated_at"))
    today = clock.now().astimezone(places.zone_of(desk.seller.village_code)).date()
    sold, listed = list(orders.values()), [*packs.values(), *goods.values(), *stock.values()]
    return {
        "all": _digest(today, desk.seller.state, sold, listed),
        "orders": _digest(today, sold),
        "goods": _digest(desk.seller.state, listed),
        "form": _digest(desk.seller.state),
    }


def _order_marks(found: Any) -> dict[str, str]:
    rows = found.order_by("-pk").annotate(step=Max("events__pk"), wish=Max("cancellation_requests__pk"))
    return {code: _digest(*told) for code, *told in rows.values_list("code", "state", "step", "wish", "bill__state")}


def _digest(*shown: Any) -> str:
    return hashlib.sha256(repr((version(), *shown)).encode()).hexdigest()[:16]
