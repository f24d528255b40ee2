"""The process dies at every point of pay, settle, refund and payout; the money is right all the same."""

import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.db import connection

from payments.charges.models import BankAccount, Charge
from payments.gateways.models import GatewayPayment
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.money import Money
from payments.payouts.models import Payout, PayoutTerms
from payments.providers.stripe.provider import Stripe
from payments.providers.stripe.transfers import Transfers
from sellers.kit import clock
from storefront.orders.models import Order, Refund
from tests import cast as standing_cast
from tests.cast import Cast
from tests.fakes.stripe import StripeFake
from tests.money import truths
from tests.money.crashing import Death, Points, watched
from tests.money.story import Story, connect

START = datetime(2026, 11, 23, 2, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
CALLS: list[tuple[type, str]] = [
    (Stripe, "start"), (Stripe, "ask"), (Stripe, "end"), (Stripe, "refund"), (Transfers, "send"),
]  # fmt: skip

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told_again(settings: LazySettings) -> Iterator["Stage"]:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only: it copies the database in memory for each death")
    stage = Stage(settings)
    yield stage
    stage.forget()


class Stage:
    """The market before the story, kept as a copy that each telling begins from."""

    def __init__(self, settings: LazySettings) -> None:
        self.settings = settings
        self.cast: Cast = standing_cast.assemble()
        for seller in (self.cast.saris.seller, self.cast.citras.seller):
            BankAccount.objects.create(
                seller=seller, bank_code="002", number="123456789012", holder=seller.name, created_at=LONG_AGO
            )
        PayoutTerms.objects.create(cooperative=self.cast.cooperative, minimum_minor=1, hold_days=0, is_automatic=False)
        self.copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(self.copy)

    def tell(self, deadly: int | None) -> tuple[Points, Story]:
        """The story with one death; whoever was cut off begins the same step again, after the sweeps ran."""
        self.copy.backup(connection.connection)
        fake, points = StripeFake(country="ID"), Points(deadly)
        self.settings.GATEWAYS = {"stripe": fake.config(collector=self.cast.cooperative.slug)}
        try:
            with clock.frozen(START) as time:
                connect(self.cast, fake)  # the stage, not the story: nobody begins it again
                fake.make_available()
                story = Story(self.cast, fake, time)
                with watched(points, CALLS):
                    self._live(story)
                check(story)
        finally:
            fake.close()
        return points, story

    def _live(self, story: Story) -> None:
        for step in story.steps():
            if step.__name__ == "transfer":
                story.fake.make_available()
            try:
                story.tell(step)
            except Death:
                story.sweep()
                story.tell(step)
        try:
            story.sweep()
            story.hear()
        except Death:
            story.sweep()
            story.hear()

    def forget(self) -> None:
        self.copy.close()


def check(story: Story) -> None:
    """0 paid without order, 0 order without its recorded payment, nothing twice at the fake."""
    assert list(truths.wrongs()) == []
    charge = story.charge()
    assert story.fake.started(charge.code) == 1
    paid = GatewayPayment.objects.get()
    assert (paid.amount_minor, charge.state) == (92_000, Charge.State.PAID)
    assert {order.state for order in Order.objects.all()} <= {Order.State.RECEIVED, Order.State.COMPLETED}
    assert story.fake.refunded(charge.code) == [Money(40_000, "IDR")]
    assert Refund.objects.get().state == Refund.State.BOOKED
    ways = dict(Payout.objects.values_list("way", "state"))
    assert ways == {Payout.Way.BANK: Payout.State.PAID, Payout.Way.GATEWAY: Payout.State.PAID}, story.done
    gone = Payout.objects.get(way=Payout.Way.GATEWAY)
    assert gone.connected_account is not None
    assert story.fake.transferred(gone.connected_account.external_id) == [Money(gone.amount_minor, "IDR")]
    for seller in (story.cast.saris.seller, story.cast.citras.seller):
        assert balance(accounts.seller(seller.pk, story.cast.cooperative.pk, "IDR")).minor == 0
    pools = [story.cast.saris.pool, story.cast.citras.pool]
    for pool in pools:
        pool.refresh_from_db()
    assert [pool.available for pool in pools] == [49_000, 49_000]


def test_the_story_itself_is_right(told_again: Stage) -> None:
    told_again.tell(None)


def test_no_death_loses_or_doubles_money(told_again: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    points, _story = told_again.tell(None)
    wrong = []
    for number, name in enumerate(points.seen):
        try:
            told_again.tell(number)
        except AssertionError as error:
            wrong.append(f"{number} {name}: {str(error)[:300]}")
    with capsys.disabled():
        calls = sum("Stripe." in name or "Transfers." in name for name in points.seen)
        verdict = "short" if wrong else "ok"
        sys.stdout.write(
            f"\nfigure crash_points {len(points.seen)} deaths ({calls} around provider calls) >0 {verdict}\n"
        )
    assert wrong == []
