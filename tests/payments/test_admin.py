"""The operator reads the books and the charges in the admin; nobody writes them there."""

import pytest
from django.test import Client

from payments.ledger.models import Posting
from tests.payments.conftest import Till

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(till: Till, client: Client) -> Client:
    till.transfer(till.bill("B1"))
    client.force_login(till.cast.operator)
    return client


@pytest.mark.parametrize("listing", ["ledger/posting", "charges/charge"])
def test_the_operator_reads_the_list_and_cannot_add(operator: Client, listing: str) -> None:
    listed = operator.get(f"/admin/{listing}/")
    assert listed.status_code == 200
    assert "B1" in listed.content.decode()
    assert operator.get(f"/admin/{listing}/add/").status_code == 403


def test_a_posting_cannot_be_changed_or_deleted_there(operator: Client) -> None:
    posting = Posting.objects.earliest("id")
    assert operator.post(f"/admin/ledger/posting/{posting.pk}/change/", {"amount_minor": 1}).status_code == 403
    assert operator.post(f"/admin/ledger/posting/{posting.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("listing", ["ledger/posting", "charges/charge"])
def test_people_who_are_not_the_operator_are_sent_away(till: Till, client: Client, listing: str) -> None:
    client.force_login(till.cast.dewi)
    assert client.get(f"/admin/{listing}/").status_code == 302
