"""Undangan: a door into the stall, shown on this screen and sent by WhatsApp; and the page of whoever comes through."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from sellers.accounts.access import Verb
from sellers.accounts.asking import scope_of
from sellers.accounts.invitations import accept, look_up, withdraw_invitation
from sellers.accounts.members import accept_membership, asked_to_join, end_member
from sellers.accounts.models import Invitation, Membership
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.onboarding import openings
from sellers.people.models import Person
from storefront.desk import words
from storefront.desk.gate import Desk, as_person, at_desk, choose
from storefront.desk.shell import page, say
from storefront.desk.typed import typed
from storefront.orders.qr_drawing import qr_svg


@at_desk(Verb.MEMBERS)
def shown(request: HttpRequest, desk: Desk, invitation_id: int) -> HttpResponse:
    """The code big enough to be read across a table, its QR, and a message ready to send."""
    rows = Invitation.objects.within(desk.scope).filter(pk=invitation_id, seller=desk.seller)
    invitation = rows.select_related("used_by").first()
    if invitation is None:
        raise Http404
    link = f"{settings.BASE_URL}{reverse('join', args=[invitation.code])}"
    is_open = not invitation.used_at and not invitation.withdrawn_at and invitation.expires_at > clock.now()
    return page(
        request, desk, "invitation.html", "stall", invitation=invitation, is_open=is_open, role=role_words(invitation),
        back=_back(invitation), link=link, wa=_wa(desk, link), qr=qr_svg(link) if is_open else "",
        code=f"{invitation.code[:4]} {invitation.code[4:]}", joining=f"{settings.BASE_URL}{reverse('join_code')}",
    )  # fmt: skip


@at_desk(Verb.MEMBERS, methods=("POST",))
def withdrawal(request: HttpRequest, desk: Desk, invitation_id: int) -> HttpResponse:
    """The door shuts; whoever came through stays."""
    invitation = Invitation.objects.within(desk.scope).filter(pk=invitation_id, seller=desk.seller).first()
    if invitation is None:
        raise Http404
    if withdraw_invitation(scope=desk.scope, person=desk.person, invitation_id=invitation_id):
        say(request, _("Undangan ditarik. Kodenya tidak berlaku lagi."))
    return redirect(_back(invitation))


@as_person()
def code(request: HttpRequest, person: Person) -> HttpResponse:
    """/gabung/: somebody reads the code from another screen."""
    given = typed(request.GET, "kode", most=20)
    if given:
        plain = "".join(sign for sign in given.upper() if sign.isalnum())
        return redirect("join", code=plain[:9] or "-")
    context = {"person": person, "invited": invited(person), "draft": openings.left_off(person)}
    return render(request, "account/join_code.html", context)


@as_person(("POST",))
def answer(request: HttpRequest, person: Person, membership_id: int) -> HttpResponse:
    """A leader typed the person's number: only now, with their own yes, do they belong to the stall."""
    row = next((row for row in asked_to_join(person) if row.pk == membership_id), None)
    said = typed(request.POST, "jawab", most=5)
    if row is None or row.seller is None or said not in ("ya", "tidak"):
        raise Http404
    if said == "tidak":
        end_member(scope=scope_of(person), person=person, membership_id=row.pk)
        say(request, _("Permintaan ditolak."))
        return redirect("join_code")
    accept_membership(person=person, membership_id=row.pk)
    choose(request, row.seller.pk)
    say(request, _("Selamat datang di %(stall)s.") % {"stall": row.seller.name})
    return redirect("desk:today")


def invited(person: Person) -> list[tuple[Membership, str]]:
    """Who waits for the person's answer, with the role."""
    return [(row, str(words.ROLES.get(row.role, row.role))) for row in asked_to_join(person)]


@as_person(("GET", "HEAD", "POST"))
def join(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """/gabung/<code>/: the stall, the role and one button. Wrong, used and withdrawn codes are answered alike."""
    try:
        invitation = look_up(code=code, person=person, address=get_adapter().get_client_ip(request))
        if request.method == "POST":
            accept(invitation=invitation, person=person)
    except Expected as error:
        return render(request, "account/join_code.html", {"person": person, "error": error}, status=error.status)
    if request.method != "POST":
        context = {"person": person, "invitation": invitation, "role": role_words(invitation),
                   "may": words.may(invitation.verbs)}  # fmt: skip
        return render(request, "account/join.html", context)
    choose(request, invitation.seller_id)
    if invitation.role == Invitation.HELPER:
        say(request, _("Anda sekarang pendamping %(stall)s.") % {"stall": invitation.seller.name})
        return redirect("helper_home")
    say(request, _("Selamat datang di %(stall)s.") % {"stall": invitation.seller.name})
    return redirect("desk:today")


def role_words(invitation: Invitation) -> str:
    if invitation.role == Invitation.HELPER:
        return _("Pendamping")
    return str(words.ROLES.get(invitation.role, invitation.role))


def _back(invitation: Invitation) -> str:
    return reverse("desk:helpers" if invitation.role == Invitation.HELPER else "desk:members")


def _wa(desk: Desk, link: str) -> str:
    text = _("Ayo bergabung di %(stall)s. Buka %(link)s dalam 3 hari.") % {"stall": desk.seller.name, "link": link}
    return "https://wa.me/?" + urlencode({"text": text})
