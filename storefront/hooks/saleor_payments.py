"""Lapak as a payment app: what Saleor asks while a shopper waits, and what staff asks of a payment afterwards.

An expected refusal is never an HTTP error (Saleor would tell the shopper only that a request failed): it is the
failure result of its event, with a sentence in the shopper's language. Only what a later try may answer is 503.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payments.charges.models import Charge
from payments.gateways import actions as gateways
from payments.money import Money
from payments.providers import known
from payments.providers.port import ProviderError
from sellers.kit.errors import Expected
from storefront.engine.paying_elsewhere import Asked, Moving
from storefront.engine.saleor import begun_here, inbox
from storefront.engine.saleor import reading_payments as reading
from storefront.engine.saleor.amounts import NotOurMoney, to_saleor
from storefront.engine.saleor.refunds_asked import RefundRequests
from storefront.hooks import saleor_pay_told as told
from storefront.hooks.saleor_gate import plain, signed_by_saleor
from storefront.orders import foreign_pay_bills as bills
from storefront.orders import foreign_pay_open as opening
from storefront.orders import foreign_refunds, settling
from storefront.orders.foreign_sessions import PaySession
from storefront.orders.qr_drawing import qr_png

log = logging.getLogger("lapak.saleor")
State = PaySession.State
Reply = dict[str, Any]


@signed_by_saleor
def gateway_initialize(request: HttpRequest, body: Mapping[str, Any]) -> HttpResponse:
    """PAYMENT_GATEWAY_INITIALIZE_SESSION: the bills of this basket, and how each can be paid."""
    data = reading.data_of(body)
    try:
        basket = reading.basket(body["sourceObject"])
        with translation.override(_language(data, basket.buyer.language)):
            return JsonResponse({"data": told.offers(bills.bills_of(basket))})
    except NotOurMoney:
        return JsonResponse({"data": {"bills": [], "note": _odd_amount(data)}})
    except Expected as error:
        return JsonResponse({"data": {"bills": [], "note": error.sentence}})


@signed_by_saleor
def transaction_initialize(request: HttpRequest, body: Mapping[str, Any]) -> HttpResponse:
    """TRANSACTION_INITIALIZE_SESSION: a charge is opened; the shopper is told how to pay it."""
    return _session(body, _begin)


@signed_by_saleor
def transaction_process(request: HttpRequest, body: Mapping[str, Any]) -> HttpResponse:
    """TRANSACTION_PROCESS_SESSION: how it stands now; a gateway is asked, for the shopper comes from there."""
    return _session(body, _look)


@signed_by_saleor
def charge_requested(request: HttpRequest, body: Mapping[str, Any]) -> HttpResponse:
    """TRANSACTION_CHARGE_REQUESTED: nobody charges cash from afar, it is recorded where it changes hands."""
    return _moved("CHARGE", "transaction_charge_requested", body, _charge)


@signed_by_saleor
def refund_requested(request: HttpRequest, body: Mapping[str, Any]) -> HttpResponse:
    """TRANSACTION_REFUND_REQUESTED: a refund of ours, told to Saleor once the money left."""
    return _moved("REFUND", "transaction_refund_requested", body, _give_back)


@signed_by_saleor
def cancelation_requested(request: HttpRequest, body: Mapping[str, Any]) -> HttpResponse:
    """TRANSACTION_CANCELATION_REQUESTED: what nobody paid yet is asked no more."""
    return _moved("CANCEL", "transaction_cancelation_requested", body, foreign_refunds.cancel)


@never_cache
@require_safe
def qris(request: HttpRequest, reference: str) -> HttpResponse:
    """The code to scan, as a picture any storefront can show. It says whom to pay and how much, and no more."""
    if not settings.SALEOR:
        raise Http404
    row = PaySession.objects.filter(psp_reference=reference, way="qris").first()
    begun = opening.now(row) if row else None
    if begun is None or begun.charge is None or begun.charge.state != Charge.State.OPEN:
        raise Http404
    shown = told.session(begun)
    if not shown["qr"]:
        raise Http404
    response = HttpResponse(qr_png(shown["qr"]), content_type="image/png")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def came_back(request: HttpRequest) -> HttpResponse:
    """Where a gateway sends a shopper whose storefront is elsewhere."""
    if not settings.SALEOR:
        raise Http404
    text = _("Terima kasih. Kembali ke toko tempat Anda memesan untuk melihat hasilnya.")
    return render(request, "shop/error.html", {"title": _("Pembayaran diproses"), "text": text})


def _session(body: Mapping[str, Any], work: Callable[[Asked], opening.Begun]) -> HttpResponse:
    data = reading.data_of(body)
    try:
        asked = reading.asked(body)
    except NotOurMoney:
        return JsonResponse(_failure(_odd_amount(data)))
    with translation.override(_language(data, asked.basket.buyer.language)):
        try:
            return JsonResponse(_reply(work(asked)))
        except Expected as error:
            return JsonResponse(_failure(error.sentence, data={"field": error.field, "code": error.code}))


def _begin(asked: Asked) -> opening.Begun:
    begun_here.note(asked.transaction_id)  # first: no money on it may pass for another app's
    return opening.begin(asked)


def _look(asked: Asked) -> opening.Begun:
    row = opening.session_of(asked.transaction_id)
    if row is None:
        raise bills.NotPayable(_("Pembayaran tidak ditemukan. Muat ulang halaman."))
    begun = opening.now(row)
    if begun.charge is not None and begun.charge.state == Charge.State.OPEN and row.way in known.GATEWAYS:
        try:
            gateways.ask(begun.charge.pk)
        except ProviderError as error:
            log.warning("session %s: its gateway could not be asked: %s", row.psp_reference, error)
        settling.apply_for(bill_ref=row.bill_ref)
        begun = opening.now(row)
    return begun


def _reply(begun: opening.Begun) -> Reply:
    """The session in Saleor's words. Never CHARGE_REQUEST: pending money would count as paid there."""
    row, charge = begun.session, begun.charge
    reply: Reply = {
        "pspReference": row.psp_reference,
        "amount": str(to_saleor(Money(row.amount_minor, row.currency))),
        "data": told.session(begun),
        "actions": [],
    }
    if row.state == State.AUTHORIZED:
        reply["result"] = "AUTHORIZATION_SUCCESS"
        reply["actions"] = ["CANCEL"]
    elif charge is not None and charge.state == Charge.State.PAID:
        reply["result"] = "CHARGE_SUCCESS"
        reply["actions"] = ["REFUND"]
    elif row.state != State.WAITING or charge is None or charge.state != Charge.State.OPEN:
        reply["result"] = "CHARGE_FAILURE"
        reply["message"] = _("Pembayaran ini sudah ditutup. Mulai lagi.")
    else:
        reply["result"] = "CHARGE_ACTION_REQUIRED"
        link = told.link_of(begun)
        if link:
            reply["externalUrl"] = link
    return reply


