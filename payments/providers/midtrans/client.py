"""Calls to Midtrans over HTTP. Loaded at the first call, for httpx is heavy."""

from collections.abc import Mapping
from typing import Any

import httpx
from django.conf import settings
from django.urls import reverse

from payments.providers.port import ProviderError

TIMEOUT = httpx.Timeout(10.0, connect=4.0)
LONGEST_MESSAGE = 200
# answered although nothing is wrong with the request: too many at once, our key is being changed, a bad day there
AGAIN = frozenset({"401", "402", "408", "409", "429"})


class Client:
    """One answer is a decoded JSON object; `status_code` in it says what became of the call, as text."""

    def __init__(self, *, api: str, server_key: str) -> None:
        # a connection a call: calls are rare, and a kept one may have died in the meantime without our knowing
        limits = httpx.Limits(max_keepalive_connections=0)
        self._http = httpx.Client(
            base_url=api, auth=(server_key, ""), timeout=TIMEOUT, limits=limits, follow_redirects=False
        )

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """The status and the answer. Raises ProviderError (not permanent) when there is no answer to rely on."""
        try:
            answer = self._http.request(method, path, json=body, headers=_headers())
        except httpx.HTTPError as error:
            raise ProviderError(f"midtrans {method} {path}: {type(error).__name__}", permanent=False) from error
        try:
            told = answer.json()
        except ValueError:
            told = {}
        told = told if isinstance(told, dict) else {}
        status = str(told.get("status_code") or answer.status_code)
        if answer.status_code >= 500 or status.startswith("5") or status in AGAIN:
            raise ProviderError(f"midtrans {method} {path}: {_said(status, told)}", permanent=False)
        return status, told


def refused(status: str, told: Mapping[str, Any]) -> ProviderError:
    """The request was understood and will never be done."""
    return ProviderError(f"midtrans: {_said(status, told)}", permanent=True)


def _said(status: str, told: Mapping[str, Any]) -> str:
    return f"{status} {told.get('status_message', '')}".strip()[:LONGEST_MESSAGE]


def _headers() -> dict[str, str]:
    """Notices come to this deployment's own hook, whatever is set in the dashboard; only where they can reach it."""
    if not settings.BASE_URL.startswith("https://"):
        return {}
    return {"X-Override-Notification": settings.BASE_URL + reverse("hooks:gateway", args=["midtrans"])}
