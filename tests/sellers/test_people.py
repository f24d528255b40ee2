"""People: found by their number, their consents and tokens."""

import pytest

from sellers.people import consent, tokens
from sellers.people.actions import give_consent, person_for_phone, withdraw_consent
from sellers.people.models import ApiToken, Consent, Person
from sellers.people.phones import InvalidPhone

pytestmark = pytest.mark.django_db


def test_one_number_is_one_person_however_it_is_written() -> None:
    assert person_for_phone(phone="0812-3456-7890") == person_for_phone(phone="62812 3456 7890")
    assert Person.objects.get().phone == "+6281234567890"


def test_a_new_person_cannot_sign_in_with_a_password() -> None:
    person = person_for_phone(phone="081234567890")
    assert not person.has_usable_password()
    assert not person.phone_verified


def test_a_name_is_filled_in_but_never_overwritten() -> None:
    person_for_phone(phone="081234567890")
    assert person_for_phone(phone="081234567890", name=" Sari ").name == "Sari"
    assert person_for_phone(phone="081234567890", name="Lain").name == "Sari"


def test_no_person_without_a_number() -> None:
    with pytest.raises(InvalidPhone):
        person_for_phone(phone="halo")


def test_consent_is_written_once_a_version() -> None:
    person = person_for_phone(phone="081234567890")
    first = give_consent(person=person, text="terms", version="2026-11")
    assert give_consent(person=person, text="terms", version="2026-11") == first
    give_consent(person=person, text="terms", version="2027-01")
    assert Consent.objects.count() == 2


def test_consent_is_missing_until_both_texts_are_agreed_in_their_version() -> None:
    person = person_for_phone(phone="081234567890")
    give_consent(person=person, text="privacy", version="2020-01")
    assert consent.missing(person) == ("terms", "privacy")
    for text in consent.TEXTS:
        give_consent(person=person, text=text, version=consent.CURRENT_VERSION)
    assert consent.missing(person) == ()


def test_a_withdrawn_consent_is_missing_and_its_row_stays() -> None:
    person = person_for_phone(phone="081234567890")
    give_consent(person=person, text="terms", version=consent.CURRENT_VERSION)
    assert withdraw_consent(person=person, text="terms") == 1
    assert "terms" in consent.missing(person)
    assert Consent.objects.count() == 1


def test_a_token_stands_for_its_person_and_is_not_stored() -> None:
    person = person_for_phone(phone="081234567890")
    raw = tokens.issue(person=person, label="skrip")
    assert tokens.person_for(raw) == person
    assert raw not in ApiToken.objects.get().token_hash


@pytest.mark.parametrize("raw", ["", "lapak_wrong", "x" * 5000])
def test_a_wrong_token_stands_for_nobody(raw: str) -> None:
    tokens.issue(person=person_for_phone(phone="081234567890"), label="skrip")
    assert tokens.person_for(raw) is None


def test_a_revoked_token_and_a_closed_account_stand_for_nobody() -> None:
    person = person_for_phone(phone="081234567890")
    ended, standing = (tokens.issue(person=person, label=label) for label in ("a", "b"))
    assert tokens.revoke(person=person, token_id=ApiToken.objects.get(label="a").pk)
    assert tokens.person_for(ended) is None
    Person.objects.update(is_active=False)
    assert tokens.person_for(standing) is None


def test_nobody_revokes_anothers_token() -> None:
    tokens.issue(person=person_for_phone(phone="081234567890"), label="a")
    other = person_for_phone(phone="081234567891")
    assert not tokens.revoke(person=other, token_id=ApiToken.objects.get().pk)
