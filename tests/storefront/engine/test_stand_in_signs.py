"""Signatures: the recorded ones of a real Saleor verify, and the stand-in's are made the same way."""

import json
from pathlib import Path
from typing import Any

import jwt
import pytest
from jwt.api_jws import PyJWS

RECORDED = Path(__file__).parents[2] / "recorded" / "saleor"


def verified(signature: str, raw: bytes, jwks: dict[str, Any]) -> bool:
    kid = jwt.get_unverified_header(signature)["kid"]
    key = next(key for key in jwks["keys"] if key["kid"] == kid)
    try:
        PyJWS(algorithms=["RS256"]).decode_complete(
            signature, key=jwt.PyJWK.from_dict(key).key, algorithms=["RS256"], detached_payload=raw
        )
    except jwt.InvalidSignatureError:
        return False
    return True


def _deliveries() -> list[Path]:
    return sorted((RECORDED / "webhooks").glob("[0-9]*.json"))


@pytest.mark.parametrize("path", _deliveries(), ids=lambda path: path.stem)
def test_a_recorded_signature_verifies_over_the_raw_body(path: Path) -> None:
    request = json.loads(path.read_text())["request"]
    jwks = json.loads((RECORDED / "webhooks" / "_jwks.json").read_text())
    raw = request["raw_body"].encode()
    signature = request["headers"]["Saleor-Signature"]
    assert verified(signature, raw, jwks)
    assert not verified(signature, raw.replace(b"1", b"2", 1), jwks)
