"""Whether a request is Saleor's own: the one we are configured for, signed by the keys that it publishes."""

from collections.abc import Mapping
from typing import Any, cast

from django.db import transaction
from django.utils.module_loading import import_string

from sellers.kit import clock, limits
from storefront.engine.saleor import connection
from storefront.engine.saleor.errors import UnknownKey, Unreachable
from storefront.engine.saleor.models import Connection

MOST_FETCHES, PER_S = 2, 60  # anybody can name an unknown key: that must not make us call Saleor for each
LONGEST_SIGNATURE = 2000


class NotFromSaleor(Exception):
    """Nothing that Saleor signed."""


class OtherSaleor(NotFromSaleor):
    """It says itself that it comes from another Saleor than ours."""


class KeysNotAtHand(Exception):
    """The key may be a new one, and Saleor cannot be asked for it now: ask to send the request again."""


def check(*, api_url: str, signature: str, body: bytes) -> None:
    """Raises NotFromSaleor or KeysNotAtHand. `api_url` is what the request says of itself."""
    if api_url != connection.public_url():
        raise OtherSaleor(api_url[:200])
    if not signature or len(signature) > LONGEST_SIGNATURE:
        raise NotFromSaleor("no signature")
    stored = connection.row()
    try:
        good = _is_signed(signature=signature, body=body, jwks=stored.jwks)
    except UnknownKey:
        good = _is_signed_by_new_key(signature, body)
    if not good:
        raise NotFromSaleor("the signature is not that of these bytes")


def fetch_keys() -> Connection:
    """Saleor's public keys, from the address we have stored and never from the request's. Raises Unreachable."""
    told = import_string("storefront.engine.saleor.client.fetch_json")(connection.keys_address())
    keys = {"keys": [_public(key) for key in told.get("keys") or ()]}
    with transaction.atomic():
        stored = connection.row()
        stored.jwks, stored.jwks_at = keys, clock.now()
        stored.save(update_fields=["jwks", "jwks_at"])
    return stored


def _is_signed_by_new_key(signature: str, body: bytes) -> bool:
    if not limits.hit(what="saleor_jwks", key=connection.public_url(), limit=MOST_FETCHES, per_s=PER_S):
        raise KeysNotAtHand("its keys were asked for a moment ago")
    try:
        stored = fetch_keys()
    except Unreachable as error:
        raise KeysNotAtHand(str(error)) from error
    try:
        return _is_signed(signature=signature, body=body, jwks=stored.jwks)
    except UnknownKey:
        return False


def _public(key: Mapping[str, Any]) -> dict[str, Any]:
    """Only what verifying needs."""
    return {name: str(key[name]) for name in ("kty", "kid", "n", "e", "alg", "use") if name in key}


def _is_signed(*, signature: str, body: bytes, jwks: Mapping[str, Any]) -> bool:
    """Loaded at the first webhook, for it knows cryptography."""
    return cast(
        bool, import_string("storefront.engine.saleor.signatures.is_signed")(signature=signature, body=body, jwks=jwks)
    )
