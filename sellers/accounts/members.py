"""Who belongs to a stall or a cooperative, and who may help a stall. Each change writes its line in the audit book."""

from collections.abc import Iterable, Mapping

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope, Verb
from sellers.accounts.asking import COOPERATIVE_VERBS, HELPER_VERBS, SELLER_VERBS
from sellers.accounts.models import Cooperative, HelperConsent, Membership, Seller
from sellers.audit.actions import record
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from sellers.people.actions import person_for_phone
from sellers.people.models import Person


class AlreadyThere(Expected):
    """The person already belongs to it, or already helps."""

    code = "already_there"
    status = 409


class LastLeader(Expected):
    """Without this person nobody could manage the stall."""

    code = "last_leader"
    status = 409


@transaction.atomic
def add_member(
    *,
    scope: Scope,
    person: Person,
    phone: str,
    role: str,
    name: str = "",
    seller_id: int | None = None,
    cooperative_id: int | None = None,
) -> Membership:
    """Somebody joins a stall or a cooperative (exactly one id), by phone number; made a Person if new."""
    owner: Seller | Cooperative
    into: dict[str, models.Model]
    if seller_id is not None:
        owner, roles = _own_seller(scope, seller_id), _grantable(scope, SELLER_VERBS, scope.sellers.get(seller_id))
        into = {"seller": owner}
    elif cooperative_id is not None:
        owner = _own_cooperative(scope, cooperative_id)
        roles = _grantable(scope, COOPERATIVE_VERBS, scope.cooperatives.get(cooperative_id)) | {Membership.Role.MEMBER}
        into = {"cooperative": owner}
    else:
        raise ValueError("a member joins a seller or a cooperative")
    if role not in roles:
        raise Expected(_("Pilih peran dari daftar."), field="role")
    member = person_for_phone(phone=phone, name=name)
    try:
        with transaction.atomic():
            membership = Membership.objects.create(person=member, role=role, **into)
    except IntegrityError:
        raise AlreadyThere(_("Orang ini sudah menjadi anggota."), field="phone") from None
    record(person=person, verb="member.added", obj=owner, after={"person": member.pk, "role": role})
    return membership


@transaction.atomic
def end_member(*, scope: Scope, person: Person, membership_id: int) -> None:
    """Somebody leaves; the row stays. The last leader of a stall cannot leave it."""
    membership = Membership.objects.live().within(scope).filter(pk=membership_id).first()
    if membership is None:
        raise NotFound(_("Anggota tidak ditemukan."))
    if membership.seller_id is not None:
        Seller.objects.select_for_update().get(pk=membership.seller_id)
        leaders = Membership.objects.live().filter(seller_id=membership.seller_id, role__in=_leading_roles())
        if not leaders.exclude(pk=membership.pk).exists():
            raise LastLeader(_("Tunjuk dulu pengurus lain untuk lapak ini."))
    if Membership.objects.live().filter(pk=membership.pk).update(ended_at=clock.now()):
        owner = membership.seller or membership.cooperative
        before = {"person": membership.person_id, "role": membership.role}
        record(person=person, verb="member.ended", obj=owner or membership, before=before)


@transaction.atomic
def give_helper_consent(
    *, scope: Scope, person: Person, seller_id: int, phone: str, verbs: Iterable[str], name: str = ""
) -> HelperConsent:
    """A stall lets a helper act for it: products, orders or the stall's page, never money or bank details."""
    seller = _own_seller(scope, seller_id)
    allowed = sorted(HELPER_VERBS.intersection(verbs))
    if not allowed or set(verbs) - HELPER_VERBS:
        raise Expected(_("Pilih apa yang boleh dilakukan pendamping."), field="verbs")
    helper = person_for_phone(phone=phone, name=name)
    try:
        with transaction.atomic():
            consent = HelperConsent.objects.create(seller=seller, helper=helper, given_by=person, verbs=allowed)
    except IntegrityError:
        raise AlreadyThere(_("Orang ini sudah menjadi pendamping."), field="phone") from None
    record(person=person, verb="helper.allowed", obj=seller, after={"helper": helper.pk, "verbs": allowed})
    return consent


@transaction.atomic
def withdraw_helper_consent(*, scope: Scope, person: Person, consent_id: int) -> None:
    """Ends at once; a stall's leader withdraws it, or the helper steps back."""
    consent = HelperConsent.objects.within(scope).filter(pk=consent_id).select_related("seller").first()
    if consent is None:
        raise NotFound(_("Izin pendamping tidak ditemukan."))
    if HelperConsent.objects.live().filter(pk=consent.pk).update(withdrawn_at=clock.now()):
        before = {"helper": consent.helper_id, "verbs": consent.verbs}
        record(person=person, verb="helper.withdrawn", obj=consent.seller, before=before)


def _own_seller(scope: Scope, seller_id: int) -> Seller:
    found = Seller.objects.within(scope).filter(pk=seller_id).first()
    if found is None or not (scope.operator or seller_id in scope.seller_ids(Verb.MEMBERS)):
        raise NotFound(_("Lapak tidak ditemukan."))
    return found


def _own_cooperative(scope: Scope, cooperative_id: int) -> Cooperative:
    found = Cooperative.objects.within(scope).filter(pk=cooperative_id).first()
    if found is None or not (scope.operator or cooperative_id in scope.cooperative_ids(Verb.MEMBERS)):
        raise NotFound(_("Koperasi tidak ditemukan."))
    return found


def _grantable(scope: Scope, roles: Mapping[str, frozenset[Verb]], own: frozenset[Verb] | None) -> set[str]:
    """Nobody gives a role that may do more than the giver: a sekretaris cannot make a bendahara and read the bank."""
    return {role for role, verbs in roles.items() if scope.operator or verbs <= (own or frozenset())}


def _leading_roles() -> list[str]:
    return [role for role, verbs in SELLER_VERBS.items() if Verb.MEMBERS in verbs]
