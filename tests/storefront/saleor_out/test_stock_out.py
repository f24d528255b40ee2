"""The number on the shelf in Saleor, whatever takes from the pool."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from catalog.products import actions, stock
from catalog.products.models import Change, Pool, Product, Variant
from storefront.engine.saleor import resting, stock_out
from storefront.engine.saleor.engine import SaleorEngine
from storefront.engine.saleor.models import Placement, ProductMirror, VariantMirror
from tests.contracts.test_engine import line, part, placing
from tests.fakes.saleor.orders import Allocation
from tests.fakes.saleor.places import Warehouse
from tests.storefront.saleor_out.conftest import Out

BULK, ONE, READ = "stockBulkUpdate", "productVariantStocksUpdate", "productVariants"


def take(out: Out, grams: int, ref: str = "T") -> None:
    with transaction.atomic():
        stock.take(quantities={out.cast.saris.pool.pk: grams}, ref=ref)


def numbers(out: Out) -> tuple[int, int]:
    """Sari's 1 kg and 250 g packs."""
    return out.quantity(out.cast.saris.variant), out.quantity(out.cast.small_pack)


def free(out: Out, variant: Variant) -> int:
    """What anybody can still buy in Saleor."""
    [row] = out.variant(variant).stocks_
    return row.free(out.saleor.world)


def test_packs_of_one_pool_get_as_many_as_the_grams_make(out: Out) -> None:
    out.begin()
    assert numbers(out) == (50, 200)
    take(out, 1_100)
    assert out.sweep()[2] == 1
    assert numbers(out) == (48, 195)
    assert out.writes() == [BULK]
    assert VariantMirror.objects.get(variant=out.cast.small_pack).sent_quantity == 195


def test_a_count_on_the_phone_is_there_after_one_sweep(out: Out) -> None:
    out.begin()
    out.act(actions.update_variant, variant_id=out.cast.saris.variant.pk, stock=7)
    out.sweep()
    assert numbers(out) == (7, 28)


def test_what_saleor_has_promised_stays_on_the_shelf_until_it_leaves(out: Out) -> None:
    out.begin()
    engine = SaleorEngine()
    engine.place(placing(part("A", line(out.cast.saris.variant, 3))))
    out.sweep()
    assert numbers(out) == (50, 188)  # 47 in the pool and 3 promised; the small packs share the grams
    assert (free(out, out.cast.saris.variant), free(out, out.cast.small_pack)) == (47, 188)


def test_what_a_placing_holds_is_counted_until_it_is_an_order_there(out: Out) -> None:
    """Its checkout reserves it in Saleor: taking it off the shelf too would count it twice."""
    out.begin()
    engine = SaleorEngine()
    engine.place(placing(part("A", line(out.cast.saris.variant, 3))))
    out.saleor.world.kept.get(Allocation.typename, {}).clear()
    Placement.objects.update(state=Placement.State.CHECKOUT)
    out.sweep()
    assert out.quantity(out.cast.saris.variant) == 47 + 3
    Placement.objects.update(state=Placement.State.REFUSED)
    with transaction.atomic():
        stock.give_back(quantities={out.cast.saris.pool.pk: 3_000}, ref="A:1")
    out.sweep()
    assert out.quantity(out.cast.saris.variant) == 50


