"""What a seller does to an order. Each is a POST to a resource and makes one call to the order's life."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.delivery.couriers import tracking_warning
from storefront.desk import orders
from storefront.desk.gate import Desk, at_desk, order_stall
from storefront.desk.shell import back_to, say
from storefront.orders import door_photo, life, refund_form, shortages, weighing_rows
from storefront.orders.models import Order

act = at_desk(Verb.ORDERS, methods=("POST",), locate=order_stall)


@act
def accept(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    return _do(request, desk, code, life.accept, _("Pesanan diterima. Siapkan barangnya."))


@act
def pack(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """What is sold by weight comes with what the scale said; the difference goes back at once."""
    order = Order.objects.within(desk.scope).filter(code=code).first()
    if order is None:
        raise Http404
    try:
        grams = weighing_rows.typed(request.POST, order=order)
    except Expected as error:
        return orders.show(request, desk, code, error, _weights(request))
    try:
        life.pack(scope=desk.scope, person=desk.person, order_code=code, grams=grams)
    except Expected as error:
        return orders.show(request, desk, code, error, _weights(request))
    say(request, _("Pesanan sudah dikemas."))
    return redirect(back_to(request, reverse("desk:order", args=[code])))


@act
def send(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    given = {key: request.POST.get(key, "").strip()[:40] for key in ("courier", "tracking_number")}
    strange = tracking_warning(given["courier"], given["tracking_number"]) if given["tracking_number"] else ""
    sentence = _("Pesanan dikirim. Pembeli sudah diberi tahu.")
    return _do(request, desk, code, life.send, f"{sentence} {strange}".strip(), **given)


@act
def make_ready(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    return _do(request, desk, code, life.make_ready, _("Pembeli diberi tahu: barang siap diambil."))


@act
def hand_over(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    pin = "".join(sign for sign in request.POST.get("pin", "") if sign.isdigit())[:8]
    return _do(request, desk, code, life.hand_over, _("Barang sudah diserahkan."), pin=pin)


@act
def deliver(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    photo = request.FILES.get("foto")
    return _do(request, desk, code, door_photo.deliver, _("Barang sudah sampai di pembeli."), photo=photo)


@act
def courier_took_cash(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    return _do(request, desk, code, life.courier_took_cash, _("Dicatat: paket sampai, uangnya diambil kurir."))


@act
def courier_took_nothing(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Takes a wrong press back, within the hour."""
    return _do(request, desk, code, life.courier_took_nothing, _("Dibatalkan: paket masih di kurir."))


@act
def note_arrival(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    return _do(request, desk, code, life.note_arrival, _("Dicatat: paket tiba. Pembeli punya waktu untuk melapor."))


@act
def refuse_at_door(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    order = Order.objects.within(desk.scope).filter(code=code).first()
    if order is None:
        raise Http404
    given: dict[str, Any] = {"reason": request.POST.get("sebab", "").strip()[:30], "returned": {}}
    try:
        given["returned"] = refund_form.packs_back(request.POST, order=order)
    except Expected as error:
        return orders.show(request, desk, code, error, given)
    return _do(request, desk, code, life.refuse_at_door, _("Dicatat. Tidak ada yang perlu dibayar."), **given)


@act
def cancel(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()[:300] or request.POST.get("usual_reason", "").strip()[:300]
    return _do(request, desk, code, life.cancel_by_seller, _("Pesanan dibatalkan. Stok kembali."), reason=reason)


@act
def count_stock(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The seller counted the goods that are missing: how many packs of each line are missing still."""
    order = Order.objects.within(desk.scope).filter(code=code).first()
    if order is None:
        raise Http404
    try:
        still = shortages.still_missing(request.POST, order=order)
    except Expected as error:
        said = {name: text[:6] for name, text in request.POST.items() if name.startswith("kurang-")}
        return orders.show(request, desk, code, error, said)
    return _do(request, desk, code, shortages.count_again, _("Stok sudah dihitung lagi."), still=still)


@act
def answer_cancellation(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    agree = request.POST.get("answer") == "setuju"
    sentence = _("Pesanan dibatalkan. Stok kembali.") if agree else _("Pesanan tetap jalan. Pembeli diberi tahu.")
    return _do(request, desk, code, life.answer_cancellation, sentence, agree=agree)


def _weights(request: HttpRequest) -> dict[str, str]:
    """What was typed, so that the form comes back filled."""
    return {name: str(text)[:20] for name, text in request.POST.items() if name.startswith("gram-")}


def _do(
    request: HttpRequest, desk: Desk, code: str, deed: Callable[..., Any], sentence: str, **given: Any
) -> HttpResponse:
    try:
        deed(scope=desk.scope, person=desk.person, order_code=code, **given)
    except Expected as error:
        return orders.show(request, desk, code, error, given)
    say(request, sentence)
    return redirect(back_to(request, reverse("desk:order", args=[code])))
