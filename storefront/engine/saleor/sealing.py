"""The app's token, sealed at rest with a key that only this market's secret opens. Loaded at its first use."""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

PURPOSE = b"lapak.saleor.token:"


def seal(text: str) -> str:
    return _fernet(settings.SECRET_KEY).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Empty when it was sealed with another secret: then the app must be installed again."""
    return _opened(settings.SECRET_KEY, sealed)


@lru_cache(maxsize=4)
def _opened(secret: str, sealed: str) -> str:
    try:
        return _fernet(secret).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def _fernet(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(PURPOSE + secret.encode()).digest()))
