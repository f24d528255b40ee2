"""A shopper elsewhere: Lapak on a Saleor that has the cast's goods. And Midtrans, which the cooperative uses."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from storefront.engine import choosing
from tests.cast import Cast
from tests.fakes.midtrans import collecting
from tests.saleor_ground import Ground
from tests.storefront.hooks.shopping_elsewhere import Shopper


@pytest.fixture
def ground(saleor_ground: Ground, cast: Cast, settings: LazySettings) -> Ground:
    """The cast's goods stand there, and what other payment apps collect is the cooperative's."""
    settings.COMMERCE_ENGINE = "saleor"
    settings.SALEOR = {**settings.SALEOR, "collector": cast.cooperative.slug}
    saleor_ground.push()
    return saleor_ground


@pytest.fixture
def shopper(cast: Cast, saleor_ground: Ground, settings: LazySettings) -> Iterator[Shopper]:
    settings.COMMERCE_ENGINE = "saleor"
    settings.SALEOR = {**settings.SALEOR, "collector": cast.cooperative.slug}
    choosing.forget()
    saleor_ground.push()
    saleor_ground.saleor.deliver()
    yield Shopper(saleor_ground)
    choosing.forget()


@pytest.fixture
def both(shopper: Shopper, cast: Cast) -> Shopper:
    """2 kg from Sari and 1 kg from Citra, brought for 5000 each: 102000."""
    shopper.fills((cast.saris.variant, 2), (cast.citras.variant, 1))
    assert shopper.total == 102_000
    return shopper


fake = collecting.fake
