"""A courier's cash that was written down by mistake, on an order that Saleor already holds to be paid."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.conf import LazySettings

from payments.ledger.reconcile import check
from sellers.kit import clock
from storefront.hooks import saleor_work
from storefront.orders import life
from storefront.orders.models import Order
from tests.cast import Cast
from tests.fakes.saleor.orders import Order as StandInOrder
from tests.storefront.life.parcels import cooperatives_contract, sent, taken
from tests.storefront.life.stories import act

if TYPE_CHECKING:
    from tests.saleor_ground import Ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(saleor_ground: "Ground", cast: Cast, settings: LazySettings) -> "Ground":
    settings.COMMERCE_ENGINE = "saleor"
    cooperatives_contract(cast)
    saleor_ground.push()
    return saleor_ground


def told(ground: "Ground") -> StandInOrder:
    """The order there, once everything that is owed to Saleor was told, and its answers were heard."""
    life.finish_stock_due()
    ground.saleor.deliver()
    saleor_work.work_due()
    [found] = ground.saleor.world.all(StandInOrder)
    return found


def charges(order: StandInOrder) -> list[tuple[str, Decimal]]:
    return [(one.psp_reference, one.charged) for one in order.payments]


def wrong_press(cast: Cast, parcel: Order) -> None:
    life.courier_took_nothing(**act(cast.gita, parcel))


def test_the_charge_goes_back_in_saleor_and_money_that_comes_later_is_told_anew(ground: "Ground", cast: Cast) -> None:
    parcel = taken(cast)
    ref = f"{parcel.bill.code}:{parcel.code}"
    there = told(ground)
    assert (charges(there), there.charge_status) == ([(ref, Decimal(105_000))], "FULL")
    wrong_press(cast, parcel)
    there = told(ground)
    assert (charges(there), there.charge_status, there.status) == ([(ref, Decimal(0))], "NONE", "FULFILLED")
    told(ground)
    life.courier_took_cash(**act(cast.dewi, Order.objects.get(pk=parcel.pk)))
    there = told(ground)
    assert charges(there) == [(ref, Decimal(0)), (f"{ref}:2", Decimal(105_000))]
    assert there.charge_status == "FULL"
    assert check() == []


def test_taken_back_and_collected_again_while_saleor_was_away_is_charged_once(ground: "Ground", cast: Cast) -> None:
    parcel = taken(cast)
    told(ground)
    ground.saleor.down(50)
    wrong_press(cast, parcel)
    life.courier_took_cash(**act(cast.dewi, Order.objects.get(pk=parcel.pk)))
    ground.saleor.up()
    parcel.engine_tasks.update(leased_until=None, due_at=clock.now())
    assert told(ground).charged == Decimal(105_000)


def test_what_was_never_told_as_paid_needs_no_taking_back(ground: "Ground", cast: Cast) -> None:
    parcel = sent(cast)
    told(ground)
    ground.saleor.down(50)
    life.courier_took_cash(**act(cast.dewi, parcel))
    wrong_press(cast, parcel)
    ground.saleor.up()
    parcel.engine_tasks.update(leased_until=None, due_at=clock.now())
    there = told(ground)
    assert (there.payments, there.charge_status) == ([], "NONE")


def test_a_report_whose_answer_was_lost_takes_the_charge_off_once(ground: "Ground", cast: Cast) -> None:
    parcel = taken(cast)
    told(ground)
    ground.saleor.drop_answers(1)
    wrong_press(cast, parcel)
    life.finish_stock_due()
    parcel.engine_tasks.update(leased_until=None, due_at=clock.now())
    there = told(ground)
    back = [one.amount_ for one in there.payments[0].history if one.type == "REFUND_SUCCESS"]
    assert (back, there.charged) == ([Decimal(105_000)], Decimal(0))
