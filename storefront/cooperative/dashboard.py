"""Beranda: what the sellers sold, what waits, what is owed; each figure opens the rows it sums."""


from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from payments.charges.actions import waiting_transfers
from sellers.accounts.access import Verb
from sellers.accounts.models import Seller
from storefront.cooperative import charts
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.periods import BREAKDOWNS, PERIODS, Asked, asked
from storefront.cooperative.sheets import csv_response
from storefront.cooperative.wording import headline, short_day
from storefront.orders import reports

TABLES = ("seller", "product", "category", "kabupaten")
LONGEST_TABLE = 8  # rows shown on the dashboard; the whole table has its own page


@in_office(Verb.TOTALS)
def dashboard(request: HttpRequest, office: Office) -> HttpResponse:
    wanted = asked(request)
    report = reports.sales(scope=office.scope, days=wanted.days)
    days = reports.by_day(scope=office.scope, days=wanted.days)
    tables = [_table(office, wanted, by) for by in TABLES]
    return page(
        request,
        office,
        "dashboard.html",
        "dashboard",
        asked=wanted,
        periods=PERIODS,
        report=report,
        headline=headline(report, tables[2]["rows"], wanted.days),
        chart=charts.bars([(short_day(row.key), short_day(row.key), row.total.minor) for row in days]),
        days=days,
        tables=[table for table in tables if table["rows"]],
        **_standing(office),
    )


@in_office(Verb.TOTALS)
def table(request: HttpRequest, office: Office, by: str) -> HttpResponse:
    """One breakdown whole, on a page or as CSV."""
    if by not in BREAKDOWNS:
        raise Http404
    wanted = asked(request)
    shown = _table(office, wanted, by)
    if request.GET.get("format") == "csv":
        head = [BREAKDOWNS[by], _("Pesanan"), _("Jumlah kemasan"), _("Penjualan"), _("Mata uang")]
        lines = [(row.label, row.orders, row.quantity, row.total.minor, row.total.currency) for row in shown["rows"]]
        return csv_response(f"penjualan-{by}-{wanted.days}-hari", [str(name) for name in head], lines)
    report = reports.sales(scope=office.scope, days=wanted.days)
    return page(
        request, office, "table.html", "dashboard", asked=wanted, periods=PERIODS, shown=shown, report=report
    )


def _table(office: Office, wanted: Asked, by: str) -> dict[str, object]:
    rows = reports.sales_by(scope=office.scope, days=wanted.days, by=by)
    return {
        "by": by,
        "title": BREAKDOWNS[by],
        "rows": rows,
        "lengths": charts.shares([row.total.minor for row in rows]),
        "longest": LONGEST_TABLE,
    }


def _standing(office: Office) -> dict[str, object]:
    """What waits now, whatever the period; a viewer of totals sees none of it."""
    if not office.may(Verb.REVIEW):
        return {"owed": None}
    (owed,) = reports.owed(office.scope)
    return {
        "owed": owed,
        "late": reports.waiting_too_long(office.scope).count(),
        "transfers": waiting_transfers(office.scope).count(),
        "pending": Seller.objects.within(office.scope).filter(state=Seller.State.PENDING).count(),
    }


