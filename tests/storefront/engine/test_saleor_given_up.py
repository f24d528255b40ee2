"""Placings that are given up, or meet another try of themselves: the buyer is told, and nothing comes of it late."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from catalog.products.models import Pool
from sellers.kit import clock
from sellers.messages.models import Message
from storefront.engine.embedded.engine import EmbeddedEngine
from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor import calls
from storefront.engine.saleor import placing as placing_steps
from storefront.engine.saleor.engine import SaleorEngine
from storefront.engine.saleor.models import Placement
from storefront.hooks import saleor_orders
from storefront.orders import life
from storefront.orders.models import EngineTask, Purchase
from storefront.orders.placing import StillPlacing, finish_placing_due, place
from tests.cast import Cast
from tests.contracts.test_engine import left, placing
from tests.saleor_ground import Ground, orders_there, set_stock, there
from tests.storefront.engine.test_saleor_placing import CREATE, ORDER, lose_answer_of, two
from tests.storefront.orders.wishes import wish


@pytest.fixture
def ground(cast: Cast, saleor_ground: Ground, settings: LazySettings) -> Ground:
    settings.COMMERCE_ENGINE = "saleor"
    saleor_ground.push()
    return saleor_ground


@pytest.fixture
def engine() -> SaleorEngine:
    return SaleorEngine()


def half_an_hour_later() -> None:
    Purchase.objects.update(created_at=clock.now() - timedelta(minutes=31), leased_until=None)


def test_the_grams_are_free_again_and_the_order_that_was_made_is_cancelled(ground: Ground, cast: Cast) -> None:
    network = ground.saleor.network
    after = network.after

    def answer_lost() -> None:
        after()
        if network.calls and network.calls[-1] == ORDER:
            ground.saleor.drop_answers(1)
            ground.saleor.down()

    network.after = answer_lost
    with pytest.raises(StillPlacing):
        place(key="satu", given=wish(cast))
    network.after = after
    half_an_hour_later()
    assert finish_placing_due() == 1
    assert Purchase.objects.get().state == Purchase.State.REFUSED
    assert Pool.objects.get(pk=cast.saris.pool.pk).available == 50_000
    assert Message.objects.get().template == "not_placed"
    assert EngineTask.objects.filter(done_at=None).exists()  # Saleor could not be told yet
    ground.saleor.up()
    EngineTask.objects.update(due_at=clock.now())
    life.finish_stock_due()
    assert [order.status for order in orders_there(ground)] == ["CANCELED"]
    assert not EngineTask.objects.filter(done_at=None).exists()
    ground.push_due()
    stock = there(ground, cast.saris.variant).stocks_[0]
    assert stock.quantity - stock.allocated(ground.saleor.world) == 50
    assert Pool.objects.get(pk=cast.saris.pool.pk).available == 50_000


def test_a_saleor_that_is_back_in_time_places_it(ground: Ground, cast: Cast) -> None:
    ground.saleor.down()
    with pytest.raises(StillPlacing):
        place(key="satu", given=wish(cast))
    half_an_hour_later()
    ground.saleor.up()
    assert finish_placing_due() == 1
    assert Purchase.objects.get().state == Purchase.State.PLACED
    assert len(orders_there(ground)) == 1


def test_a_placing_given_up_while_saleor_is_away_is_cancelled_when_it_is_back(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    lose_answer_of(ground, ORDER, engine, cast)
    ground.saleor.down()
    engine.release("A")  # the other order is still wanted, as far as the engine knows
    with pytest.raises(EngineUnavailable):
        engine.release("B")
    assert (left(cast.saris.pool), left(cast.citras.pool)) == (50_000, 50_000)
    ground.saleor.up()
    for ref in ("B", "A", "B"):
        engine.release(ref)
    assert [order.status for order in orders_there(ground)] == ["CANCELED"]
    assert (left(cast.saris.pool), left(cast.citras.pool)) == (50_000, 50_000)


def test_an_order_that_came_after_its_placing_was_refused_is_cancelled(
    ground: Ground, engine: SaleorEngine, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = calls.order

    def refused_meanwhile(*args: Any) -> calls.Ordered:
        """Another process was told that the stock is short, a moment before it was there."""
        made = asked(*args)
        Placement.objects.update(state=Placement.State.REFUSED, problems=[])
        return made

    monkeypatch.setattr(calls, "order", refused_meanwhile)
    engine.place(placing(*two(cast)))
    assert [order.status for order in orders_there(ground)] == ["CANCELED"]


def test_an_order_whose_maker_died_after_the_placing_was_given_up_is_cancelled_when_it_is_seen(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    lose_answer_of(ground, ORDER, engine, cast)
    Placement.objects.update(state=Placement.State.CANCELLED)
    saleor_orders.look_due()
    assert [order.status for order in orders_there(ground)] == ["CANCELED"]
    assert not Purchase.objects.exists()


def test_the_last_piece_is_not_refused_to_the_one_who_reserved_it_a_moment_ago(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    set_stock(ground, cast.citras.variant, 1)
    lose_answer_of(ground, CREATE, engine, cast)  # its holder is slow, and its reservation stands
    begun = Placement.objects.get()
    placing_steps.carry(begun, shelves=EmbeddedEngine(), fresh=True)  # as one that looked before it stood
    assert Placement.objects.get().state == Placement.State.ORDERED
    assert len(orders_there(ground)) == 1
