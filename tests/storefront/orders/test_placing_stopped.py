"""Placing that is stopped half-way: by a crash, a silent engine, or a second tab; it ends in one order or none."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from catalog.products.models import Pool
from payments.charges.models import Charge
from payments.ledger.models import Posting
from sellers.kit import clock
from sellers.messages.models import Message
from storefront import engine
from storefront.engine.embedded.engine import EmbeddedEngine
from storefront.engine.port import EngineUnavailable, PlacePart
from storefront.orders import placing, recording
from storefront.orders.inputs import Problem
from storefront.orders.models import Order, Purchase
from storefront.orders.placing import PlacingProblem, StillPlacing, finish_placing_due, place
from tests.cast import Cast
from tests.storefront.orders.wishes import cash, wish

KEY = "kunci-dari-halaman-1"
NOON = datetime(2026, 5, 12, 5, 0, tzinfo=UTC)


def left(pool: Pool) -> int:
    return Pool.objects.get(pk=pool.pk).available


class Stopped(Exception):
    """The process ends here."""


UseEngine = Callable[["StoppingEngine"], "StoppingEngine"]


class StoppingEngine(EmbeddedEngine):
    """The embedded engine, and the moment its caller stops: before it acts, or after."""

    def __init__(self, *, before: bool, error: Exception) -> None:
        self.before, self.error, self.broken = before, error, True

    def place(self, parts: tuple[PlacePart, ...]) -> None:  # type: ignore[override]  # a tuple is all we pass
        if self.broken and self.before:
            raise self.error
        super().place(parts)
        if self.broken:
            raise self.error


@pytest.fixture
def use_engine(monkeypatch: pytest.MonkeyPatch) -> UseEngine:
    def use(stopping: StoppingEngine) -> StoppingEngine:
        monkeypatch.setattr(engine, "active", lambda: stopping)
        return stopping

    return use


@pytest.mark.parametrize("before", [True, False], ids=["before the engine acts", "after the engine acted"])
def test_a_stop_at_the_engine_is_finished_by_the_sweep(cast: Cast, use_engine: UseEngine, before: bool) -> None:
    stopping = use_engine(StoppingEngine(before=before, error=Stopped()))
    with pytest.raises(Stopped):
        place(key=KEY, given=wish(cast))
    assert left(cast.saris.pool) == (50_000 if before else 48_000)
    stopping.broken = False
    assert finish_placing_due() == 1
    assert finish_placing_due() == 0
    purchase = Purchase.objects.get()
    assert purchase.state == Purchase.State.PLACED
    assert left(cast.saris.pool) == 48_000
    assert Charge.objects.count() == 1
    assert place(key=KEY, given=wish(cast)) == purchase


def test_a_stop_between_engine_and_result_is_finished_by_the_next_tap(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*, purchase: Purchase) -> bool:
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr(recording, "record_placed", stop)
        with pytest.raises(Stopped):
            place(key=KEY, given=wish(cast))
    assert Order.objects.filter(state="placing").count() == 2
    purchase = place(key=KEY, given=wish(cast))
    assert {order.state for order in purchase.orders.all()} == {"waiting"}
    assert left(cast.saris.pool) == 48_000


def test_a_stop_in_the_middle_of_the_result_leaves_none_of_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*, purchase: Purchase) -> None:
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr("storefront.orders.life_notices.purchase_placed", stop)
        with pytest.raises(Stopped):
            place(key=KEY, given=wish(cast, payments=cash(cast)))
    assert not Charge.objects.exists()
    assert not Posting.objects.exists()
    assert finish_placing_due() == 1
    assert {order.state for order in Order.objects.all()} == {"confirmed"}
    assert Charge.objects.count() == 2


def test_a_killed_process_leaves_its_lease_to_run_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.frozen(NOON) as time:
        with monkeypatch.context() as patch:
            patch.setattr(placing, "_finished", lambda purchase, *, leased_here: purchase)  # the process ends here
            place(key=KEY, given=wish(cast))
        assert finish_placing_due() == 0
        time.tick(seconds=11)
        assert finish_placing_due() == 1
    assert Purchase.objects.get().state == Purchase.State.PLACED


def test_what_sold_out_while_the_process_was_down_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.frozen(NOON) as time:
        with monkeypatch.context() as patch:
            patch.setattr(placing, "_finished", lambda purchase, *, leased_here: purchase)
            place(key=KEY, given=wish(cast))
        Pool.objects.update(available=0)
        time.tick(minutes=5)
        assert finish_placing_due() == 1
    with pytest.raises(PlacingProblem):
        place(key=KEY, given=wish(cast))


def test_a_silent_engine_says_try_again_and_the_sweep_goes_on(cast: Cast, use_engine: UseEngine) -> None:
    silent = use_engine(StoppingEngine(before=True, error=EngineUnavailable()))
    with clock.frozen(NOON) as time:
        with pytest.raises(StillPlacing) as waiting:
            place(key=KEY, given=wish(cast))
        assert waiting.value.status == 503
        assert finish_placing_due() == 0
        silent.broken = False
        time.tick(seconds=11)
        assert finish_placing_due() == 1
    assert place(key=KEY, given=wish(cast)).state == Purchase.State.PLACED


def test_an_engine_silent_for_half_an_hour_is_given_up_and_the_buyer_hears_it(
    cast: Cast, use_engine: UseEngine
) -> None:
    silent = use_engine(StoppingEngine(before=False, error=EngineUnavailable()))
    with clock.frozen(NOON) as time:
        with pytest.raises(StillPlacing):
            place(key=KEY, given=wish(cast))
        time.tick(minutes=29)
        assert finish_placing_due() == 0
        assert left(cast.saris.pool) == 48_000
        time.tick(minutes=2)
        assert finish_placing_due() == 1
    assert left(cast.saris.pool) == 50_000
    with pytest.raises(PlacingProblem) as told:
        place(key=KEY, given=wish(cast))
    assert "tidak jadi" in told.value.sentence
    assert Message.objects.get().template == "not_placed"
    silent.broken = False
    assert finish_placing_due() == 0
    assert (Charge.objects.count(), left(cast.saris.pool)) == (0, 50_000)


def test_what_was_taken_for_a_purchase_that_was_given_up_meanwhile_goes_back(
    cast: Cast, use_engine: UseEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Late(StoppingEngine):
        """Hangs for so long that another process gives the purchase up; then it answers."""

        def place(self, parts: tuple[PlacePart, ...]) -> None:  # type: ignore[override]  # a tuple is all we pass
            recording.record_refused(purchase=Purchase.objects.get(), problems=[Problem("engine", "Tidak jadi.")])
            super().place(parts)

    late = use_engine(Late(before=True, error=Stopped()))
    late.broken = False
    with pytest.raises(PlacingProblem):
        place(key=KEY, given=wish(cast))
    assert left(cast.saris.pool) == 50_000


def test_one_purchase_in_trouble_does_not_stop_the_others(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.frozen(NOON) as time:
        with monkeypatch.context() as patch:
            patch.setattr(placing, "_finished", lambda purchase, *, leased_here: purchase)
            troubled = place(key=KEY, given=wish(cast))
            place(key="kunci-2", given=wish(cast))
        recorded = recording.record_placed

        def fail_for_one(*, purchase: Purchase) -> bool:
            if purchase.pk == troubled.pk:
                raise Stopped
            return recorded(purchase=purchase)

        monkeypatch.setattr(recording, "record_placed", fail_for_one)
        time.tick(seconds=11)
        assert finish_placing_due() == 1
    assert Purchase.objects.get(key="kunci-2").state == Purchase.State.PLACED


def test_another_tab_waits_for_a_lease_and_gives_up_with_a_sentence(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "WAIT_S", 0.2)
    with clock.frozen(NOON):
        with monkeypatch.context() as patch:
            patch.setattr(placing, "_finished", lambda purchase, *, leased_here: purchase)
            place(key=KEY, given=wish(cast))
        with pytest.raises(StillPlacing):
            place(key=KEY, given=wish(cast))


def test_whoever_loses_the_race_for_a_key_gets_the_winners_purchase(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = place(key=KEY, given=wish(cast))
    looks = iter([None])  # the other tab looked before the winner's commit
    found = placing.standing
    monkeypatch.setattr(placing, "standing", lambda *, key: next(looks, None) or found(key=key))
    assert place(key=KEY, given=wish(cast)) == first
    assert Purchase.objects.count() == 1


def test_a_second_tab_is_not_told_that_its_own_purchase_sold_out_the_stock(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=2_000)
    first = place(key=KEY, given=wish(cast))
    looks = iter([None])
    found = placing.standing
    monkeypatch.setattr(placing, "standing", lambda *, key: next(looks, None) or found(key=key))
    assert place(key=KEY, given=wish(cast)) == first
