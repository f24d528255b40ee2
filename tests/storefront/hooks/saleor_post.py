"""Saleor's post, as it comes in: signed with keys of a test's own, which a small server publishes."""

import base64
import functools
import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.test import Client

from sellers.kit import clock

API_URL = "https://saleor.example/graphql/"
OUR_APP = "QXBwOjI="


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@functools.cache
def _private(kid: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True)
class Key:
    kid: str = "first"

    def public(self) -> dict[str, str]:
        numbers = _private(self.kid).public_key().public_numbers()
        e, n = (b64(one.to_bytes((one.bit_length() + 7) // 8)) for one in (numbers.e, numbers.n))
        return {"kty": "RSA", "kid": self.kid, "use": "sig", "alg": "RS256", "e": e, "n": n}

    def sign(self, raw: bytes, **header: Any) -> str:
        told = {"alg": "RS256", "b64": False, "crit": ["b64"], "kid": self.kid, "typ": "JWT", **header}
        protected = b64(json.dumps(told).encode())
        signature = _private(self.kid).sign(protected.encode() + b"." + raw, padding.PKCS1v15(), hashes.SHA256())
        return f"{protected}..{b64(signature)}"


def product_updated(product: str = "UHJvZHVjdDox", **more: Any) -> dict[str, Any]:
    return {
        "__typename": "ProductUpdated",
        "issuedAt": clock.now().isoformat(),
        "issuingPrincipal": {"__typename": "User", "id": "VXNlcjox"},
        "product": {"id": product, "externalReference": "lapak:p:1", "name": "Kripik"},
        **more,
    }


def deliver(
    body: dict[str, Any] | bytes, *, to: str = "products", key: Key | None = None, signature: str | None = None,
    api_url: str = API_URL, event: str = "product_updated",
) -> int:  # fmt: skip
    """The status of our answer."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {
        "Saleor-Api-Url": api_url,
        "Saleor-Event": event,
        "Saleor-Signature": (key or Key()).sign(raw) if signature is None else signature,
    }
    browser = Client(enforce_csrf_checks=True)
    return browser.post(f"/kait/saleor/{to}/", raw, content_type="application/json", headers=headers).status_code
