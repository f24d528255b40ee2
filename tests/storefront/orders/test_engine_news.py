"""What an engine elsewhere is owed of an order's life, and what it is told."""

from datetime import UTC, datetime

import pytest
from django.conf import LazySettings

from payments.money import Money
from payments.repayments import actions as repayments
from payments.repayments.models import Repayment
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from storefront import engine
from storefront.engine.embedded.engine import EmbeddedEngine
from storefront.engine.port import BackLine, EngineUnavailable, MoneyBack, News, Paid, Sent
from storefront.orders import life, life_engine, refunds, settling
from storefront.orders.models import EngineTask, Purchase
from storefront.orders.refund_wish import LineWish, RefundWish
from tests.cast import Cast
from tests.storefront.life import stories

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
NEWS = ("paid", "sent", "money_back")


class Listening(EmbeddedEngine):
    """Wants to know, and remembers."""

    wants_news = True

    def __init__(self) -> None:
        self.heard: list[tuple[str, News]] = []

    def tell(self, *, order_ref: str, news: News) -> None:
        self.heard.append((order_ref, news))


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Listening:
    found = Listening()
    monkeypatch.setattr(engine, "active", lambda: found)
    return found


def told(listening: Listening, kind: type[News]) -> list[tuple[str, News]]:
    life.finish_stock_due()
    return [(ref, news) for ref, news in listening.heard if isinstance(news, kind)]


def give_back(cast: Cast, purchase: Purchase, *, key: str = "back") -> None:
    order = stories.saris_part(cast, purchase)
    wanted = RefundWish(reason="out_of_stock", lines=(LineWish(order.lines.get().pk, quantity=1),))
    refunds.propose(scope=scope_of(cast.gita), person=cast.gita, order_code=order.code, wish=wanted, key=key)


def test_the_engine_in_our_own_database_is_owed_no_news(cast: Cast, settings: LazySettings) -> None:
    purchase = stories.paid(cast)
    life.send(**stories.act(cast.sari, stories.saris_part(cast, purchase)))
    assert not EngineTask.objects.filter(call__in=NEWS).exists()


def test_every_order_of_a_paid_bill_is_told_with_its_own_amount(cast: Cast, listening: Listening) -> None:
    purchase = stories.paid(cast)
    bill = purchase.bills.get()
    saris, citras = stories.saris_part(cast, purchase), stories.citras_part(cast, purchase)
    assert told(listening, Paid) == [
        (saris.code, Paid(f"{bill.code}:{saris.code}", Money(85_000, "IDR"), "bank_transfer")),
        (citras.code, Paid(f"{bill.code}:{citras.code}", Money(17_000, "IDR"), "bank_transfer")),
    ]


def test_cash_is_told_when_it_was_counted_less_what_was_taken_off_before(cast: Cast, listening: Listening) -> None:
    purchase = stories.placed_with_cash(cast)
    assert told(listening, Paid) == []
    give_back(cast, purchase)
    order = stories.saris_part(cast, purchase)
    life.deliver(**stories.act(cast.sari, order))
    ref = f"{order.bill.code}:{order.code}"
    assert told(listening, Paid) == [(order.code, Paid(ref, Money(45_000, "IDR"), "cash"))]


def test_a_parcel_is_told_once_with_its_number(cast: Cast, listening: Listening) -> None:
    purchase = stories.paid(cast)
    order = stories.saris_part(cast, purchase)
    life.send(**stories.act(cast.sari, order), courier="jne", tracking_number="JNE123")
    life.deliver(**stories.act(cast.sari, order))
    [(ref, news)] = told(listening, Sent)
    assert (ref, isinstance(news, Sent) and news.tracking_number, isinstance(news, Sent) and news.cash) == (
        order.code, "JNE123", False,
    )  # fmt: skip


def test_a_refund_is_told_when_its_money_left_with_the_packs_it_was_for(cast: Cast, listening: Listening) -> None:
    purchase = stories.paid(cast)
    give_back(cast, purchase)
    assert told(listening, MoneyBack) == []
    repayments.mark_paid(scope=scope_of(cast.gita), person=cast.gita, code=Repayment.objects.get().code, cash=True)
    settling.apply_due()
    order = stories.saris_part(cast, purchase)
    refund = order.refunds.get()
    lines = (BackLine(cast.saris.variant.pk, 1),)
    assert told(listening, MoneyBack) == [(order.code, MoneyBack(refund.code, Money(40_000, "IDR"), lines))]


def test_refunds_that_went_back_together_are_told_order_by_order(cast: Cast, listening: Listening) -> None:
    purchase = stories.paid(cast)
    refunds.propose_for_purchase(
        scope=scope_of(cast.gita), person=cast.gita, purchase_code=purchase.code,
        wish=RefundWish(reason="out_of_stock", everything=True), key="all",
    )  # fmt: skip
    for repayment in Repayment.objects.all():
        repayments.mark_paid(scope=scope_of(cast.gita), person=cast.gita, code=repayment.code, cash=True)
    settling.apply_due()
    assert sorted(news.amount.minor for _ref, news in told(listening, MoneyBack) if isinstance(news, MoneyBack)) == [
        17_000, 85_000,
    ]  # fmt: skip


def test_an_order_of_another_storefront_is_not_told_that_it_was_paid(cast: Cast, listening: Listening) -> None:
    purchase = stories.placed(cast)
    Purchase.objects.filter(pk=purchase.pk).update(origin="saleor")
    stories.transfer(cast, purchase)
    assert told(listening, Paid) == []


def test_two_sweeps_at_a_slow_engine_tell_nothing_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(Listening):
        """Takes 40 seconds a call; the other process's sweep runs meanwhile."""

        def tell(self, *, order_ref: str, news: News) -> None:
            self.heard.append((order_ref, news))
            time.tick(seconds=40)
            life.finish_stock_due()

    slow = Slow()
    monkeypatch.setattr(engine, "active", lambda: slow)
    with clock.frozen(NOON) as time:
        for number in range(4):
            stories.transfer(cast, stories.placed(cast, key=f"purchase-{number}"), ref=f"MUTASI-{number}")
        EngineTask.objects.update(due_at=NOON)
        life.finish_stock_due()
    assert len(slow.heard) == len(set(slow.heard)) == 8


def test_an_engine_that_hangs_leaves_the_loop_time_for_its_other_work(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hanging(Listening):
        def tell(self, *, order_ref: str, news: News) -> None:
            self.heard.append((order_ref, news))
            raise EngineUnavailable("no answer within 18 seconds")

    hanging = Hanging()
    monkeypatch.setattr(engine, "active", lambda: hanging)
    monkeypatch.setattr(life_engine, "SWEEP_S", -1.0)
    stories.paid(cast)
    EngineTask.objects.update(due_at=clock.now())
    hanging.heard.clear()
    life.finish_stock_due()
    assert len(hanging.heard) <= 1
