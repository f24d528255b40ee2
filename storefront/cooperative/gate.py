"""The door of the cooperative's office: who is in, for which cooperative, and what they may do there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse

from sellers.accounts.access import Scope, Verb
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Cooperative
from sellers.kit.errors import Expected
from sellers.people.models import Person
from sellers.regions import places

CHOSEN_KEY = "office_cooperative"  # session: the cooperative last chosen

P = ParamSpec("P")


@dataclass(frozen=True)
class Office:
    """One person at one cooperative; `scope` sees this cooperative only."""

    person: Person
    cooperative: Cooperative
    scope: Scope
    cooperatives: tuple[Cooperative, ...]
    zone: ZoneInfo

    def may(self, verb: str) -> bool:
        return Verb(verb) in self.scope.cooperatives.get(self.cooperative.pk, frozenset())


View = Callable[Concatenate[HttpRequest, Office, P], HttpResponse]


def in_office(
    verb: Verb, *, methods: tuple[str, ...] = ("GET", "HEAD")
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Give the view its Office. A guest is sent to sign in; whoever lacks the verb is a stranger and gets 404."""

    def wrap(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if not isinstance(request.user, Person):
                back = request.get_full_path() if request.method != "POST" else reverse("cooperative:dashboard")
                return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")
            office = _enter(request, request.user)
            if not office.may(verb):
                raise Http404
            return view(request, office, *args, **kwargs)

        return inner

    return wrap


def page(
    request: HttpRequest, office: Office, template: str, here: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Render `cooperative/<template>`; `here` is the entry of the menu that is lit."""
    own = {"office": office, "here": here, "zone": office.zone}
    return render(request, f"cooperative/{template}", context | own, status=status)


def refuse(request: HttpRequest, error: Expected) -> None:
    messages.error(request, error.sentence)


def choose(request: HttpRequest, cooperative_id: int) -> None:
    request.session[CHOSEN_KEY] = cooperative_id


def _enter(request: HttpRequest, person: Person) -> Office:
    everywhere = scope_of(person)
    held = tuple(Cooperative.objects.within(everywhere.as_officer()).order_by("name", "pk"))
    if not held:
        raise Http404
    chosen = next((one for one in held if one.pk == request.session.get(CHOSEN_KEY)), held[0])
    zone = places.zone_of(chosen.village_code)
    return Office(person, chosen, everywhere.only_cooperative(chosen.pk), held, zone)
