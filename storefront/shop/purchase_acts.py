"""What a buyer does with a purchase: send the proof of a transfer, say a part arrived, cancel one, report a problem."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.media.intake import store_image
from payments.charges.actions import attach_proof
from sellers.kit.errors import Expected
from storefront.orders import at_gateways, life, tracking
from storefront.orders.models import Order, Purchase
from storefront.orders.qr_drawing import qr_png, qr_svg
from storefront.shop.purchase import opened


@never_cache
@require_POST
def proof(request: HttpRequest, code: str, bill: str) -> HttpResponse:
    purchase = _mine(request, code)
    shown = next((row for row in tracking.timeline(purchase).bills if row.code == bill and row.charge), None)
    if shown is None or shown.charge is None:
        raise Http404
    picture = request.FILES.get("proof")
    try:
        if picture is None:
            raise Expected(_("Pilih foto bukti pembayaran dulu."), field="proof")
        attach_proof(charge_id=shown.charge.pk, stored_name=store_image(picture))
    except Expected as error:
        return _again(request, purchase, error, at=bill)
    messages.success(request, _("Bukti terkirim. Koperasi atau penjual akan memeriksa."))
    return redirect(tracking.path_for(purchase))


@never_cache
@require_POST
def choose_payment(request: HttpRequest, code: str, bill: str) -> HttpResponse:
    """Another of a gateway's own ways: QRIS, a virtual account, an e-wallet."""
    purchase = _mine(request, code)
    try:
        at_gateways.choose(purchase=purchase, bill_code=bill, choice=request.POST.get("choice", "")[:20])
    except Expected as error:
        return _again(request, purchase, error)
    return redirect(f"{tracking.path_for(purchase)}#bayar-{bill}")


@never_cache
@require_safe
def qr(request: HttpRequest, code: str, bill: str) -> HttpResponse:
    """A bill's QR code as a picture, for the phone that cannot scan itself: its bank's app opens it."""
    bills = tracking.timeline(_mine(request, code)).bills
    shown = next((row.instructions for row in bills if row.code == bill and row.instructions), None)
    if shown is None or not shown.qr:
        raise Http404
    response = HttpResponse(qr_png(shown.qr), content_type="image/png")
    response["Content-Disposition"] = f'attachment; filename="qris-{bill}.png"'
    return response


@never_cache
@require_POST
def receive(request: HttpRequest, code: str, order: str) -> HttpResponse:
    purchase = _mine(request, code)
    return _act(request, purchase, _("Terima kasih. Pesanan diterima."), life.buyer_confirm_receipt, order_code=order)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, code: str, order: str) -> HttpResponse:
    """GET asks once more, with the reason; POST cancels, or asks the seller to agree."""
    purchase = _mine(request, code)
    part = next((row for row in tracking.timeline(purchase).parts if row.code == order), None)
    if part is None:
        raise Http404
    if request.method != "POST":
        context = {"purchase": purchase, "part": part, "token": tracking.token_for(purchase)}
        return render(request, "shop/cancel.html", context)
    reason = request.POST.get("reason", "")
    told = _("Pesanan dibatalkan.") if part.cancel == "now" else _("Permintaan batal terkirim ke penjual.")
    return _act(request, purchase, told, life.buyer_cancel, order_code=order, reason=reason)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def problem(request: HttpRequest, code: str, order: str) -> HttpResponse:
    """Something is wrong with what came: the buyer says what."""
    purchase = _mine(request, code)
    part = next((row for row in tracking.timeline(purchase).parts if row.code == order), None)
    if part is None or not part.can_dispute:
        raise Http404
    context = {"purchase": purchase, "part": part, "token": tracking.token_for(purchase), "error": ""}
    if request.method != "POST":
        return render(request, "shop/problem.html", context)
    try:
        life.buyer_dispute(purchase=purchase, order_code=order, reason=request.POST.get("reason", ""))
    except Expected as error:
        return render(request, "shop/problem.html", {**context, "error": error.sentence}, status=error.status)
    messages.success(request, _("Laporan terkirim. Pengurus akan menghubungi Anda."))
    return redirect(tracking.path_for(purchase))


def _mine(request: HttpRequest, code: str) -> Purchase:
    found = opened(request, code)
    if found is None:
        raise Http404
    return found


def _act(request: HttpRequest, purchase: Purchase, told: str, act: Callable[..., Order], **given: str) -> HttpResponse:
    try:
        act(purchase=purchase, **given)
    except Expected as error:
        return _again(request, purchase, error)
    messages.success(request, told)
    return redirect(tracking.path_for(purchase))


def _again(request: HttpRequest, purchase: Purchase, error: Expected, at: str = "") -> HttpResponse:
    """The page as it stands now, with the sentence on top."""
    if error.status == 404:
        raise Http404
    context = {
        "view": tracking.timeline(purchase),
        "token": tracking.token_for(purchase),
        "error": error.sentence,
        "error_at": at,
        "qr_svg": qr_svg,
    }
    return render(request, "shop/purchase.html", context, status=error.status)
