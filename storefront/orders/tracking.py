"""How a buyer finds its purchase again, and what it is shown there.

The link carries a signature of the code, so it needs no account and no row; whoever has the link is the buyer.
Without the link, code and phone together open it, and the tries are limited.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.signing import Signer
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from payments.charges.banks import bank_name
from payments.charges.models import Charge
from payments.money import Money
from sellers.kit import clock, limits
from sellers.kit.errors import Expected
from sellers.people.phones import parse_phone
from storefront.delivery.couriers import courier_name, couriers
from storefront.delivery.queries import label_for
from storefront.orders import life_table
from storefront.orders.models import Bill, CancellationRequest, Order, OrderEvent, Purchase, Shipment
from storefront.orders.wording import moment

_SALT = "storefront.orders.tracking"
_TOKEN_LENGTH = 22  # of a base64 signature: 132 bits
_TRIES_A_CODE, _TRIES_A_PHONE, _HOUR_S = 10, 30, 3600


def token_for(purchase: Purchase) -> str:
    return _sign(purchase.code, settings.SECRET_KEY)


def link_for(purchase: Purchase) -> str:
    """The absolute address to send; whoever has it may see and act as the buyer."""
    return f"{settings.BASE_URL}{path_for(purchase)}"


def path_for(purchase: Purchase) -> str:
    return f"/pesanan/{purchase.code}/?t={token_for(purchase)}"


def open_by_token(code: str, token: str) -> Purchase | None:
    """The purchase a signed link names; None when the signature is not ours or nothing was placed."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    code = code.strip().upper()
    if not any(constant_time_compare(_sign(code, key), token) for key in keys):
        return None
    return _placed(code)


def open_by_phone(code: str, phone: str) -> Purchase | None:
    """The purchase of this code if it was placed with this number, else None. Raises TooMany and InvalidPhone."""
    code = code.strip().upper()
    number = parse_phone(phone)
    limits.check(what="tracking.code", key=code, limit=_TRIES_A_CODE, per_s=_HOUR_S)
    limits.check(what="tracking.phone", key=number, limit=_TRIES_A_PHONE, per_s=_HOUR_S)
    purchase = _placed(code)
    return purchase if purchase and constant_time_compare(purchase.buyer_phone, number) else None


def _sign(code: str, key: str) -> str:
    return Signer(key=key, salt=_SALT).signature(code)[:_TOKEN_LENGTH]


def _placed(code: str) -> Purchase | None:
    return Purchase.objects.filter(code=code, state=Purchase.State.PLACED).first()
