"""A year's SHU as a CSV, which can be filled in and imported again, and on paper for the members' meeting (RAT)."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from payments.money import Money
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.people.phones import show_phone
from storefront.cooperative.sheets import csv_response
from storefront.orders.csv_sheets import plain
from storefront.orders.paper import Paper
from storefront.orders.wording import rupiah
from storefront.terms.shares.groups import called
from storefront.terms.shares.models import SurplusPart, SurplusYear
from storefront.terms.shares.surplus import POTS, RESERVE, pots_of
from storefront.terms.shares.surplus_actions import divided
from storefront.terms.shares.wording import POTS as POT_WORDS
from storefront.terms.shares.wording import percent

Parts = list[tuple[SurplusPart, Money, Money]]  # with what transactions and what savings give


def file(year: SurplusYear, kind: str, zone: ZoneInfo) -> HttpResponse:
    name = f"shu-{year.cooperative.slug}-{year.year}"
    if kind == "csv":
        return _csv(name, year, zone)
    response = HttpResponse(_pdf(year), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _csv(name: str, year: SurplusYear, zone: ZoneInfo) -> HttpResponse:
    head = [_("Nama"), _("Nomor HP"), _("Transaksi"), _("Simpanan"), _("Bagian jasa usaha"), _("Bagian jasa modal"),
            _("SHU"), _("Mata uang"), _("Dibayar")]  # fmt: skip
    rows = [
        (called(part.person), show_phone(part.person.phone), plain(Money(part.transactions_minor, year.currency)),
         plain(Money(part.savings_minor, year.currency)), plain(by_sales), plain(by_savings),
         plain(by_sales + by_savings), year.currency,
         localtime(part.paid_at, zone).date().isoformat() if part.paid_at else "")
        for part, by_sales, by_savings in _parts(year)
    ]  # fmt: skip
    return csv_response(name, head, rows)


def _pdf(year: SurplusYear) -> bytes:
    paper = Paper(
        _("SHU %(year)s") % {"year": year.year}, year.cooperative.name, language=get_language() or "id",
        made_at=clock.now(), wide=True,
    )  # fmt: skip
    surplus, parts = Money(year.surplus_minor, year.currency), _parts(year)
    state = _("Sudah ditutup") if year.closed_at else _("Rancangan, belum ditutup")
    paper.facts([(_("Keadaan"), state), (_("SHU tahun ini"), rupiah(surplus))])
    pots = pots_of(surplus, year.division)
    remainder = Money(year.remainder_minor, year.currency)
    rows = [(POT_WORDS[pot], f"{percent(year.division.get(pot, 0))} %", rupiah(pots[pot])) for pot in POTS if pots[pot]]
    paper.heading(_("Pembagian"))
    paper.table(
        [_("Untuk"), _("Bagian"), _("Jumlah")], rows, align="lrr", totals=[(_("Semua"), "100 %", rupiah(surplus))]
    )
    if remainder:
        words = {"amount": rupiah(remainder), "pot": str(POT_WORDS[RESERVE]).lower()}
        paper.note(_("Sisa pembulatan %(amount)s masuk ke %(pot)s.") % words)
    paper.heading(_("Anggota"))
    head = [_("Nama"), _("Transaksi"), _("Simpanan"), _("Jasa usaha"), _("Jasa modal"), _("SHU"), _("Tanda tangan")]
    lines = [
        (called(part.person), rupiah(Money(part.transactions_minor, year.currency)),
         rupiah(Money(part.savings_minor, year.currency)), rupiah(by_sales), rupiah(by_savings),
         rupiah(by_sales + by_savings), "")
        for part, by_sales, by_savings in parts
    ]  # fmt: skip
    given = Money(sum(sales.minor + savings.minor for _part, sales, savings in parts), year.currency)
    paper.table(head, lines, align="lrrrrrl", totals=[(_("Semua"), "", "", "", "", rupiah(given), "")])
    return paper.bytes()


def _parts(year: SurplusYear) -> Parts:
    """As they were closed, else as they would be; zeros while there is nothing to divide by."""
    nothing = Money(0, year.currency)
    standing = list(year.parts.select_related("person").order_by("pk"))
    if year.closed_at:
        return [
            (part, Money(part.for_transactions_minor, year.currency), Money(part.for_savings_minor, year.currency))
            for part in standing
        ]
    try:
        division, parts = divided(year)
    except Expected:
        return [(part, nothing, nothing) for part in standing]
    return [(part, one.for_transactions, one.for_savings) for part, one in zip(parts, division.members, strict=True)]
