"""The door of the pages about Saleor: for the operator alone, and only where a Saleor is configured."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from sellers.accounts.asking import scope_of
from sellers.people.models import Person
from storefront.engine.saleor import offering, overseeing

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Person, P], HttpResponseBase]


def for_operator(
    *, methods: tuple[str, ...] = ("GET", "HEAD")
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Give the view the operator. A guest is sent to sign in; everybody else, officers too, gets 404."""

    def wrap(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not overseeing.is_configured():
                raise Http404
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if not isinstance(request.user, Person):
                back = request.get_full_path() if request.method != "POST" else reverse("cooperative:saleor")
                return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")
            if not scope_of(request.user).operator:
                raise Http404
            response = view(request, request.user, *args, **kwargs)
            patch_cache_control(response, private=True, no_cache=True, no_store=True)
            return response

        return inner

    return wrap


def page(
    request: HttpRequest, person: Person, template: str, here: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Render `cooperative/saleor/<template>`; `here` is the entry of the menu that is lit."""
    waits = {"to_decide": overseeing.to_decide().count(), "found": offering.waiting().count()}
    own = {"person": person, "here": here, "waits": waits, "zone": ZoneInfo(settings.TIME_ZONE)}
    return render(request, f"cooperative/saleor/{template}", own | context, status=status)
