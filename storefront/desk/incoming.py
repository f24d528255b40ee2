"""Uang masuk: what buyers were asked to pay to the stall itself, by transfer or QRIS, and saying that it came."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from catalog.products.prices import parse_price
from payments.charges.actions import waiting_transfers
from payments.charges.banks import bank_name
from payments.charges.instructions import way_name
from payments.charges.models import Charge, IncomingTransfer
from payments.charges.queries import IncomingTransferQuerySet
from sellers.accounts.access import Scope, Verb
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.regions import places
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page, say
from storefront.orders import settling
from storefront.orders.models import Bill

MOST = 100
LONGEST = 80
FIELDS = ("jumlah", "tanggal", "kunci", "terlihat")


def _charge_stall(scope: Scope, address: Mapping[str, Any]) -> int | None:
    own = Charge.objects.within(scope).filter(seller_id__in=list(scope.sellers), code=address["code"].upper())
    return own.values_list("seller_id", flat=True).first()


@at_desk(Verb.MONEY)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is awaited, the longest waiting first. Who the buyer is, is shown once it was paid, with the order."""
    charges = list(waiting_transfers(desk.scope).filter(seller=desk.seller)[:MOST])
    bills = _bills(desk, [charge.bill_ref for charge in charges])
    rows = [(charge, bills.get(charge.bill_ref), way_name(charge.provider)) for charge in charges]
    return page(request, desk, "incoming.html", "money", rows=rows)


@at_desk(Verb.MONEY, methods=("GET", "HEAD", "POST"), locate=_charge_stall)
def payment(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """One awaited payment: compare with the statement of the account or the QRIS, then say how much came and when."""
    charge = _charge(desk, code)
    today = clock.now().astimezone(places.zone_of(desk.seller.village_code)).date()
    given = {name: request.POST.get(name, "").replace("\0", "")[:LONGEST] for name in FIELDS}
    error: Expected | None = None
    if request.method == "POST":
        try:
            _record(desk, charge, given, today)
        except Expected as refused:
            error = refused
        else:
            say(request, _("Uang dicatat. Pembeli diberi tahu."))
            return redirect("desk:incoming")
    return page(
        request,
        desk,
        "incoming_payment.html",
        "money",
        status=error.status if error else 200,
        charge=charge,
        bill=_bills(desk, [charge.bill_ref]).get(charge.bill_ref),
        way=way_name(charge.provider),
        bank=bank_name(charge.bank_account.bank_code) if charge.bank_account else "",
        recorded=_recorded(desk, charge).order_by("created_at", "pk"),
        shown=_recorded(desk, charge).count(),
        amount=given["jumlah"] or str(charge.total_minor),
        day=given["tanggal"] or today.isoformat(),
        key=given["kunci"] or secrets.token_urlsafe(12),
        today=today,
        error=error,
    )


@at_desk(Verb.MONEY, locate=_charge_stall)
def proof(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The buyer's photo of the payment."""
    charge = _charge(desk, code)
    if not charge.proof or not default_storage.exists(charge.proof):
        raise Http404
    with default_storage.open(charge.proof) as stored:
        return HttpResponse(stored.read(), content_type="image/webp")


def _recorded(desk: Desk, charge: Charge) -> IncomingTransferQuerySet:
    return IncomingTransfer.objects.within(desk.scope).filter(charge=charge)


def _record(desk: Desk, charge: Charge, given: dict[str, str], today: date) -> None:
    seen = given["terlihat"][:4]
    try:
        amount = parse_price(given["jumlah"])
    except Expected as error:
        raise Expected(_("Tulis jumlah dengan angka, misalnya 85.217."), field="jumlah") from error
    settling.confirm_transfer(
        scope=desk.scope,
        person=desk.person,
        charge_code=charge.code,
        amount_minor=amount,
        received_at=_received_at(desk, given["tanggal"], today),
        external_id=given["kunci"],
        seen=int(seen) if seen.isascii() and seen.isdigit() else None,
    )


def _received_at(desk: Desk, text: str, today: date) -> datetime:
    """Noon of that day where the stall is; now, when that is still to come."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Expected(_("Isi tanggal uang masuk."), field="tanggal") from error
    if day.year < 2000 or day > today:
        raise Expected(_("Periksa lagi tanggalnya."), field="tanggal")
    return min(datetime.combine(day, time(12), tzinfo=places.zone_of(desk.seller.village_code)), clock.now())


def _charge(desk: Desk, code: str) -> Charge:
    own = Charge.objects.within(desk.scope).by_transfer().filter(seller=desk.seller, code=code.upper())
    charge = own.select_related("bank_account", "qris").first()
    if charge is None:
        raise Http404
    return charge


def _bills(desk: Desk, refs: list[str]) -> dict[str, Bill]:
    found = Bill.objects.within(desk.scope).filter(code__in=refs).select_related("purchase")
    return {bill.code: bill for bill in found}
