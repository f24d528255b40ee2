"""Saleor's RSA key signs webhooks (JWS, detached payload, RFC 7797) and logins (JWT); JWKS tells the public half."""

import base64
import functools
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.fakes.saleor.things import Json


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@functools.lru_cache(maxsize=8)
def _made(number: int) -> rsa.RSAPrivateKey:
    """Keys take a tenth of a second to make: the first, second, … key of every stand-in are the same ones."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Keys:
    def __init__(self) -> None:
        self.turn = 0

    def rotate(self) -> None:
        self.turn += 1

    @property
    def _key(self) -> rsa.RSAPrivateKey:
        return _made(self.turn)

    @property
    def kid(self) -> str:
        return _b64(hashlib.sha256(self._modulus()).digest())

    def _modulus(self) -> bytes:
        n = self._key.public_key().public_numbers().n
        return n.to_bytes((n.bit_length() + 7) // 8, "big")

    def jwks(self) -> Json:
        exponent = self._key.public_key().public_numbers().e
        key = {"kty": "RSA", "key_ops": ["verify"], "n": _b64(self._modulus()),
               "e": _b64(exponent.to_bytes(3, "big")), "use": "sig", "kid": self.kid, "alg": "RS256"}  # fmt: skip
        return {"keys": [key]}

    def _sign(self, data: bytes) -> str:
        return _b64(self._key.sign(data, padding.PKCS1v15(), hashes.SHA256()))

    def detached(self, body: bytes) -> str:
        """The Saleor-Signature header for these bytes."""
        head = {"alg": "RS256", "b64": False, "crit": ["b64"], "kid": self.kid, "typ": "JWT"}
        protected = _b64(json.dumps(head, separators=(",", ":")).encode())
        return f"{protected}..{self._sign(protected.encode() + b'.' + body)}"

    def token(self, claims: dict[str, Any]) -> str:
        head = {"alg": "RS256", "kid": self.kid, "typ": "JWT"}
        first = ".".join(_b64(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
        return f"{first}.{self._sign(first.encode())}"

    def claims(self, token: str) -> Json | None:
        """What a login token says, or None for a foreign or broken one. The time is the caller's to check."""
        try:
            head, body, signature = token.split(".")
            data = f"{head}.{body}".encode()
            self._key.public_key().verify(unb64(signature), data, padding.PKCS1v15(), hashes.SHA256())
            found: Json = json.loads(unb64(body))
            return found
        except Exception:  # whatever is wrong with it, it is no token of ours
            return None
