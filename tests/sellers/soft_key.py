"""A phone's key in software: makes passkeys and signs challenges as a browser would, honestly or not."""

import json
from dataclasses import dataclass, field, replace
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from fido2 import cbor

HERE = "http://localhost:8000"
PRESENT, VERIFIED, KEY_INSIDE = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """One passkey. The fields say what it puts into its answers; `lies` makes a copy that says something else."""

    origin: str = HERE
    site: str = "localhost"
    verified: bool = True
    count: int = 0
    cross_origin: bool = False
    handle: str = ""  # of its person, as the site named them
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    key_id: bytes = field(default_factory=lambda: token_bytes(32))

    def lies(self, **what: Any) -> "SoftKey":
        return replace(self, **what)

    def make(self, options: dict[str, Any]) -> str:
        """What the browser sends after `navigator.credentials.create`, with attestation "none"."""
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        point = self.private.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        inside = bytes(16) + len(self.key_id).to_bytes(2, "big") + self.key_id + cbor.encode(public)
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(KEY_INSIDE) + inside}
        said = self._said("webauthn.create", asked["challenge"])
        return self._answer(clientDataJSON=said, attestationObject=cbor.encode(statement))

    def sign(self, options: dict[str, Any]) -> str:
        """What the browser sends after `navigator.credentials.get`."""
        said = self._said("webauthn.get", options["publicKey"]["challenge"])
        data = self._data(0)
        signature = self.private.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        handle = urlsafe_base64_decode(self.handle)
        return self._answer(clientDataJSON=said, authenticatorData=data, signature=signature, userHandle=handle)

    def _data(self, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verified else 0)
        return sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _said(self, what: str, challenge: str) -> bytes:
        said = {"type": what, "challenge": challenge, "origin": self.origin, "crossOrigin": self.cross_origin}
        return json.dumps(said).encode()

    def _answer(self, **response: bytes) -> str:
        key_id = urlsafe_base64_encode(self.key_id)
        texts = {name: urlsafe_base64_encode(part) for name, part in response.items()}
        answer = {"id": key_id, "rawId": key_id, "type": "public-key", "response": texts, "clientExtensionResults": {}}
        return json.dumps(answer)
