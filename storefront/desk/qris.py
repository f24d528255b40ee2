"""QRIS: the stall's own code, for buyers who pay the seller itself. A change wants a fresh code and is told to all."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from payments.charges.models import QrisCode
from payments.charges.qris_codes import add_qris, changed_lately, retire_qris
from payments.providers.qris.code import LONGEST, StaticCode
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from sellers.people.fresh_sign_in import fresh_sign_in_required
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page, say
from storefront.orders.qr_drawing import qr_svg
from storefront.stalls.qris import read_code
from storefront.terms.queries import main_collector


@at_desk(Verb.BANK)
def qris(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The code in use, and who buyers pay now."""
    code = _current(desk)
    collector = main_collector(desk.seller)
    return page(
        request, desk, "qris.html", "money", code=code, qr_svg=qr_svg, is_new=bool(code and changed_lately(code)),
        paid_to=collector.name if collector.kind == "cooperative" else "",
    )  # fmt: skip


@at_desk(Verb.BANK, methods=("GET", "HEAD", "POST"))
@fresh_sign_in_required
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A photo or a text is read and shown; the same page saves it once it was confirmed."""
    read: StaticCode | None = None
    error: Expected | None = None
    if request.method == "POST":
        try:
            if request.POST.get("confirmed"):
                payload = request.POST.get("payload", "")[: LONGEST * 2]
                add_qris(scope=desk.scope, person=desk.person, seller_id=desk.seller.pk, payload=payload)
                say(request, _("QRIS tersimpan. Bendahara dan koperasi diberi tahu."))
                return redirect("desk:qris")
            read = read_code(photo=request.FILES.get("photo"), text=request.POST.get("payload", ""))
        except Expected as refused:
            error = refused
    return page(
        request, desk, "qris_new.html", "money", status=error.status if error else 200, read=read, error=error,
        given=request.POST.get("payload", "")[:LONGEST], qr_svg=qr_svg, current=_current(desk),
    )  # fmt: skip


@at_desk(Verb.BANK, methods=("GET", "HEAD", "POST"))
@fresh_sign_in_required
def retirement(request: HttpRequest, desk: Desk, qris_id: int) -> HttpResponse:
    """GET asks once more; POST takes the code out of use."""
    code = _current(desk)
    if code is None or code.pk != qris_id:
        raise Http404
    if request.method == "POST":
        retire_qris(scope=desk.scope, person=desk.person, qris_id=code.pk)
        say(request, _("QRIS tidak dipakai lagi. Bendahara dan koperasi diberi tahu."))
        return redirect("desk:qris")
    return page(request, desk, "qris_retire.html", "money", code=code)


def _current(desk: Desk) -> QrisCode | None:
    own = QrisCode.objects.within(desk.scope).filter(seller=desk.seller, is_active=True)
    return own.select_related("created_by").order_by("-pk").first()
