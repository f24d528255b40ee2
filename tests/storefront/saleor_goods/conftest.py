import pytest

from tests.cast import Cast
from tests.saleor_ground import Ground
from tests.storefront.saleor_goods.dashboard import Dashboard


@pytest.fixture
def dashboard(cast: Cast, saleor_ground: Ground) -> Dashboard:
    """Sari's and Citra's goods are in Saleor, and somebody sits at its Dashboard."""
    saleor_ground.push()
    saleor_ground.saleor.deliver()
    return Dashboard(saleor_ground)
