"""Orders that nobody placed at a checkout: made as a draft in Dashboard, or imported from elsewhere."""

from typing import TYPE_CHECKING

import pytest

from payments.ledger.reconcile import check
from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor import reading_orders
from storefront.engine.saleor.models import Delivery, OpenOrder
from storefront.hooks import saleor_orders, saleor_work
from storefront.orders.models import Order, Purchase, Shortage
from tests.cast import Cast
from tests.fakes.saleor.goods import Variant as StandInVariant
from tests.storefront.hooks.shopping_elsewhere import HOME

if TYPE_CHECKING:
    from tests.saleor_ground import Ground

pytestmark = pytest.mark.django_db


def goods(cast: Cast, *, saris: int = 2, citras: int = 1) -> dict[str, int]:
    return {f"lapak:v:{cast.saris.variant.pk}": saris, f"lapak:v:{cast.citras.variant.pk}": citras}


def heard(ground: "Ground") -> None:
    ground.saleor.deliver()
    saleor_work.work_due()


def parts() -> list[tuple[str, str, int]]:
    rows = Order.objects.order_by("position").values_list("seller__name", "state", "total_minor")
    return [(str(name), str(state), int(total)) for name, state, total in rows]


def left(cast: Cast) -> tuple[int, int]:
    """Grams that Sari and Citra may still sell."""
    cast.saris.pool.refresh_from_db()
    cast.citras.pool.refresh_from_db()
    return cast.saris.pool.available, cast.citras.pool.available


def test_a_draft_is_nobodys_order_until_it_is_completed(ground: "Ground", cast: Cast) -> None:
    before = left(cast)
    ground.saleor.staff.draft(goods(cast), HOME, complete=False)
    heard(ground)
    saleor_orders.look_due()
    assert (Purchase.objects.count(), left(cast)) == (0, before)


def test_a_completed_draft_is_split_among_its_sellers_and_takes_their_stock(ground: "Ground", cast: Cast) -> None:
    saris, citras = left(cast)
    made = ground.saleor.staff.draft(goods(cast), HOME)
    heard(ground)
    heard(ground)
    assert Purchase.objects.get().origin_ref == made.id
    assert [(name, state) for name, state, _ in parts()] == [
        (cast.saris.seller.name, "waiting"), (cast.citras.seller.name, "waiting"),
    ]  # fmt: skip
    assert sum(total for *_, total in parts()) == int(made.total_amount) == 102_000
    taken = (2 * cast.saris.variant.pack_size, cast.citras.variant.pack_size)
    assert left(cast) == (saris - taken[0], citras - taken[1])
    ground.saleor.staff.mark_as_paid(made.id)
    heard(ground)
    assert {state for _, state, _ in parts()} == {"confirmed"}
    assert check() == []


def test_an_imported_order_that_was_paid_is_posted_and_takes_stock_that_saleor_does_not_hold(
    ground: "Ground", cast: Cast
) -> None:
    saris, _ = left(cast)
    made = ground.saleor.staff.import_order(goods(cast), HOME, reference="LAMA-1", paid=True)
    heard(ground)
    assert Purchase.objects.get().origin_ref == made.id
    assert {state for _, state, _ in parts()} == {"confirmed"}
    assert sum(total for *_, total in parts()) == 102_000
    assert left(cast)[0] == saris - 2 * cast.saris.variant.pack_size
    assert check() == []
    ground.push_due()
    there = ground.saleor.staff.find(StandInVariant, f"lapak:v:{cast.saris.variant.pk}")
    assert there.stocks_[0].quantity == left(cast)[0] // cast.saris.variant.pack_size  # nothing is allocated there


def test_an_import_that_nobody_told_of_is_found_by_looking(ground: "Ground", cast: Cast) -> None:
    ground.saleor.staff.import_order(goods(cast), HOME, reference="LAMA-2", paid=True)
    ground.saleor.lose(20)
    ground.saleor.deliver()
    assert saleor_work.work_due() == 0
    saleor_orders.look_due()
    saleor_orders.look_due()
    assert {state for _, state, _ in parts()} == {"confirmed"}
    assert Purchase.objects.count() == 1


def test_an_import_of_more_than_the_pool_holds_is_marked_short(ground: "Ground", cast: Cast) -> None:
    saris, _ = left(cast)
    packs = saris // cast.saris.variant.pack_size + 3
    ground.saleor.staff.import_order(goods(cast, saris=packs), HOME, reference="LAMA-3", paid=True)
    heard(ground)
    shortage = Shortage.objects.get()
    assert (shortage.missing, shortage.line.order.seller, shortage.outcome) == (3, cast.saris.seller, "")
    assert left(cast)[0] == 0
    assert check() == []


def in_one_delivery(ground: "Ground") -> None:
    told = ground.saleor.world.happenings
    first = next(one for one in told if one.kind == "ORDER_BULK_CREATED")
    second = next(one for one in told if one.kind == "ORDER_BULK_CREATED" and one is not first)
    first.fields["orders"] += second.fields["orders"]
    told.remove(second)


def test_an_import_of_many_is_one_delivery_and_each_order_comes_in(ground: "Ground", cast: Cast) -> None:
    staff = ground.saleor.staff
    staff.import_order(goods(cast), HOME, reference="LAMA-4", paid=True)
    staff.import_order(goods(cast, saris=1), HOME, reference="LAMA-5", paid=True)
    in_one_delivery(ground)
    heard(ground)
    assert Purchase.objects.count() == 2
    assert [state for _, state, _ in parts()] == ["confirmed"] * 4


def test_an_import_that_saleor_leaves_half_way_is_carried_on_by_the_sweep(
    ground: "Ground", cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = ground.saleor.staff
    made = [staff.import_order(goods(cast), HOME, reference=ref, paid=True).id for ref in ("LAMA-6", "LAMA-7")]
    in_one_delivery(ground)
    read, asked = reading_orders.order, []

    def away_after_one(saleor_id: str) -> reading_orders.SaleorOrder:
        asked.append(saleor_id)
        if len(asked) == 2:
            raise EngineUnavailable
        return read(saleor_id)

    monkeypatch.setattr(reading_orders, "order", away_after_one)
    heard(ground)
    assert set(OpenOrder.objects.filter(read_at=None).values_list("saleor_order_id", flat=True)) == set(asked[1:])
    saleor_orders.handle(Delivery.objects.get(event="order_bulk_created"))
    assert (sorted(asked[:2]), asked[2:]) == (sorted(made), asked[1:2])  # the first is not read again
    assert Purchase.objects.count() == 2


def test_a_large_import_is_left_to_the_sweep(ground: "Ground", cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saleor_orders, "MOST_IMPORTED", 1)
    for ref in ("LAMA-8", "LAMA-9"):
        ground.saleor.staff.import_order(goods(cast), HOME, reference=ref, paid=True)
    in_one_delivery(ground)
    heard(ground)
    assert (Purchase.objects.count(), OpenOrder.objects.filter(read_at=None).count()) == (1, 1)
    saleor_orders.look_due()
    assert Purchase.objects.count() == 2
