"""Who may come in by Saleor's door: the Saleor of our settings, with its signature over these very bytes."""

import functools
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from storefront.engine.saleor import inbox, verifying

log = logging.getLogger("lapak.hooks")
LARGEST_BYTES = 2 * 1024 * 1024  # a checkout of 150 lines is a tenth of it

Door = Callable[..., HttpResponseBase]


def signed_by_saleor(view: Callable[[HttpRequest, dict[str, Any]], HttpResponseBase]) -> Door:
    """For webhooks whose answer Saleor waits for: the view gets the body, its money as Decimal.

    One that was issued more than a day ago is refused: there is nothing left to answer, so it can only be a replay.
    """

    @verified
    @functools.wraps(view)
    def answered(request: HttpRequest, raw: bytes) -> HttpResponseBase:
        body = inbox.parse(raw)
        if inbox.issued_at(body) is not None and not inbox.is_fresh(body):
            return plain("too old", 401)
        return view(request, body)

    return answered


def verified(view: Callable[..., HttpResponseBase]) -> Door:
    """The view gets the raw bytes, which Saleor signed. 401: it did not; 404: another Saleor, or none is configured;
    503: we cannot tell or keep it now, and Saleor sends it again."""

    @never_cache
    @csrf_exempt  # it reads no cookie: the signature says who sends
    @require_POST
    @functools.wraps(view)
    def door(request: HttpRequest, **named: str) -> HttpResponseBase:
        if not settings.SALEOR:
            raise Http404
        try:
            raw = _body(request)
            verifying.check(api_url=_header(request, "Api-Url"), signature=_header(request, "Signature"), body=raw)
            return view(request, raw, **named)
        except verifying.OtherSaleor as error:
            log.warning("a webhook of another Saleor was refused: %s", error)
            raise Http404 from error
        except (verifying.NotFromSaleor, inbox.NotReadable, UnreadablePostError) as error:
            log.warning("a webhook of Saleor was refused: %s", error)
            return plain("refused", 401)
        except RequestDataTooBig:
            return plain("too large", 413)
        except (verifying.KeysNotAtHand, DatabaseError) as error:
            log.warning("a webhook of Saleor was put off: %s", error)
            return plain("try again later", 503)

    return door


def plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain")


def _header(request: HttpRequest, name: str) -> str:
    return request.headers.get(f"Saleor-{name}") or request.headers.get(f"X-Saleor-{name}") or ""


def _body(request: HttpRequest) -> bytes:
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isascii() or not announced.isdigit() or len(announced) > 9 or int(announced) > LARGEST_BYTES:
        raise RequestDataTooBig
    return request.body
