"""The cast's market on a Saleor that has nothing of it yet, and the goods there by what we call them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from catalog.products.models import Product, Variant
from sellers.accounts.access import Scope
from storefront.engine.saleor import mirror, photos_out, pushing, resting, sellers_out, stock_out
from storefront.engine.saleor.models import ProductMirror
from tests.cast import Cast
from tests.fakes.saleor import SaleorStandIn
from tests.fakes.saleor import goods as there
from tests.saleor_ground import Ground

BOSS = Scope(operator=True)


@dataclass
class Out:
    """What the tests do and look at."""

    ground: Ground
    cast: Cast

    @property
    def saleor(self) -> SaleorStandIn:
        return self.ground.saleor

    def sweep(self) -> tuple[int, int, int, int]:
        """One round of the loop; sellers, products, stock and photos that were brought up to date."""
        return (
            sellers_out.push_sellers_due(), pushing.push_due(), stock_out.push_stock_due(),
            photos_out.push_photos_due(),
        )  # fmt: skip

    def begin(self) -> None:
        """Everything the cast has is in Saleor, and the calls are counted from now on."""
        self.ground.push()
        self.sweep()
        self.calls.clear()

    @property
    def calls(self) -> list[str]:
        return self.saleor.calls

    def writes(self) -> list[str]:
        return [call for call in self.calls if call not in ("productVariants", "product", "shop")]

    def product(self, product: Product) -> there.Product:
        found = self.saleor.world.by(there.Product, external_reference=f"lapak:p:{product.pk}")
        assert found is not None
        return found

    def variant(self, variant: Variant) -> there.Variant:
        found = self.saleor.world.by(there.Variant, external_reference=f"lapak:v:{variant.pk}")
        assert found is not None
        return found

    def quantity(self, variant: Variant) -> int:
        [stock] = self.variant(variant).stocks_
        return stock.quantity

    def price(self, variant: Variant) -> str | None:
        listings = self.variant(variant).listings
        return str(listings[0].amount) if listings else None

    def published(self, product: Product) -> bool:
        [listing] = self.product(product).listings
        return listing.is_published

    def mirror(self, product: Product) -> ProductMirror:
        return ProductMirror.objects.get(product=product)

    def act(self, action: Any, **given: Any) -> Any:
        return action(scope=BOSS, person=None, **given)


@pytest.fixture
def out(saleor_ground: Ground, cast: Cast) -> Iterator[Out]:
    resting.wake()
    mirror.look_at_all()
    yield Out(saleor_ground, cast)
    resting.wake()
