"""Pajak: what was collected for each seller and withheld of it, month by month, for the report to the tax office."""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from payments.money import Money
from payments.tax import numbers, report
from payments.tax.models import TaxDeclaration
from sellers.accounts.access import Verb
from sellers.kit import clock
from sellers.regions import places
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.sheets import csv_response
from storefront.orders.csv_sheets import plain

YEARS = 5  # to choose from


@in_office(Verb.REVIEW)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    if not settings.PPH22:
        raise Http404
    this = clock.now().astimezone(office.zone).year
    years = [this - back for back in range(YEARS)]
    year = next((one for one in years if str(one) == request.GET.get("tahun")), this)
    rows = report.months(scope=office.scope, cooperative_id=office.cooperative.pk, year=year, zone=office.zone)
    if request.GET.get("format") == "csv":
        whole = request.GET.get("lengkap") == "1"
        if whole and not office.may(Verb.PAYOUTS):
            raise Http404
        return _csv(office, year, rows, whole=whole)
    return page(
        request,
        office,
        "tax.html",
        "money",
        year=year,
        years=years,
        sellers=_by_seller(rows),
        totals=[
            (_sum(rows, "gross", currency), _sum(rows, "withheld", currency))
            for currency in sorted({row.gross.currency for row in rows})
        ],
        masked=numbers.masked,
        words=_stand,
    )


def _by_seller(rows: list[report.Month]) -> list[tuple[report.Month, Money, Money]]:
    """One row a seller and currency: any of its months (for the name and declaration), gross, withheld."""
    groups: dict[tuple[int, str], list[report.Month]] = {}
    for row in rows:
        groups.setdefault((row.seller.pk, row.gross.currency), []).append(row)
    return [
        (mine[0], _sum(mine, "gross", currency), _sum(mine, "withheld", currency))
        for (_seller, currency), mine in groups.items()
    ]


def _sum(rows: list[report.Month], part: str, currency: str) -> Money:
    return Money(sum(getattr(row, part).minor for row in rows if row.gross.currency == currency), currency)


def _stand(said: TaxDeclaration | None) -> str:
    """What the seller declared, in a word."""
    if said is None:
        return _("Belum ada")
    return _("Dicabut, atau lewat batas") if said.withdrawn_at else _("Di bawah batas")


def _csv(office: Office, year: int, rows: list[report.Month], *, whole: bool) -> HttpResponse:
    head = [_("Bulan"), _("Lapak"), _("NPWP atau NIK"), _("Alamat"), _("Omzet kotor"), _("PPh 22 dipungut"),
            _("Mata uang"), _("Surat pernyataan"), _("Tanggal pernyataan")]  # fmt: skip

    def lines() -> Iterator[tuple[object, ...]]:
        for row in rows:
            said, number = row.declaration, row.declaration.npwp_or_nik if row.declaration else ""
            address = ", ".join(filter(None, [row.seller.address, places.names(row.seller.village_code)]))
            day = said.declared_at.astimezone(office.zone).date().isoformat() if said else ""
            yield (
                f"{row.month:%Y-%m}", row.seller.name, _as_text(number) if whole else numbers.masked(number), address,
                plain(row.gross), plain(row.withheld), row.gross.currency, _stand(said), day,
            )  # fmt: skip

    return csv_response(f"pph22-{office.cooperative.slug}-{year}", head, lines())


def _as_text(number: str) -> str:
    """With a mark in front, so that a spreadsheet neither rounds sixteen digits nor drops a leading zero."""
    return f"'{number}" if number else ""
