"""What officers decide about one order: a buyer's report, and a cash parcel that was not taken at the door."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.cooperative.gate import Office, in_office
from storefront.cooperative.orders import card, order_of
from storefront.cooperative.typed import typed
from storefront.orders import life, refund_form
from storefront.orders.models import Order


@in_office(Verb.APPROVE, methods=("POST",))
def decision(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """Creates the decision on a buyer's report: the goods came well, or all that is left goes back."""
    found = order_of(office, code)
    given = {name: typed(request.POST, name) for name in ("putusan", "alasan", "sebab", "penanggung")}
    returned = given["putusan"] == "kembali"
    try:
        settled = life.settle_dispute(
            scope=office.scope,
            person=office.person,
            order_code=found.code,
            returned=returned,
            reason=given["alasan"],
            cause=given["sebab"] or "returned",
            bearer=given["penanggung"] if office.may(Verb.PAYOUTS) else "",
            back=refund_form.packs_back(request.POST, order=found),
        )
    except Expected as error:
        return card(request, office, order_of(office, code), error=error, acted="dispute", given=given)
    if settled.state == Order.State.DISPUTED:
        messages.success(request, _("Usulan tersimpan. Pengurus lain diminta menyetujui."))
    elif returned:
        messages.success(request, _("Penjualan dibatalkan. Pembeli diberi tahu."))
    else:
        messages.success(request, _("Laporan selesai. Pesanan dianggap diterima."))
    return redirect("cooperative:order", code=found.code)


@in_office(Verb.APPROVE, methods=("POST",))
def courier_cash(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """Creates the word that a courier brought a cash parcel and took its money."""
    sentence = _("Dicatat: paket sampai, uangnya diambil kurir.")
    return _on_courier_cash(request, office, code, life.courier_took_cash, sentence, acted="courier")


@in_office(Verb.PAYOUTS, methods=("POST",))
def cash_not_taken(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """Takes a wrong word about a courier's cash back."""
    sentence = _("Dibatalkan: paket masih di kurir.")
    return _on_courier_cash(request, office, code, life.courier_took_nothing, sentence, acted="not_taken")


def _on_courier_cash(
    request: HttpRequest, office: Office, code: str, deed: Callable[..., Order], sentence: str, *, acted: str
) -> HttpResponse:
    found = order_of(office, code)
    try:
        deed(scope=office.scope, person=office.person, order_code=found.code)
    except Expected as error:
        return card(request, office, order_of(office, code), error=error, acted=acted)
    messages.success(request, sentence)
    return redirect("cooperative:order", code=found.code)


@in_office(Verb.APPROVE, methods=("POST",))
def door(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """Creates the refusal at the door of a cash order."""
    found = order_of(office, code)
    given = {name: typed(request.POST, name) for name in ("sebab", "penanggung")}
    try:
        life.refuse_at_door(
            scope=office.scope,
            person=office.person,
            order_code=found.code,
            reason=given["sebab"],
            bearer=given["penanggung"] if office.may(Verb.PAYOUTS) else "",
            returned=refund_form.packs_back(request.POST, order=found),
        )
    except Expected as error:
        return card(request, office, order_of(office, code), error=error, acted="door", given=given)
    messages.success(request, _("Dicatat: ditolak di pintu. Tidak ada yang perlu dibayar."))
    return redirect("cooperative:order", code=found.code)
