"""Members and helpers of a stall or a cooperative."""

from typing import Any

import pytest

from sellers.accounts.access import Verb
from sellers.accounts.asking import scope_of
from sellers.accounts.members import (
    AlreadyThere,
    LastLeader,
    accept_membership,
    add_member,
    end_member,
    give_helper_consent,
    withdraw_helper_consent,
)
from sellers.accounts.models import HelperConsent, Membership
from sellers.audit.models import AuditEntry
from sellers.kit import clock, limits
from sellers.kit.errors import Expected, NotFound
from sellers.messages.models import Message
from sellers.people.models import Person
from tests.cast import Cast


def by(person: Person, **more: Any) -> dict[str, Any]:
    return {"scope": scope_of(person), "person": person, **more}


def test_a_member_joins_by_phone_and_is_made_if_new(cast: Cast) -> None:
    seller = cast.saris.seller
    row = add_member(**by(cast.sari), seller_id=seller.pk, phone="0812-9999-0001", name="Wati", role="anggota")
    wati = Person.objects.get(phone="+6281299990001")
    assert scope_of(wati).sellers == {}
    assert Message.objects.get(template="member_asked").to == wati.phone
    with pytest.raises(NotFound):
        accept_membership(person=cast.eko, membership_id=row.pk)
    accept_membership(person=wati, membership_id=row.pk)
    assert scope_of(wati).sellers == {seller.pk: {Verb.PRODUCTS, Verb.ORDERS}}
    verbs = AuditEntry.objects.about(seller).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["member.added", "member.joined"]


def test_numbers_are_typed_twenty_times_a_day(cast: Cast) -> None:
    with clock.frozen(clock.now()):
        for number in range(20):
            add_member(**by(cast.sari), seller_id=cast.saris.seller.pk, phone=f"081299990{number:03}", role="anggota")
        with pytest.raises(limits.TooMany):
            add_member(**by(cast.sari), seller_id=cast.saris.seller.pk, phone="081299991000", role="anggota")


def test_a_sekretaris_sends_no_bendahara_away_and_the_last_keeper_of_the_money_stays(cast: Cast) -> None:
    seller = cast.saris.seller
    Membership.objects.create(person=cast.eko, seller=seller, role=Membership.Role.SECRETARY)
    keeper = Membership.objects.create(person=cast.citra, seller=seller, role=Membership.Role.TREASURER)
    chair = Membership.objects.get(person=cast.sari, seller=seller)
    for row in (keeper, chair):
        with pytest.raises(NotFound):
            end_member(**by(cast.eko), membership_id=row.pk)
    end_member(**by(cast.sari), membership_id=keeper.pk)
    assert Message.objects.get(template="member_ended").to == cast.citra.phone
    with pytest.raises(LastLeader):  # the sekretaris leads, and cannot say where the money goes
        end_member(**by(cast.sari), membership_id=chair.pk)


def test_everybody_may_leave_and_needs_no_verb(cast: Cast) -> None:
    row = Membership.objects.create(person=cast.eko, seller=cast.saris.seller, role=Membership.Role.MEMBER)
    end_member(**by(cast.eko), membership_id=row.pk)
    assert scope_of(cast.eko).sellers == {}
    assert not Message.objects.filter(template="member_ended").exists()


def test_nobody_joins_twice(cast: Cast) -> None:
    joining: dict[str, Any] = {"seller_id": cast.saris.seller.pk, "phone": cast.eko.phone, "role": "anggota"}
    add_member(**by(cast.sari), **joining)
    with pytest.raises(AlreadyThere):
        add_member(**by(cast.sari), **joining)


@pytest.mark.parametrize("who", ["budi", "citra", "dewi", "stranger"])
def test_only_its_leaders_add_members_to_a_stall(cast: Cast, who: str) -> None:
    person: Person = getattr(cast, who)
    with pytest.raises(NotFound):
        add_member(**by(person), seller_id=cast.saris.seller.pk, phone=person.phone, role="ketua")


def test_only_its_officers_add_members_to_a_cooperative(cast: Cast) -> None:
    joining: dict[str, Any] = {"cooperative_id": cast.cooperative.pk, "phone": cast.eko.phone, "role": "peninjau"}
    for person in (cast.sari, cast.fajar):
        with pytest.raises(NotFound):
            add_member(**by(person), **joining)
    add_member(**by(cast.dewi), **joining)
    assert scope_of(cast.eko).cooperatives == {cast.cooperative.pk: {Verb.TOTALS}}


