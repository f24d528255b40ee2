"""Utang & piutang: what is owed to whom, as the books say it, and the movements behind each figure."""

from django.core.paginator import Paginator
from django.db.models import Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from payments.ledger import accounts
from payments.ledger.models import Posting
from sellers.accounts.access import Verb
from sellers.accounts.models import Seller
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.sheets import csv_response
from storefront.orders import reports
from storefront.orders.posting_words import POSTING_WORDS
from storefront.orders.reports import OwedReport

A_PAGE = 50


@in_office(Verb.REVIEW)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    owed = _owed(office)
    if request.GET.get("format") == "csv":
        head = [_("Lapak"), _("Koperasi berutang"), _("Lapak berutang"), _("Mata uang")]
        lines = [(row.name, max(row.owed.minor, 0), max(-row.owed.minor, 0), row.owed.currency) for row in owed.rows]
        return csv_response("utang-piutang", head, lines)
    members = dict(Seller.objects.within(office.scope).values_list("pk", "slug"))
    return page(request, office, "owed.html", "money", owed=owed, slugs=members)


@in_office(Verb.REVIEW)
def movements(request: HttpRequest, office: Office, slug: str) -> HttpResponse:
    """Every movement between one stall and the cooperative, the newest first; they sum to what is owed."""
    seller = Seller.objects.within(office.scope).filter(slug=slug).first()
    if seller is None:
        raise Http404
    currency = office.cooperative.currency
    path = accounts.seller(seller.pk, office.cooperative.pk, currency).path
    rows = Posting.objects.within(office.scope).filter(Q(source__path=path) | Q(target__path=path))
    rows = rows.select_related("source").order_by("-at", "-pk")
    if request.GET.get("format") == "csv":
        head = [_("Waktu"), _("Untuk apa"), _("Kode"), _("Jumlah"), _("Mata uang")]
        lines = (
            (localtime(row.at, office.zone).strftime("%Y-%m-%d %H:%M"), str(POSTING_WORDS.get(row.kind, row.kind)),
             row.ref, row.amount_minor if row.source.path == path else -row.amount_minor, row.currency)
            for row in rows
        )  # fmt: skip
        return csv_response(f"buku-{seller.slug}", head, lines)
    sums = rows.aggregate(
        owed=Sum("amount_minor", filter=Q(source__path=path)), paid=Sum("amount_minor", filter=Q(target__path=path))
    )
    return page(
        request,
        office,
        "movements.html",
        "money",
        seller=seller,
        found=Paginator(rows, A_PAGE).get_page(request.GET.get("halaman")),
        balance=(sums["owed"] or 0) - (sums["paid"] or 0),
        path=path,
        posting_words=POSTING_WORDS,
        currency=currency,
    )


def _owed(office: Office) -> OwedReport:
    return next(iter(reports.owed(office.scope)))
