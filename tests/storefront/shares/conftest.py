from collections.abc import Iterator

import pytest

from sellers.kit import clock
from tests.cast import Cast
from tests.storefront.shares.group import MONDAY, Group, group_of


@pytest.fixture
def monday(cast: Cast) -> Iterator[clock.frozen]:
    """The clock stands at ten on a Monday morning in March; `.tick(days=…)` moves it."""
    with clock.frozen(MONDAY) as stopped:
        yield stopped


@pytest.fixture
def group(cast: Cast, monday: clock.frozen) -> Group:
    return group_of(cast)
