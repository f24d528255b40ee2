"""What orders make of what payments tells: late, short, over, twice, and for parts that left meanwhile."""

import pytest

from payments.charges.models import Charge, Settlement
from sellers.kit import clock
from sellers.kit.errors import NotFound
from storefront.orders import deadlines, life, settling
from storefront.orders.models import Bill, RefundTask
from tests.cast import Cast
from tests.storefront.life.stories import (
    assert_books,
    bank,
    buyer,
    citra,
    citras_part,
    paid,
    placed,
    refunds,
    sari,
    saris_part,
    scope,
    states,
    stock,
    told,
    transfer,
)

pytestmark = pytest.mark.django_db


def test_a_settlement_told_again_changes_nothing(cast: Cast) -> None:
    purchase = paid(cast)
    Settlement.objects.update(done_at=None, leased_until=None)
    assert settling.apply_due() == 1
    assert states(purchase) == ["confirmed", "confirmed"]
    assert RefundTask.objects.count() == 0
    assert len(told("order_paid")) == 1
    assert_books([(sari(cast), -81_000), (citra(cast), -16_400)])


def test_both_sellers_hear_of_a_paid_order_at_once(cast: Cast) -> None:
    paid(cast)
    assert {message.to for message in told("new_order")} == {cast.saris.seller.phone, cast.citras.seller.phone}
    assert "Opak Gambir" in told("new_order")[0].body
    assert "Jangan pedas" in told("new_order")[0].body


def test_paid_after_expiry_takes_the_stock_again_and_confirms(cast: Cast) -> None:
    with clock.frozen(clock.now()) as time:
        purchase = placed(cast)
        time.tick(hours=25)
        deadlines.sweep()
        assert states(purchase) == ["expired", "expired"]
        assert stock(cast) == (50_000, 50_000)
        transfer(cast, purchase)
    assert states(purchase) == ["confirmed", "confirmed"]
    assert stock(cast) == (48_000, 49_000)
    assert RefundTask.objects.count() == 0
    assert_books([(buyer(purchase), 0), (sari(cast), -81_000), (citra(cast), -16_400)])


def test_paid_after_expiry_with_one_part_sold_out_refunds_that_part(cast: Cast) -> None:
    with clock.frozen(clock.now()) as time:
        purchase = placed(cast)
        time.tick(hours=25)
        deadlines.sweep()
        cast.saris.pool.__class__.objects.filter(pk=cast.saris.pool.pk).update(available=1_999)
        transfer(cast, purchase)
    assert states(purchase) == ["expired", "confirmed"]
    assert purchase.bills.get().state == Bill.State.PAID
    task = RefundTask.objects.get()
    assert (task.amount_minor, task.reason) == (85_000, "paid_after_expiry")
    assert "Rp85.000" in told("refund_owed")[0].body
    assert_books([(buyer(purchase), 0), (sari(cast), 0), (citra(cast), -16_400), (refunds(cast), -85_000)])


def test_paid_after_expiry_with_nothing_left_goes_back_whole(cast: Cast) -> None:
    with clock.frozen(clock.now()) as time:
        purchase = placed(cast)
        time.tick(hours=25)
        deadlines.sweep()
        cast.saris.pool.__class__.objects.update(available=0)
        transfer(cast, purchase)
    assert states(purchase) == ["expired", "expired"]
    assert purchase.bills.get().state == Bill.State.EXPIRED
    assert RefundTask.objects.get().amount_minor == 102_000
    assert_books([(buyer(purchase), 0), (refunds(cast), -102_000)])


def test_a_bill_paid_before_the_sweep_does_not_expire(cast: Cast) -> None:
    with clock.frozen(clock.now()) as time:
        purchase = placed(cast)
        bill = purchase.bills.get()
        time.tick(hours=25)
        Charge.objects.filter(bill_ref=bill.code).update(state=Charge.State.PAID)  # recorded, and not yet applied
        assert not deadlines.expire(bill)
    assert states(purchase) == ["waiting", "waiting"]


