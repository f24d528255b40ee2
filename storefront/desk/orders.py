"""The orders of a stall: the list by state, and the card of one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from sellers.regions import places
from storefront.delivery.couriers import couriers
from storefront.desk import order_card, order_reading, words
from storefront.desk.gate import Desk, at_desk, order_stall
from storefront.desk.shell import page
from storefront.orders import order_sheet
from storefront.orders.csv_sheets import csv_text
from storefront.orders.models import Order


@at_desk(Verb.ORDERS)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    counts = order_reading.counts(scope=desk.scope)
    if request.GET.get("format") == "csv":
        return _csv(desk)
    asked = request.GET.get("saring", "")
    group = asked if asked in counts else ""
    shown = order_reading.rows(scope=desk.scope, group=group, before=request.GET.get("sebelum", ""))
    chips = [(key, label, counts[key]) for key, label, _states in words.GROUPS]
    return page(
        request, desk, "orders.html", "orders", chips=chips, group=group, shown=shown, total=sum(counts.values())
    )


def _csv(desk: Desk) -> HttpResponse:
    """The stall's orders, newest first, each with its sums after refunds; no buyer's particulars."""
    zone = places.zone_of(desk.seller.village_code)
    head = [_("No. Pesanan"), _("Tanggal"), _("Keadaan"), *order_sheet.head(), _("Mata uang")]
    rows = (
        (
            order.code,
            (order.sold_at or order.created_at).astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            str(words.STATES[order.state]),
            *order_sheet.amounts(order),
            order.currency,
        )
        for order in Order.objects.within(desk.scope).exclude(state=Order.State.PLACING).order_by("-pk")
    )
    response = HttpResponse(csv_text(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="pesanan-{desk.seller.slug}.csv"'
    return response


@at_desk(Verb.ORDERS, locate=order_stall)
def card(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    return show(request, desk, code)


def show(
    request: HttpRequest, desk: Desk, code: str, error: Expected | None = None, given: dict[str, Any] | None = None
) -> HttpResponse:
    """The order's card; with an error, the form that made it stays open and filled."""
    view = order_card.card(scope=desk.scope, code=code)
    return page(
        request,
        desk,
        "order.html",
        "orders",
        order=view,
        courier_choices=[(known.code, known.name) for known in couriers().values()],
        error=error,
        given={"courier": "", "tracking_number": "", "reason": ""} | (given or {}),
        status=error.status if error else 200,
    )
