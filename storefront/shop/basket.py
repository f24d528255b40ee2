from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sellers.kit.errors import Expected
from storefront.orders import carts
from storefront.shop.basket_cookie import cart_of, remember

_NO_NUMBER = -1


@never_cache
@require_safe
def basket(request: HttpRequest) -> HttpResponse:
    """What is in the basket, by seller. A price that changed is told once: having been told, the buyer has seen it."""
    cart = cart_of(request)
    view = carts.view(cart)
    if cart and view.changes:
        carts.accept_prices(cart=cart)
    response = render(request, "shop/basket.html", {"basket": view, "undo": _undo(request)})
    if cart:
        remember(response, cart)
    return response


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Add packs (`add`), or set their number (`quantity`, or the `step` of the plus and minus buttons); 0 removes."""
    cart = cart_of(request) or carts.open_cart()
    variant_id = _number(request.POST.get("variant", ""))
    wanted = _number(request.POST.get("step") or request.POST.get("quantity", ""))
    adding = "add" in request.POST
    back = reverse("shop:basket")
    try:
        act = carts.add if adding else carts.set_quantity
        told = act(cart=cart, variant_id=variant_id, quantity=wanted)
    except Expected as error:
        messages.error(request, error.sentence)
        back = _next(request, back)
    else:
        if told:
            messages.warning(request, told)
        elif adding:
            messages.success(request, _("Sudah masuk keranjang."))
        if wanted == 0 and _number(request.POST.get("had", "")) > 0:
            back += "?" + urlencode({"urung": f"{variant_id}.{request.POST['had']}"})
    response = redirect(back)
    remember(response, cart)
    return response


def _undo(request: HttpRequest) -> dict[str, int] | None:
    """What was just taken out, so that one tap puts it back."""
    variant_id, _dot, quantity = request.GET.get("urung", "").partition(".")
    taken = {"variant": _number(variant_id), "quantity": _number(quantity)}
    return None if _NO_NUMBER in taken.values() else taken


def _number(text: str) -> int:
    """A whole number as typed; anything else is a quantity the basket refuses with a sentence."""
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else _NO_NUMBER


def _next(request: HttpRequest, otherwise: str) -> str:
    address = request.POST.get("next", "")
    return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, None) else otherwise
