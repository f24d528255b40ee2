"""The fixture `saleor_ground`: Lapak installed on a Saleor. Loaded at first use, for it brings a lot along."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.saleor_ground import Ground


@pytest.fixture
def saleor_ground(request: pytest.FixtureRequest, db: None) -> "Ground":
    """On the stand-in."""
    from tests import saleor_ground as ground

    return ground.install(request.getfixturevalue("stand_in"), request.getfixturevalue("settings"))


@pytest.fixture
def saleor_given(request: pytest.FixtureRequest, db: None) -> "Iterator[Ground]":
    """On the real Saleor of SALEOR_API_URL when a staff login is given too; else on the stand-in."""
    from tests import real_saleor

    if real_saleor.is_given():
        with real_saleor.installed(request.getfixturevalue("settings")) as ground:
            yield ground
    else:
        yield request.getfixturevalue("saleor_ground")
