"""Who stands at the desk, signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from sellers.people.models import Person


@pytest.fixture
def at() -> Callable[[Person], Client]:
    """A browser of its own in which the person is signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in
