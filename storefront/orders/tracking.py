"""How a buyer finds its purchase again: by the signed link, or by code and phone with few tries."""

from django.conf import settings
from django.utils.crypto import constant_time_compare

from sellers.kit import limits
from sellers.people.phones import parse_phone
from storefront.orders import foreign_pay
from storefront.orders.following import BillView, PartView, StepView, TrackingView, timeline
from storefront.orders.links import is_signed, link_for, path_for, token_for
from storefront.orders.models import Purchase

__all__ = [
    "BillView",
    "PartView",
    "StepView",
    "TrackingView",
    "address_of_bill",
    "link_for",
    "open_by_phone",
    "open_by_token",
    "path_for",
    "timeline",
    "token_for",
]

_TRIES_A_CODE, _TRIES_A_PHONE, _HOUR_S = 10, 30, 3600


def open_by_token(code: str, token: str) -> Purchase | None:
    """The purchase a signed link names; None when the signature is not ours or nothing was placed."""
    code = code.strip().upper()
    return _placed(code) if is_signed(code=code, token=token) else None


def open_by_phone(code: str, phone: str) -> Purchase | None:
    """The purchase of this code if it was placed with this number, else None. Raises TooMany and InvalidPhone."""
    code = code.strip().upper()
    number = parse_phone(phone)
    limits.check(what="tracking.code", key=code, limit=_TRIES_A_CODE, per_s=_HOUR_S)
    limits.check(what="tracking.phone", key=number, limit=_TRIES_A_PHONE, per_s=_HOUR_S)
    purchase = _placed(code)
    return purchase if purchase and constant_time_compare(purchase.buyer_phone, number) else None


def address_of_bill(bill_ref: str) -> str:
    """Where a gateway sends the payer of a bill afterwards: the purchase's own link, which says so."""
    purchase = Purchase.objects.filter(bills__code=bill_ref).first()
    if purchase is None and foreign_pay.is_pending(bill_ref):
        return f"{settings.BASE_URL}{foreign_pay.RETURN_PAGE}"
    return f"{link_for(purchase)}&kembali=1" if purchase else settings.BASE_URL


def _placed(code: str) -> Purchase | None:
    return Purchase.objects.filter(code=code, state=Purchase.State.PLACED).first()
