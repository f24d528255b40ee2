"""A number that was merely typed, in older databases, becomes free again; nothing that anybody did goes with it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sellers.accounts.models import Membership
from sellers.audit.actions import record
from sellers.kit import clock
from sellers.messages.actions import tell
from sellers.messages.models import Message
from sellers.onboarding.models import Opening
from sellers.people.actions import give_consent
from sellers.people.models import Handset, Person
from sellers.people.unproven import release
from storefront.config.sweeps import SWEEPS
from storefront.orders.models import OrderEvent
from tests.cast import Cast
from tests.sellers.test_sign_in import code_in, signed_in

pytestmark = pytest.mark.django_db
NUMBER = "+6281277770001"


def typed(**fields: Any) -> Person:
    """Somebody typed this number long ago, and got it a code."""
    long_ago = clock.now() - timedelta(days=31)
    person = Person.objects.create_user(NUMBER, **{"created_at": long_ago, **fields})
    tell(key="code:old", to=NUMBER, body="123456", template="sign_in_code", person=person, secret=True)
    return person


def test_a_number_that_was_only_typed_becomes_free(cast: Cast) -> None:
    typed()
    before = Person.objects.count()
    assert (release(), release()) == (1, 0)
    assert Person.objects.count() == before - 1
    assert not Person.objects.filter(phone=NUMBER).exists()
    assert Message.objects.get(to=NUMBER).person is None


def test_its_holder_then_opens_an_account_as_anybody(cast: Cast, client: Client) -> None:
    typed()
    assert SWEEPS["numbers_unproven"].run() == 1
    client.post("/masuk/daftar/", {"phone": NUMBER, "consent": "on"})
    client.post("/masuk/kode/", {"code": code_in(NUMBER)})
    assert signed_in(client)


@pytest.mark.parametrize(
    "fields",
    [
        {"phone_verified": True}, {"name": "Tuti"}, {"is_staff": True}, {"is_active": False}, {"pin": "x"},
        {"last_login": clock.now()}, {"created_at": clock.now() - timedelta(days=29)},
    ],
    ids=lambda fields: next(iter(fields)),
)  # fmt: skip
def test_an_account_that_somebody_used_stays(cast: Cast, fields: dict[str, Any]) -> None:
    typed(**fields)
    assert release() == 0
    assert Person.objects.filter(phone=NUMBER).exists()


def member(cast: Cast, person: Person) -> None:
    Membership.objects.create(person=person, seller=cast.saris.seller, role=Membership.Role.MEMBER)


def in_the_book(cast: Cast, person: Person) -> None:
    record(person=person, verb="a", obj=cast.saris.seller)


def of_whom_the_book_tells(cast: Cast, person: Person) -> None:
    record(person=cast.operator, verb="a", obj=person)


def told(cast: Cast, person: Person) -> None:
    tell(key="n", to=NUMBER, body="Pesanan", template="order_news", person=person)


def of_a_phone(cast: Cast, person: Person) -> None:
    Handset.objects.create(person=person, key_hash="0" * 64)


def who_agreed(cast: Cast, person: Person) -> None:
    give_consent(person=person, text="terms", version="1")


def at_an_opening(cast: Cast, person: Person) -> None:
    Opening.objects.create(person=person)


@pytest.mark.parametrize(
    "referred", [member, in_the_book, of_whom_the_book_tells, told, of_a_phone, who_agreed, at_an_opening]
)
def test_an_account_that_anything_refers_to_stays(cast: Cast, referred: Callable[[Cast, Person], None]) -> None:
    referred(cast, typed())
    assert release() == 0
    assert Person.objects.filter(phone=NUMBER).exists()


def test_every_row_that_names_a_person_is_looked_at() -> None:
    """OrderEvent hides its way back (related_name="+"), as most do: those too are found."""
    hidden = {
        relation.related_model for relation in Person._meta.get_fields(include_hidden=True) if relation.is_relation
    }
    assert OrderEvent in hidden