@pytest.mark.parametrize("role", ["pengurus", "peninjau", "raja", ""])
def test_a_stall_has_no_such_role(cast: Cast, role: str) -> None:
    with pytest.raises(Expected) as caught:
        add_member(**by(cast.sari), seller_id=cast.saris.seller.pk, phone=cast.eko.phone, role=role)
    assert caught.value.field == "role"


def test_the_last_leader_cannot_leave_before_another_leads(cast: Cast) -> None:
    sari_leads = Membership.objects.get(person=cast.sari)
    with pytest.raises(LastLeader):
        end_member(**by(cast.sari), membership_id=sari_leads.pk)
    asked = add_member(**by(cast.sari), seller_id=cast.saris.seller.pk, phone=cast.eko.phone, role="bendahara")
    with pytest.raises(LastLeader):  # who has not said yes leads nothing
        end_member(**by(cast.sari), membership_id=sari_leads.pk)
    accept_membership(person=cast.eko, membership_id=asked.pk)
    end_member(**by(cast.sari), membership_id=sari_leads.pk)
    assert scope_of(cast.sari).sellers == {}


def test_who_left_can_come_back(cast: Cast) -> None:
    joining: dict[str, Any] = {"seller_id": cast.saris.seller.pk, "phone": cast.eko.phone, "role": "anggota"}
    first = add_member(**by(cast.sari), **joining)
    end_member(**by(cast.sari), membership_id=first.pk)
    assert add_member(**by(cast.sari), **joining).pk != first.pk


def test_nobody_ends_a_membership_elsewhere(cast: Cast) -> None:
    with pytest.raises(NotFound):
        end_member(**by(cast.citra), membership_id=Membership.objects.get(person=cast.sari).pk)


def test_a_stall_lets_a_helper_act_and_ends_it(cast: Cast) -> None:
    consent = give_helper_consent(
        **by(cast.citra), seller_id=cast.citras.seller.pk, phone=cast.budi.phone, verbs=["orders"]
    )
    assert cast.citras.seller.pk in scope_of(cast.budi).helped
    withdraw_helper_consent(**by(cast.citra), consent_id=consent.pk)
    assert cast.citras.seller.pk not in scope_of(cast.budi).helped
    verbs = AuditEntry.objects.about(cast.citras.seller).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["helper.allowed", "helper.withdrawn"]


@pytest.mark.parametrize("verbs", [[], ["bank"], ["orders", "money"], ["members"], ["nonsense"]])
def test_a_helper_is_never_allowed_money_or_bank_details(cast: Cast, verbs: list[str]) -> None:
    with pytest.raises(Expected) as caught:
        give_helper_consent(**by(cast.citra), seller_id=cast.citras.seller.pk, phone=cast.eko.phone, verbs=verbs)
    assert caught.value.field == "verbs"


def test_a_helper_cannot_bring_in_another_helper(cast: Cast) -> None:
    with pytest.raises(NotFound):
        give_helper_consent(**by(cast.budi), seller_id=cast.saris.seller.pk, phone=cast.eko.phone, verbs=["orders"])


def test_a_helper_may_step_back_and_a_stranger_may_not_interfere(cast: Cast) -> None:
    consent = HelperConsent.objects.get()
    with pytest.raises(NotFound):
        withdraw_helper_consent(**by(cast.stranger), consent_id=consent.pk)
    withdraw_helper_consent(**by(cast.budi), consent_id=consent.pk)
    assert scope_of(cast.budi).sellers == {}


def test_nobody_gives_a_role_that_may_do_more_than_the_giver(cast: Cast) -> None:
    stall, cooperative = cast.saris.seller.pk, cast.cooperative.pk
    Membership.objects.create(person=cast.eko, seller=cast.saris.seller, role=Membership.Role.SECRETARY)
    new = {"phone": "0812-9999-0001"}
    with pytest.raises(Expected) as refused:  # a sekretaris makes a bendahara, who may read the bank details
        add_member(**by(cast.eko), **new, seller_id=stall, role="bendahara")
    assert refused.value.field == "role"
    with pytest.raises(Expected):
        add_member(**by(cast.dewi), **new, cooperative_id=cooperative, role="ketua")
    add_member(**by(cast.eko), **new, seller_id=stall, role="anggota")
    add_member(**by(cast.dewi), **new, cooperative_id=cooperative, role="pengurus")
    add_member(**by(cast.operator), phone="0812-9999-0002", cooperative_id=cooperative, role="ketua")
