"""The cooperative's own QRIS: what buyers scan. A change wants a fresh sign-in, is told to all, and shown for a day."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from payments.charges.models import QrisCode
from payments.charges.qris_codes import add_qris, changed_lately, retire_qris
from payments.providers.qris.code import LONGEST, StaticCode
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from sellers.people.fresh_sign_in import fresh_sign_in_required
from storefront.cooperative.gate import Office, in_office, page
from storefront.orders.qr_drawing import qr_svg
from storefront.stalls.qris import read_code


@in_office(Verb.TRANSFERS)
def qris(request: HttpRequest, office: Office) -> HttpResponse:
    """The code in use, for every officer; ketua and bendahara may change it."""
    code = _current(office)
    return page(
        request, office, "qris.html", "money", code=code, qr_svg=qr_svg, may_change=office.may(Verb.BANK),
        is_new=bool(code and changed_lately(code)),
    )  # fmt: skip


@in_office(Verb.BANK, methods=("GET", "HEAD", "POST"))
@fresh_sign_in_required
def new(request: HttpRequest, office: Office) -> HttpResponse:
    """A photo or a text is read and shown; the same page saves it once it was confirmed."""
    read: StaticCode | None = None
    error: Expected | None = None
    if request.method == "POST":
        try:
            if request.POST.get("confirmed"):
                add_qris(
                    scope=office.scope, person=office.person, cooperative_id=office.cooperative.pk,
                    payload=request.POST.get("payload", "")[: LONGEST * 2],
                )  # fmt: skip
                messages.success(request, _("QRIS tersimpan. Semua pengurus diberi tahu."))
                return redirect("cooperative:qris")
            read = read_code(photo=request.FILES.get("photo"), text=request.POST.get("payload", ""))
        except Expected as refused:
            error = refused
    return page(
        request, office, "qris_new.html", "money", status=error.status if error else 200, read=read, error=error,
        given=request.POST.get("payload", "")[:LONGEST], qr_svg=qr_svg, current=_current(office),
    )  # fmt: skip


@in_office(Verb.BANK, methods=("GET", "HEAD", "POST"))
@fresh_sign_in_required
def retirement(request: HttpRequest, office: Office, qris_id: int) -> HttpResponse:
    """GET asks once more; POST takes the code out of use."""
    code = _current(office)
    if code is None or code.pk != qris_id:
        raise Http404
    if request.method == "POST":
        retire_qris(scope=office.scope, person=office.person, qris_id=code.pk)
        messages.success(request, _("QRIS tidak dipakai lagi. Semua pengurus diberi tahu."))
        return redirect("cooperative:qris")
    return page(request, office, "qris_retire.html", "money", code=code)


def _current(office: Office) -> QrisCode | None:
    own = QrisCode.objects.within(office.scope).filter(cooperative=office.cooperative, is_active=True)
    return own.select_related("created_by").order_by("-pk").first()
