"""Who may what: the table of the design, role by role, and what a stranger gets."""

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from sellers.accounts.access import Scope, Verb
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Cooperative, HelperConsent, Membership, Seller
from sellers.kit import clock
from sellers.people.models import Person
from tests.cast import Cast

LEADERS = {"products", "orders", "money", "stall", "members"}
OFFICERS = {"review", "approve", "transfers", "totals", "money", "members"}


@pytest.mark.parametrize(
    ("role", "verbs"),
    [("ketua", LEADERS | {"bank"}), ("bendahara", LEADERS | {"bank"}), ("sekretaris", LEADERS),
     ("anggota", {"products", "orders"}), ("pengurus", set()), ("peninjau", set())],
)  # fmt: skip
def test_roles_in_a_stall(cast: Cast, role: str, verbs: set[str]) -> None:
    Membership.objects.create(person=cast.eko, seller=cast.saris.seller, role=role)
    assert set(scope_of(cast.eko).sellers.get(cast.saris.seller.pk, ())) == verbs


@pytest.mark.parametrize(
    ("role", "verbs"),
    [("ketua", OFFICERS | {"bank", "payouts"}), ("bendahara", OFFICERS | {"bank", "payouts"}), ("sekretaris", OFFICERS),
     ("pengurus", OFFICERS), ("peninjau", {"totals"}), ("anggota", set())],
)  # fmt: skip
def test_roles_in_a_cooperative(cast: Cast, role: str, verbs: set[str]) -> None:
    Membership.objects.create(person=cast.eko, cooperative=cast.cooperative, role=role)
    scope = scope_of(cast.eko)
    assert set(scope.cooperatives.get(cast.cooperative.pk, ())) == verbs
    assert scope.sellers == {}


def test_a_helper_may_what_the_stall_allowed_and_it_says_so(cast: Cast) -> None:
    scope = scope_of(cast.budi)
    assert scope.sellers == {cast.saris.seller.pk: {Verb.PRODUCTS, Verb.ORDERS}}
    assert scope.helped == {cast.saris.seller.pk}


def test_a_helper_never_gets_money_or_bank_details_whatever_the_row_says(cast: Cast) -> None:
    HelperConsent.objects.update(verbs=["orders", "money", "bank", "members", "nonsense"])
    assert scope_of(cast.budi).sellers == {cast.saris.seller.pk: {Verb.ORDERS}}


def test_a_withdrawn_consent_ends_the_help_at_once(cast: Cast) -> None:
    HelperConsent.objects.update(withdrawn_at=clock.now())
    assert scope_of(cast.budi) == Scope(person_id=cast.budi.pk)


def test_a_member_who_also_helps_acts_as_a_member(cast: Cast) -> None:
    HelperConsent.objects.create(seller=cast.saris.seller, helper=cast.sari, given_by=cast.sari, verbs=["products"])
    scope = scope_of(cast.sari)
    assert scope.helped == frozenset()
    assert Verb.BANK in scope.sellers[cast.saris.seller.pk]


def test_an_ended_membership_gives_nothing(cast: Cast) -> None:
    Membership.objects.filter(person=cast.sari).update(ended_at=clock.now())
    assert scope_of(cast.sari).sellers == {}


def test_the_operator_is_the_operator(cast: Cast) -> None:
    assert scope_of(cast.operator).operator
    assert not any(scope_of(person).operator for person in (cast.sari, cast.dewi, cast.stranger))


def test_nobody_and_a_closed_account_may_nothing(cast: Cast) -> None:
    cast.dewi.is_active = False
    assert scope_of(cast.dewi) == scope_of(AnonymousUser()) == scope_of(None) == Scope()


@pytest.mark.parametrize("who", ["sari", "budi", "dewi", "stranger"])
def test_asking_takes_two_queries(cast: Cast, who: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person: Person = getattr(cast, who)
    with django_assert_num_queries(2):
        scope_of(person)


def test_each_sees_own_stalls_and_officers_those_of_their_cooperative(cast: Cast) -> None:
    def seen(person: Person) -> set[str]:
        return set(Seller.objects.within(scope_of(person)).values_list("name", flat=True))

    assert seen(cast.sari) == seen(cast.budi) == {"Dapur Sari"}
    assert seen(cast.citra) == {"Kebun Citra"}
    assert seen(cast.dewi) == seen(cast.operator) == {"Dapur Sari", "Kebun Citra"}
    assert seen(cast.fajar) == seen(cast.stranger) == set()


def test_a_viewer_of_totals_sees_no_stall_and_no_member_but_itself(cast: Cast) -> None:
    Membership.objects.create(person=cast.eko, cooperative=cast.cooperative, role="peninjau")
    scope = scope_of(cast.eko)
    assert not Seller.objects.within(scope).exists()
    assert [row.person for row in Membership.objects.within(scope)] == [cast.eko]
    assert Cooperative.objects.within(scope).get() == cast.cooperative


def test_a_helper_does_not_see_who_the_members_are(cast: Cast) -> None:
    assert not Membership.objects.within(scope_of(cast.budi)).exists()
    assert Membership.objects.within(scope_of(cast.sari)).get().person == cast.sari
