"""The fixture `stand_in`: a fresh Saleor for one test; loaded where it is first used, for it brings graphql along."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.fakes.saleor.server import SaleorStandIn


@pytest.fixture
def stand_in() -> "Iterator[SaleorStandIn]":
    from tests.fakes.saleor.server import SaleorStandIn

    with SaleorStandIn() as saleor:
        yield saleor