def test_an_order_made_while_we_wrote_is_looked_at_again(out: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    out.begin()
    wanted: Callable[..., Any] = stock_out._with_wanted
    elsewhere: list[int] = [2]

    def meanwhile(shelves: Any) -> Any:
        for quantity in elsewhere:  # another storefront sells two, between our reading and our writing
            [row] = out.variant(out.cast.saris.variant).stocks_
            world = out.saleor.world
            world.add(Allocation(id=world.new_id("Allocation"), stock=row, quantity=quantity, order_line=None))  # type: ignore[arg-type]  # of no line that anybody asks for
        elsewhere.clear()
        return wanted(shelves)

    monkeypatch.setattr(stock_out, "_with_wanted", meanwhile)
    take(out, 1_000)
    assert stock_out.push_stock_due() == 0
    assert free(out, out.cast.saris.variant) == 47  # two too few for a moment, never two too many
    assert stock_out.push_stock_due() == 1
    assert out.quantity(out.cast.saris.variant) == 51
    assert free(out, out.cast.saris.variant) == 49


def test_a_stock_that_is_right_already_is_not_written(out: Out) -> None:
    out.begin()
    take(out, 100)
    take_back = {out.cast.saris.pool.pk: 100}
    with transaction.atomic():
        stock.give_back(quantities=take_back, ref="T")
    assert out.sweep()[2] == 1
    assert out.writes() == []
    assert out.sweep() == (0, 0, 0, 0)


def test_a_missing_row_is_made(out: Out) -> None:
    out.begin()
    out.variant(out.cast.small_pack).stocks_.clear()
    take(out, 1_000)
    out.sweep()
    assert numbers(out) == (49, 196)
    assert set(out.writes()) == {BULK, ONE}


def test_a_stock_in_another_warehouse_is_not_ours_to_change(out: Out) -> None:
    out.begin()
    [default] = [one for one in out.saleor.world.all(Warehouse) if one.slug == "default-warehouse"]
    out.saleor.staff.set_stock(f"lapak:v:{out.cast.saris.variant.pk}", 9, warehouse=default.slug)
    take(out, 1_000)
    out.sweep()
    by_house = {row.warehouse.slug: row.quantity for row in out.variant(out.cast.saris.variant).stocks_}
    assert by_house == {"default-warehouse": 9, "seller-dapur-sari": 49}


def test_many_packs_go_in_few_calls(out: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five hundred rows a write and a hundred a read; here fifty and a hundred."""
    monkeypatch.setattr(stock_out, "ROWS_AT_ONCE", 50)
    pool = Pool.objects.create(seller=out.cast.saris.seller, base="pcs", available=60)
    old = out.cast.saris.product
    made = Product.objects.bulk_create(
        Product(seller=old.seller, category=old.category, slug=f"barang-{n}", name=f"Barang {n}", state="published")
        for n in range(30)
    )
    Variant.objects.bulk_create(
        Variant(product=one, pool=pool, label=str(size), unit="buah", pack_size=size, weight_g=10, price_minor=1_000)
        for one in made
        for size in (1, 2, 3, 4)
    )
    out.begin()
    out.calls.clear()
    with transaction.atomic():
        stock.take(quantities={pool.pk: 30}, ref="T")
    assert stock_out.push_stock_due() == 30
    assert (out.calls.count(BULK), out.calls.count(READ)) == (3, 2)
    assert [out.quantity(one) for one in made[29].variants.order_by("pack_size")] == [30, 15, 10, 7]


def test_saleor_down_loses_no_movement(out: Out) -> None:
    out.begin()
    take(out, 1_000)
    out.saleor.down()
    assert stock_out.push_stock_due() == 0
    out.saleor.up()
    resting.wake()
    assert stock_out.push_stock_due() == 1
    assert numbers(out) == (49, 196)


def test_a_lost_answer_is_put_right_by_the_next_sweep(out: Out) -> None:
    out.begin()
    take(out, 1_000)
    out.saleor.drop_answers(3)  # the call and both its repeats
    stock_out.push_stock_due()
    out.saleor.drop_answers(0)
    resting.wake()
    assert stock_out.push_stock_due() == 1
    assert numbers(out) == (49, 196)
    change = Change.objects.get(product=out.cast.saris.product, what="stock")
    assert ProductMirror.objects.get(product=out.cast.saris.product).stock_number == change.number


def test_a_negative_number_is_never_sent(out: Out) -> None:
    out.begin()
    take(out, 50_000)
    out.sweep()
    assert numbers(out) == (0, 0)
