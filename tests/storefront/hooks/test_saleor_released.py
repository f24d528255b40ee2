"""An order is released here while another app takes money for it in Saleor: it is looked at before it is cancelled."""

from typing import TYPE_CHECKING

import pytest

from catalog.products.models import Pool
from payments.ledger.reconcile import check
from storefront.engine.saleor.models import Difference, OpenOrder, Telling
from storefront.hooks import saleor_orders
from storefront.orders import deadlines, life
from storefront.orders.models import Bill, Order
from tests.cast import Cast
from tests.fakes.saleor.orders import Order as StandInOrder
from tests.storefront.hooks.test_saleor_orders_stand_in import BLITAR

if TYPE_CHECKING:
    from tests.saleor_ground import Ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def placed(ground: "Ground", cast: Cast) -> StandInOrder:
    """Two kilograms of Sari's, ordered elsewhere, taken in here, not paid."""
    order = ground.saleor.shopper.place({f"lapak:v:{cast.saris.variant.pk}": 2}, BLITAR)
    saleor_orders.look_at(order.id)
    return order


def expires_here() -> None:
    deadlines.expire(Bill.objects.get())
    life.finish_stock_due()


def left(cast: Cast) -> int:
    return Pool.objects.get(pk=cast.saris.pool.pk).available


def test_unpaid_it_is_cancelled(ground: "Ground", cast: Cast, placed: StandInOrder) -> None:
    expires_here()
    assert (placed.status, left(cast)) == ("CANCELED", 50_000)


def test_paid_meanwhile_it_is_not_cancelled_and_takes_its_grams_again(
    ground: "Ground", cast: Cast, placed: StandInOrder
) -> None:
    ground.saleor.staff.mark_as_paid(placed.id)
    expires_here()
    assert (placed.status, Order.objects.get().state) == ("UNCONFIRMED", "expired")
    assert OpenOrder.objects.get().read_at is None  # looked at with the next sweep
    saleor_orders.look_due()
    life.finish_stock_due()
    assert (Order.objects.get().state, left(cast)) == ("confirmed", 48_000)
    assert placed.status == "UNFULFILLED"
    saleor_orders.look_at(placed.id)
    assert Telling.objects.get(key__startswith="kept:").done_at is not None
    assert check() == []


def test_paid_meanwhile_and_sold_out_its_money_goes_back_and_then_it_is_cancelled(
    ground: "Ground", cast: Cast, placed: StandInOrder
) -> None:
    ground.saleor.staff.mark_as_paid(placed.id)
    expires_here()
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=500)
    saleor_orders.look_due()
    assert (Order.objects.get().state, placed.status) == ("expired", "UNCONFIRMED")
    assert ["ditutup" in one for one in Difference.objects.values_list("subject", flat=True)] == [True]
    for payment in placed.payments:  # the shop's own staff gives it back
        payment.note(ground.saleor.world, "REFUND_SUCCESS", placed.total_amount, "back-1")
    saleor_orders.look_at(placed.id)
    assert placed.status == "CANCELED"


def test_what_was_read_as_paid_before_is_cancelled_like_any_other(
    ground: "Ground", cast: Cast, placed: StandInOrder
) -> None:
    ground.saleor.staff.mark_as_paid(placed.id)
    saleor_orders.look_at(placed.id)
    ground.saleor.staff.cancel_order(placed.id)
    saleor_orders.look_at(placed.id)
    life.finish_stock_due()
    assert (Order.objects.get().state, left(cast)) == ("cancelled", 50_000)
    assert not Telling.objects.filter(key__startswith="kept:").exists()
