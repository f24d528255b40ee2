"""The door of what phones send by themselves: a bearer token says who, cookies say nothing, answers are JSON."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from sellers.accounts.access import Scope
from sellers.accounts.asking import scope_of
from sellers.kit.errors import Expected
from sellers.people import devices
from sellers.people.models import Device, Person

P = ParamSpec("P")
BEARER = "Bearer "
LATER_S = {429: 60, 503: 5}  # when to come back, where nobody knows better
NOTHING = "default-src 'none'; frame-ancestors 'none'"  # what an answer that is no page may load
FINAL = (404, 413, 415)  # sending the same again is refused again


@dataclass(frozen=True)
class Phone:
    """A phone as one person's: what that person may do anywhere at this moment."""

    device: Device
    person: Person
    scope: Scope


View = Callable[Concatenate[HttpRequest, Phone, P], HttpResponse]
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def from_phone(*methods: str) -> Callable[[View[P]], Page[P]]:
    """Let a live token through, in its person's language; anything else is asked who it is, and nothing is read."""

    def wrap(view: View[P]) -> Page[P]:
        @wraps(view)
        def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in methods:
                answer: HttpResponse = said(405, state="refused", sentence=_("Alamat ini tidak menerima itu."))
                answer["Allow"] = ", ".join(methods)
                return answer
            device = _device(request)
            if device is None:
                return said(401, state="who", sentence=_("Masuk lagi di HP ini supaya terkirim."))
            with translation.override(device.person.language):
                try:
                    answer = view(request, Phone(device, device.person, scope_of(device.person)), *args, **kwargs)
                except Expected as error:
                    answer = refused(error)
            add_never_cache_headers(answer)
            return answer

        return csrf_exempt(inner)  # it reads a bearer token and no cookie

    return wrap


def said(status: int, **answer: Any) -> JsonResponse:
    response = JsonResponse(answer, status=status)
    response["Content-Security-Policy"] = NOTHING
    add_never_cache_headers(response)
    if status in LATER_S:
        response["Retry-After"] = str(LATER_S[status])
    return response


def refused(error: Expected) -> JsonResponse:
    """An error a person reads. What only time puts right is said with when to come back."""
    if error.status in LATER_S:
        later = said(error.status, state="later", sentence=error.sentence, code=error.code)
        later["Retry-After"] = str(error.facts.get("retry_in_s", LATER_S[error.status]))
        return later
    status = 409 if error.code == "key_reused" else error.status if error.status in FINAL else 422
    return said(status, state="refused", sentence=error.sentence, field=error.field, code=error.code)


def _device(request: HttpRequest) -> Device | None:
    given = request.headers.get("Authorization", "")
    return devices.find(given[len(BEARER) :].strip()) if given.startswith(BEARER) else None
