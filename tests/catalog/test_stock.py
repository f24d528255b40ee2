"""Pools: taken all or nothing, given back exactly once."""

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from catalog.products import stock
from catalog.products.availability import packs
from catalog.products.models import Pool, PoolMovement
from tests.cast import Cast


def available(pool: Pool) -> int:
    return Pool.objects.get(pk=pool.pk).available


def test_small_and_large_packs_draw_on_the_same_grams(cast: Cast) -> None:
    pool = cast.saris.pool
    stock.take(quantities={pool.pk: 2 * cast.small_pack.pack_size + cast.saris.variant.pack_size}, ref="K7QX29MB")
    assert available(pool) == 48_500
    assert packs(48_500, cast.small_pack.pack_size) == 194
    assert packs(48_500, cast.saris.variant.pack_size) == 48


def test_nothing_is_taken_when_one_pool_holds_too_little(cast: Cast) -> None:
    saris, citras = cast.saris.pool, cast.citras.pool
    with pytest.raises(stock.NotEnough) as refusal:
        stock.take(quantities={saris.pk: 1_000, citras.pk: 50_001}, ref="K7QX29MB")
    assert refusal.value.pool_ids == (citras.pk,)
    assert (available(saris), available(citras)) == (50_000, 50_000)
    assert not PoolMovement.objects.exists()


def test_two_parts_of_one_pool_are_refused_together(cast: Cast) -> None:
    pool = cast.saris.pool
    with pytest.raises(stock.NotEnough):
        stock.take_all(parts={"AAAA2222": {pool.pk: 30_000}, "BBBB2222": {pool.pk: 30_000}})
    assert available(pool) == 50_000


def test_the_last_gram_can_be_sold(cast: Cast) -> None:
    stock.take(quantities={cast.saris.pool.pk: 50_000}, ref="K7QX29MB")
    assert available(cast.saris.pool) == 0


def test_taking_twice_under_one_ref_takes_once(cast: Cast) -> None:
    quantities = {cast.saris.pool.pk: 1_000, cast.citras.pool.pk: 500}
    assert stock.take(quantities=quantities, ref="K7QX29MB") is True
    assert stock.take(quantities=quantities, ref="K7QX29MB") is False
    assert (available(cast.saris.pool), available(cast.citras.pool)) == (49_000, 49_500)


def test_stock_returns_exactly_once(cast: Cast) -> None:
    quantities = {cast.saris.pool.pk: 1_000}
    stock.take(quantities=quantities, ref="K7QX29MB")
    assert [stock.give_back(quantities=quantities, ref="K7QX29MB") for _ in range(3)] == [True, False, False]
    assert available(cast.saris.pool) == 50_000


def test_every_change_leaves_a_movement(cast: Cast) -> None:
    pool = cast.saris.pool
    stock.take(quantities={pool.pk: 1_000}, ref="K7QX29MB")
    stock.give_back(quantities={pool.pk: 1_000}, ref="K7QX29MB")
    stock.count(pool_id=pool.pk, available=42_000, ref="counted-today")
    moved = list(PoolMovement.objects.order_by("id").values_list("reason", "delta"))
    assert moved == [("take", -1_000), ("give_back", 1_000), ("count", -8_000)]
    assert available(pool) == 42_000


def test_a_count_repeated_counts_once(cast: Cast) -> None:
    pool = cast.saris.pool
    stock.count(pool_id=pool.pk, available=10_000, ref="counted-today")
    stock.take(quantities={pool.pk: 1_000}, ref="K7QX29MB")
    assert stock.count(pool_id=pool.pk, available=10_000, ref="counted-today") == 9_000
    assert available(pool) == 9_000


def test_what_was_sold_while_the_seller_counted_stays_sold(cast: Cast) -> None:
    pool = cast.saris.pool
    stock.take(quantities={pool.pk: 3_000}, ref="K7QX29MB")
    assert stock.count(pool_id=pool.pk, available=60_000, seen=50_000, ref="counted-today") == 57_000
    assert stock.count(pool_id=pool.pk, available=0, seen=60_000, ref="counted-later") == 0


def test_a_quantity_of_nothing_is_a_mistake_of_ours(cast: Cast) -> None:
    with pytest.raises(ValueError, match="positive"):
        stock.take(quantities={cast.saris.pool.pk: 0}, ref="K7QX29MB")


@pytest.mark.django_db(transaction=True)
def test_stock_refuses_to_change_outside_a_transaction() -> None:
    assert not connection.in_atomic_block
    with pytest.raises(TransactionManagementError):
        stock.take(quantities={1: 1}, ref="K7QX29MB")


def test_an_outer_rollback_takes_the_movement_along(cast: Cast) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        stock.take(quantities={cast.saris.pool.pk: 1_000}, ref="K7QX29MB")
        raise RuntimeError
    assert available(cast.saris.pool) == 50_000
    assert stock.take(quantities={cast.saris.pool.pk: 1_000}, ref="K7QX29MB") is True
