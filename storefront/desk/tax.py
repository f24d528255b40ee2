"""Pajak: what the stall sold this year, what was withheld of it, and what it declares. Only where PPh 22 is on."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from payments.money import Money
from payments.tax import actions, numbers, pph22, turnover
from payments.tax.models import TaxDeclaration
from sellers.accounts.access import Verb
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.kit.errors import Expected
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page, say

LONGEST = 60  # characters of a number somebody typed


@at_desk(Verb.MONEY, methods=("GET", "HEAD", "POST"))
def declaration(request: HttpRequest, desk: Desk) -> HttpResponse:
    """POST declares, or withdraws what was declared."""
    if not settings.PPH22:
        raise Http404
    if request.method != "POST":
        return _page(request, desk)
    number, stand = request.POST.get("number", "")[:LONGEST], request.POST.get("stand", "")
    try:
        row = actions.declare(
            scope=desk.scope, person=desk.person, seller_id=desk.seller.pk, number=number, stand=stand
        )
    except Expected as error:
        if error.status == 404:
            raise Http404 from error
        return _page(request, desk, error=error, number=number, stand=stand)
    if row.withdrawn_at:
        say(request, _("Dicatat. Pajak dipotong dari setiap penjualan berikutnya."))
    else:
        say(request, _("Pernyataan untuk tahun %(year)s dicatat.") % {"year": row.year})
    return redirect("desk:tax")


def _page(
    request: HttpRequest, desk: Desk, *, error: Expected | None = None, number: str = "", stand: str = ""
) -> HttpResponse:
    now, zone = clock.now(), turnover.zone_of(desk.seller.village_code)
    year = turnover.year_of(now, zone)
    said = TaxDeclaration.objects.within(desk.scope).filter(seller=desk.seller, year=year).order_by("-pk").first()
    return page(
        request,
        desk,
        "tax.html",
        "money",
        status=error.status if error else 200,
        year=year,
        counters=_counters(desk.seller, year, zone),
        rule=next((rule for rule in pph22.rules() if rule.since <= now.astimezone(zone).date()), None),
        said=said,
        shown_number=numbers.masked(said.npwp_or_nik) if said else "",
        may_declare=desk.may(Verb.BANK),
        error=error,
        number=number,
        stand=stand,
    )


def _counters(seller: Seller, year: int, zone: ZoneInfo) -> list[tuple[Money, Money]]:
    """Turnover and tax by currency, from the books: right even before the counters were begun."""
    found = [
        (currency, turnover.in_year(seller_id=seller.pk, currency=currency, year=year, zone=zone))
        for currency in turnover.currencies_of(seller_id=seller.pk)
    ]
    moved = [(currency, sums) for currency, sums in found if sums.turnover or sums.withheld]
    return [(Money(sums.turnover, currency), Money(sums.withheld, currency)) for currency, sums in moved]
