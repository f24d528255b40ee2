"""What happened to an order, told to Saleor: paid, sent, money back, confirmed, released, taken again."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from catalog.products.models import Variant
from payments.money import Money
from sellers.kit import clock
from storefront.engine.port import BackLine, EngineUnavailable, MoneyBack, NotPaid, Paid, PlacingRefused, Sent
from storefront.engine.saleor import calls
from storefront.engine.saleor.engine import SaleorEngine
from storefront.engine.saleor.models import Difference, OpenOrder, Placement, SoldLine, Telling
from tests.cast import Cast
from tests.contracts.test_engine import left, line, part, placing
from tests.saleor_ground import Ground, orders_there, set_stock, there

PAID_A = Paid("BILL:A", Money(80_000, "IDR"), "bank_transfer")
PAID_B = Paid("BILL:B", Money(12_000, "IDR"), "bank_transfer")
SENT = Sent("jne", "JNE123456")


@pytest.fixture
def ground(cast: Cast, saleor_ground: Ground) -> Ground:
    saleor_ground.push()
    return saleor_ground


@pytest.fixture
def engine(ground: Ground, cast: Cast) -> SaleorEngine:
    """2 kg of Sari's as order A and 1 kg of Citra's as order B, in one order of Saleor's."""
    engine = SaleorEngine()
    engine.place(placing(part("A", line(cast.saris.variant, 2)), part("B", line(cast.citras.variant, 1))))
    ground.saleor.calls.clear()
    return engine


def order(ground: Ground) -> Any:
    return orders_there(ground)[0]


def refs(ground: Ground) -> list[str]:
    return [payment.psp_reference for payment in order(ground).payments]


def twice(work: Callable[[], None]) -> None:
    """The first answer is lost; the call is made again."""
    with pytest.raises(EngineUnavailable):
        work()
    work()


def sold(engine: SaleorEngine, *news: Paid) -> None:
    for ref in ("A", "B"):
        engine.confirm(ref)
    for paid in news:
        engine.tell(order_ref=paid.ref.partition(":")[2], news=paid)


# paid


def test_every_order_of_a_purchase_is_paid_on_its_own(ground: Ground, engine: SaleorEngine) -> None:
    sold(engine, PAID_A)
    assert order(ground).charge_status == "PARTIAL"
    sold(engine, PAID_B, PAID_A, PAID_B)
    assert (refs(ground), order(ground).charge_status) == (["BILL:A", "BILL:B"], "FULL")
    assert Placement.objects.get().transaction_id == order(ground).payments[0].id


def test_a_payment_whose_answer_was_lost_is_not_told_twice(ground: Ground, engine: SaleorEngine) -> None:
    sold(engine)
    ground.saleor.drop_answers(1)
    twice(lambda: engine.tell(order_ref="A", news=PAID_A))
    assert (refs(ground), order(ground).charged) == (["BILL:A"], Decimal(80_000))


def test_paying_by_cash_confirms_first_and_charges_when_it_is_collected(ground: Ground, engine: SaleorEngine) -> None:
    sold(engine)
    assert (order(ground).status, order(ground).charge_status) == ("UNFULFILLED", "NONE")
    engine.tell(order_ref="A", news=Sent(cash=True))
    engine.tell(order_ref="B", news=Sent(cash=True))
    assert order(ground).status == "FULFILLED"
    for paid in (PAID_A, PAID_B):
        engine.tell(order_ref=paid.ref[-1], news=paid)
    assert order(ground).charge_status == "FULL"


def test_an_order_saleor_has_forgotten_is_told_nothing(ground: Ground, engine: SaleorEngine) -> None:
    ground.saleor.world.drop(order(ground))
    engine.tell(order_ref="A", news=PAID_A)
    assert Telling.objects.get().answer == {"gone": True}


# not paid after all


NEVER_A = NotPaid(PAID_A.ref)


