"""Anggota: who belongs to the stall, who is invited or taken in, and who leaves. Only its leaders see this page."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from sellers.accounts.access import Verb
from sellers.accounts.asking import SELLER_VERBS
from sellers.accounts.invitations import invite
from sellers.accounts.members import add_member, end_member
from sellers.accounts.models import Invitation, Membership
from sellers.kit.errors import Expected, NotFound
from sellers.people.fresh_sign_in import fresh_sign_in_required
from sellers.people.phones import show_phone
from storefront.desk import words
from storefront.desk.gate import Desk, at_desk
from storefront.desk.shell import page, refuse, say
from storefront.desk.typed import typed

# what each role may do, in the words of the page; those with fewer rights first
EXPLAINED = (
    ("anggota", _later("Mengurus produk dan pesanan, melihat bagiannya sendiri.")),
    ("sekretaris", _later("Mengurus semuanya, kecuali rekening bank.")),
    ("bendahara", _later("Mengurus semuanya, juga uang dan rekening.")),
    ("ketua", _later("Mengurus semuanya, juga uang dan rekening.")),
)


@dataclass(frozen=True)
class Row:
    id: int
    name: str
    phone: str
    role: str
    myself: bool
    waits: bool  # has not said yes: the page shows the name that was typed, and never whose number it is


@at_desk(Verb.MEMBERS, methods=("GET", "HEAD", "POST"))
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everybody of the stall; a POST takes somebody in, by phone number. Whoever lets somebody direct the stall's money
    enters the own code first: a phone that lies open makes no treasurer."""
    if request.method != "POST":
        return _page(request, desk, {"role": "anggota"})
    directs_money = Verb.BANK in SELLER_VERBS.get(typed(request.POST, "role", most=12), ())
    return _add_freshly(request, desk) if directs_money else _add(request, desk)


def _add(request: HttpRequest, desk: Desk) -> HttpResponse:
    given = {"phone": typed(request.POST, "phone", most=30), "name": typed(request.POST, "name"),
             "role": typed(request.POST, "role", most=12)}  # fmt: skip
    try:
        if not given["name"]:
            raise Expected(_("Tulis nama anggota."), field="name")
        add_member(
            scope=desk.scope,
            person=desk.person,
            seller_id=desk.seller.pk,
            phone=given["phone"],
            name=given["name"],
            role=given["role"],
        )
    except Expected as error:
        return _page(request, desk, given, error)
    say(request, _("%(name)s diberi tahu. Ia menjadi anggota setelah setuju.") % {"name": given["name"]})
    return redirect("desk:members")


_add_freshly = fresh_sign_in_required(_add)


@at_desk(Verb.MEMBERS, methods=("POST",))
def inviting(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A door for one person, with a role; the same care for roles that direct money."""
    directs_money = Verb.BANK in SELLER_VERBS.get(typed(request.POST, "role", most=12), ())
    return _invite_freshly(request, desk) if directs_money else _invite(request, desk)


def _invite(request: HttpRequest, desk: Desk) -> HttpResponse:
    role = typed(request.POST, "role", most=12)
    try:
        if role not in SELLER_VERBS:
            raise Expected(_("Pilih peran dari daftar."), field="invited")
        made = invite(scope=desk.scope, person=desk.person, seller_id=desk.seller.pk, role=role)
    except Expected as error:
        error.field = "invited"
        return _page(request, desk, {"role": "anggota", "invited": role}, error)
    return redirect("desk:invitation", invitation_id=made.pk)


_invite_freshly = fresh_sign_in_required(_invite)


@at_desk(methods=("POST",))
def leaving(request: HttpRequest, desk: Desk, membership_id: int) -> HttpResponse:
    """Somebody leaves, or is sent away; what was divided for them stays theirs. The own code first, where the role
    directs money."""
    row = Membership.objects.within(desk.scope).filter(pk=membership_id, seller=desk.seller).first()
    if row is None:
        raise Http404
    directs_money = Verb.BANK in SELLER_VERBS.get(row.role, ())
    return (_leave_freshly if directs_money else _leave)(request, desk, membership_id)


def _leave(request: HttpRequest, desk: Desk, membership_id: int) -> HttpResponse:
    try:
        end_member(scope=desk.scope, person=desk.person, membership_id=membership_id)
    except NotFound:  # left already, by the other tab
        pass
    except Expected as error:
        refuse(request, error)
    else:
        say(request, _("Keanggotaan diakhiri. Catatan dan bagiannya tetap tersimpan."))
    still = Membership.objects.within(desk.scope).live().filter(seller=desk.seller, person=desk.person).exists()
    return redirect("desk:members" if still and desk.may(Verb.MEMBERS) else "desk:today")


_leave_freshly = fresh_sign_in_required(_leave)


def _page(request: HttpRequest, desk: Desk, given: dict[str, str], error: Expected | None = None) -> HttpResponse:
    mine = desk.scope.sellers.get(desk.seller.pk, frozenset())
    may_give = [(role, words.ROLES[role], text) for role, text in EXPLAINED if SELLER_VERBS[role] <= mine]
    rows = Membership.objects.within(desk.scope).standing().filter(seller=desk.seller).select_related("person")
    people = [
        Row(row.pk, (row.person.name if row.accepted_at else row.typed_name) or show_phone(row.person.phone),
            show_phone(row.person.phone), str(words.ROLES.get(row.role, row.role)), row.person_id == desk.person.pk,
            row.accepted_at is None)
        for row in rows.order_by("pk")
    ]  # fmt: skip
    open_doors = Invitation.objects.within(desk.scope).open().filter(seller=desk.seller).exclude(role=Invitation.HELPER)
    doors = [(door, str(words.ROLES.get(door.role, door.role))) for door in open_doors.order_by("-pk")]
    return page(
        request, desk, "members.html", "stall", status=error.status if error else 200, people=people, roles=may_give,
        given=given, error=error, doors=doors,
    )  # fmt: skip
