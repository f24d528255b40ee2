"""`saleor push`: a village that began on the embedded engine stands in Saleor, whole, however often it is killed."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from catalog.products.models import Pool, Variant
from catalog.products.models import Product as OurProduct
from sellers.kit import clock
from storefront import engine
from storefront.config import moving
from storefront.engine import choosing
from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor.models import Move, MovedOrder, OpenOrder, Placement, SoldLine
from storefront.orders import life
from storefront.orders.models import EngineTask, Order
from tests.cast import Cast
from tests.fakes.saleor.goods import Product
from tests.saleor_ground import Ground, orders_there, set_price, there
from tests.storefront.life import stories

_SHORT = {"variant_id": 1, "reason": "stock", "available": 0, "price": None}


class Killed(Exception):
    """As if somebody had pulled the plug."""


class Bar:
    """Shows nothing. `dies_in` kills the run in that step, when its first part is done; `at` acts as a step begins."""

    def __init__(self, dies_in: str = "", at: Mapping[str, Callable[[], None]] | None = None) -> None:
        self._dies_in, self._at, self._name = dies_in, dict(at or {}), ""

    def begin(self, name: str, total: int) -> None:
        self._name = name
        self._at.pop(name, lambda: None)()

    def add(self, count: int) -> None:
        if count and self._name == self._dies_in:
            raise Killed

    def end(self) -> None:
        """There is nothing to put away."""


@pytest.fixture(autouse=True)
def _looks_at_once() -> Iterator[None]:
    choosing.forget()
    yield
    choosing.forget()


@pytest.fixture
def village(cast: Cast, saleor_ground: Ground, settings: LazySettings) -> Ground:
    """Installed on Saleor, and still on the embedded engine."""
    settings.COMMERCE_ENGINE = "embedded"
    return saleor_ground


def push(*, switch: bool = True, pause: Callable[[float], None] = lambda _s: None) -> moving.Report:
    choosing.forget()
    return moving.push(Bar(), switch=switch, pause=pause)


def test_goods_and_stock_stand_in_saleor_and_the_market_has_switched(village: Ground, cast: Cast) -> None:
    report = push()
    assert (report.problems, report.unequal, report.switched) == ({}, [], True)
    crackers = there(village, cast.saris.variant)
    assert crackers.listings[0].amount == Decimal(cast.saris.variant.price_minor)
    assert crackers.stocks_[0].quantity == 50
    assert engine.active().name == "saleor"
    assert report.counts["sellers"] == 2


def test_without_the_word_to_switch_both_stand_and_nothing_changes(village: Ground, cast: Cast) -> None:
    report = push(switch=False)
    assert (report.well, report.switched) == (True, False)
    assert engine.active().name == "embedded"


def test_an_open_order_is_one_order_in_saleor_at_the_price_it_was_sold_for(village: Ground, cast: Cast) -> None:
    purchase = stories.paid(cast)
    Variant.objects.filter(pk=cast.saris.variant.pk).update(price_minor=45_000)
    stock = Pool.objects.get(pk=cast.saris.pool.pk).available
    report = push()
    assert report.well, report
    [order] = orders_there(village)
    assert order.total["gross"]["amount"] == Decimal(purchase.total_minor)
    assert Pool.objects.get(pk=cast.saris.pool.pk).available == stock
    assert MovedOrder.objects.count() == purchase.orders.count()


def test_what_happened_before_the_move_is_told_after_it(village: Ground, cast: Cast) -> None:
    stories.paid(cast)
    push()
    choosing.forget()
    _all_due()
    [order] = orders_there(village)
    assert (order.status, order.charge_status) == ("UNFULFILLED", "FULL")


def test_an_order_cancelled_while_the_move_ran_is_cancelled_there_too(village: Ground, cast: Cast) -> None:
    purchase = stories.placed(cast)
    push(switch=False)
    for order in purchase.orders.all():
        life.buyer_cancel(purchase=purchase, order_code=order.code, reason="")
    push()
    choosing.forget()
    _all_due()
    [there_] = orders_there(village)
    assert there_.status == "CANCELED"


def test_what_is_over_stays_behind(village: Ground, cast: Cast) -> None:
    purchase = stories.placed(cast)
    Order.objects.filter(purchase=purchase).update(state=Order.State.COMPLETED)
    assert push().well
    assert orders_there(village) == []


def test_a_purchase_made_while_the_switch_was_heard_is_carried_after_it(village: Ground, cast: Cast) -> None:
    def meanwhile(_seconds: float) -> None:
        choosing.remember("embedded")  # a process that has not heard yet
        stories.paid(cast)
        choosing.forget()

    report = push(pause=meanwhile)
    assert report.well, report
    assert MovedOrder.objects.count() == 2
    [order] = orders_there(village)
    choosing.forget()
    _all_due()
    assert order.charge_status == "FULL"


@pytest.mark.parametrize("step", ["sellers", "goods", "stock", "photos", "orders", "compare"])
def test_killed_in_any_step_it_goes_on_and_makes_nothing_twice(village: Ground, cast: Cast, step: str) -> None:
    stories.paid(cast)
    with pytest.raises(Killed):
        moving.push(Bar(dies_in=step), switch=True)
    report = push()
    assert (report.well, report.switched) == (True, True)
    assert Move.objects.count() == 1
    assert len(orders_there(village)) == 1
    assert len(village.saleor.world.all(Product)) == 2


@pytest.mark.parametrize("step", ["sellers", "goods", "stock", "orders", "compare"])
def test_an_answer_lost_in_any_step_makes_nothing_twice(village: Ground, cast: Cast, step: str) -> None:
    stories.paid(cast)
    bar = Bar(at={step: lambda: village.saleor.drop_answers(1)})
    try:
        moving.push(bar, switch=True, pause=lambda _s: None)
    except EngineUnavailable:
        choosing.forget()
    assert push().switched
    assert len(orders_there(village)) == 1
    assert len(village.saleor.world.all(Product)) == 2


def test_killed_between_the_order_and_its_row_there_is_still_one_order(village: Ground, cast: Cast) -> None:
    stories.paid(cast)
    push(switch=False)
    MovedOrder.objects.all().delete()
    push()
    assert len(orders_there(village)) == 1
    assert MovedOrder.objects.count() == 2


def test_a_difference_stops_the_switch_and_is_named(village: Ground, cast: Cast) -> None:
    push(switch=False)
    set_price(village, cast.saris.variant, "41000")
    report = push()
    assert not report.switched
    assert any("41000" in one for one in report.unequal), report.unequal
    assert engine.active().name == "embedded"


def test_a_copy_comes_back_with_the_price_that_was_changed_there(village: Ground, cast: Cast) -> None:
    push()
    set_price(village, cast.saris.variant, "41000")
    report = moving.pull(Bar(), switch_back=False)
    assert report.well, report
    assert Variant.objects.get(pk=cast.saris.variant.pk).price_minor == 41_000
    choosing.forget()
    assert engine.active().name == "saleor"


def test_switching_back_asks_the_embedded_engine_again(village: Ground, cast: Cast) -> None:
    push()
    assert moving.pull(Bar(), switch_back=True).well
    assert engine.active().name == "embedded"
    assert stories.paid(cast, key="after-the-way-back").state == "placed"
    assert orders_there(village) == []


def test_nobody_is_told_of_a_switch_that_the_environment_overrules(
    village: Ground, cast: Cast, settings: LazySettings
) -> None:
    push()
    settings.COMMERCE_ENGINE = "saleor"
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("saleor", "pull", "--switch-back", stdout=said)
    assert "COMMERCE_ENGINE=saleor" in said.getvalue()
    assert "sells again" not in said.getvalue()
    assert choosing.has_moved()


def test_without_a_saleor_there_is_nothing_to_move_to(cast: Cast, settings: LazySettings) -> None:
    settings.SALEOR = {}
    with pytest.raises(moving.CannotMove):
        push()


def test_the_commands_say_what_they_did_and_what_is_next(village: Ground, cast: Cast) -> None:
    said = StringIO()
    call_command("saleor", "push", "--no-switch", stdout=said)
    assert "goods: 2" in said.getvalue()
    assert "Both sides are equal." in said.getvalue()
    call_command("saleor", "pull", stdout=said)


def test_a_saleor_that_is_away_stops_the_command_with_a_sentence(village: Ground, cast: Cast) -> None:
    village.saleor.down()
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("saleor", "push", stdout=said)
    assert ended.value.code == 1
    assert "Nothing is lost" in said.getvalue()
    assert engine.active().name == "embedded"


def _all_due() -> None:
    EngineTask.objects.update(due_at=clock.now())
    life.finish_stock_due()


def test_what_a_process_that_had_not_heard_did_to_carried_orders_is_told_too(village: Ground, cast: Cast) -> None:
    paid, left = stories.placed(cast), stories.placed(cast, key="left")

    def meanwhile(_seconds: float) -> None:
        choosing.remember("embedded")
        stories.transfer(cast, paid)
        for order in left.orders.all():
            life.buyer_cancel(purchase=left, order_code=order.code, reason="")
        choosing.remember("embedded")
        life.finish_stock_due()
        choosing.forget()

    assert push(pause=meanwhile).well
    choosing.forget()
    _all_due()
    found = {order.private_["lapak.placing"]: order for order in orders_there(village)}
    assert (found[paid.code].status, found[paid.code].charge_status) == ("UNFULFILLED", "FULL")
    assert found[left.code].status == "CANCELED"


def test_an_order_of_goods_that_are_sold_no_more_does_not_keep_the_market_from_moving(
    village: Ground, cast: Cast
) -> None:
    purchase = stories.paid(cast)
    OurProduct.objects.filter(pk=cast.saris.product.pk).update(state=OurProduct.State.TAKEN_DOWN)
    report = push()
    assert (report.switched, list(report.staying)) == (True, [f"orders: {purchase.code}"]), report
    choosing.forget()
    _all_due()
    assert orders_there(village) == []
    assert Pool.objects.get(pk=cast.saris.pool.pk).available == 48_000


def test_what_was_refused_for_another_reason_is_tried_again_by_the_next_run(village: Ground, cast: Cast) -> None:
    purchase = stories.paid(cast)
    push(switch=False)
    Placement.objects.update(state="refused", problems=[_SHORT], saleor_order_id=None, checkout_id=None)
    for kind in (SoldLine, OpenOrder, MovedOrder):
        kind.objects.all().delete()
    for order in orders_there(village):
        village.saleor.world.drop(order)
    assert push().switched
    assert [order.private_["lapak.placing"] for order in orders_there(village)] == [purchase.code]
