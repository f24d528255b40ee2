"""Who belongs to a stall or a cooperative, and who may help a stall. Each change writes its line in the audit book."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope, Verb
from sellers.accounts.asking import COOPERATIVE_VERBS, HELPER_VERBS, SELLER_VERBS
from sellers.accounts.models import Cooperative, HelperConsent, Membership, Seller
from sellers.audit.actions import record
from sellers.kit import clock, limits
from sellers.kit.errors import Expected, NotFound
from sellers.messages.actions import tell
from sellers.people.actions import person_for_phone
from sellers.people.handsets import end_opened_by
from sellers.people.models import Person
from sellers.people.phones import show_phone

DAY = 24 * 60 * 60


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
    """Somebody joins a stall or a cooperative (exactly one id), by phone number; made a Person if new.

    Whoever is added to a stall says yes on the own phone first. A cooperative's row gives nobody a hold on them.
    """
    owner: Seller | Cooperative
    into: dict[str, models.Model]
    if seller_id is not None:
        owner, roles = own_seller(scope, seller_id), grantable(scope, SELLER_VERBS, scope.sellers.get(seller_id))
        into = {"seller": owner}
    elif cooperative_id is not None:
        owner = _own_cooperative(scope, cooperative_id)
        roles = grantable(scope, COOPERATIVE_VERBS, scope.cooperatives.get(cooperative_id)) | {Membership.Role.MEMBER}
        into = {"cooperative": owner}
    else:
        raise ValueError("a member joins a seller or a cooperative")
    if role not in roles:
        raise Expected(_("Pilih peran dari daftar."), field="role")
    if seller_id is not None:
        limits.check(what="member.add", key=str(seller_id), limit=20, per_s=DAY)
    member = person_for_phone(phone=phone, name=name)
    agreed = clock.now() if seller_id is None else None
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                person=member, role=role, accepted_at=agreed, typed_name=" ".join(name.split())[:120], **into
            )
    except IntegrityError:
        raise AlreadyThere(_("Orang ini sudah menjadi anggota."), field="phone") from None
    record(person=person, verb="member.added", obj=owner, after={"person": member.pk, "role": role})
    if not agreed:
        body = _("Bapak/Ibu, %(name)s mengajak bergabung di lapak %(stall)s. Jawab ya atau tidak di %(link)s") % {
            "name": person.name or _("seseorang"),
            "stall": owner.name,
            "link": f"{settings.BASE_URL}{reverse('join_code')}",
        }
        tell(key=f"member.asked:{membership.pk}", to=member.phone, body=body, template="member_asked", person=member)
    return membership


@transaction.atomic
def accept_membership(*, person: Person, membership_id: int) -> Membership:
    """The person who was added by number says yes. Raises NotFound for anybody else, and when it is over."""
    membership = Membership.objects.waiting().select_related("seller").filter(pk=membership_id, person=person).first()
    waiting = Membership.objects.waiting().filter(pk=membership_id, person=person)
    if membership is None or membership.seller is None or not waiting.update(accepted_at=clock.now()):
        raise NotFound(_("Undangan ini sudah tidak berlaku. Minta yang baru."))
    stop_helping(membership.seller, person)
    record(person=person, verb="member.joined", obj=membership.seller,
           after={"person": person.pk, "role": membership.role})  # fmt: skip
    return membership


def asked_to_join(person: Person) -> list[Membership]:
    """The stalls that typed the person's number and wait for the answer."""
    return list(Membership.objects.waiting().filter(person=person).select_related("seller").order_by("pk"))


def names_at(seller_id: int, people: Iterable[Person]) -> dict[int, str]:
    """What a stall calls people: their own name once they said yes here, until then the one that was typed.

    Otherwise whoever types a number would read whose it is.
    """
    found = {person.pk: person for person in people}
    rows = Membership.objects.filter(seller_id=seller_id, person__in=list(found)).order_by("pk")
    typed = dict(rows.filter(accepted_at__isnull=True).values_list("person_id", "typed_name"))
    known = set(rows.filter(accepted_at__isnull=False).values_list("person_id", flat=True))
    return {
        pk: (person.name if pk in known or pk not in typed else typed[pk]) or show_phone(person.phone)
        for pk, person in found.items()
    }


def stop_helping(seller: Seller, person: Person) -> None:
    """A member acts in the own name: a former helper's consent ends with joining."""
    if HelperConsent.objects.live().filter(seller=seller, helper=person).update(withdrawn_at=clock.now()):
        _shut_what_was_opened(seller, person)


def _shut_what_was_opened(seller: Seller, helper: Person) -> None:
    """The sessions that the helper's codes opened for people of this stall end with the help."""
    end_opened_by(helper, Membership.objects.filter(seller=seller).values_list("person_id", flat=True))


