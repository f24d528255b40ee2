"""Our page inside Saleor Dashboard: an empty frame until Dashboard hands over the token of whoever looks at it.

The page itself says nothing of anybody. Its script waits for Dashboard's handshake, sends the token here, and shows
what we answer. Only the Dashboard of our settings may frame it: this page alone is exempt from X-Frame-Options.
"""

import json
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sellers.kit import limits
from sellers.kit.errors import Expected
from storefront.engine.saleor import connection, dashboard, looking_up
from storefront.engine.saleor.verifying import KeysNotAtHand
from storefront.orders import foreign_panel

LARGEST_BYTES = 16 * 1024
LOOKS, PER_S = 120, 60
KINDS = {"order": dashboard.ORDERS, "product": dashboard.PRODUCTS}


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    """Dashboard names its Saleor and, from a details page, the order or product."""
    if not settings.SALEOR:
        raise Http404
    told = request.GET.get("saleorApiUrl", "")
    if told and told != connection.public_url():
        raise Http404
    origin = dashboard.origin()

    def shown(request: HttpRequest) -> HttpResponse:
        return render(request, "saleor/app.html", {"origin": origin})

    if not origin:
        return shown(request)
    return xframe_options_exempt(csp_replace({"frame-ancestors": [origin]})(shown))(request)


@never_cache
@csrf_exempt  # it reads no cookie: the token in the body says who asks
@require_POST
def panel(request: HttpRequest) -> HttpResponse:
    """What the page shows: 401 to whoever is not staff of this Saleor, 404 for what the person may not see there."""
    if not settings.SALEOR:
        raise Http404
    wanted = _wanted(request)
    try:
        staff = dashboard.staff_of(_text(wanted, "token"))
        limits.check(what="saleor.panel", key=staff.user_id, limit=LOOKS, per_s=PER_S)
    except dashboard.NotStaff:
        return _said("unauthorized", 401)
    except KeysNotAtHand:
        return _said("try again later", 503)
    except Expected as error:
        return _said(error.sentence, error.status)
    kind, saleor_id = _text(wanted, "kind"), _text(wanted, "id")
    if not kind:
        return render(request, "saleor/_welcome.html", {"staff": staff})
    if kind not in KINDS or KINDS[kind] not in staff.permissions:
        return _said("not found", 404)
    shown = _order(saleor_id) if kind == "order" else _product(saleor_id)
    if shown is None:
        return render(request, "saleor/_nothing.html", {"kind": kind}, status=404)
    return render(request, f"saleor/_{kind}.html", {"panel": shown, "base": settings.BASE_URL})


def _order(saleor_id: str) -> foreign_panel.OrderPanel | None:
    return foreign_panel.order(saleor_id, order_refs=looking_up.placed_order_refs(saleor_id))


def _product(saleor_id: str) -> foreign_panel.ProductPanel | None:
    found = looking_up.product_id(saleor_id)
    if found is not None:
        return foreign_panel.product(found)
    waiting = looking_up.waiting_name(saleor_id)
    return foreign_panel.nobodys(waiting) if waiting else None


def _wanted(request: HttpRequest) -> dict[str, Any]:
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isascii() or not announced.isdigit() or len(announced) > 9 or int(announced) > LARGEST_BYTES:
        raise RequestDataTooBig
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _text(told: dict[str, Any], key: str) -> str:
    value = told.get(key)
    return value if isinstance(value, str) and "\0" not in value else ""


def _said(text: str, status: int) -> HttpResponse:
    return JsonResponse({"error": text}, status=status)
