"""The stall itself: its story, its papers, and who is in it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.products.windows import away_now
from sellers.accounts.access import Verb
from sellers.accounts.models import HelperConsent, Membership
from sellers.kit.errors import Expected
from sellers.onboarding.checklist import left
from sellers.people.fresh_sign_in import fresh_sign_in_required
from sellers.people.models import Person
from sellers.people.phones import show_phone
from sellers.regions import places
from storefront.delivery.couriers import courier_name
from storefront.delivery.models import DeliveryOption
from storefront.desk import words
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page, say
from storefront.stalls.editing import changes_phone, edit_stall
from storefront.stalls.facts import own_checklist

STORY = ("name", "story", "phone", "address")
ICONS = {"pickup": "store", "seller": "bike", "courier": "truck"}


@dataclass(frozen=True)
class Way:
    kind: str
    icon: str
    title: str
    detail: str
    active: bool


@at_desk(Verb.STALL)
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    ways = _ways(desk)
    return page(
        request,
        desk,
        "stall.html",
        "stall",
        place=places.names(desk.seller.village_code),
        away=away_now(desk.seller),
        ways=ways,
        any_way=any(way.active for way in ways),
        people=_people(desk),
        todo=left(own_checklist(desk.seller)),
    )


@at_desk(Verb.STALL, methods=("GET", "HEAD", "POST"))
def story(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What the stall says of itself. Another WhatsApp number asks for the own code first: orders are told there."""
    if request.method != "POST":
        given = {key: getattr(desk.seller, key) for key in STORY} | {"phone": show_phone(desk.seller.phone)}
        return page(request, desk, "stall_story.html", "stall", given=given, error=None)
    another_phone = changes_phone(desk.seller, request.POST.get("phone", "")) and desk.may(Verb.BANK)
    return (_keep_story_freshly if another_phone else _keep_story)(request, desk)


def _keep_story(request: HttpRequest, desk: Desk) -> HttpResponse:
    given = {key: request.POST.get(key, "") for key in STORY}
    try:
        edit_stall(scope=desk.scope, person=desk.person, seller_id=desk.seller.pk, **given)
    except Expected as error:
        return page(request, desk, "stall_story.html", "stall", given=given, error=error, status=error.status)
    say(request, _("Perubahan tersimpan."))
    return redirect("desk:stall")


_keep_story_freshly = fresh_sign_in_required(_keep_story)


def _ways(desk: Desk) -> tuple[Way, ...]:
    standing = DeliveryOption.objects.within(desk.scope).filter(seller=desk.seller).prefetch_related("fees")
    by_kind: dict[str, list[DeliveryOption]] = {kind: [] for kind in ICONS}
    for option in standing.order_by("pk"):
        by_kind[option.kind].append(option)
    return tuple(
        Way(kind, ICONS[kind], str(words.DELIVERY[kind]), _detail(kind, options), any(o.is_active for o in options))
        for kind, options in by_kind.items()
    )


def _detail(kind: str, options: list[DeliveryOption]) -> str:
    on = [option for option in options if option.is_active]
    if not on:
        return _("Tekan untuk memakai.")
    if kind == "courier":
        return ", ".join(courier_name(option.courier) for option in on)
    if kind == "seller":
        areas = len(on[0].fees.all())
        return ngettext("%(n)s wilayah", "%(n)s wilayah", areas) % {"n": areas}
    return on[0].note or _("Di alamat lapak")


def _people(desk: Desk) -> list[tuple[str, str]]:
    members = (
        Membership.objects.within(desk.scope).live().filter(seller=desk.seller).select_related("person").order_by("pk")
    )
    helpers = (
        HelperConsent.objects.within(desk.scope)
        .live()
        .filter(seller=desk.seller)
        .select_related("helper")
        .order_by("pk")
    )
    return [
        *((_called(member.person), str(words.ROLES.get(member.role, member.role))) for member in members),
        *((_called(consent.helper), _("Pendamping")) for consent in helpers),
    ]


def _called(person: Person) -> str:
    return person.name or show_phone(person.phone)
