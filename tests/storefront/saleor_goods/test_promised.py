"""Open orders of the old shop hold packs of a product while it is given to a seller: none is counted twice."""

import pytest
from django.conf import LazySettings

from catalog.products.models import Pool, Product, Variant
from storefront.engine.saleor import assigning, moving_in, stock_out
from storefront.engine.saleor.models import FoundProduct, PromisedLine, VariantMirror
from storefront.hooks import saleor_orders
from storefront.orders.models import Order, Purchase, Shortage
from tests.cast import Cast
from tests.fakes.saleor.orders import Order as StandInOrder
from tests.storefront.saleor_goods.dashboard import Dashboard


@pytest.fixture
def placed(cast: Cast, dashboard: Dashboard, settings: LazySettings) -> StandInOrder:
    """Two of ten shirts are sold in an order nobody here heard of, and only then the shirts are a seller's.

    The stand-in's only deliveries are ours, so the shirts were Citra's for the moment of the sale.
    """
    settings.COMMERCE_ENGINE = "saleor"
    settings.SALEOR = {**settings.SALEOR, "collector": cast.cooperative.slug}
    dashboard.add_product("Kemeja Lurik", ("OLD-S", 15_000, 10))
    dashboard.hear()
    give(cast, dashboard)
    order = dashboard.saleor.shopper.place({"OLD-S": 2}, {"city": "Kota Blitar", "countryArea": "Jawa Timur"})

    assigning.undo(person=cast.operator, found_id=FoundProduct.objects.get().pk)
    give(cast, dashboard)
    return order


def give(cast: Cast, dashboard: Dashboard) -> Product:
    made = assigning.assign(
        person=cast.operator, found_id=FoundProduct.objects.get().pk, seller_id=cast.citras.seller.pk,
        category_id=cast.citras.product.category_id,
    )  # fmt: skip
    assert moving_in.move_in_due() == 1
    dashboard.ground.push_due()
    return made


def shirt() -> Variant:
    return VariantMirror.objects.select_related("variant__pool").order_by("-pk")[0].variant


def pool() -> int:
    return Pool.objects.get(pk=shirt().pool_id).available


def on_the_shelf(dashboard: Dashboard) -> tuple[int, int]:
    """On hand and free in Saleor, after everything was told."""
    stock_out.push_stock([shirt().product_id])
    rows = next(one for one in dashboard.saleor.world.named("ProductVariant") if one.sku == "OLD-S").stocks_
    hand = sum(row.quantity for row in rows)
    return hand, hand - sum(row.allocated(dashboard.saleor.world) for row in rows)


def test_its_pool_is_what_can_be_sold(dashboard: Dashboard, placed: StandInOrder) -> None:
    assert (pool(), on_the_shelf(dashboard)) == (8, (10, 8))
    assert PromisedLine.objects.get().packs == 2


def test_taken_in_later_it_takes_nothing_more(dashboard: Dashboard, placed: StandInOrder) -> None:
    saleor_orders.look_at(placed.id)
    saleor_orders.look_at(placed.id)
    assert (pool(), on_the_shelf(dashboard)) == (8, (10, 8))
    assert (Purchase.objects.count(), Shortage.objects.count()) == (1, 0)


def test_taken_in_and_cancelled_there_all_can_be_sold(dashboard: Dashboard, placed: StandInOrder) -> None:
    saleor_orders.look_at(placed.id)
    dashboard.saleor.staff.cancel_order(placed.id)
    saleor_orders.look_at(placed.id)
    assert Order.objects.get().state == "cancelled"
    assert (pool(), on_the_shelf(dashboard)) == (10, (10, 10))


def test_taken_in_and_sent_there_eight_are_left(dashboard: Dashboard, placed: StandInOrder) -> None:
    saleor_orders.look_at(placed.id)
    dashboard.saleor.staff.mark_as_paid(placed.id)
    dashboard.saleor.staff.confirm_order(placed.id)
    dashboard.saleor.staff.fulfil(placed.id)
    saleor_orders.look_at(placed.id)
    assert (pool(), on_the_shelf(dashboard)) == (8, (8, 8))


def test_cancelled_before_anybody_heard_of_it_all_can_be_sold(dashboard: Dashboard, placed: StandInOrder) -> None:
    dashboard.saleor.staff.cancel_order(placed.id)
    for _again in range(2):
        saleor_orders.look_at(placed.id)
    assert (pool(), on_the_shelf(dashboard), Purchase.objects.count()) == (10, (10, 10), 0)


def test_sent_and_paid_before_anybody_heard_of_it_eight_are_left(dashboard: Dashboard, placed: StandInOrder) -> None:
    dashboard.saleor.staff.mark_as_paid(placed.id)
    dashboard.saleor.staff.confirm_order(placed.id)
    dashboard.saleor.staff.fulfil(placed.id)
    saleor_orders.look_at(placed.id)
    assert (pool(), on_the_shelf(dashboard), Purchase.objects.count()) == (8, (8, 8), 0)


def test_a_cancelling_nobody_told_of_is_seen_by_the_full_look(dashboard: Dashboard, placed: StandInOrder) -> None:
    saleor_orders.look_at_promised()
    assert (pool(), Purchase.objects.count()) == (8, 0)  # an open one stays whose it is
    dashboard.saleor.staff.cancel_order(placed.id)
    saleor_orders.look_at_promised()
    assert (pool(), on_the_shelf(dashboard)) == (10, (10, 10))


def test_taken_from_the_seller_again_nothing_is_remembered(
    cast: Cast, dashboard: Dashboard, placed: StandInOrder
) -> None:
    assigning.undo(person=cast.operator, found_id=FoundProduct.objects.get().pk)
    assert PromisedLine.objects.count() == 0
