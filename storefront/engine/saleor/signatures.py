"""Whether Saleor signed these very bytes: JWS, RS256, detached (RFC 7797). Loaded at the first webhook."""

from collections.abc import Mapping
from typing import Any

import jwt
from jwt.api_jws import PyJWS

from storefront.engine.saleor.errors import UnknownKey

ALGORITHM = "RS256"
LEEWAY_S = 10  # between the clocks of two machines
_jws = PyJWS(algorithms=[ALGORITHM])


def is_signed(*, signature: str, body: bytes, jwks: Mapping[str, Any]) -> bool:
    """Whether `signature` is that of `body` by one of the keys of `jwks`. Raises UnknownKey."""
    try:
        header = jwt.get_unverified_header(signature)
    except (jwt.InvalidTokenError, ValueError):
        return False
    rest = signature.partition(".")[2]
    # the payload is the body and nothing else: a signature that carries one of its own is not Saleor's
    if not rest.startswith(".") or header.get("alg") != ALGORITHM or header.get("b64") is not False:
        return False
    key = next((one for one in jwks.get("keys", ()) if one.get("kid") == header.get("kid")), None)
    if key is None:
        raise UnknownKey(str(header.get("kid")))
    try:
        _jws.decode_complete(
            signature, key=jwt.PyJWK.from_dict(dict(key)).key, algorithms=[ALGORITHM], detached_payload=body
        )
    except (jwt.InvalidTokenError, jwt.PyJWKError, ValueError):
        return False
    return True


def claims(*, token: str, jwks: Mapping[str, Any], issuer: str) -> dict[str, Any] | None:
    """What a login token of Saleor says; None for one that is not its own, is over, or was issued by another.

    Raises UnknownKey.
    """
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError):
        return None
    if header.get("alg") != ALGORITHM:
        return None
    key = next((one for one in jwks.get("keys", ()) if one.get("kid") == header.get("kid")), None)
    if key is None:
        raise UnknownKey(str(header.get("kid")))
    try:
        told: dict[str, Any] = jwt.decode(
            token,
            key=jwt.PyJWK.from_dict(dict(key)).key,
            algorithms=[ALGORITHM],
            issuer=issuer,
            leeway=LEEWAY_S,
            options={"require": ["exp", "iss"], "verify_aud": False},
        )
    except (jwt.InvalidTokenError, jwt.PyJWKError, ValueError):
        return None
    return told
