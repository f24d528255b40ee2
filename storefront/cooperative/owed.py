"""Utang & piutang: what is owed to whom, as the books say it, and the movements behind each figure."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from payments.ledger import accounts
from payments.ledger.models import Posting
from sellers.accounts.access import Verb
from sellers.accounts.models import Seller
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.masking import masked_name
from storefront.cooperative.sheets import csv_response
from storefront.cooperative.words import POSTING_WORDS
from storefront.orders import reports

MOST = 500


@in_office(Verb.REVIEW)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    (owed,) = reports.owed(office.scope)
    if request.GET.get("format") == "csv":
        head = [_("Lapak"), _("Koperasi berutang"), _("Lapak berutang"), _("Mata uang")]
        lines = [
            (row.name, max(row.owed.minor, 0), max(-row.owed.minor, 0), row.owed.currency) for row in owed.rows
        ]
        return csv_response("utang-piutang", head, lines)
    return page(request, office, "owed.html", "owed", owed=owed, refunds=owed.refunds[:MOST], masked=masked_name)


@in_office(Verb.REVIEW)
def movements(request: HttpRequest, office: Office, slug: str) -> HttpResponse:
    """Every movement between one stall and the cooperative, the newest first."""
    seller = Seller.objects.within(office.scope).filter(slug=slug).first()
    if seller is None:
        raise Http404
    key = accounts.seller(seller.pk, office.cooperative.pk, office.cooperative.currency)
    touching = Posting.objects.within(office.scope).touching(key).order_by("-at", "-pk")[:MOST]
    rows = [(posting, _signed(posting, key.path)) for posting in touching.select_related("source", "target")]
    if request.GET.get("format") == "csv":
        head = [_("Waktu"), _("Untuk apa"), _("Kode"), _("Jumlah"), _("Mata uang")]
        lines = [
            (localtime(posting.at, office.zone).strftime("%Y-%m-%d %H:%M"),
             POSTING_WORDS.get(posting.kind, posting.kind), posting.ref, amount, posting.currency)
            for posting, amount in rows
        ]  # fmt: skip
        return csv_response(f"buku-{seller.slug}", head, lines)
    (owed,) = reports.owed(office.scope)
    balance = next((row.owed for row in owed.rows if row.seller_id == seller.pk), None)
    return page(
        request, office, "movements.html", "owed", seller=seller, rows=rows, balance=balance, words=POSTING_WORDS,
        currency=office.cooperative.currency,
    )  # fmt: skip


def _signed(posting: Posting, path: str) -> int:
    """Positive when it raises what the cooperative owes the stall."""
    return posting.amount_minor if posting.source.path == path else -posting.amount_minor
