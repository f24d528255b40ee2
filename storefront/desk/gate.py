"""The door of the desk: who is in, at which stall, and what they may do there. Every desk view stands behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from catalog.products.models import Product, Variant
from sellers.accounts.access import Scope, Verb
from sellers.accounts.asking import scope_of
from sellers.accounts.members import asked_to_join
from sellers.accounts.models import Seller
from sellers.people.models import Person
from storefront.orders.models import Order

BY_ITSELF = "lapak.by_itself"  # of a request's META: no person opened this page
STALL_KEY = "desk_stall"  # session: the stall last chosen

P = ParamSpec("P")
Locate = Callable[[Scope, Mapping[str, Any]], int | None]


@dataclass(frozen=True)
class Desk:
    """One person at one stall. `scope` sees this stall only; `everywhere` is all the person may see."""

    person: Person
    seller: Seller
    scope: Scope
    everywhere: Scope
    stalls: tuple[Seller, ...]

    @property
    def helping(self) -> bool:
        return self.seller.pk in self.scope.helped

    def may(self, verb: str) -> bool:
        return Verb(verb) in self.scope.sellers.get(self.seller.pk, frozenset())


View = Callable[Concatenate[HttpRequest, Desk, P], HttpResponse]
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def at_desk(
    verb: Verb | None = None, *, methods: tuple[str, ...] = ("GET", "HEAD"), locate: Locate | None = None
) -> Callable[[View[P]], Page[P]]:
    """Give the view its Desk. A guest is sent to sign in, a person without a stall to open one, a stranger gets 404.

    `locate` finds the stall of the thing in the address, so that a link opens whichever stall was chosen last.
    """

    def wrap(view: View[P]) -> Page[P]:
        @as_person(methods)
        @wraps(view)
        def inner(request: HttpRequest, person: Person, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            everywhere = scope_of(person)
            stalls = _stalls(everywhere)
            if not stalls:
                if locate or request.method == "POST":
                    raise Http404
                return redirect("join_code" if asked_to_join(person) else "desk:open")
            if locate:
                _follow(request, stalls, locate(everywhere, kwargs))
            desk = _enter(request, person, everywhere, stalls)
            if verb is not None and not desk.may(verb):
                raise Http404
            return view(request, desk, *args, **kwargs)

        return inner

    return wrap


def as_person(
    methods: tuple[str, ...] = ("GET", "HEAD"),
) -> Callable[[Callable[Concatenate[HttpRequest, Person, P], HttpResponse]], Page[P]]:
    """Give the view its Person, with a stall or without. A guest is sent to sign in; no cache keeps the answer."""

    def wrap(view: Callable[Concatenate[HttpRequest, Person, P], HttpResponse]) -> Page[P]:
        @wraps(view)
        def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if not isinstance(request.user, Person):
                return to_sign_in(request)
            response = view(request, request.user, *args, **kwargs)
            add_never_cache_headers(response)  # a phone is lent: Back after signing out shows no buyer's address
            return response

        return inner

    return wrap


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """After signing in the person comes back to the page, or to the desk's first page when it was a form."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("desk:today")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")


def order_stall(scope: Scope, address: Mapping[str, Any]) -> int | None:
    own = Order.objects.within(scope).filter(seller_id__in=list(scope.sellers), code=address["code"])
    return own.values_list("seller_id", flat=True).first()


def product_stall(scope: Scope, address: Mapping[str, Any]) -> int | None:
    own = Product.objects.within(scope).filter(seller_id__in=list(scope.sellers), pk=address["product_id"])
    return own.values_list("seller_id", flat=True).first()


def variant_stall(scope: Scope, address: Mapping[str, Any]) -> int | None:
    own = Variant.objects.within(scope).filter(product__seller_id__in=list(scope.sellers), is_active=True)
    own = own.filter(pk=address["variant_id"])
    return own.values_list("product__seller_id", flat=True).first()


def choose(request: HttpRequest, seller_id: int) -> None:
    request.session[STALL_KEY] = seller_id


def _stalls(scope: Scope) -> tuple[Seller, ...]:
    own = Seller.objects.within(scope).filter(pk__in=list(scope.sellers)).select_related("cooperative")
    return tuple(own.order_by("name", "pk"))


def _follow(request: HttpRequest, stalls: tuple[Seller, ...], located: int | None) -> None:
    """Go to the stall the address is about; a thing of no stall of this person is not there.

    What the phone fetches by itself goes nowhere: the person may be at another stall meanwhile.
    """
    if located not in {stall.pk for stall in stalls}:
        raise Http404
    now = request.session.get(STALL_KEY)
    if BY_ITSELF in request.META:
        if located != (now or stalls[0].pk):
            raise Http404
    elif now != located:
        request.session[STALL_KEY] = located


def _enter(request: HttpRequest, person: Person, everywhere: Scope, stalls: tuple[Seller, ...]) -> Desk:
    chosen = {stall.pk: stall for stall in stalls}.get(request.session.get(STALL_KEY, 0)) or stalls[0]
    return Desk(person, chosen, everywhere.only_seller(chosen.pk), everywhere, stalls)
