"""The orders of a stall: the list by state, and the card of one."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.delivery.couriers import couriers
from storefront.desk import order_reading, words
from storefront.desk.gate import Desk, at_desk, order_stall
from storefront.desk.shell import page


@at_desk(Verb.ORDERS)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    counts = order_reading.counts(scope=desk.scope)
    asked = request.GET.get("saring", "")
    group = asked if asked in counts else ""
    shown = order_reading.rows(scope=desk.scope, group=group, before=request.GET.get("sebelum", ""))
    chips = [(key, label, counts[key]) for key, label, _states in words.GROUPS]
    return page(
        request, desk, "orders.html", "orders", chips=chips, group=group, shown=shown, total=sum(counts.values())
    )


@at_desk(Verb.ORDERS, locate=order_stall)
def card(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    return show(request, desk, code)


def show(
    request: HttpRequest, desk: Desk, code: str, error: Expected | None = None, given: dict[str, Any] | None = None
) -> HttpResponse:
    """The order's card; with an error, the form that made it stays open and filled."""
    view = order_reading.card(scope=desk.scope, code=code)
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
