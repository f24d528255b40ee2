"""Open doors into a stall: an invitation carries a role, stands in a WhatsApp link or on a screen, and lets one in."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope, Verb
from sellers.accounts.asking import SELLER_VERBS, scope_of
from sellers.accounts.members import AlreadyThere, check_helper_verbs, grantable, let_help, own_seller, stop_helping
from sellers.accounts.models import HelperConsent, Invitation, Membership
from sellers.audit.actions import record
from sellers.kit import clock, limits
from sellers.kit.codes import LENGTH, new_code
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person

LASTS = timedelta(days=3)
MOST_OPEN = 20  # of one stall at a time
HOUR = 60 * 60


class InvitationOver(Expected):
    """Used, withdrawn or too old; a wrong code gets the same answer."""

    code = "invitation_over"
    status = 404


def invite(*, scope: Scope, person: Person, seller_id: int, role: str, verbs: Iterable[str] = ()) -> Invitation:
    """A door for one person into the stall with `role`, or for a helper who may do `verbs`; open for three days."""
    seller = own_seller(scope, seller_id)
    if role == Invitation.HELPER:
        allowed = check_helper_verbs(verbs)
    elif role in grantable(scope, SELLER_VERBS, scope.sellers.get(seller_id)):
        allowed = []
    else:
        raise Expected(_("Pilih peran dari daftar."), field="role")
    with transaction.atomic():
        if Invitation.objects.open().filter(seller=seller).count() >= MOST_OPEN:
            raise Expected(_("Terlalu banyak undangan terbuka. Tarik dulu yang lama."), field="role")
        made = Invitation.objects.create(
            seller=seller, code=new_code(), role=role, verbs=allowed, made_by=person, expires_at=clock.now() + LASTS
        )
        record(person=person, verb="invitation.made", obj=seller, after={"role": role, "verbs": allowed})
    return made


@transaction.atomic
def withdraw_invitation(*, scope: Scope, person: Person, invitation_id: int) -> bool:
    """The door shuts at once; False when somebody came through it before."""
    rows = Invitation.objects.within(scope).filter(pk=invitation_id)
    invitation = rows.select_related("seller").first()
    if invitation is None:
        raise NotFound(_("Undangan tidak ditemukan."))
    shut = bool(rows.open().update(withdrawn_at=clock.now()))
    if shut:
        record(person=person, verb="invitation.withdrawn", obj=invitation.seller, before={"role": invitation.role})
    return shut


def look_up(*, code: str, person: Person, address: str) -> Invitation:
    """The open door behind a code. Tries are counted by person and by address; every wrong one is answered alike."""
    limits.check(what="join.person", key=str(person.pk), limit=30, per_s=HOUR)
    limits.check(what="join.address", key=limits.network(address), limit=100, per_s=HOUR)
    plain = "".join(sign for sign in code.upper() if sign.isalnum())[: LENGTH + 1]
    found = Invitation.objects.open().select_related("seller", "made_by").filter(code=plain).first()
    if found is None or not _may_still_give(found):
        raise InvitationOver(_("Undangan ini sudah tidak berlaku. Minta yang baru."), field="code")
    return found


@transaction.atomic
def accept(*, invitation: Invitation, person: Person) -> Membership | HelperConsent:
    """Come in. One person comes through one door, whoever else presses at the same moment; raises AlreadyThere."""
    if not _may_still_give(invitation):
        raise InvitationOver(_("Undangan ini sudah tidak berlaku. Minta yang baru."), field="code")
    door = Invitation.objects.open().filter(pk=invitation.pk)
    if not door.update(used_by=person, used_at=clock.now()):
        raise InvitationOver(_("Undangan ini sudah tidak berlaku. Minta yang baru."), field="code")
    if invitation.role == Invitation.HELPER:
        return let_help(
            seller=invitation.seller, helper=person, given_by=invitation.made_by, verbs=list(invitation.verbs)
        )
    return _join(invitation, person)


def _join(invitation: Invitation, person: Person) -> Membership:
    seller = invitation.seller
    Membership.objects.waiting().filter(person=person, seller=seller).update(ended_at=clock.now())  # this is the yes
    try:
        with transaction.atomic():
            membership = Membership.objects.create(person=person, seller=seller, role=invitation.role)
    except IntegrityError:
        raise AlreadyThere(_("Anda sudah menjadi anggota lapak ini.")) from None
    stop_helping(seller, person)
    after = {"person": person.pk, "role": invitation.role, "invited_by": invitation.made_by_id}
    record(person=person, verb="member.joined", obj=seller, after=after)
    return membership


def _may_still_give(invitation: Invitation) -> bool:
    """Whoever left the stall meanwhile, or has fewer rights now, lets nobody in any more."""
    verbs = scope_of(invitation.made_by).sellers.get(invitation.seller_id, frozenset())
    wanted = SELLER_VERBS.get(invitation.role, frozenset())
    return invitation.made_by.is_superuser or (Verb.MEMBERS in verbs and wanted <= verbs)
