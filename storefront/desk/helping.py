"""Pendamping: who may act for the stall and with what, who asks to, and what each of them did."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from sellers.accounts.access import Verb
from sellers.accounts.helping import answer_request
from sellers.accounts.invitations import invite
from sellers.accounts.members import withdraw_helper_consent
from sellers.accounts.models import HelperConsent, HelperRequest, Invitation
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from sellers.regions import places
from storefront.desk import diary_words, words
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import back_to, page, refuse, say
from storefront.desk.typed import day, number, typed
from storefront.stalls.diary import LONGEST, diary

DAYS = 7


@at_desk(Verb.MEMBERS, methods=("GET", "HEAD", "POST"))
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everybody who helps; a POST makes an invitation with a code for one more."""
    if request.method != "POST":
        return _page(request, desk, ["orders", "products"])
    verbs = [verb for verb in request.POST.getlist("boleh")[:5] if len(verb) < 20]
    try:
        made = invite(
            scope=desk.scope, person=desk.person, seller_id=desk.seller.pk, role=Invitation.HELPER, verbs=verbs
        )
    except Expected as error:
        return _page(request, desk, verbs, error)
    return redirect("desk:invitation", invitation_id=made.pk)


@at_desk(Verb.MEMBERS, methods=("POST",))
def withdrawal(request: HttpRequest, desk: Desk, consent_id: int) -> HttpResponse:
    """One tap, at once: the helper's next request is a stranger's, in every browser and from every phone."""
    own = HelperConsent.objects.within(desk.scope).filter(pk=consent_id, seller=desk.seller).select_related("helper")
    consent = own.first()
    if consent is None:
        raise Http404
    withdraw_helper_consent(scope=desk.scope, person=desk.person, consent_id=consent_id)
    name = consent.helper.name or _("Pendamping")
    say(request, _("Izin %(name)s dicabut. Ia tidak bisa membuka lapak ini lagi.") % {"name": name})
    return redirect("desk:helpers")


@at_desk(Verb.MEMBERS, methods=("POST",))
def answer(request: HttpRequest, desk: Desk, request_id: int) -> HttpResponse:
    """Ya or tidak to somebody who asks to help."""
    asked = HelperRequest.objects.within(desk.scope).filter(pk=request_id, seller=desk.seller).select_related("helper")
    row = asked.first()
    said = typed(request.POST, "jawab", most=5)
    if row is None or said not in ("ya", "tidak"):
        raise Http404
    try:
        answer_request(scope=desk.scope, person=desk.person, request_id=request_id, yes=said == "ya")
    except NotFound as error:  # answered already, on the other phone
        refuse(request, error)
    except Expected as error:
        refuse(request, error)
    else:
        name = {"name": row.helper.name or _("Pendamping")}
        say(request, _("%(name)s sekarang boleh mendampingi.") % name if said == "ya" else _("Permintaan ditolak."))
    return redirect(back_to(request, "/lapak/toko/pendamping/"))


@at_desk(Verb.MEMBERS)
def feed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """/lapak/toko/catatan/: a week of deeds, newest first, by day; `orang` narrows it to one person."""
    zone = places.zone_of(desk.seller.village_code)
    today = timezone.localdate(clock.now(), zone)
    until = min(day(typed(request.GET, "sampai", most=10)) or today, today)
    since = until - timedelta(days=DAYS - 1)
    who = number(typed(request.GET, "orang", most=12))
    found = diary(scope=desk.scope, seller=desk.seller, since=since, until=until, zone=zone)
    names = {entry.person_id: entry.called for entry in found if entry.person_id}
    kept = [entry for entry in found if who < 0 or entry.person_id == who]
    by_day: dict[object, list[object]] = {}
    for entry in kept:
        by_day.setdefault(timezone.localdate(entry.at, zone), []).append(entry)
    return page(
        request, desk, "diary.html", "stall", by_day=by_day, people=sorted(names.items(), key=lambda row: row[1]),
        who=who, since=since, until=until, earlier=since - timedelta(days=1), newest=until == today,
        later=min(until + timedelta(days=DAYS), today), cut=len(found) >= LONGEST,
        sentence=diary_words.sentence, price_of=diary_words.price,
    )  # fmt: skip


def requests_for(desk: Desk) -> list[tuple[HelperRequest, list[str]]]:
    """Who asks to help this stall, with what they would do; for its leaders only."""
    if not desk.may(Verb.MEMBERS):
        return []
    rows = HelperRequest.objects.within(desk.scope).open().filter(seller=desk.seller).select_related("helper")
    return [(row, words.may(row.verbs)) for row in rows.order_by("pk")]


def _page(request: HttpRequest, desk: Desk, given: list[str], error: Expected | None = None) -> HttpResponse:
    consents = HelperConsent.objects.within(desk.scope).live().filter(seller=desk.seller).select_related("helper")
    open_doors = Invitation.objects.within(desk.scope).open().filter(seller=desk.seller, role=Invitation.HELPER)
    return page(
        request, desk, "helpers.html", "stall", status=error.status if error else 200,
        helpers=[(row, words.may(row.verbs)) for row in consents.order_by("pk")],
        asked=requests_for(desk), doors=list(open_doors.order_by("-pk")), choices=words.MAY.items(), given=given,
        error=error,
    )  # fmt: skip
