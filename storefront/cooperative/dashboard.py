"""Beranda: what the sellers sold, what waits, what is owed; each figure opens the rows it sums."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sellers.accounts.access import Verb
from sellers.messages.channels import known
from storefront.cooperative import figures
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.periods import BREAKDOWNS, PERIODS, asked
from storefront.cooperative.sheets import csv_response
from storefront.cooperative.wording import headline, long_day, short_day
from storefront.orders import reports

TABLES = ("seller", "product", "category", "kabupaten")
LONGEST_TABLE = 6  # rows shown on the dashboard; the whole table has its own page


@in_office(Verb.TOTALS)
def dashboard(request: HttpRequest, office: Office) -> HttpResponse:
    wanted = asked(request)
    cards = figures.cards(office)
    report = next(card.report for card in cards if card.days == wanted.days)
    tables = {by: figures.table(office, by=by, days=wanted.days, report=report) for by in TABLES}
    owed = reports.owed(office.scope)
    return page(
        request,
        office,
        "dashboard.html",
        "dashboard",
        asked=wanted,
        cards=cards,
        report=report,
        headline=headline(report, tables["category"].rows),
        days=figures.day_by_day(office, days=wanted.days),
        short_day=short_day,
        tables=[table for table in tables.values() if table.rows],
        longest=LONGEST_TABLE,
        owed=owed[0] if owed else None,
        counts_only=not office.may(Verb.REVIEW),
        unsent=not settings.DEMO and not known.reaches_phones() and office.may(Verb.REVIEW),
    )


@in_office(Verb.TOTALS)
def table(request: HttpRequest, office: Office, by: str) -> HttpResponse:
    """One breakdown whole, on a page or as CSV."""
    if by not in BREAKDOWNS or not _may_break_down(office, by):
        raise Http404
    wanted = asked(request)
    report = reports.sales(scope=office.scope, days=wanted.days)
    shown = figures.table(office, by=by, days=wanted.days, report=report)
    if request.GET.get("format") == "csv":
        head = [str(BREAKDOWNS[by]), _("Pesanan"), _("Jumlah kemasan"), _("Penjualan"), _("Mata uang")]
        lines = [(row.label, row.orders, row.quantity, row.total.minor, row.total.currency) for row in shown.rows]
        return csv_response(f"penjualan-{by}-{wanted.days}-hari", head, lines)
    return page(
        request,
        office,
        "table.html",
        "dashboard",
        asked=wanted,
        periods=PERIODS,
        breakdowns=[(key, BREAKDOWNS[key]) for key in BREAKDOWNS if _may_break_down(office, key)],
        shown=shown,
        long_day=long_day,
        counts_only=not office.may(Verb.REVIEW),
    )


def _may_break_down(office: Office, by: str) -> bool:
    """A viewer of totals reads no name of a stall, nor of a product, which would name one."""
    return by not in ("seller", "product") or office.may(Verb.REVIEW)
