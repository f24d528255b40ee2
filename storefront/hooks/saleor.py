"""Saleor's door: how Lapak is installed on it, and what it tells of its products and orders from then on."""

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from storefront.engine.saleor import inbox, manifest, registering
from storefront.hooks.saleor_gate import plain, verified

LARGEST_HANDSHAKE_BYTES = 4096


@never_cache
@require_safe
def show_manifest(request: HttpRequest) -> HttpResponse:
    """What Saleor reads when somebody installs Lapak by this address."""
    _configured()
    return JsonResponse(manifest.manifest())


@never_cache
@csrf_exempt  # it reads no cookie: the token it brings is tried at the Saleor we know
@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Saleor shows our message to whoever installs."""
    _configured()
    try:
        registering.register(api_url=request.headers.get("Saleor-Api-Url", ""), token=_token(request))
    except registering.NotTaken as error:
        return JsonResponse({"error": {"code": "NOT_TAKEN", "message": str(error)}}, status=400)
    return JsonResponse({"success": True})


@verified
def receive(request: HttpRequest, raw: bytes, name: str) -> HttpResponseBase:
    """Keep it, and answer. Saleor sends again until it reads 2xx, for five minutes; doubled ones are kept once."""
    if name not in manifest.STORED:
        raise Http404
    event = (request.headers.get("Saleor-Event") or request.headers.get("X-Saleor-Event") or "").lower()
    return plain("kept" if inbox.store(event=event, raw=raw) else "known")


def _configured() -> None:
    if not settings.SALEOR:
        raise Http404


def _token(request: HttpRequest) -> object:
    raw = request.read(LARGEST_HANDSHAKE_BYTES)
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return told.get("auth_token") if isinstance(told, dict) else None
