"""Who stands at the desk, signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from sellers.people.models import Person
from storefront.desk import sheet_check, sheet_undo


@pytest.fixture(autouse=True)
def _saved_while_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet is saved before its answer comes, also on a busy machine; what waits longer has tests of its own."""
    for view in (sheet_check, sheet_undo):
        monkeypatch.setattr(view, "IN_REQUEST_S", 60.0)


@pytest.fixture
def at() -> Callable[[Person], Client]:
    """A browser of its own in which the person is signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in