def _failure(sentence: str, *, data: Reply | None = None) -> Reply:
    return {"result": "CHARGE_FAILURE", "message": sentence, "data": {**(data or {}), "message": sentence}}


def _moved(
    kind: str, event: str, body: Mapping[str, Any], work: Callable[[Moving], foreign_refunds.Moved]
) -> HttpResponse:
    """Staff reads the answer in Dashboard: in the house's language.

    A shopper's own request is signed as well: it must not pass for one of staff, so kind and hour are demanded.
    """
    if not inbox.is_fresh(body) or (body.get("action") or {}).get("actionType") != kind:
        return plain("not such a request", 401)
    try:
        moving = reading.moving(event, body)
    except NotOurMoney:
        reference = reading.fingerprint(event, body)
        return JsonResponse({"pspReference": reference, "result": f"{kind}_FAILURE", "message": _odd_amount({})})
    try:
        moved = work(moving)
    except foreign_refunds.NotYet:
        return HttpResponse("later", status=503, content_type="text/plain")
    reply: Reply = {"pspReference": moved.reference}
    if moved.outcome:
        reply |= {"result": f"{kind}_{moved.outcome}", "message": moved.message}
        if moved.outcome == "SUCCESS":
            reply["amount"] = str(to_saleor(moving.amount))
    return JsonResponse(reply)


def _give_back(moving: Moving) -> foreign_refunds.Moved:
    return foreign_refunds.ask(moving, remembered=RefundRequests())


def _charge(moving: Moving) -> foreign_refunds.Moved:
    sentence = _("Uang tunai dicatat penjual saat serah terima di Lapak.")
    return foreign_refunds.Moved(moving.key, "FAILURE", sentence)


def _language(data: Mapping[str, Any], given: str) -> str:
    wished = data.get("lang") or data.get("language")
    return wished if wished in ("id", "en") else given


def _odd_amount(data: Mapping[str, Any]) -> str:
    with translation.override(_language(data, "id")):
        return _("Jumlah uang tidak wajar. Periksa angkanya.")
