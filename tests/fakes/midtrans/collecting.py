"""The cast's cooperative collects through Midtrans."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from tests.cast import Cast
from tests.fakes.midtrans.server import MidtransFake


@pytest.fixture
def fake(cast: Cast, settings: LazySettings) -> Iterator[MidtransFake]:
    fake = MidtransFake()
    settings.GATEWAYS = {"midtrans": fake.config(collector=cast.cooperative.slug)}
    yield fake
    fake.close()
