"""The orders behind a figure, those that wait too long, and one order whole; buyers are masked."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from sellers.accounts.access import Verb
from sellers.kit import clock
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.masking import masked_name
from storefront.cooperative.periods import BREAKDOWNS, PERIODS, asked
from storefront.cooperative.sheets import csv_response
from storefront.orders import reports
from storefront.orders.life_table import STATE_WORDS
from storefront.orders.models import Order

A_PAGE = 50


@in_office(Verb.REVIEW)
def behind(request: HttpRequest, office: Office) -> HttpResponse:
    """The very orders a figure sums, newest first."""
    wanted = asked(request)
    rows = reports.orders_behind(
        scope=office.scope, days=wanted.days, by=wanted.by, key=wanted.key, previous=wanted.previous
    )
    if request.GET.get("format") == "csv":
        return _csv(office, list(rows), f"pesanan-{wanted.days}-hari")
    total = sum(rows.values_list("figure_minor", flat=True))
    row = _row(office, wanted.days, wanted.by, wanted.key)
    return page(
        request,
        office,
        "orders.html",
        "orders",
        asked=wanted,
        periods=PERIODS,
        breakdown=BREAKDOWNS.get(wanted.by),
        row=row,
        found=Paginator(rows, A_PAGE).get_page(request.GET.get("halaman")),
        total=total,
        states=STATE_WORDS,
        currency=office.cooperative.currency,
        masked=masked_name,
    )


@in_office(Verb.REVIEW)
def waiting(request: HttpRequest, office: Office) -> HttpResponse:
    """Sold orders that their sellers did not accept or send in time, the longest first."""
    rows = list(reports.waiting_too_long(office.scope)[:200])
    if request.GET.get("format") == "csv":
        return _csv(office, rows, "pesanan-terlambat")
    return page(
        request, office, "waiting.html", "waiting", rows=rows, states=STATE_WORDS, now=clock.now(), masked=masked_name
    )


@in_office(Verb.REVIEW)
def order(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    found = (
        Order.objects.within(office.scope)
        .filter(code=code.upper())
        .exclude(state=Order.State.PLACING)
        .select_related("seller", "purchase", "bill", "shipment")
        .prefetch_related("lines", "events__person")
        .first()
    )
    if found is None:
        raise Http404
    events = sorted(found.events.all(), key=lambda event: (event.at, event.pk))
    return page(
        request, office, "order.html", "orders", order=found, events=events, states=STATE_WORDS, masked=masked_name
    )


def _row(office: Office, days: int, by: str, key: str) -> reports.Row | None:
    if not by:
        return None
    rows = reports.sales_by(scope=office.scope, days=days, by=by)
    return next((row for row in rows if row.key == key), None)


def _csv(office: Office, rows: list[Order], name: str) -> HttpResponse:
    head = [_("No. Pesanan"), _("Tanggal"), _("Lapak"), _("Pembeli"), _("Keadaan"), _("Barang"), _("Ongkir"),
            _("Komisi"), _("Mata uang")]  # fmt: skip
    lines = (
        (
            row.code,
            localtime(row.sold_at or row.created_at, office.zone).strftime("%Y-%m-%d %H:%M"),
            row.seller.name,
            masked_name(row.purchase.buyer_name),
            STATE_WORDS.get(row.state, row.state),
            row.goods_minor,
            row.delivery_minor,
            row.commission_minor,
            row.currency,
        )
        for row in rows
    )
    return csv_response(name, head, lines)
