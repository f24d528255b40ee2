"""A fake Stripe of one's own, and the real provider that talks to it."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from payments.providers.stripe.provider import Stripe
from tests.fakes.stripe import StripeFake


@pytest.fixture
def fake() -> Iterator[StripeFake]:
    made = StripeFake()
    yield made
    made.close()


@pytest.fixture
def provider(fake: StripeFake, settings: LazySettings) -> Stripe:
    settings.GATEWAYS = {"stripe": fake.config(collector="koperasi-mawar")}
    return Stripe()
