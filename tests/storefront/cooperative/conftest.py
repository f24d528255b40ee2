"""Clients of those who knock at the office's door."""

from collections.abc import Callable

import pytest
from django.test import Client

from sellers.people.models import Person

Door = Callable[[Person], Client]


@pytest.fixture
def as_() -> Door:
    """A client signed in as the person."""

    def knock(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return knock
