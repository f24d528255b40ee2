"""The cookie that names a buyer's basket: its token, signed, with the number of packs for the icon in the header."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from storefront.orders import carts
from storefront.orders.models import Cart

COOKIE = "keranjang"
_SALT = "storefront.shop.basket"
_DAYS_90_S = 90 * 86_400


def cart_of(request: HttpRequest) -> Cart | None:
    return carts.cart_for(_read(request)[0])


def basket_count(request: HttpRequest) -> int:
    """Packs in the basket as last seen by this browser; no query, so that every page may show it."""
    return _read(request)[1]


def remember(response: HttpResponseBase, cart: Cart) -> None:
    response.set_signed_cookie(
        COOKIE,
        f"{cart.token}.{carts.count(cart)}",
        salt=_SALT,
        max_age=_DAYS_90_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, int]:
    value = request.get_signed_cookie(COOKIE, default="", salt=_SALT) or ""
    token, _dot, count = value.rpartition(".")
    return (token, int(count)) if token and count.isdigit() else ("", 0)