def test_a_short_transfer_asks_for_the_rest_and_the_rest_pays(cast: Cast) -> None:
    purchase = placed(cast)
    transfer(cast, purchase, minor=100_000)
    assert states(purchase) == ["waiting", "waiting"]
    assert "*Transfer Rp2.000*" in told("paid_short")[0].body
    transfer(cast, purchase, minor=2_000, ref="MUTASI-2")
    assert states(purchase) == ["confirmed", "confirmed"]
    assert_books([(buyer(purchase), 0), (bank(cast), 102_000)])


def test_too_much_is_listed_to_be_returned_once(cast: Cast) -> None:
    purchase = placed(cast)
    charge = transfer(cast, purchase, minor=150_000)
    task = RefundTask.objects.get()
    assert (task.reason, task.amount_minor) == ("overpaid", 150_000 - 102_000 - charge.unique_code)
    assert_books([(buyer(purchase), 0), (refunds(cast), -task.amount_minor)])


def test_paid_twice_is_listed_to_be_returned(cast: Cast) -> None:
    purchase = paid(cast)
    charge = transfer(cast, purchase, ref="MUTASI-2")
    task = RefundTask.objects.get()
    assert (task.reason, task.amount_minor) == ("paid_twice", charge.total_minor)
    assert len(told("new_order")) == 2
    assert_books([(buyer(purchase), 0), (refunds(cast), -charge.total_minor)])


def test_an_unpaid_part_that_is_cancelled_asks_for_less(cast: Cast) -> None:
    purchase = placed(cast)
    first = Charge.objects.get()
    life.buyer_cancel(purchase=purchase, order_code=citras_part(cast, purchase).code)
    bill = purchase.bills.get()
    assert (bill.state, bill.amount_minor) == (Bill.State.OPEN, 85_000)
    first.refresh_from_db()
    assert first.state == Charge.State.CANCELLED
    assert stock(cast) == (48_000, 50_000)
    assert "Rp85." in told("amount_changed")[0].body
    transfer(cast, purchase)
    assert states(purchase) == ["confirmed", "cancelled"]
    assert_books([(buyer(purchase), 0), (sari(cast), -81_000), (citra(cast), 0)])


def test_the_old_amount_paid_for_a_smaller_bill_pays_it_and_returns_the_rest(cast: Cast) -> None:
    purchase = placed(cast)
    old = Charge.objects.get()
    life.buyer_cancel(purchase=purchase, order_code=citras_part(cast, purchase).code)
    settling.confirm_transfer(
        scope=scope(cast.dewi), person=cast.dewi, charge_code=old.code, amount_minor=old.total_minor,
        received_at=clock.now(), external_id="LAMA",
    )  # fmt: skip
    assert states(purchase) == ["confirmed", "cancelled"]
    assert purchase.bills.get().state == Bill.State.PAID
    assert not Charge.objects.filter(state=Charge.State.OPEN).exists()
    assert RefundTask.objects.get().amount_minor == 17_000
    assert_books([(buyer(purchase), 0), (refunds(cast), -17_000)])


def test_a_bill_whose_last_part_is_cancelled_closes_and_late_money_goes_back(cast: Cast) -> None:
    purchase = placed(cast)
    life.buyer_cancel(purchase=purchase, order_code=saris_part(cast, purchase).code)
    life.buyer_cancel(purchase=purchase, order_code=citras_part(cast, purchase).code)
    assert purchase.bills.get().state == Bill.State.CANCELLED
    charge = transfer(cast, purchase)
    assert states(purchase) == ["cancelled", "cancelled"]
    task = RefundTask.objects.get()
    assert (task.reason, task.amount_minor) == ("paid_after_cancel", charge.amount_minor)
    assert stock(cast) == (50_000, 50_000)
    assert_books([(buyer(purchase), 0), (refunds(cast), -charge.amount_minor)])


def test_a_stranger_cannot_confirm_a_transfer(cast: Cast) -> None:
    purchase = placed(cast)
    charge = Charge.objects.get()
    for person in (cast.stranger, cast.fajar, cast.sari):
        with pytest.raises(NotFound):
            settling.confirm_transfer(
                scope=scope(person), person=person, charge_code=charge.code, amount_minor=charge.total_minor,
                received_at=clock.now(), external_id="X",
            )  # fmt: skip
    assert states(purchase) == ["waiting", "waiting"]
