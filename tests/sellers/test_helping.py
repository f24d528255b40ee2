"""A helper asks, the stall answers; nobody learns whether a number has a stall."""

import pytest

from sellers.accounts.asking import scope_of
from sellers.accounts.helping import answer_request, ask_to_help, take_back_request
from sellers.accounts.models import HelperConsent, HelperRequest, Membership
from sellers.kit import limits
from sellers.kit.errors import Expected, NotFound
from sellers.messages.models import Message
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def asked(cast: Cast) -> HelperRequest:
    ask_to_help(person=cast.eko, phone="0812-0000-1000", verbs=["products", "orders"])
    return HelperRequest.objects.get(helper=cast.eko)


def test_sari_is_asked_on_her_own_phone_and_says_yes(cast: Cast) -> None:
    request = asked(cast)
    told = Message.objects.get(template="help_asked")
    assert (told.to, "Eko" in told.body) == (cast.sari.phone, True)
    answer_request(scope=scope_of(cast.sari), person=cast.sari, request_id=request.pk, yes=True)
    consent = HelperConsent.objects.get(helper=cast.eko)
    assert (consent.given_by, consent.verbs) == (cast.sari, ["orders", "products"])
    assert Message.objects.filter(template="help_allowed", to=cast.eko.phone).exists()


def test_sari_says_no_and_nothing_is_allowed(cast: Cast) -> None:
    request = asked(cast)
    answer_request(scope=scope_of(cast.sari), person=cast.sari, request_id=request.pk, yes=False)
    assert not HelperConsent.objects.filter(helper=cast.eko).exists()


def test_a_request_is_answered_once(cast: Cast) -> None:
    request = asked(cast)
    answer_request(scope=scope_of(cast.sari), person=cast.sari, request_id=request.pk, yes=False)
    with pytest.raises(NotFound):
        answer_request(scope=scope_of(cast.sari), person=cast.sari, request_id=request.pk, yes=True)
    assert not HelperConsent.objects.filter(helper=cast.eko).exists()


@pytest.mark.parametrize("who", ["eko", "citra", "budi", "dewi", "stranger"])
def test_only_its_leaders_answer(cast: Cast, who: str) -> None:
    request, person = asked(cast), getattr(cast, who)
    with pytest.raises(NotFound):
        answer_request(scope=scope_of(person), person=person, request_id=request.pk, yes=True)


def test_asking_a_number_without_a_stall_looks_the_same(cast: Cast) -> None:
    ask_to_help(person=cast.eko, phone="0812-7777-0001", verbs=["products"])
    ask_to_help(person=cast.eko, phone=cast.dewi.phone, verbs=["products"])
    assert not HelperRequest.objects.exists()


def test_asking_again_makes_no_second_request_nor_message(cast: Cast) -> None:
    asked(cast)
    asked(cast)
    assert Message.objects.filter(template="help_asked").count() == 1


def test_who_helps_or_belongs_already_asks_for_nothing(cast: Cast) -> None:
    Membership.objects.create(person=cast.citra, seller=cast.saris.seller, role=Membership.Role.MEMBER)
    for person in (cast.budi, cast.sari, cast.citra):
        ask_to_help(person=person, phone=cast.sari.phone, verbs=["products"])
    assert not HelperRequest.objects.exists()


@pytest.mark.parametrize("verbs", [[], ["money"], ["bank", "products"]])
def test_nobody_asks_for_money(cast: Cast, verbs: list[str]) -> None:
    with pytest.raises(Expected):
        ask_to_help(person=cast.eko, phone=cast.sari.phone, verbs=verbs)


def test_a_request_can_be_taken_back_by_its_helper_only(cast: Cast) -> None:
    request = asked(cast)
    assert not take_back_request(person=cast.budi, request_id=request.pk)
    assert take_back_request(person=cast.eko, request_id=request.pk)
    with pytest.raises(NotFound):
        answer_request(scope=scope_of(cast.sari), person=cast.sari, request_id=request.pk, yes=True)


def test_one_number_is_not_pestered(cast: Cast) -> None:
    with pytest.raises(limits.TooMany):
        for _ in range(6):
            ask_to_help(person=cast.eko, phone=cast.sari.phone, verbs=["products"])
