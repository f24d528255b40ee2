from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from tests.cast import Cast
from tests.contracts.gateways import Stage
from tests.fakes.midtrans import MidtransFake


@pytest.fixture
def fake() -> Iterator[MidtransFake]:
    fake = MidtransFake()
    yield fake
    fake.close()


@pytest.fixture
def stage(fake: MidtransFake, cast: Cast, settings: LazySettings) -> Stage:
    return Stage(fake, cast, settings)
