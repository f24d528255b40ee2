"""What time does to an order, and that doing it twice does nothing more."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from sellers.kit import clock
from storefront.engine.port import EngineUnavailable
from storefront.orders import deadlines, life, life_engine
from storefront.orders.links import path_for
from storefront.orders.models import Bill, CancellationRequest, EngineTask, Order
from tests.cast import Cast
from tests.storefront.life.stories import (
    act,
    assert_books,
    buyer,
    citras_part,
    paid,
    placed,
    placed_with_cash,
    refunds,
    saris_part,
    scope,
    states,
    stock,
    told,
    verbs,
)

pytestmark = pytest.mark.django_db


def test_an_unpaid_bill_expires_and_the_stock_comes_back(cast: Cast) -> None:
    with clock.frozen(clock.now()) as time:
        purchase = placed(cast)
        time.tick(hours=23)
        assert deadlines.sweep() == 0
        time.tick(hours=2)
        assert deadlines.sweep() == 1
        assert deadlines.sweep() == 0
    assert states(purchase) == ["expired", "expired"]
    assert purchase.bills.get().state == Bill.State.EXPIRED
    assert stock(cast) == (50_000, 50_000)
    assert "Dapur Sari, Kebun Citra" in told("expired")[0].body
    assert_books([(buyer(purchase), 0)])


def test_an_order_nobody_accepts_is_told_to_the_officer_once(cast: Cast) -> None:
    with clock.frozen(clock.now()) as time:
        order = saris_part(cast, paid(cast))
        time.tick(hours=25)
        assert deadlines.sweep() == 2
        assert deadlines.sweep() == 0
    assert verbs(order)[-1] == "overdue_accept"
    assert [message.to for message in told("overdue_accept")] == [cast.cooperative.phone] * 2
    assert Order.objects.get(pk=order.pk).state == "confirmed"


def test_an_order_nobody_sends_may_be_cancelled_by_the_buyer_with_refund(cast: Cast) -> None:
    with clock.frozen(clock.now()) as time:
        purchase = paid(cast)
        order = saris_part(cast, purchase)
        life.pack(scope=scope(cast.sari), person=cast.sari, order_code=order.code)
        time.tick(hours=47)
        life.buyer_cancel(purchase=purchase, order_code=order.code)
        assert Order.objects.get(pk=order.pk).state == "packed"
        time.tick(hours=2)
        deadlines.sweep()
        assert "overdue_send" in verbs(order)
        assert len(told("overdue_send")) == len(told("overdue_send_to_buyer")) == 1
        life.buyer_cancel(purchase=purchase, order_code=order.code)
    assert Order.objects.get(pk=order.pk).state == "cancelled"
    assert CancellationRequest.objects.get(order=order).answer == "agreed"
    assert_books([(buyer(purchase), 0), (refunds(cast), -85_000)])


def test_an_order_nobody_even_accepts_may_be_cancelled_after_both_times(cast: Cast) -> None:
    with clock.frozen(clock.now()) as time:
        purchase = paid(cast)
        time.tick(hours=24 + 48 + 1)
        assert life.buyer_cancel(purchase=purchase, order_code=saris_part(cast, purchase).code).state == "cancelled"


def made_in(cast: Cast, days: int) -> None:
    cast.saris.product.lead_time_days = days
    cast.saris.product.save(update_fields=["lead_time_days"])


NOON = datetime(2031, 3, 2, 5, tzinfo=UTC)  # in Blitar
LATE = datetime(2031, 3, 1, 18, tzinfo=UTC)  # one in the night of the same day there
PACKED_BY = datetime(2031, 3, 9, 17, tzinfo=UTC)  # 48 hours after the end of 7 March there


@pytest.mark.parametrize("ordered", [NOON, LATE])
@pytest.mark.parametrize("deed", [life.accept, life.pack])
def test_goods_made_to_order_are_packed_after_the_day_they_were_promised_for(
    cast: Cast, deed: Callable[..., Order], ordered: datetime
) -> None:
    made_in(cast, 5)
    with clock.frozen(ordered) as time:
        purchase = paid(cast)
        order = saris_part(cast, purchase)
        made_in(cast, 0)  # frozen when it was bought
        assert order.lines.get().ready_on == date(2031, 3, 7)
        deed(**act(cast.sari, order))
        order.refresh_from_db()
        assert order.deadline_at == PACKED_BY
        time.tick(minutes=(PACKED_BY - clock.now()) / timedelta(minutes=1) - 1)
        deadlines.sweep()
        assert "overdue_send" not in verbs(order)
        life.buyer_cancel(purchase=purchase, order_code=order.code)
        assert Order.objects.get(pk=order.pk).state in ("accepted", "packed")


def test_an_early_promise_leaves_the_time_to_pack_as_it_is(cast: Cast) -> None:
    made_in(cast, 1)
    with clock.frozen(NOON) as time:
        order = saris_part(cast, paid(cast))
        time.tick(days=3)
        order = life.accept(**act(cast.sari, order))
        assert order.deadline_at == clock.now() + timedelta(hours=48)


def test_what_nobody_accepts_is_not_cancelled_at_once_while_it_may_be_in_the_making(cast: Cast) -> None:
    made_in(cast, 5)
    with clock.frozen(NOON) as time:
        purchase = paid(cast)
        order = saris_part(cast, purchase)
        time.tick(hours=24 + 48 + 1)
        assert life.buyer_cancel(purchase=purchase, order_code=order.code).state == "confirmed"
        time.tick(minutes=(PACKED_BY - clock.now()) / timedelta(minutes=1))
        assert life.buyer_cancel(purchase=purchase, order_code=order.code).state == "cancelled"


def test_both_sides_see_the_promised_day_until_it_is_packed(cast: Cast) -> None:
    made_in(cast, 5)
    with clock.frozen(NOON):
        purchase = paid(cast)
        order = saris_part(cast, purchase)
        browser = Client()
        browser.force_login(cast.sari)
        card, page = f"/lapak/pesanan/{order.code}/", path_for(purchase)
        assert "Dibuat dulu, siap 7 Maret" in browser.get(card).text
        assert "Dibuat dulu, siap 7 Maret" in Client().get(page).text
        life.pack(**act(cast.sari, order))
        assert "Dibuat dulu" not in browser.get(card).text + Client().get(page).text


@pytest.mark.parametrize(("arrived", "days"), [(False, 10), (True, 3)])
def test_a_sent_order_counts_as_received_and_then_completes(cast: Cast, arrived: bool, days: int) -> None:
    with clock.frozen(clock.now()) as time:
        order = saris_part(cast, paid(cast))
        acting = act(cast.sari, order)
        life.send(**acting)
        if arrived:
            life.note_arrival(**acting)
        time.tick(days=days, hours=-1)
        deadlines.sweep()
        assert Order.objects.get(pk=order.pk).state == "sent"
        time.tick(hours=2)
        deadlines.sweep()
        assert Order.objects.get(pk=order.pk).state == "received"
        time.tick(days=2)
        deadlines.sweep()
    assert Order.objects.get(pk=order.pk).state == "completed"
    assert verbs(order)[-2:] == ["counted_received", "completed"]


def test_a_reported_problem_stops_the_clock(cast: Cast) -> None:
    with clock.frozen(clock.now()) as time:
        purchase = paid(cast)
        order = saris_part(cast, purchase)
        life.send(scope=scope(cast.sari), person=cast.sari, order_code=order.code)
        life.buyer_dispute(purchase=purchase, order_code=order.code, reason="Belum sampai")
        time.tick(days=60)
        deadlines.sweep()
    assert Order.objects.get(pk=order.pk).state == "disputed"


def test_cash_counts_as_collected_when_the_order_counts_as_received(cast: Cast) -> None:
    with clock.frozen(clock.now()) as time:
        order = saris_part(cast, placed_with_cash(cast))
        life.send(scope=scope(cast.sari), person=cast.sari, order_code=order.code)
        time.tick(days=11)
        deadlines.sweep()
    order.bill.refresh_from_db()
    assert order.bill.state == Bill.State.PAID


def test_a_sweep_takes_at_most_its_limit(cast: Cast) -> None:
    with clock.frozen(clock.now()) as time:
        paid(cast)
        time.tick(hours=25)
        assert deadlines.sweep(limit=1) == 1
        assert deadlines.sweep(limit=1) == 1
        assert deadlines.sweep(limit=1) == 0


def test_a_release_that_a_crash_left_is_finished_by_the_sweep_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.frozen(clock.now()) as time:
        purchase = placed(cast)
        with monkeypatch.context() as crash:
            crash.setattr(life_engine, "run_for", lambda *, order: None)  # the process dies after its commit
            life.buyer_cancel(purchase=purchase, order_code=saris_part(cast, purchase).code)
        assert stock(cast) == (48_000, 49_000)
        assert life.finish_stock_due() == 1
        assert life.finish_stock_due() == 0
        time.tick(minutes=5)
        assert life.finish_stock_due() == 0
    assert stock(cast) == (50_000, 49_000)


def test_an_engine_that_is_silent_is_asked_again_later(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.frozen(clock.now()) as time:
        purchase = placed(cast)
        with monkeypatch.context() as silence:
            silence.setattr(life_engine, "_call", _unavailable)
            life.buyer_cancel(purchase=purchase, order_code=saris_part(cast, purchase).code)
            assert EngineTask.objects.get().last_error
        time.tick(seconds=life_engine.RETRY_IN_S + 1)
        assert life.finish_stock_due() == 1
    assert stock(cast) == (50_000, 49_000)


def test_a_waiting_release_never_takes_the_stock_of_an_order_that_lives_again(cast: Cast) -> None:
    purchase = paid(cast)
    order = citras_part(cast, purchase)
    EngineTask.objects.create(order=order, call=EngineTask.Call.RELEASE)
    life.finish_stock_due()
    assert stock(cast) == (48_000, 49_000)


def _unavailable(_task: EngineTask) -> None:
    raise EngineUnavailable("no answer")