@transaction.atomic
def end_member(*, scope: Scope, person: Person, membership_id: int) -> None:
    """Somebody leaves, or is sent away by whoever could give the role; the row stays.

    What an officer's codes opened for people of the cooperative's stalls ends at once, as a helper's does.
    A stall keeps one member who leads it and one who directs its money. Raises NotFound or LastLeader.
    """
    membership = Membership.objects.standing().filter(pk=membership_id).select_related("seller", "person").first()
    if membership is None or not (membership.person_id == person.pk or _may_end(scope, membership)):
        raise NotFound(_("Anggota tidak ditemukan."))
    if membership.seller_id is not None and membership.accepted_at is not None:
        _keep_a_leader(membership, membership.seller_id)
    if not Membership.objects.standing().filter(pk=membership.pk).update(ended_at=clock.now()):
        return
    owner = membership.seller or membership.cooperative
    before = {"person": membership.person_id, "role": membership.role}
    record(person=person, verb="member.ended", obj=owner or membership, before=before)
    if membership.cooperative_id is not None:
        looked_after = Membership.objects.filter(seller__cooperative_id=membership.cooperative_id)
        end_opened_by(membership.person, looked_after.values_list("person_id", flat=True))
    if membership.person_id != person.pk and membership.accepted_at is not None:
        body = _("Bapak/Ibu, %(name)s mengakhiri keanggotaan Bapak/Ibu di %(stall)s.") % {
            "name": person.name or _("pengurus"),
            "stall": owner.name if owner else "",
        }
        to = membership.person
        tell(key=f"member.ended:{membership.pk}", to=to.phone, body=body, template="member_ended", person=to)


@transaction.atomic
def give_helper_consent(
    *, scope: Scope, person: Person, seller_id: int, phone: str, verbs: Iterable[str], name: str = ""
) -> HelperConsent:
    """A stall lets a helper act for it: products, orders or the stall's page, never money or bank details."""
    seller = own_seller(scope, seller_id)
    allowed = check_helper_verbs(verbs)
    return let_help(seller=seller, helper=person_for_phone(phone=phone, name=name), given_by=person, verbs=allowed)


def let_help(*, seller: Seller, helper: Person, given_by: Person, verbs: list[str]) -> HelperConsent:
    """Write the consent and its line; in the transaction of whoever checked that `given_by` may give it."""
    if Membership.objects.live().filter(seller=seller, person=helper).exists():
        raise AlreadyThere(_("Orang ini sudah menjadi anggota."), field="phone")
    try:
        with transaction.atomic():
            consent = HelperConsent.objects.create(seller=seller, helper=helper, given_by=given_by, verbs=verbs)
    except IntegrityError:
        raise AlreadyThere(_("Orang ini sudah menjadi pendamping."), field="phone") from None
    record(person=given_by, verb="helper.allowed", obj=seller, after={"helper": helper.pk, "verbs": verbs})
    return consent


def check_helper_verbs(verbs: Iterable[str]) -> list[str]:
    """Those a helper may have, in order; refuses none at all and any of money."""
    wished = set(verbs)
    allowed = sorted(verb.value for verb in HELPER_VERBS if verb in wished)
    if not allowed or wished - HELPER_VERBS:
        raise Expected(_("Pilih apa yang boleh dilakukan pendamping."), field="verbs")
    return allowed


@transaction.atomic
def withdraw_helper_consent(*, scope: Scope, person: Person, consent_id: int) -> None:
    """Ends at once; a stall's leader withdraws it, or the helper steps back."""
    consent = HelperConsent.objects.within(scope).filter(pk=consent_id).select_related("seller", "helper").first()
    if consent is None:
        raise NotFound(_("Izin pendamping tidak ditemukan."))
    if HelperConsent.objects.live().filter(pk=consent.pk).update(withdrawn_at=clock.now()):
        before = {"helper": consent.helper_id, "verbs": consent.verbs}
        record(person=person, verb="helper.withdrawn", obj=consent.seller, before=before)
        _shut_what_was_opened(consent.seller, consent.helper)


def own_seller(scope: Scope, seller_id: int) -> Seller:
    """The stall whose people the asker manages; NotFound for anybody else."""
    found = Seller.objects.within(scope).filter(pk=seller_id).first()
    if found is None or not (scope.operator or seller_id in scope.seller_ids(Verb.MEMBERS)):
        raise NotFound(_("Lapak tidak ditemukan."))
    return found


def _own_cooperative(scope: Scope, cooperative_id: int) -> Cooperative:
    found = Cooperative.objects.within(scope).filter(pk=cooperative_id).first()
    if found is None or not (scope.operator or cooperative_id in scope.cooperative_ids(Verb.MEMBERS)):
        raise NotFound(_("Koperasi tidak ditemukan."))
    return found


def grantable(scope: Scope, roles: Mapping[str, frozenset[Verb]], own: frozenset[Verb] | None) -> set[str]:
    """Nobody gives a role that may do more than the giver: a sekretaris cannot make a bendahara and read the bank."""
    return {role for role, verbs in roles.items() if scope.operator or verbs <= (own or frozenset())}


def _may_end(scope: Scope, membership: Membership) -> bool:
    """Whoever may give a role may take it: a sekretaris sends no bendahara away."""
    if membership.seller_id is not None:
        own, roles = scope.sellers.get(membership.seller_id), SELLER_VERBS
    else:
        own, roles = scope.cooperatives.get(membership.cooperative_id or 0), COOPERATIVE_VERBS
    leads = scope.operator or Verb.MEMBERS in (own or ())
    return leads and (membership.role not in roles or membership.role in grantable(scope, roles, own))


def _keep_a_leader(leaving: Membership, seller_id: int) -> None:
    Seller.objects.select_for_update().get(pk=seller_id)
    others = set(
        Membership.objects.live().filter(seller_id=seller_id).exclude(pk=leaving.pk).values_list("role", flat=True)
    )
    for verb in (Verb.MEMBERS, Verb.BANK):
        holders = {role for role, verbs in SELLER_VERBS.items() if verb in verbs}
        if leaving.role in holders and not others & holders:
            raise LastLeader(_("Tunjuk dulu pengurus lain untuk lapak ini."))