def meanwhile(monkeypatch: pytest.MonkeyPatch, work: Callable[[], None]) -> None:
    """Another worker's step, between the next reading of the order and what is made of it."""
    read = calls.order_now

    def slow(saleor_id: str) -> Any:
        monkeypatch.setattr(calls, "order_now", read)
        now = read(saleor_id)
        work()
        return now

    monkeypatch.setattr(calls, "order_now", slow)


def test_a_charge_that_was_told_after_the_order_was_read_is_taken_back(
    ground: Ground, engine: SaleorEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold(engine)
    meanwhile(monkeypatch, lambda: engine.tell(order_ref="A", news=PAID_A))
    twice(lambda: engine.tell(order_ref="A", news=NEVER_A))
    assert (refs(ground), order(ground).charged) == (["BILL:A"], Decimal(0))


def test_a_worker_that_comes_late_does_not_tell_money_that_never_came(ground: Ground, engine: SaleorEngine) -> None:
    sold(engine)
    engine.tell(order_ref="A", news=NEVER_A)
    engine.tell(order_ref="A", news=PAID_A)
    assert refs(ground) == []


def test_a_telling_that_is_begun_again_is_not_held_to_be_left(
    ground: Ground, engine: SaleorEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold(engine)
    long_ago = clock.now() - timedelta(minutes=10)
    Telling.objects.create(key=f"paid:{PAID_A.ref}", order_ref="A", begun_at=long_ago)

    def other() -> None:
        with pytest.raises(EngineUnavailable):
            engine.tell(order_ref="A", news=NEVER_A)

    meanwhile(monkeypatch, other)
    engine.tell(order_ref="A", news=PAID_A)
    engine.tell(order_ref="A", news=NEVER_A)
    assert (refs(ground), order(ground).charged) == (["BILL:A"], Decimal(0))


def test_a_telling_that_was_left_long_ago_holds_nothing_up(ground: Ground, engine: SaleorEngine) -> None:
    sold(engine)
    long_ago = clock.now() - timedelta(minutes=10)
    Telling.objects.create(key=f"paid:{PAID_A.ref}", order_ref="A", begun_at=long_ago)
    engine.tell(order_ref="A", news=NEVER_A)
    engine.tell(order_ref="A", news=PAID_A)
    assert refs(ground) == []


# sent


def test_each_seller_sends_its_own_lines_from_its_own_warehouse(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    sold(engine, PAID_A, PAID_B)
    engine.tell(order_ref="A", news=SENT)
    [parcel] = order(ground).fulfillments
    assert (parcel.tracking_number, parcel.warehouse.external_reference) == (
        "JNE123456", f"seller:{cast.saris.seller.pk}",
    )  # fmt: skip
    assert order(ground).status == "PARTIALLY_FULFILLED"
    engine.tell(order_ref="B", news=Sent())
    engine.tell(order_ref="B", news=Sent())
    assert (order(ground).status, len(order(ground).fulfillments)) == ("FULFILLED", 2)


def test_a_parcel_whose_answer_was_lost_is_sent_once(ground: Ground, engine: SaleorEngine) -> None:
    sold(engine, PAID_A, PAID_B)
    ground.saleor.drop_answers(1)
    twice(lambda: engine.tell(order_ref="A", news=SENT))
    assert len(order(ground).fulfillments) == 1


def test_what_is_not_confirmed_there_is_not_sent_yet(ground: Ground, engine: SaleorEngine) -> None:
    with pytest.raises(EngineUnavailable):
        engine.tell(order_ref="A", news=SENT)
    assert order(ground).fulfillments == []


def test_what_is_not_paid_there_is_not_sent_yet_unless_it_is_cash(ground: Ground, engine: SaleorEngine) -> None:
    sold(engine, PAID_B)
    with pytest.raises(EngineUnavailable):
        engine.tell(order_ref="A", news=SENT)
    assert order(ground).fulfillments == []
    engine.tell(order_ref="A", news=PAID_A)
    engine.tell(order_ref="A", news=SENT)
    assert len(order(ground).fulfillments) == 1


@pytest.mark.parametrize("status", ["EXPIRED", "CANCELED"])
def test_a_closed_order_is_never_fulfilled_and_a_person_hears_of_it(
    ground: Ground, engine: SaleorEngine, status: str
) -> None:
    sold(engine, PAID_A)
    order(ground).status = status
    engine.tell(order_ref="A", news=SENT)
    assert order(ground).fulfillments == []
    assert (Difference.objects.get().subject, Difference.objects.get().theirs) == ("A", status)


def test_goods_that_left_are_fulfilled_also_when_saleor_counted_too_few(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    sold(engine, PAID_A)
    set_stock(ground, cast.saris.variant, 0)
    engine.tell(order_ref="A", news=SENT)
    assert len(order(ground).fulfillments) == 1


# money back


def back(cast: Cast, minor: int, packs: int = 1) -> MoneyBack:
    return MoneyBack("R1", Money(minor, "IDR"), (BackLine(cast.saris.variant.pk, packs),))


def test_money_back_is_granted_on_the_lines_and_reported(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    sold(engine, PAID_A, PAID_B)
    for _again in range(2):
        engine.tell(order_ref="A", news=back(cast, 40_000))
    [grant] = order(ground).granted_refunds
    assert (grant.amount_, grant.reason) == (Decimal(40_000), "Lapak R1")
    assert [payment.charged for payment in order(ground).payments] == [Decimal(40_000), Decimal(12_000)]
    assert order(ground).charge_status == "FULL"


@pytest.mark.parametrize("lost", [1, 2])
def test_a_refund_whose_answer_was_lost_is_granted_and_reported_once(
    ground: Ground, engine: SaleorEngine, cast: Cast, lost: int
) -> None:
    sold(engine, PAID_A, PAID_B)
    if lost == 1:
        ground.saleor.drop_answers(1)
        twice(lambda: engine.tell(order_ref="A", news=back(cast, 40_000)))
    else:
        engine.tell(order_ref="A", news=back(cast, 40_000))
        Telling.objects.filter(key="refund:R1").update(done_at=None)  # as if we died before it was marked
        engine.tell(order_ref="A", news=back(cast, 40_000))
    assert [grant.amount_ for grant in order(ground).granted_refunds] == [Decimal(40_000)]
    assert order(ground).charged == Decimal(52_000)


def test_never_more_goes_back_there_than_was_charged(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    sold(engine, PAID_A)
    engine.tell(order_ref="A", news=back(cast, 90_000, packs=2))
    assert [grant.amount_ for grant in order(ground).granted_refunds] == [Decimal(80_000)]
    assert order(ground).charged == Decimal(0)
    assert Difference.objects.get().theirs == "80000 charged"


def test_money_back_that_was_never_told_as_paid_is_a_difference(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    sold(engine)
    engine.tell(order_ref="A", news=back(cast, 40_000))
    assert order(ground).granted_refunds == []
    assert Difference.objects.get().theirs == "0 charged"


# confirmed, released, taken again


def test_an_order_is_confirmed_once_for_all_parts(ground: Ground, engine: SaleorEngine) -> None:
    for ref in ("A", "B", "A"):
        engine.confirm(ref)
    assert order(ground).status == "UNFULFILLED"
    assert ground.saleor.calls.count("orderConfirm") == 1


@pytest.mark.parametrize("status", ["EXPIRED", "CANCELED"])
def test_what_was_sold_here_while_it_closed_there_is_placed_again(
    ground: Ground, engine: SaleorEngine, cast: Cast, status: str
) -> None:
    """Rule 6: late money would revive an expired order that has no stock."""
    order(ground).status = status
    Variant.objects.filter(pk=cast.saris.variant.pk).update(price_minor=45_000)
    for ref in ("A", "B", "A"):
        engine.confirm(ref)
    again = orders_there(ground)[1:]
    assert [(one.status, [row.quantity for row in one.lines]) for one in again] == [
        ("UNFULFILLED", [2]), ("UNFULFILLED", [1]),
    ]  # fmt: skip
    assert sorted(Placement.objects.values_list("ref", flat=True)) == ["A:1", "B:1", "P-A-B"]
    assert (left(cast.saris.pool), left(cast.citras.pool)) == (48_000, 49_000)
    engine.tell(order_ref="A", news=PAID_A)
    engine.tell(order_ref="A", news=SENT)
    assert [len(one.fulfillments) for one in orders_there(ground)] == [0, 1, 0]


def test_what_was_sold_here_and_cannot_be_placed_again_is_for_a_person(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    order(ground).status = "EXPIRED"
    there(ground, cast.saris.variant).product.listings[0].is_published = False
    engine.confirm("A")
    assert left(cast.saris.pool) == 48_000  # the goods are the buyer's
    assert Difference.objects.get().subject == "A"
    engine.confirm("A")
    assert len(orders_there(ground)) == 1


def test_the_last_part_that_is_released_cancels_saleors_order(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    engine.release("A")
    assert order(ground).status == "UNCONFIRMED"
    engine.release("B")
    assert order(ground).status == "CANCELED"
    assert OpenOrder.objects.get().closed_at is not None
    ground.saleor.calls.clear()
    engine.release("B")
    assert ground.saleor.calls == []
    assert (left(cast.saris.pool), left(cast.citras.pool)) == (50_000, 50_000)


def test_a_release_whose_answer_was_lost_is_made_again(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    engine.release("A")
    ground.saleor.down()
    with pytest.raises(EngineUnavailable):
        engine.release("B")
    assert left(cast.citras.pool) == 50_000
    ground.saleor.up()
    engine.release("B")
    assert (order(ground).status, left(cast.citras.pool)) == ("CANCELED", 50_000)


def test_an_order_that_expired_there_is_closed_already(ground: Ground, engine: SaleorEngine) -> None:
    order(ground).status = "EXPIRED"
    engine.release("A")
    engine.release("B")
    assert (order(ground).status, Placement.objects.get().state) == ("EXPIRED", "cancelled")


def test_taking_again_while_saleors_order_stands_takes_grams_alone(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    engine.release("A")
    engine.retake(part("A", line(cast.saris.variant, 2)))
    assert (len(orders_there(ground)), left(cast.saris.pool)) == (1, 48_000)


def test_taking_again_what_closed_is_a_new_order_at_the_old_price(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    engine.release("A")
    engine.release("B")
    Variant.objects.filter(pk=cast.saris.variant.pk).update(price_minor=45_000)
    there(ground, cast.saris.variant).listings[0].amount = Decimal(45_000)
    again = part("A", line(cast.saris.variant, 2, price=40_000))
    engine.retake(again)
    engine.retake(again)
    assert [one.status for one in orders_there(ground)] == ["CANCELED", "UNCONFIRMED"]
    assert [row.unit for row in orders_there(ground)[1].lines] == [Decimal(40_000)]
    assert list(SoldLine.objects.filter(order_ref="A").values_list("quantity", flat=True)) == [2, 2]
    assert left(cast.saris.pool) == 48_000


def test_what_saleor_has_sold_meanwhile_cannot_be_taken_again_and_may_be_tried_later(
    ground: Ground, engine: SaleorEngine, cast: Cast
) -> None:
    engine.release("A")
    engine.release("B")
    set_stock(ground, cast.saris.variant, 0)
    again = part("A", line(cast.saris.variant, 2))
    with pytest.raises(PlacingRefused):
        engine.retake(again)
    assert left(cast.saris.pool) == 50_000
    set_stock(ground, cast.saris.variant, 50)
    engine.retake(again)
    assert (left(cast.saris.pool), orders_there(ground)[-1].status) == (48_000, "UNCONFIRMED")


def test_a_retake_whose_answers_were_lost_is_carried_on(ground: Ground, engine: SaleorEngine, cast: Cast) -> None:
    engine.release("A")
    engine.release("B")
    ground.saleor.drop_answers(1)
    again = part("A", line(cast.saris.variant, 2))
    twice(lambda: engine.retake(again))
    assert len(orders_there(ground)) == 2
    engine.confirm("A")
    assert orders_there(ground)[1].status == "UNFULFILLED"
