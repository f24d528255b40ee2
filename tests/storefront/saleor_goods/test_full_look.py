"""The full look: how much it asks, and what it finds when nobody told."""

from collections import Counter

import pytest

from catalog.products.models import Pool, Product, Variant
from storefront.engine.saleor import reconciling
from storefront.engine.saleor.models import Difference, SellerMirror
from storefront.hooks.saleor_reconcile import Reconcile
from tests.cast import Cast
from tests.storefront.saleor_goods.dashboard import Dashboard

MANY = 1_000


def stocked(cast: Cast, how_many: int) -> None:
    """As many more goods of Sari's."""
    like = cast.saris.product
    pools = Pool.objects.bulk_create(Pool(seller=cast.saris.seller, base="pcs", available=9) for _ in range(how_many))
    products = Product.objects.bulk_create(
        Product(
            seller=cast.saris.seller, category=like.category, slug=f"barang-{place}", name=f"Barang {place}",
            state=Product.State.PUBLISHED,
        )
        for place in range(how_many)
    )  # fmt: skip
    Variant.objects.bulk_create(
        Variant(product=product, pool=pool, label="1 buah", unit="buah", weight_g=100, price_minor=5_000)
        for product, pool in zip(products, pools, strict=True)
    )


@pytest.mark.thorough
def test_a_thousand_products_are_looked_at_in_a_dozen_calls(cast: Cast, dashboard: Dashboard) -> None:
    stocked(cast, MANY)
    dashboard.ground.push()
    before = len(dashboard.saleor.calls)
    found = reconciling.reconcile()
    asked = Counter(dashboard.saleor.calls[before:])
    assert (found.products, found.ours, found.merged, found.stocks) == (MANY + 2, MANY + 2, 0, 0)
    assert (asked["products"], sum(asked.values()) <= 13) == (11, True), asked
    assert Difference.objects.count() == 0


def test_goods_that_nobody_sent_are_sent(cast: Cast, dashboard: Dashboard) -> None:
    stocked(cast, 3)
    assert reconciling.reconcile().unsent == 3
    dashboard.ground.push_due()
    assert reconciling.reconcile().products == 5


def test_a_warehouse_that_was_deleted_is_made_again(cast: Cast, dashboard: Dashboard) -> None:
    row = SellerMirror.objects.get(seller=cast.saris.seller)
    world = dashboard.saleor.world
    world.drop(next(one for one in world.named("Warehouse") if one.id == row.warehouse_id))
    assert reconciling.reconcile().sellers == 1
    row.refresh_from_db()
    assert row.warehouse_id == ""
    assert "gudangnya dihapus" in Difference.objects.get(kind="seller").theirs


def test_the_command_says_what_it_did(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.set_price(cast.saris.variant, 42_500)
    said: list[str] = []
    assert Reconcile().run({}, said.append) == 0
    assert "2 products in Saleor: 2 of our sellers, 0 without one. Brought together 1" in said[-1]


def test_without_an_answer_the_command_says_to_run_it_again(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.saleor.down(60)
    said: list[str] = []
    assert Reconcile().run({}, said.append) == 1
    assert "run it again" in said[-1]
    dashboard.saleor.down(0)
