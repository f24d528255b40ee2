"""The goods change hands: the PIN and its tries, the door, the buyer's word, and what an officer decides."""

import re

import pytest

from sellers.kit import clock
from sellers.kit.errors import NotFound
from storefront.orders import life
from storefront.orders.life_handover import PIN_PAUSE, PIN_TRIES
from storefront.orders.models import Bill, Order, RefundTask, Shipment
from tests.cast import Cast
from tests.storefront.life.stories import (
    act,
    assert_books,
    buyer,
    citra,
    citras_part,
    paid,
    placed_for_pickup,
    placed_with_cash,
    refunds,
    sari,
    saris_part,
    scope,
    stock,
    told,
    transfer,
    verbs,
)
from tests.storefront.orders.wishes import cash

pytestmark = pytest.mark.django_db


def ready(cast: Cast) -> Order:
    purchase = placed_for_pickup(cast)
    transfer(cast, purchase)
    return life.make_ready(**act(cast.sari, saris_part(cast, purchase)))


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 10_000:04}"


def test_the_right_pin_hands_over_at_pick_up(cast: Cast) -> None:
    order = ready(cast)
    assert "Jl. Mawar 1" in told("ready_for_pickup")[0].body
    assert order.pickup_pin not in re.findall(r"\d+", told("ready_for_pickup")[0].body.partition("http")[0])
    life.hand_over(**act(cast.sari, order), pin=f" {order.pickup_pin} ")
    assert Order.objects.get(pk=order.pk).state == "received"
    assert Shipment.objects.get(order=order).arrived_at is not None


def test_a_wrong_pin_is_refused_and_remembered(cast: Cast) -> None:
    order = ready(cast)
    with pytest.raises(life.WrongPin) as error:
        life.hand_over(**act(cast.sari, order), pin=wrong(order.pickup_pin))
    assert error.value.facts["left"] == PIN_TRIES - 1
    assert Order.objects.get(pk=order.pk).state == "ready"
    assert verbs(order)[-1] == "wrong_pin"


def test_too_many_wrong_pins_pause_even_the_right_one(cast: Cast) -> None:
    with clock.frozen(clock.now()) as time:
        order = ready(cast)
        for _try in range(PIN_TRIES):
            with pytest.raises(life.WrongPin):
                life.hand_over(**act(cast.sari, order), pin=wrong(order.pickup_pin))
        with pytest.raises(life.TooManyPins) as error:
            life.hand_over(**act(cast.sari, order), pin=order.pickup_pin)
        assert error.value.status == 429
        time.tick(seconds=PIN_PAUSE.total_seconds() + 1)
        assert life.hand_over(**act(cast.sari, order), pin=order.pickup_pin).state == "received"


@pytest.mark.parametrize("pin", ["", "٠٠٠٠", "1234567890" * 50, "\x00"])
def test_a_pin_that_is_not_one_is_only_wrong(cast: Cast, pin: str) -> None:
    order = ready(cast)
    with pytest.raises(life.WrongPin):
        life.hand_over(**act(cast.sari, order), pin=pin)


def test_cash_at_pick_up_is_counted_with_the_pin(cast: Cast) -> None:
    order = saris_part(cast, placed_for_pickup(cast, payments=cash(cast)))
    done = life.hand_over(**act(cast.sari, order), pin=order.pickup_pin)
    assert done.bill.state == Bill.State.PAID
    assert_books([(sari(cast), 4_000)])


def test_a_parcel_goes_with_courier_and_number_however_odd_the_number(cast: Cast) -> None:
    order = saris_part(cast, paid(cast))
    Order.objects.filter(pk=order.pk).update(delivery_kind="courier", courier="jne")
    life.send(**act(cast.sari, order), courier="", tracking_number=" jt 12-3 ")
    shipment = Shipment.objects.get(order=order)
    assert (shipment.courier, shipment.tracking_number) == ("jne", "JT12-3")
    assert "Kurir: JNE." in told("sent")[0].body
    assert "JT12-3" in told("sent")[0].body


def test_the_buyer_confirms_receipt_and_cash_is_counted(cast: Cast) -> None:
    purchase = placed_with_cash(cast)
    order = saris_part(cast, purchase)
    life.send(**act(cast.sari, order))
    done = life.buyer_confirm_receipt(purchase=purchase, order_code=order.code)
    assert (done.state, done.bill.state) == ("received", Bill.State.PAID)


