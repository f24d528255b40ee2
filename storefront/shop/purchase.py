"""A purchase found again: by its signed link, or by code and phone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sellers.kit.errors import Expected
from storefront.orders import at_gateways, door_photo, receipt, tracking
from storefront.orders.models import Purchase
from storefront.orders.qr_drawing import qr_svg
from storefront.shop import purchases_kept

_LONGEST = 40


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """The form for code and phone, and what was ordered from this browser. `forget` empties that list."""
    if "forget" in request.POST:
        response = redirect("shop:find_purchase")
        purchases_kept.forget(response)
        return response
    if request.method != "POST":
        return _form(request)
    code, phone = request.POST.get("code", "")[:_LONGEST], request.POST.get("phone", "")[:_LONGEST]
    try:
        found = tracking.open_by_phone(code, phone)
    except Expected as error:
        return _form(request, code=code, phone=phone, error=error.sentence, field=error.field, status=error.status)
    if found is None:
        sentence = _("Nomor pesanan dan nomor HP tidak cocok. Periksa lagi.")
        return _form(request, code=code, phone=phone, error=sentence, status=404)
    return redirect(tracking.path_for(found))


@never_cache
@require_safe
def purchase(request: HttpRequest, code: str) -> HttpResponse:
    found = opened(request, code)
    if found is None:
        if request.GET.get("t") is None and code in purchases_kept.kept_codes(request):
            known = next((row for row in purchases_kept.kept(request) if row.code == code), None)
            if known:
                return redirect(tracking.path_for(known))
        return _form(request, code=code[:_LONGEST], status=404)
    at_gateways.prepare(purchase=found, came_back="kembali" in request.GET)
    context = {"view": tracking.timeline(found), "token": tracking.token_for(found), "qr_svg": qr_svg}
    response = render(request, "shop/purchase.html", context)
    purchases_kept.keep(request, response, found)
    return response


@never_cache
@require_safe
def receipt_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt of what was paid, for whoever has the link; nothing is there before a payment came."""
    found = opened(request, code)
    if found is None:
        raise Http404
    try:
        paper = receipt.pdf(found)
    except LookupError:
        raise Http404 from None
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="kuitansi-{found.code}.pdf"'
    return response


@never_cache
@require_safe
def door_picture(request: HttpRequest, code: str, order: str) -> HttpResponse:
    """The photo taken at the buyer's door, for whoever has the purchase's link."""
    found = opened(request, code)
    if found is None:
        raise Http404
    return door_photo.response_for(found.orders.select_related("shipment").filter(code=order).first())


def opened(request: HttpRequest, code: str) -> Purchase | None:
    """The purchase this link names; the token comes in the address, also of what is posted."""
    return tracking.open_by_token(code, request.GET.get("t", ""))


def _form(
    request: HttpRequest, *, code: str = "", phone: str = "", error: str = "", field: str = "", status: int = 200
) -> HttpResponse:
    shown = [(row, tracking.path_for(row)) for row in purchases_kept.kept(request)]
    context = {"code": code, "phone": phone, "error": error, "field": field, "kept": shown}
    return render(request, "shop/find_purchase.html", context, status=status)
