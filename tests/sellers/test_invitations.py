"""A door into a stall: for one person, for three days, with no more rights than whoever opened it."""

from datetime import UTC, datetime

import pytest

from sellers.accounts.asking import scope_of
from sellers.accounts.invitations import InvitationOver, accept, invite, look_up, withdraw_invitation
from sellers.accounts.members import AlreadyThere
from sellers.accounts.models import HelperConsent, Invitation, Membership
from sellers.audit.models import AuditEntry
from sellers.kit import clock, limits
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def opened(cast: Cast, role: str = "anggota", by: Person | None = None, verbs: tuple[str, ...] = ()) -> Invitation:
    by = by or cast.sari
    return invite(scope=scope_of(by), person=by, seller_id=cast.saris.seller.pk, role=role, verbs=verbs)


def come(person: Person, code: str) -> Membership | HelperConsent:
    return accept(invitation=look_up(code=code, person=person, address="a"), person=person)


@pytest.mark.parametrize("role", ["anggota", "sekretaris", "bendahara", "ketua"])
def test_eko_comes_in_with_the_role_of_the_door(cast: Cast, role: str) -> None:
    joined = come(cast.eko, opened(cast, role).code)
    assert isinstance(joined, Membership)
    assert (joined.person, joined.seller, joined.role) == (cast.eko, cast.saris.seller, role)
    trace = AuditEntry.objects.get(verb="member.joined")
    assert (trace.person, trace.after["invited_by"]) == (cast.eko, cast.sari.pk)


def test_a_code_is_typed_as_people_type(cast: Cast) -> None:
    code = opened(cast).code
    come(cast.eko, f" {code[:4].lower()}-{code[4:].lower()} ")
    assert Membership.objects.filter(person=cast.eko, seller=cast.saris.seller).exists()


def test_one_door_lets_one_person_in(cast: Cast) -> None:
    invitation = opened(cast)
    waiting = look_up(code=invitation.code, person=cast.citra, address="a")  # both have the page open
    come(cast.eko, invitation.code)
    with pytest.raises(InvitationOver):
        accept(invitation=waiting, person=cast.citra)
    with pytest.raises(InvitationOver):
        come(cast.citra, invitation.code)
    assert not Membership.objects.filter(person=cast.citra, seller=cast.saris.seller).exists()


def test_a_door_shuts_after_three_days(cast: Cast) -> None:
    with clock.frozen(NOON) as time:
        code = opened(cast).code
        time.tick(days=3)
        with pytest.raises(InvitationOver):
            come(cast.eko, code)


def test_a_withdrawn_door_is_shut(cast: Cast) -> None:
    invitation = opened(cast)
    assert withdraw_invitation(scope=scope_of(cast.sari), person=cast.sari, invitation_id=invitation.pk)
    assert not withdraw_invitation(scope=scope_of(cast.sari), person=cast.sari, invitation_id=invitation.pk)
    with pytest.raises(InvitationOver):
        come(cast.eko, invitation.code)


def test_nobody_gives_a_role_above_the_own(cast: Cast) -> None:
    Membership.objects.create(person=cast.eko, seller=cast.saris.seller, role=Membership.Role.SECRETARY)
    for role in ("ketua", "bendahara"):
        with pytest.raises(Expected) as refused:
            opened(cast, role, by=cast.eko)
        assert refused.value.field == "role"


@pytest.mark.parametrize("role", ["pengurus", "peninjau", "", "pemilik"])
def test_a_stall_has_no_such_role(cast: Cast, role: str) -> None:
    with pytest.raises(Expected):
        opened(cast, role)


@pytest.mark.parametrize("who", ["citra", "budi", "dewi", "stranger"])
def test_only_its_leaders_open_a_door(cast: Cast, who: str) -> None:
    with pytest.raises(NotFound):
        opened(cast, by=getattr(cast, who))
    invitation = opened(cast)
    with pytest.raises(NotFound):
        withdraw_invitation(scope=scope_of(getattr(cast, who)), person=getattr(cast, who), invitation_id=invitation.pk)


def test_the_door_of_somebody_who_left_or_lost_rights_is_shut(cast: Cast) -> None:
    Membership.objects.create(person=cast.eko, seller=cast.saris.seller, role=Membership.Role.TREASURER)
    code = opened(cast, "bendahara", by=cast.eko).code
    Membership.objects.filter(person=cast.eko).update(role=Membership.Role.SECRETARY)
    with pytest.raises(InvitationOver):
        come(cast.citra, code)


def test_who_is_there_already_leaves_the_door_open(cast: Cast) -> None:
    code = opened(cast).code
    with pytest.raises(AlreadyThere):
        come(cast.sari, code)
    come(cast.eko, code)
    assert Invitation.objects.get().used_by == cast.eko


def test_a_helper_comes_in_with_the_rights_of_the_door(cast: Cast) -> None:
    consent = come(cast.eko, opened(cast, Invitation.HELPER, verbs=("products",)).code)
    assert isinstance(consent, HelperConsent)
    assert (consent.given_by, consent.verbs) == (cast.sari, ["products"])


@pytest.mark.parametrize("verbs", [(), ("money",), ("products", "bank"), ("members",)])
def test_a_helpers_door_never_opens_money_or_people(cast: Cast, verbs: tuple[str, ...]) -> None:
    with pytest.raises(Expected):
        opened(cast, Invitation.HELPER, verbs=verbs)


def test_a_helper_who_becomes_a_member_acts_in_the_own_name(cast: Cast) -> None:
    come(cast.budi, opened(cast).code)
    assert scope_of(cast.budi).helped == frozenset()
    assert not HelperConsent.objects.live().filter(helper=cast.budi).exists()


def test_guessing_is_limited(cast: Cast) -> None:
    with clock.frozen(NOON):
        for number in range(30):
            with pytest.raises(InvitationOver):
                look_up(code=f"BBBB{number:04}", person=cast.eko, address="a")
        with pytest.raises(limits.TooMany):
            look_up(code=opened(cast).code, person=cast.eko, address="a")
