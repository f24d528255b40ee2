"""The door of the cooperative's office: who is in, for which cooperative, and what they may do there."""

from collections.abc import Callable
from dataclasses import dataclass
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

from payments.charges.actions import waiting_transfers
from sellers.accounts.access import Scope, Verb
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Cooperative, Seller
from sellers.kit import clock
from sellers.people.models import Person
from sellers.regions import places
from storefront.orders import reports, short_rows
from storefront.orders.models import Order

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


@dataclass(frozen=True)
class Waits:
    """What waits for the officers now; a viewer of totals sees none of it."""

    short: int  # orders of other shops whose goods are missing
    late: int  # orders over their seller's deadline
    transfers: int  # awaited, or come and not yet recorded
    pending: int  # stalls that ask to sell


View = Callable[Concatenate[HttpRequest, Office, P], HttpResponseBase]


def in_office(
    verb: Verb, *, methods: tuple[str, ...] = ("GET", "HEAD")
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Give the view its Office. A guest is sent to sign in; whoever lacks the verb is a stranger and gets 404."""

    def wrap(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if not isinstance(request.user, Person):
                back = request.get_full_path() if request.method != "POST" else reverse("cooperative:dashboard")
                return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")
            office = _enter(request, request.user)
            if office is None and sees_saleor(request.user) and request.path == reverse("cooperative:dashboard"):
                return redirect("cooperative:saleor")
            if office is None or not office.may(verb):
                raise Http404
            response = view(request, office, *args, **kwargs)
            patch_cache_control(response, private=True, no_cache=True, no_store=True)
            return response

        return inner

    return wrap


def page(
    request: HttpRequest, office: Office, template: str, here: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Render `cooperative/<template>`; `here` is the entry of the menu that is lit."""
    own = {"office": office, "here": here, "zone": office.zone, "waits": _waits(office), "now": clock.now()}
    own["sees_saleor"] = sees_saleor(office.person)
    return render(request, f"cooperative/{template}", context | own, status=status)


def sees_saleor(person: Person) -> bool:
    """Whether the operator's pages about Saleor are there for this person (storefront/cooperative/saleor/gate.py)."""
    return bool(settings.SALEOR) and scope_of(person).operator


def choose(request: HttpRequest, cooperative_id: int) -> None:
    request.session[CHOSEN_KEY] = cooperative_id


def _waits(office: Office) -> Waits | None:
    if not office.may(Verb.REVIEW):
        return None
    return Waits(
        short=short_rows.short_orders(Order.objects.within(office.scope)).count(),
        late=reports.waiting_too_long(office.scope).count(),
        transfers=waiting_transfers(office.scope).count(),
        pending=Seller.objects.within(office.scope).filter(state=Seller.State.PENDING).count(),
    )


def _enter(request: HttpRequest, person: Person) -> Office | None:
    """None for somebody who holds no cooperative."""
    everywhere = scope_of(person)
    held = tuple(Cooperative.objects.within(everywhere.as_officer()).order_by("name", "pk"))
    if not held:
        return None
    chosen = next((one for one in held if one.pk == request.session.get(CHOSEN_KEY)), held[0])
    zone = places.zone_of(chosen.village_code)
    return Office(person, chosen, everywhere.only_cooperative(chosen.pk), held, zone)
