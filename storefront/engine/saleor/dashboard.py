"""Who looks at our page inside Saleor Dashboard: the token that Dashboard hands over, checked with Saleor's keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string

from sellers.kit import limits
from storefront.engine.saleor import connection, verifying
from storefront.engine.saleor.errors import UnknownKey, Unreachable

LONGEST_TOKEN = 8000
ORDERS, PRODUCTS = "MANAGE_ORDERS", "MANAGE_PRODUCTS"


class NotStaff(Exception):
    """No token, or not one that Saleor gave to its staff for our app."""


@dataclass(frozen=True)
class Staff:
    """A member of the shop's staff. `permissions` are those of the person, not of our app."""

    user_id: str
    email: str
    permissions: frozenset[str]


def origin() -> str:
    """The Dashboard's; "" when none is configured: then nobody may frame our page."""
    return str(settings.SALEOR.get("dashboard_url") or "")


def staff_of(token: str) -> Staff:
    """Raises NotStaff, KeysNotAtHand."""
    if not token or len(token) > LONGEST_TOKEN:
        raise NotStaff
    stored = connection.row()
    try:
        told = _claims(token, stored.jwks)
    except UnknownKey:
        told = _claims_by_new_key(token)
    if told is None or not stored.app_id or told.get("app") != stored.app_id or told.get("is_staff") is not True:
        raise NotStaff
    permissions = told.get("user_permissions")
    named = permissions if isinstance(permissions, list) else []
    return Staff(str(told.get("user_id") or ""), str(told.get("email") or ""), frozenset(map(str, named)))


def _claims_by_new_key(token: str) -> Mapping[str, Any] | None:
    most, per_s = verifying.MOST_FETCHES, verifying.PER_S
    if not limits.hit(what="saleor_jwks", key=connection.public_url(), limit=most, per_s=per_s):
        raise verifying.KeysNotAtHand("its keys were asked for a moment ago")
    try:
        return _claims(token, verifying.fetch_keys().jwks)
    except Unreachable as error:
        raise verifying.KeysNotAtHand(str(error)) from error
    except UnknownKey:
        return None


def _claims(token: str, jwks: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Loaded at the first look, for it knows cryptography."""
    read = import_string("storefront.engine.saleor.signatures.claims")
    return cast("Mapping[str, Any] | None", read(token=token, jwks=jwks, issuer=connection.public_url()))
