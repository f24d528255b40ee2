"""Saleor's opaque ids: base64 of `Type:key`."""

import base64
import binascii


def gid(kind: str, key: object) -> str:
    return base64.b64encode(f"{kind}:{key}".encode()).decode()


def parts(text: str) -> tuple[str, str]:
    """Type and key; ("", "") for what is no id at all."""
    try:
        kind, _, key = base64.b64decode(str(text), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return "", ""
    return kind, key


def app_method(identifier: str, method: str) -> str:
    """The id of a delivery method that an app answered."""
    return gid("app", f"{identifier}:{method}")
