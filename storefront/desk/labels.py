"""Labels to print or to share: one order's, or those of all that are packed, as PDF."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse

from sellers.accounts.access import Verb
from storefront.desk import order_reading
from storefront.desk.gate import Desk, at_desk, order_stall
from storefront.desk.shell import page
from storefront.orders import labels
from storefront.orders.labels import Sheet
from storefront.orders.models import Order
from storefront.orders.queries import OrderQuerySet

MOST = 60
SHEETS = ("a6", "a4")


@at_desk(Verb.ORDERS, locate=order_stall)
def label(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """One order's, on A6."""
    return _pdf(_printable(desk).filter(code=code), "a6", f"label-{code}")


@at_desk(Verb.ORDERS)
def choosing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is packed and not yet sent, all ticked; the labels of those that stay ticked are printed."""
    return page(request, desk, "labels.html", "orders", rows=order_reading.packed(scope=desk.scope, most=MOST))


@at_desk(Verb.ORDERS)
def batch(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The labels of the orders named in the query, of as many as have one: some may have moved since the page."""
    codes = {code[:8] for code in request.GET.getlist("pesanan")[:MOST]}
    asked = request.GET.get("kertas", "")
    sheet = cast("Sheet", asked if asked in SHEETS else "a6")
    return _pdf(_printable(desk).filter(code__in=codes), sheet, "label")


def _printable(desk: Desk) -> OrderQuerySet:
    found = Order.objects.within(desk.scope).filter(seller=desk.seller, state__in=labels.STATES)
    return found.select_related("purchase", "bill", "seller", "shipment").prefetch_related("lines")


def _pdf(orders: OrderQuerySet, sheet: Sheet, name: str) -> HttpResponse:
    found = [order for order in orders.order_by("deadline_at", "pk") if labels.has_label(order)]
    if not found:
        raise Http404
    answer = HttpResponse(labels.pdf(found, sheet=sheet), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
