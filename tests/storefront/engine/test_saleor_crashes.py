"""The process dies at every commit and around every call to Saleor; one order or none comes of each placing, once."""

import sqlite3
import sys
from collections.abc import Iterator
from copy import copy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection

from sellers.kit import clock
from storefront.engine.saleor.client import Client
from storefront.engine.saleor.models import Placement, SoldLine, Telling
from storefront.orders.models import EngineTask, Order, Purchase
from tests import cast as standing_cast
from tests.fakes.saleor import SaleorStandIn
from tests.fakes.saleor.goods import Stock
from tests.money.crashing import Death, Points, watched
from tests.saleor_ground import Ground, checkouts_there, install, orders_there
from tests.storefront.engine.saleor_story import Story

START = datetime(2026, 11, 23, 2, tzinfo=UTC)
CALLS: list[tuple[type, str]] = [(Client, "_post")]

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]


class Stage:
    """Lapak on Saleor before the story, kept as a copy of both sides that each telling begins from."""

    def __init__(self, saleor: SaleorStandIn, settings: LazySettings) -> None:
        settings.COMMERCE_ENGINE = "saleor"
        self.saleor = saleor
        with clock.frozen(START - timedelta(days=1)):
            self.cast = standing_cast.assemble()
            self.ground: Ground = install(saleor, settings)
            self.ground.push()
        self.copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(self.copy)
        self.kept = {kind: dict(things) for kind, things in saleor.world.kept.items()}
        self.stocks = {stock: stock.quantity for stock in saleor.world.all(Stock)}

    def begin(self) -> None:
        self.copy.backup(connection.connection)
        self.saleor.world.kept.clear()
        self.saleor.world.kept.update({kind: copy(things) for kind, things in self.kept.items()})
        self.saleor.world.happenings.clear()
        for stock, quantity in self.stocks.items():
            stock.quantity = quantity

    def tell(self, deadly: int | None) -> tuple[Points, Story]:
        """The story with one death; whoever was cut off begins the same step again, after the sweeps ran."""
        self.begin()
        points = Points(deadly)
        with clock.frozen(START) as time:
            story = Story(self.cast, self.ground, time)
            with watched(points, CALLS):
                self._live(story)
            check(story)
        return points, story

    def _live(self, story: Story) -> None:
        for step in story.steps():
            try:
                story.tell(step)
            except Death:
                story.sweep()
                story.tell(step)
        try:
            story.sweep()
        except Death:
            story.sweep()


@pytest.fixture
def stage(stand_in: SaleorStandIn, settings: LazySettings) -> Iterator[Stage]:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only: it copies the database in memory for each death")
    stage = Stage(stand_in, settings)
    yield stage
    stage.copy.close()


def check(story: Story) -> None:
    """One order there for each placing that stands here, and nothing told twice or not at all."""
    waiting = list(EngineTask.objects.filter(done_at__isnull=True).values_list("call", "last_error"))
    assert waiting == []
    assert not Placement.objects.filter(state__in=("intent", "checkout")).exists()
    assert set(Purchase.objects.values_list("state", flat=True)) == {"placed"}, story.done
    there = {order.id: order for order in orders_there(story.ground)}
    mine = dict(Placement.objects.exclude(saleor_order_id=None).values_list("saleor_order_id", "ref"))
    assert there.keys() == mine.keys()
    story_id, cash_id, late_id, *again = [_id_of(story, key) for key in ("story", "cash", "late")] + sorted(
        there.keys() - {_id_of(story, key) for key in ("story", "cash", "late")}
    )
    _check_sold(story, there[story_id])
    assert there[cash_id].status == "CANCELED"
    assert there[late_id].status == "CANCELED"  # it expired here; what was paid late is placed again, order by order
    assert [there[one].status for one in again] == ["UNFULFILLED", "UNFULFILLED"]
    assert {there[one].charged for one in again} == {Decimal(85_000), Decimal(17_000)}
    assert len(checkouts_there(story.ground)) <= 1  # one whose answer died before we knew its id runs out by itself
    _check_grams(story)


def _check_sold(story: Story, order: Any) -> None:
    assert order.status == "PARTIALLY_FULFILLED"
    assert [(one.tracking_number, one.status) for one in order.fulfillments] == [("JNE123456", "FULFILLED")]
    refs = [payment.psp_reference for payment in order.payments]
    assert len(refs) == len(set(refs)) == 2
    assert order.charged == Decimal(85_000 + 17_000 - 40_000)
    assert [grant.amount_ for grant in order.granted_refunds] == [Decimal(40_000)]
    assert SoldLine.objects.filter(saleor_order_id=order.id).count() == 2
    assert not Telling.objects.filter(done_at=None).exists()


def _check_grams(story: Story) -> None:
    for stall, sold in ((story.cast.saris, 4_000), (story.cast.citras, 2_000)):
        stall.pool.refresh_from_db()
        assert stall.pool.available == 50_000 - sold
    assert {order.state for order in Order.objects.filter(purchase__key="late")} == {"confirmed"}


def _id_of(story: Story, key: str) -> str:
    return str(Placement.objects.get(ref=story.purchase(key).code).saleor_order_id)


def test_the_story_itself_is_right(stage: Stage) -> None:
    stage.tell(None)


def test_no_death_loses_or_doubles_an_order(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    points, _story = stage.tell(None)
    wrong = []
    for number, name in enumerate(points.seen):
        try:
            stage.tell(number)
        except AssertionError as error:
            wrong.append(f"{number} {name}: {str(error)[:300]}")
    with capsys.disabled():
        calls = sum("Client." in name for name in points.seen)
        verdict = "short" if wrong else "ok"
        sys.stdout.write(
            f"\nfigure saleor_crash_points {len(points.seen)} deaths ({calls} around calls to Saleor) >0 {verdict}\n"
        )
    assert wrong == []
