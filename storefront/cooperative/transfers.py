"""Transfer masuk: find whose money it is by the amount on the statement, look at the proof, record it."""

import secrets
from datetime import datetime, time

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from catalog.products.prices import parse_price
from payments.charges import matching
from payments.charges.actions import waiting_transfers
from payments.charges.models import Charge
from sellers.accounts.access import Verb
from sellers.kit import clock
from sellers.kit.errors import Expected
from storefront.cooperative.gate import Office, in_office, page, refuse
from storefront.cooperative.masking import masked_name
from storefront.cooperative.sheets import csv_response
from storefront.orders import settling
from storefront.orders.models import Bill

MOST = 200
WHY = {
    matching.Why.EXACT: "good",
    matching.Why.REST: "wait",
    matching.Why.WITHOUT_CODE: "wait",
    matching.Why.PAID_ALREADY: "bad",
}


@in_office(Verb.TRANSFERS)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    """What is awaited; with ?jumlah= also whose an amount may be."""
    charges = list(waiting_transfers(office.scope)[:MOST])
    bills = _bills(office, [charge.bill_ref for charge in charges])
    rows = [(charge, bills.get(charge.bill_ref)) for charge in charges]
    if request.GET.get("format") == "csv":
        return _csv(rows)
    typed = request.GET.get("jumlah", "").strip()
    suggestion, problem = _suggestion(office, typed)
    candidates = suggestion.candidates if suggestion else ()
    found = _bills(office, [one.charge.bill_ref for one in candidates])
    return page(
        request,
        office,
        "transfers.html",
        "transfers",
        rows=rows,
        typed=typed,
        problem=problem,
        suggestion=suggestion,
        candidates=[(one, found.get(one.charge.bill_ref), WHY[one.why]) for one in candidates],
        masked=masked_name,
    )


@in_office(Verb.TRANSFERS, methods=("GET", "HEAD", "POST"))
def transfer(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """One awaited transfer: compare with the statement, then record it."""
    charge = _charge(office, code)
    form = {
        "jumlah": request.POST.get("jumlah") or request.GET.get("jumlah") or str(charge.total_minor),
        "tanggal": request.POST.get("tanggal") or clock.now().astimezone(office.zone).date().isoformat(),
        "pengirim": request.POST.get("pengirim", "")[:120],
        "kunci": request.POST.get("kunci") or secrets.token_urlsafe(12),
    }
    error: Expected | None = None
    if request.method == "POST":
        try:
            _record(office, charge, form)
        except Expected as refused:
            error = refused
        else:
            messages.success(request, _("Transfer dicatat. Penjual dan pembeli diberi tahu."))
            return redirect("cooperative:transfers")
    bill = _bills(office, [charge.bill_ref]).get(charge.bill_ref)
    status = error.status if error else 200
    return page(
        request, office, "transfer.html", "transfers", status=status, charge=charge, bill=bill, form=form,
        error=error, masked=masked_name,
    )  # fmt: skip


@in_office(Verb.TRANSFERS)
def proof(request: HttpRequest, office: Office, code: str) -> HttpResponseBase:
    """The buyer's photo of the transfer; only the collector's officers may open it."""
    charge = _charge(office, code)
    if not charge.proof or not default_storage.exists(charge.proof):
        raise Http404
    response = FileResponse(default_storage.open(charge.proof), content_type="image/webp")
    response["Cache-Control"] = "private, no-store"
    return response


def _record(office: Office, charge: Charge, form: dict[str, str]) -> None:
    day = parse_date(form["tanggal"]) if len(form["tanggal"]) == 10 else None
    if day is None:
        raise Expected(_("Isi tanggal transfer, misalnya 17/08/2026."), field="tanggal")
    received = datetime.combine(day, time(12), tzinfo=office.zone)
    if day > clock.now().astimezone(office.zone).date():
        raise Expected(_("Tanggalnya belum tiba. Periksa lagi."), field="tanggal")
    try:
        amount = parse_price(form["jumlah"])
    except Expected as error:
        raise Expected(error.sentence, field="jumlah") from error
    settling.confirm_transfer(
        scope=office.scope,
        person=office.person,
        charge_code=charge.code,
        amount_minor=amount,
        received_at=received,
        external_id=form["kunci"][:80],
        sender=form["pengirim"],
    )


def _charge(office: Office, code: str) -> Charge:
    found = Charge.objects.within(office.scope).by_transfer().select_related("bank_account").filter(code=code.upper())
    charge = found.first()
    if charge is None:
        raise Http404
    return charge


def _bills(office: Office, refs: list[str]) -> dict[str, Bill]:
    found = Bill.objects.within(office.scope).filter(code__in=refs).select_related("purchase")
    return {bill.code: bill for bill in found.prefetch_related("orders__seller")}


def _suggestion(office: Office, typed: str) -> tuple[matching.Suggestion | None, str]:
    if not typed:
        return None, ""
    try:
        amount = parse_price(typed)
    except Expected as error:
        return None, error.sentence
    return matching.suggest(scope=office.scope, amount_minor=amount), ""


def _csv(rows: list[tuple[Charge, Bill | None]]) -> HttpResponse:
    head = [_("Kode"), _("Pembelian"), _("Jumlah transfer"), _("Kode unik"), _("Mata uang"), _("Batas bayar")]
    lines = (
        (charge.code, bill.purchase.code if bill else "", charge.total_minor, charge.unique_code, charge.currency,
         charge.expires_at.isoformat(timespec="minutes") if charge.expires_at else "")
        for charge, bill in rows
    )  # fmt: skip
    return csv_response("transfer-ditunggu", head, lines)
