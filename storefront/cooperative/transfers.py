"""Transfer masuk: find whose money it is by the amount on the statement, look at the proof, record it."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from catalog.products.prices import parse_price
from payments.charges import matching
from payments.charges.actions import waiting_transfers
from payments.charges.banks import bank_name
from payments.charges.instructions import way_name
from payments.charges.models import Charge, IncomingTransfer
from sellers.accounts.access import Verb
from sellers.kit import clock
from sellers.kit.errors import Expected
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.masking import masked_name
from storefront.cooperative.sheets import csv_response
from storefront.cooperative.typed import typed
from storefront.orders import settling
from storefront.orders.models import Bill

MOST = 200  # awaited transfers on one page
NEWEST = 20  # recorded ones shown
TONES = {
    matching.Why.EXACT: "good",
    matching.Why.REST: "wait",
    matching.Why.WITHOUT_CODE: "wait",
    matching.Why.PAID_ALREADY: "bad",
}


@dataclass(frozen=True)
class Form:
    """What the officer saw on the statement, as typed; `key` makes recording it twice the same as once.

    `seen` counts the transfers the page showed for this charge: another officer may have recorded the same one since.
    """

    amount: str
    day: str
    sender: str
    key: str
    seen: str


@in_office(Verb.TRANSFERS)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    """What is awaited; with ?jumlah= also whose an amount may be."""
    if request.GET.get("format") == "csv":
        return _csv_recorded(office) if request.GET.get("tercatat") == "1" else _csv(office)
    charges = list(waiting_transfers(office.scope)[:MOST])
    wanted = typed(request.GET, "jumlah", most=30)
    suggestion, problem = _suggestion(office, wanted)
    candidates = suggestion.candidates if suggestion else ()
    recorded = list(
        IncomingTransfer.objects.within(office.scope).select_related("charge").order_by("-created_at", "-pk")[:NEWEST]
    )
    known = charges + [one.charge for one in candidates] + [row.charge for row in recorded if row.charge]
    bills = _bills(office, [charge.bill_ref for charge in known])
    return page(
        request,
        office,
        "transfers.html",
        "transfers",
        rows=[(charge, bills.get(charge.bill_ref)) for charge in charges],
        typed=wanted,
        problem=problem,
        suggestion=suggestion,
        candidates=[(one, bills.get(one.charge.bill_ref), TONES[one.why]) for one in candidates],
        recorded=[(row, bills.get(row.charge.bill_ref) if row.charge else None) for row in recorded],
        masked=masked_name,
    )


@in_office(Verb.TRANSFERS, methods=("GET", "HEAD", "POST"))
def transfer(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """One awaited transfer: compare with the statement, then record it."""
    charge = _charge(office, code)
    form = _form(request, office, charge)
    error: Expected | None = None
    if request.method == "POST":
        try:
            _record(office, charge, form)
        except Expected as refused:
            error = refused
        else:
            messages.success(request, _("Transfer dicatat. Penjual dan pembeli diberi tahu."))
            return redirect("cooperative:transfers")
    return page(
        request,
        office,
        "transfer.html",
        "transfers",
        status=error.status if error else 200,
        charge=charge,
        bill=_bills(office, [charge.bill_ref]).get(charge.bill_ref),
        bank=bank_name(charge.bank_account.bank_code) if charge.bank_account else "",
        recorded=IncomingTransfer.objects.within(office.scope).filter(charge=charge).order_by("created_at", "pk"),
        shown=len(_recorded_keys(office, charge)),
        form=form,
        today=_today(office),
        error=error,
        masked=masked_name,
    )


@in_office(Verb.TRANSFERS)
def proof(request: HttpRequest, office: Office, code: str) -> HttpResponseBase:
    """The buyer's photo of the transfer; only the collector's officers may open it."""
    charge = _charge(office, code)
    if not charge.proof or not default_storage.exists(charge.proof):
        raise Http404
    response = FileResponse(default_storage.open(charge.proof), content_type="image/webp")
    response["Cache-Control"] = "private, no-store"
    return response


def _form(request: HttpRequest, office: Office, charge: Charge) -> Form:
    given = request.POST
    amount = typed(given, "jumlah", most=30) if request.method == "POST" else typed(request.GET, "jumlah", most=30)
    return Form(
        amount=amount or ("" if request.method == "POST" else f"{charge.total_minor}"),
        day=typed(given, "tanggal", most=10) or _today(office).isoformat(),
        sender=typed(given, "pengirim", most=120),
        key=typed(given, "kunci", most=80) or secrets.token_urlsafe(12),
        seen=typed(given, "terlihat", most=6),
    )


def _recorded_keys(office: Office, charge: Charge) -> frozenset[str]:
    recorded = IncomingTransfer.objects.within(office.scope).filter(charge=charge)
    return frozenset(recorded.values_list("external_id", flat=True))


def _record(office: Office, charge: Charge, form: Form) -> None:
    settling.confirm_transfer(
        scope=office.scope,
        person=office.person,
        charge_code=charge.code,
        amount_minor=_amount(form.amount),
        received_at=_received_at(office, form.day),
        external_id=form.key,
        sender=form.sender,
        seen=int(form.seen) if form.seen.isascii() and form.seen.isdigit() else None,
    )


def _received_at(office: Office, text: str) -> datetime:
    """Noon of the day on the statement, which names no hour; now, when that is still to come."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Expected(_("Isi tanggal transfer seperti pada mutasi."), field="tanggal") from error
    if day > _today(office):
        raise Expected(_("Tanggalnya belum tiba. Periksa lagi."), field="tanggal")
    if day.year < 2000:
        raise Expected(_("Tanggalnya terlalu lama. Periksa lagi."), field="tanggal")
    return min(datetime.combine(day, time(12), tzinfo=office.zone), clock.now())


