"""Pages of the desk for a phone that keeps the dictionary: deflated against it, each with its headers inside.

The service worker asks so (X-Desk-Words) and unpacks what comes (see unpacking.js); the page it hands on has every
header that it has here. Pages that it keeps it asks for together, as `halaman` of the list of them: what one says the
next one need not say again. A page that the phone says it has is not sent again (304). Whoever does not ask, or keeps
another dictionary, gets the page as ever.
"""

import hashlib
import re
import secrets
import zlib
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import TypeGuard

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import Resolver404, resolve, reverse

from storefront.desk import dictionary, keeping
from storefront.desk.gate import BY_ITSELF

Answer = Callable[[HttpRequest], HttpResponseBase]
ASKS = "X-Desk-Words"
PACKED = "application/x-lapak"
KINDS = ("text/html", "application/json")
TOGETHER, MOST = "halaman", 12
TOKEN = re.compile(
    rb'(?:(?<=name="csrfmiddlewaretoken" value=")|(?<= data-csrf=")|(?<="X-CSRFToken": "))[A-Za-z0-9]{64}'
)
TOLD_AGAIN = ("Cache-Control", "ETag", "Expires", "Last-Modified", "Vary")
PADDING = 60  # bytes at most, each time others, which blurs what the length tells of secrets inside


def pack_for_phones(get_response: Answer) -> Answer:
    """Around everything else, so that the headers inside are all that the page has."""

    gzip = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        asked = request.method == "GET" and request.path.startswith("/lapak/")
        if not asked or request.headers.get(ASKS) != dictionary.version():
            return _bare(get_response(request))
        encodings = request.META.pop("HTTP_ACCEPT_ENCODING", "")
        if wanted := _together(request):
            answers = ((address, get_response(_by_itself(request, address))) for address in wanted)
            return _packed(request, [(address, page) for address, page in answers if _fits(page)])
        answer = get_response(request)
        if not _fits(answer):
            request.META["HTTP_ACCEPT_ENCODING"] = encodings
            return gzip.process_response(request, answer)
        known = request.headers.get("If-None-Match")
        if known and known == _etag(request, answer):
            return _same(request, answer, known)
        return _packed(request, [(request.path, answer)])

    return middleware


def _bare(answer: HttpResponseBase) -> HttpResponseBase:
    """What the browser has already stays as it came, with the headers that it came with (RFC 9111, 3.2)."""
    if answer.status_code == 304:
        for name in [name for name in answer.headers if name not in TOLD_AGAIN]:
            del answer[name]
    return answer


def _together(request: HttpRequest) -> list[str]:
    """Pages to keep that are asked for in one. None without the cookie that all their forms' tokens must match."""
    if request.path != reverse("desk:kept") or settings.CSRF_COOKIE_NAME not in request.COOKIES:
        return []
    return [address for address in dict.fromkeys(request.GET.getlist(TOGETHER)) if _is_kept(address)][:MOST]


def _is_kept(address: str) -> bool:
    try:
        return address.isascii() and address.isprintable() and resolve(address).view_name in keeping.KEPT
    except Resolver404:
        return False


def _by_itself(request: HttpRequest, address: str) -> HttpRequest:
    """As if the same browser asked for that page alone; what waits to be told is left for a page that is looked at."""
    alone = WSGIRequest({**request.META, "PATH_INFO": address, "QUERY_STRING": "", BY_ITSELF: True})
    alone.COOKIES = {name: value for name, value in request.COOKIES.items() if name != "messages"}
    return alone


def _fits(answer: HttpResponseBase) -> TypeGuard[HttpResponse]:
    plain = answer.get("Content-Type", "").split(";")[0] in KINDS and not answer.has_header("Content-Encoding")
    return answer.status_code == 200 and plain and isinstance(answer, HttpResponse)


def _etag(request: HttpRequest, page: HttpResponse) -> str:
    """The same as long as the page is, but for the masks of its tokens; nothing where their secret is new."""
    secret = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    told = page.cookies.get(settings.CSRF_COOKIE_NAME)
    if not secret or (told is not None and told.value != secret):
        return ""
    policy = sorted(page.get("Content-Security-Policy", "").split("; "))  # in another order each time
    seen = repr((secret, policy, page.get("Content-Language", ""))).encode() + TOKEN.sub(b"", page.content)
    return f'"{hashlib.sha256(seen).hexdigest()[:16]}"'


def _same(request: HttpRequest, page: HttpResponse, etag: str) -> HttpResponse:
    """The phone has this page: no more than whose it is and what it now shows."""
    answer = HttpResponse(status=304)
    del answer["Content-Type"]
    for name in ("X-Desk", "X-Desk-Stalls", "X-Desk-Mark", "Cache-Control"):
        if name in page:
            answer[name] = page[name]
    answer["ETag"] = etag
    answer.cookies = page.cookies
    return _without_known(request, answer)


def _packed(request: HttpRequest, pages: Iterable[tuple[str, HttpResponse]]) -> HttpResponse:
    """Pages of one kind in one stream, each stream after its length in four bytes."""
    answer = HttpResponse(content_type=PACKED)
    for _kind, alike in groupby(pages, key=lambda told: resolve(told[0]).view_name):
        deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_DEFAULT_STRATEGY, dictionary.words())
        parts = []
        for address, page in alike:
            parts.append(deflate.compress(_told(request, address, page)))
            answer.cookies.update(page.cookies)
        stream = b"".join((*parts, deflate.flush()))
        answer.write(len(stream).to_bytes(4, "big") + stream)
    answer["Content-Length"] = str(len(answer.content))
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return _without_known(request, answer)


def _without_known(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Without the cookie that the phone has, for a year since it came."""
    kept = answer.cookies.get(settings.CSRF_COOKIE_NAME)
    if kept is not None and kept.value == request.COOKIES.get(settings.CSRF_COOKIE_NAME):
        del answer.cookies[settings.CSRF_COOKIE_NAME]
    return answer


def _told(request: HttpRequest, address: str, page: HttpResponse) -> bytes:
    """Headers, an empty line, and as many bytes of the page as Content-Length says."""
    heads = {name: value for name, value in page.items() if name != "Vary"}
    heads["X-Pad"] = secrets.token_urlsafe(PADDING)[: secrets.randbelow(PADDING)]
    if etag := _etag(request, page):
        heads["ETag"] = etag
    heads["Content-Location"] = address
    heads["Content-Length"] = str(len(page.content))
    told = "".join(f"{name}: {value}\n" for name, value in heads.items())
    return f"{told}\n".encode() + _one_token(page.content)


def _one_token(page: bytes) -> bytes:
    """Every token of a page is the same secret masked another way; the first will do for all of them."""
    first = TOKEN.search(page)
    return TOKEN.sub(first[0], page) if first else page