def test_a_paid_unsent_part_is_asked_for_and_the_seller_answers(cast: Cast) -> None:
    purchase = paid(cast)
    order = saris_part(cast, purchase)
    for _tap in range(2):
        life.buyer_cancel(purchase=purchase, order_code=order.code, reason="Salah pesan")
    assert len(told("cancellation_asked")) == 1
    life.answer_cancellation(**act(cast.sari, order), agree=False)
    assert Order.objects.get(pk=order.pk).state == "confirmed"
    assert len(told("cancellation_refused")) == 1
    life.buyer_cancel(purchase=purchase, order_code=order.code, reason="Sungguh")
    life.answer_cancellation(**act(cast.sari, order), agree=True)
    assert Order.objects.get(pk=order.pk).state == "cancelled"
    assert stock(cast)[0] == 50_000
    assert_books([(buyer(purchase), 0), (refunds(cast), -85_000)])
    with pytest.raises(life.WrongStep):
        life.answer_cancellation(**act(cast.sari, order), agree=True)


def test_an_unpaid_cash_part_is_cancelled_at_once(cast: Cast) -> None:
    purchase = placed_with_cash(cast)
    order = saris_part(cast, purchase)
    life.accept(**act(cast.sari, order))
    assert life.buyer_cancel(purchase=purchase, order_code=order.code).state == "cancelled"
    assert told("cancelled_to_seller")[0].to == cast.saris.seller.phone


def test_a_sent_part_can_no_longer_be_cancelled(cast: Cast) -> None:
    purchase = paid(cast)
    order = saris_part(cast, purchase)
    life.send(**act(cast.sari, order))
    with pytest.raises(life.WrongStep):
        life.buyer_cancel(purchase=purchase, order_code=order.code)
    with pytest.raises(life.WrongStep):
        life.cancel_by_seller(**act(cast.sari, order), reason="Terlambat")


def test_a_seller_cancels_with_a_reason_only(cast: Cast) -> None:
    order = saris_part(cast, paid(cast))
    with pytest.raises(life.ReasonMissing):
        life.cancel_by_seller(**act(cast.sari, order), reason="  ")
    assert Order.objects.get(pk=order.pk).state == "confirmed"


def test_the_officer_cancels_for_its_seller_who_hears_it(cast: Cast) -> None:
    order = saris_part(cast, paid(cast))
    life.cancel_by_officer(scope=scope(cast.dewi), person=cast.dewi, order_code=order.code, reason="Lapak tutup")
    assert told("cancelled_to_seller")[0].to == cast.saris.seller.phone
    with pytest.raises(NotFound):
        life.cancel_by_officer(scope=scope(cast.fajar), person=cast.fajar, order_code=order.code, reason="x")


def test_a_dispute_that_ends_in_return_gives_the_money_back_and_not_the_stock(cast: Cast) -> None:
    purchase = paid(cast)
    order = citras_part(cast, purchase)
    life.send(scope=scope(cast.citra), person=cast.citra, order_code=order.code)
    life.buyer_dispute(purchase=purchase, order_code=order.code, reason="Busuk")
    assert told("disputed")[0].to == cast.cooperative.phone
    life.settle_dispute(
        scope=scope(cast.dewi), person=cast.dewi, order_code=order.code, returned=True, reason="Foto jelas"
    )
    assert Order.objects.get(pk=order.pk).state == "returned"
    assert RefundTask.objects.get().reason == "returned"
    assert stock(cast)[1] == 49_000
    assert_books([(buyer(purchase), 0), (citra(cast), 0), (refunds(cast), -17_000)])


def test_a_dispute_of_a_cash_order_that_is_upheld_counts_the_cash(cast: Cast) -> None:
    purchase = placed_with_cash(cast)
    order = saris_part(cast, purchase)
    life.send(**act(cast.sari, order))
    life.buyer_dispute(purchase=purchase, order_code=order.code, reason="Kurang satu")
    done = life.settle_dispute(
        scope=scope(cast.dewi), person=cast.dewi, order_code=order.code, returned=False, reason="Sudah lengkap"
    )
    assert (done.state, done.bill.state) == ("received", Bill.State.PAID)


def test_a_dispute_of_an_unpaid_cash_order_that_returns_owes_nothing(cast: Cast) -> None:
    purchase = placed_with_cash(cast)
    order = saris_part(cast, purchase)
    life.send(**act(cast.sari, order))
    life.buyer_dispute(purchase=purchase, order_code=order.code, reason="Rusak")
    life.settle_dispute(scope=scope(cast.dewi), person=cast.dewi, order_code=order.code, returned=True, reason="Rusak")
    assert RefundTask.objects.count() == 0
    assert_books([(sari(cast), 0)])
