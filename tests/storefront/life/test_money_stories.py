"""What each story leaves in the books: 5 % commission on goods, delivery to the seller, balanced to the rupiah."""

import pytest
from django.db import transaction

from payments.charges.models import BankAccount
from payments.ledger import accounts
from storefront.orders import life, life_sale, life_step, settling
from storefront.orders.models import Bill, RefundTask
from storefront.terms.models import CommissionRule
from tests.cast import Cast
from tests.storefront.life.stories import (
    RP,
    assert_books,
    bank,
    buyer,
    citra,
    citras_part,
    commission,
    digits,
    paid,
    placed,
    placed_with_cash,
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


def test_a_transfer_pays_both_sellers_through_the_cooperative(cast: Cast) -> None:
    purchase = placed(cast)
    charge = transfer(cast, purchase)
    assert states(purchase) == ["confirmed", "confirmed"]
    assert purchase.bills.get().state == Bill.State.PAID
    assert_books([
        (buyer(purchase), 0),
        (bank(cast), 102_000 + charge.unique_code),
        (digits(cast), -charge.unique_code),
        (commission(cast), -4_600),
        (sari(cast), -81_000),
        (citra(cast), -16_400),
    ])  # fmt: skip


def test_a_transfer_of_the_exact_bill_without_digits_pays_it_too(cast: Cast) -> None:
    purchase = placed(cast)
    transfer(cast, purchase, minor=102_000)
    assert states(purchase) == ["confirmed", "confirmed"]
    assert_books([(buyer(purchase), 0), (bank(cast), 102_000), (digits(cast), 0)])


def test_cash_is_owed_its_commission_when_confirmed_and_counted_at_the_door(cast: Cast) -> None:
    purchase = placed_with_cash(cast)
    order = saris_part(cast, purchase)
    till = accounts.seller(cast.saris.seller.pk, None, RP)
    assert states(purchase) == ["confirmed", "confirmed"]
    assert_books([(accounts.buyer(order.bill.code, RP), 85_000), (till, -85_000), (sari(cast), 4_000)])
    life.deliver(scope=scope(cast.sari), person=cast.sari, order_code=order.code)
    order.bill.refresh_from_db()
    assert order.bill.state == Bill.State.PAID
    assert_books([(accounts.buyer(order.bill.code, RP), 0), (till, 0), (sari(cast), 4_000)])


def test_cash_is_counted_once_though_the_settlement_is_swept_again(cast: Cast) -> None:
    order = saris_part(cast, placed_with_cash(cast))
    life.deliver(scope=scope(cast.sari), person=cast.sari, order_code=order.code)
    assert settling.apply_due() == 0
    assert RefundTask.objects.count() == 0
    assert_books([(accounts.buyer(order.bill.code, RP), 0)])


def test_a_paid_part_that_is_cancelled_becomes_a_debt_to_the_buyer(cast: Cast) -> None:
    purchase = paid(cast)
    order = citras_part(cast, purchase)
    life.cancel_by_seller(scope=scope(cast.citra), person=cast.citra, order_code=order.code, reason="Panen gagal")
    assert states(purchase) == ["confirmed", "cancelled"]
    assert stock(cast) == (48_000, 50_000)
    task = RefundTask.objects.get()
    assert (task.amount_minor, task.reason, task.order) == (17_000, "cancelled", order)
    assert_books([
        (buyer(purchase), 0), (citra(cast), 0), (sari(cast), -81_000), (commission(cast), -4_000),
        (refunds(cast), -17_000),
    ])  # fmt: skip
    assert "Rp17.000" in told("cancelled")[0].body
    assert told("refund_to_return")[0].to == cast.cooperative.phone


def test_the_reversal_takes_back_the_frozen_commission_not_todays(cast: Cast) -> None:
    purchase = paid(cast)
    cast.commission.__class__.objects.create(cooperative=cast.cooperative, basis_points=1_000)
    order = citras_part(cast, purchase)
    life.cancel_by_seller(scope=scope(cast.citra), person=cast.citra, order_code=order.code, reason="Panen gagal")
    assert_books([(commission(cast), -4_000), (citra(cast), 0)])


def test_commission_rounds_half_up_on_odd_goods(cast: Cast) -> None:
    cast.citras.variant.price_minor = 12_345
    cast.citras.variant.save()
    order = citras_part(cast, paid(cast))
    assert (order.goods_minor, order.commission_minor) == (12_345, 617)
    assert_books([(citra(cast), -(12_345 + 5_000 - 617))])


def test_a_cancelled_cash_part_owes_nobody_anything(cast: Cast) -> None:
    order = saris_part(cast, placed_with_cash(cast))
    life.cancel_by_seller(scope=scope(cast.sari), person=cast.sari, order_code=order.code, reason="Sakit")
    order.bill.refresh_from_db()
    assert order.bill.state == Bill.State.CANCELLED
    assert RefundTask.objects.count() == 0
    assert_books([(accounts.buyer(order.bill.code, RP), 0), (sari(cast), 0)])


def test_a_cancellation_read_before_the_sale_undoes_the_commission_of_the_sale(cast: Cast) -> None:
    """Between reading the order and locking it, it was paid, under a rule that came after it was placed."""
    purchase = placed(cast)
    read_early, actor = life_step.for_buyer(purchase=purchase, order_code=saris_part(cast, purchase).code)
    CommissionRule.objects.create(cooperative=cast.cooperative, basis_points=1_000)
    transfer(cast, purchase)
    with transaction.atomic():
        life_sale.cancel(order=read_early, actor=actor, reason="", tell_seller=True)
    assert_books([(sari(cast), 0), (commission(cast), -1_200), (refunds(cast), -85_000)])


def test_a_part_can_be_cancelled_though_the_account_was_retired_meanwhile(cast: Cast) -> None:
    purchase = placed(cast)
    BankAccount.objects.filter(cooperative=cast.cooperative).update(is_active=False)
    life.buyer_cancel(purchase=purchase, order_code=citras_part(cast, purchase).code)
    transfer(cast, purchase)
    assert states(purchase) == ["confirmed", "cancelled"]
    assert_books([(buyer(purchase), 0), (refunds(cast), 0), (sari(cast), -81_000)])
