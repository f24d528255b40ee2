"""The purchases placed or opened in this browser, in a signed cookie: "Pesanan" lists them without an account."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from storefront.orders.models import Purchase

COOKIE = "pesanan"
_SALT = "storefront.shop.purchases"
_MOST = 8
_DAYS_60_S = 60 * 86_400


def kept_codes(request: HttpRequest) -> list[str]:
    """Newest first."""
    return (request.get_signed_cookie(COOKIE, default="", salt=_SALT) or "").split()


def kept(request: HttpRequest) -> list[Purchase]:
    codes = kept_codes(request)
    return list(Purchase.objects.filter(code__in=codes, state=Purchase.State.PLACED).order_by("-created_at"))


def keep(request: HttpRequest, response: HttpResponseBase, purchase: Purchase) -> None:
    codes = [purchase.code, *(code for code in kept_codes(request) if code != purchase.code)]
    response.set_signed_cookie(
        COOKIE,
        " ".join(codes[:_MOST]),
        salt=_SALT,
        max_age=_DAYS_60_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE)
