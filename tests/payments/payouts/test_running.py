"""The weekly day: once, in the place's own time, made up for when it was missed."""

from datetime import UTC, datetime, timedelta

import pytest

from payments.money import Money
from payments.payouts.models import Payout, PayoutBatch, PayoutTerms
from payments.payouts.running import run_due
from payments.payouts.terms import next_day
from sellers.accounts.models import Cooperative
from sellers.kit import clock
from sellers.messages.models import Message
from tests.cast import Cast
from tests.payments.payouts import world

FRIDAY = datetime(2026, 11, 27, 3, tzinfo=UTC)  # ten in the morning in Blitar


def nothing_held(_cooperative_id: int, _currency: str) -> dict[int, Money]:
    return {}


@pytest.fixture
def owing(cast: Cast) -> Cast:
    with clock.frozen(FRIDAY - timedelta(days=30)):
        world.account(cast.saris.seller)
    world.owe(cast, cast.saris.seller, 81_000)
    return cast


def test_on_its_day_a_batch_is_proposed_once_however_often_it_runs(owing: Cast) -> None:
    with clock.frozen(FRIDAY):
        assert [run_due(held=nothing_held) for _ in range(5)] == [1, 0, 0, 0, 0]
    batch = PayoutBatch.objects.get()
    assert (batch.proposed_by, batch.key) == (None, f"week:{owing.cooperative.pk}:2026-11-27:IDR")


def test_on_another_day_nothing_happens_and_the_first_run_waits_for_its_day(owing: Cast) -> None:
    with clock.frozen(FRIDAY - timedelta(days=2)):
        assert run_due(held=nothing_held) == 0
    assert not PayoutBatch.objects.exists()


def test_the_day_is_cut_where_the_cooperative_is(owing: Cast) -> None:
    """Half past five in the afternoon of Thursday in Greenwich is Friday in Blitar, and not before."""
    with clock.frozen(datetime(2026, 11, 26, 16, 59, tzinfo=UTC)):
        assert run_due(held=nothing_held) == 0
    with clock.frozen(datetime(2026, 11, 26, 17, 30, tzinfo=UTC)):
        assert run_due(held=nothing_held) == 1


def test_a_day_that_was_slept_through_is_made_up_for_once(owing: Cast) -> None:
    PayoutTerms.objects.create(cooperative=owing.cooperative, last_run_on=(FRIDAY - timedelta(days=7)).date())
    with clock.frozen(FRIDAY + timedelta(days=3)):
        assert [run_due(held=nothing_held) for _ in range(2)] == [1, 0]
    assert PayoutTerms.objects.get(cooperative=owing.cooperative).last_run_on == FRIDAY.date()


def test_where_it_is_switched_off_nobody_is_proposed_for(owing: Cast) -> None:
    PayoutTerms.objects.create(cooperative=owing.cooperative, is_automatic=False)
    with clock.frozen(FRIDAY):
        assert run_due(held=nothing_held) == 0


def test_a_day_with_nothing_to_pay_is_marked_and_makes_no_batch(cast: Cast) -> None:
    with clock.frozen(FRIDAY):
        assert run_due(held=nothing_held) == 0
    assert not PayoutBatch.objects.exists()
    assert set(PayoutTerms.objects.values_list("last_run_on", flat=True)) == {FRIDAY.date()}


def test_each_currency_gets_a_batch_of_its_own(owing: Cast) -> None:
    world.owe(owing, owing.saris.seller, 1_234, "USD")
    with clock.frozen(FRIDAY):
        assert run_due(held=nothing_held) == 2
    assert set(Payout.objects.values_list("currency", "amount_minor")) == {("IDR", 81_000), ("USD", 1_234)}


def test_those_who_approve_hear_of_it(owing: Cast) -> None:
    with clock.frozen(FRIDAY):
        run_due(held=nothing_held)
    told = Message.objects.filter(template="payout_proposed")
    assert set(told.values_list("to", flat=True)) == {owing.gita.phone, owing.hadi.phone}
    assert "Rp81.000" in told[0].body


def test_what_breaks_for_one_cooperative_leaves_the_others_and_its_own_day(owing: Cast) -> None:
    def broken(cooperative_id: int, _currency: str) -> dict[int, Money]:
        if cooperative_id == owing.cooperative.pk:
            raise RuntimeError("orders cannot be asked")
        return {}

    with clock.frozen(FRIDAY):
        assert run_due(held=broken) == 0
        assert PayoutTerms.objects.get(cooperative=owing.cooperative).last_run_on is None
        assert run_due(held=nothing_held) == 1
    assert Cooperative.objects.count() == 2


def test_the_next_day_is_today_until_it_ran(owing: Cast) -> None:
    terms = PayoutTerms(cooperative=owing.cooperative, weekday=4)
    assert next_day(terms, FRIDAY.date()) == FRIDAY.date()
    terms.last_run_on = FRIDAY.date()
    assert next_day(terms, FRIDAY.date()) == FRIDAY.date() + timedelta(days=7)
    assert next_day(terms, FRIDAY.date() + timedelta(days=1)) == FRIDAY.date() + timedelta(days=7)
