"""Pesan ke HP saya: what comes to a person's own phone, and how to stop it. Open to whoever is signed in."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sellers.accounts.access import Verb
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Seller
from sellers.messages import optouts, own, watching
from sellers.messages.models import Message, OrderWatch
from sellers.people.models import Person
from storefront.desk.gate import as_person
from storefront.desk.outbox import channel_names, state_of

NEWEST = 10


@dataclass(frozen=True)
class Watched:
    """One of the person's stalls, and whether its new orders are told to them too."""

    seller: Seller
    on: bool
    is_its_phone: bool  # the stall's own phone is theirs: it is always told


@dataclass(frozen=True)
class Line:
    message: Message
    opening: str
    state: str
    kind: str  # good, wait or bad


@as_person()
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    scope = scope_of(person)
    watched = set(OrderWatch.objects.within(scope).values_list("seller_id", flat=True))
    members = [pk for pk in scope.seller_ids(Verb.ORDERS) if pk not in scope.helped]
    stalls = [
        Watched(seller, seller.pk in watched, seller.phone == person.phone)
        for seller in Seller.objects.within(scope.as_seller()).filter(pk__in=members).order_by("name", "pk")
    ]
    about = {
        "person": person, "has_stall": bool(scope.sellers), "stalls": stalls, "stopped": optouts.is_out(person.phone),
        "lines": [Line(one, one.body.partition("\n")[0], *state_of(one)) for one in own.last_to(person, limit=NEWEST)],
        "channels": channel_names(),
    }  # fmt: skip
    return render(request, "desk/own_messages.html", about)


@as_person(methods=("POST",))
def stop(request: HttpRequest, person: Person) -> HttpResponse:
    optouts.stop(phone=person.phone)
    messages.success(request, _("Pesan dihentikan."))
    return redirect("own_messages")


@as_person(methods=("POST",))
def start(request: HttpRequest, person: Person) -> HttpResponse:
    optouts.start(phone=person.phone)
    messages.success(request, _("Pesan menyala lagi."))
    return redirect("own_messages")


@as_person(methods=("POST",))
def watch(request: HttpRequest, person: Person, seller_id: int) -> HttpResponse:
    """Whether new orders of a stall come to this phone too."""
    on = request.POST.get("kabar") == "ya"
    try:
        (watching.watch if on else watching.unwatch)(scope=scope_of(person), person=person, seller_id=seller_id)
    except Seller.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("Pesanan baru akan dikabarkan.") if on else _("Pesanan baru tidak dikabarkan lagi."))
    return redirect("own_messages")
