"""A number of packs typed in Saleor's Dashboard is a count of the pool: once, and with the orders taken off first."""

import pytest
from django.db import transaction

from catalog.products import stock as pools
from catalog.products.models import Pool, PoolMovement
from storefront.engine.saleor import reconciling
from storefront.engine.saleor.models import Difference
from storefront.hooks import saleor_work
from tests.cast import Cast
from tests.storefront.saleor_goods.dashboard import Dashboard


def left(pool: Pool) -> int:
    return Pool.objects.values_list("available", flat=True).get(pk=pool.pk)


def test_two_packs_more_are_two_kilos_more_and_every_pack_hears_of_it(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.set_stock(cast.saris.variant, 52)
    dashboard.hear()
    assert left(cast.saris.pool) == 52_000
    dashboard.ground.push_due()
    assert dashboard.stock_of(cast.small_pack).quantity == 208
    assert dashboard.stock_of(cast.saris.variant).quantity == 52


def test_what_does_not_fill_a_pack_stays_in_the_pool(cast: Cast, dashboard: Dashboard) -> None:
    with transaction.atomic():
        pools.take(quantities={cast.saris.pool.pk: 250}, ref="secangkir")
    dashboard.ground.push_due()
    dashboard.set_stock(cast.saris.variant, 50)
    dashboard.hear()
    assert left(cast.saris.pool) == 50_750


def test_typed_on_two_packs_of_one_pool_counts_both(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.set_stock(cast.saris.variant, 51)
    dashboard.set_stock(cast.small_pack, 202)
    dashboard.hear()
    assert left(cast.saris.pool) == 51_500
    dashboard.ground.push_due()
    assert dashboard.stock_of(cast.saris.variant).quantity == 51
    assert dashboard.stock_of(cast.small_pack).quantity == 206


def test_doubled_and_repeated_it_counts_once(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.set_stock(cast.saris.variant, 45)
    dashboard.saleor.double(times=3)
    sent = dashboard.saleor.deliver()
    saleor_work.work_due()
    for delivery in sent:
        dashboard.saleor.send_again(delivery)
    saleor_work.work_due()
    assert left(cast.saris.pool) == 45_000
    assert PoolMovement.objects.filter(pool=cast.saris.pool, reason="count").count() == 1


def test_a_sale_of_ours_that_was_not_sent_yet_stays_sold(cast: Cast, dashboard: Dashboard) -> None:
    with transaction.atomic():
        pools.take(quantities={cast.saris.pool.pk: 3_000}, ref="dibeli")
    dashboard.set_stock(cast.saris.variant, 60)
    dashboard.hear()
    assert left(cast.saris.pool) == 57_000


def test_orders_of_other_storefronts_are_taken_off_before_the_count(cast: Cast, dashboard: Dashboard) -> None:
    """Two packs were sold there and nobody told us yet; then somebody counts, and types what stands on the shelf."""
    dashboard.saleor.shopper.place({f"LPK-{cast.saris.variant.pk}": 2})
    dashboard.saleor.lose(times=20)
    dashboard.saleor.deliver()
    dashboard.saleor.lose(times=0)
    dashboard.set_stock(cast.saris.variant, 55)  # two of them are promised
    dashboard.hear()
    assert left(cast.saris.pool) == 53_000
    dashboard.ground.push_due()
    assert dashboard.stock_of(cast.saris.variant).quantity == 55


def test_while_orders_cannot_be_read_nothing_is_counted(
    cast: Cast, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    dashboard.set_stock(cast.saris.variant, 45)
    monkeypatch.setattr("storefront.hooks.saleor_orders.look_due", lambda: 0)
    dashboard.hear()
    assert left(cast.saris.pool) == 50_000


def test_a_lost_edit_is_put_right_by_the_nightly_look_and_ours_wins(cast: Cast, dashboard: Dashboard) -> None:
    dashboard.set_stock(cast.saris.variant, 45)
    dashboard.saleor.lose(times=9)
    dashboard.hear()
    assert reconciling.reconcile().stocks == 1
    dashboard.ground.push_due()
    assert dashboard.stock_of(cast.saris.variant).quantity == 50
    row = Difference.objects.get(kind="stock")
    assert (row.ours, row.theirs) == ("50", "45")
    assert reconciling.reconcile().stocks == 0
