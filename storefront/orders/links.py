"""The signed link of a purchase. It needs no account and no row; whoever has the link is the buyer."""

from django.conf import settings
from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from storefront.orders.models import Purchase

_SALT = "storefront.orders.tracking"
_TOKEN_LENGTH = 22  # of a base64 signature: 132 bits


def token_for(purchase: Purchase) -> str:
    return _sign(purchase.code, settings.SECRET_KEY)


def path_for(purchase: Purchase) -> str:
    return f"/pesanan/{purchase.code}/?t={token_for(purchase)}"


def link_for(purchase: Purchase) -> str:
    """The absolute address to send."""
    return f"{settings.BASE_URL}{path_for(purchase)}"


def refund_path_for(purchase: Purchase, refund_code: str) -> str:
    """Where the buyer says how one refund reaches it, under the same signature as the purchase."""
    return f"/pesanan/{purchase.code}/pengembalian/{refund_code}/?t={token_for(purchase)}"


def refund_link_for(purchase: Purchase, refund_code: str) -> str:
    """The absolute address to send."""
    return f"{settings.BASE_URL}{refund_path_for(purchase, refund_code)}"


def is_signed(*, code: str, token: str) -> bool:
    """Whether we gave this token out for this code; tokens of a retired secret key hold while it is a fallback."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(_sign(code, key), token) for key in keys)


def _sign(code: str, key: str | bytes) -> str:
    return Signer(key=key, salt=_SALT).signature(code)[:_TOKEN_LENGTH]