def _amount(text: str) -> int:
    try:
        return parse_price(text)
    except Expected as error:
        raise Expected(_("Tulis jumlah dengan angka, misalnya 85.217."), field="jumlah") from error


def _today(office: Office) -> date:
    return clock.now().astimezone(office.zone).date()


def _charge(office: Office, code: str) -> Charge:
    found = Charge.objects.within(office.scope).by_transfer().select_related("bank_account", "qris")
    charge = found.filter(code=code.upper()).first()
    if charge is None:
        raise Http404
    return charge


def _bills(office: Office, refs: list[str]) -> dict[str, Bill]:
    found = Bill.objects.within(office.scope).filter(code__in=refs).select_related("purchase")
    return {bill.code: bill for bill in found.prefetch_related("orders__seller")}


def _suggestion(office: Office, text: str) -> tuple[matching.Suggestion | None, str]:
    if not text:
        return None, ""
    try:
        return matching.suggest(scope=office.scope, amount_minor=_amount(text)), ""
    except Expected as error:
        return None, error.sentence


def _csv(office: Office) -> HttpResponse:
    charges = list(waiting_transfers(office.scope))
    bills = _bills(office, [charge.bill_ref for charge in charges])
    head = [_("Kode"), _("Pembelian"), _("Pembeli"), _("Jumlah transfer"), _("Kode unik"), _("Mata uang"),
            _("Batas bayar"), _("Ada bukti"), _("Cara bayar")]  # fmt: skip
    lines = []
    for charge in charges:
        bill = bills.get(charge.bill_ref)
        until = charge.expires_at.astimezone(office.zone).strftime("%Y-%m-%d %H:%M") if charge.expires_at else ""
        buyer, purchase = (masked_name(bill.purchase.buyer_name), bill.purchase.code) if bill else ("", "")
        lines.append(
            (charge.code, purchase, buyer, charge.total_minor, charge.unique_code, charge.currency, until,
             _("ya") if charge.proof else _("belum"), way_name(charge.provider))
        )  # fmt: skip
    return csv_response("transfer-ditunggu", head, lines)


def _csv_recorded(office: Office) -> HttpResponse:
    """Every transfer ever recorded, the newest first; the page shows only the last of them."""
    rows = list(IncomingTransfer.objects.within(office.scope).select_related("charge").order_by("-created_at", "-pk"))
    bills = _bills(office, [row.charge.bill_ref for row in rows if row.charge])
    head = [_("Tanggal mutasi"), _("Jumlah"), _("Mata uang"), _("Nama pengirim"), _("Pembelian"), _("Dicatat")]
    lines = []
    for row in rows:
        bill = bills.get(row.charge.bill_ref) if row.charge else None
        day = row.received_at.astimezone(office.zone).date().isoformat()
        recorded = row.created_at.astimezone(office.zone).strftime("%Y-%m-%d %H:%M")
        purchase = bill.purchase.code if bill else ""
        lines.append((day, row.amount_minor, row.currency, masked_name(row.sender), purchase, recorded))
    return csv_response("transfer-tercatat", head, lines)
