"""Money on its way back, and payments that are called off: asked for in Dashboard, or decided here."""

from dataclasses import replace

import pytest

from payments.ledger.reconcile import check
from payments.money import Money
from payments.repayments import actions as repayments
from payments.repayments.models import Repayment
from sellers.accounts.asking import scope_of
from storefront.engine.paying_elsewhere import Moving
from storefront.engine.saleor.refunds_asked import RefundRequests
from storefront.orders import foreign_refunds, life, refunds
from storefront.orders.foreign_sessions import PaySession
from storefront.orders.models import Refund, RefundTask
from storefront.orders.refund_wish import RefundWish
from tests.cast import Cast
from tests.saleor_ground import orders_there
from tests.storefront.hooks.paying_elsewhere import line_of, purchase, repay, sold, states, transfer, work
from tests.storefront.hooks.shopping_elsewhere import Shopper


def asked_back(moving: Moving) -> foreign_refunds.Moved:
    return foreign_refunds.ask(moving, remembered=RefundRequests())


def test_one_sellers_lines_are_refunded_from_dashboard(both: Shopper, cast: Cast) -> None:
    transaction = sold(both, cast)
    order = orders_there(both.ground)[0]
    both.staff_refunds_lines(order.id, transaction["id"], {line_of(cast.saris.variant.pk): 1})
    refund = Refund.objects.get()
    assert (refund.order.seller, refund.amount_minor, refund.state) == (cast.saris.seller, 40_000, "booked")
    assert refund.lines.get().quantity == 1
    assert "REFUND_SUCCESS" not in [kind for kind, _minor in both.history(transaction["id"])]  # not gone yet
    repay(cast)
    work(both)
    assert both.history(transaction["id"])[-1] == ("REFUND_SUCCESS", 40_000)
    assert order.granted_refunds[0].status == "SUCCESS"
    assert Refund.objects.count() == RefundTask.objects.count() == 1
    assert check() == []


def test_an_amount_is_spread_over_the_sellers(both: Shopper, cast: Cast) -> None:
    transaction = sold(both, cast)
    both.staff_asks("REFUND", transaction["id"], 10_001)
    assert sorted(Refund.objects.values_list("amount_minor", flat=True)) == [1_667, 8_334]
    repay(cast)
    work(both)
    assert both.history(transaction["id"])[-1] == ("REFUND_SUCCESS", 10_001)
    assert check() == []


def test_a_large_refund_waits_for_a_second_person_who_may_refuse(both: Shopper, cast: Cast) -> None:
    transaction = sold(both, cast)
    cast.cooperative.terms.second_person_refund_above_minor = 5_000
    cast.cooperative.terms.save()
    both.staff_asks("REFUND", transaction["id"], 50_000)
    waiting = Refund.objects.filter(state="proposed")
    assert waiting.count() == 2
    work(both)
    assert both.history(transaction["id"])[-1][0] == "REFUND_REQUEST"
    refunds.refuse(scope=scope_of(cast.hadi), person=cast.hadi, refund_code=waiting[0].code, reason="Tidak rusak")
    work(both)
    assert both.history(transaction["id"])[-1] == ("REFUND_FAILURE", 50_000)
    assert not RefundTask.objects.exists()
    assert check() == []


def test_more_than_is_left_is_refused_in_words(both: Shopper, cast: Cast) -> None:
    transaction = sold(both, cast)
    order = purchase().orders.get(seller=cast.saris.seller)
    refunds.propose(
        scope=scope_of(cast.gita), person=cast.gita, order_code=order.code, key="k",
        wish=RefundWish(reason="quality", everything=True),
    )  # fmt: skip
    both.staff_asks("REFUND", transaction["id"], 102_000)
    assert both.history(transaction["id"])[-1][0] == "REFUND_FAILURE"
    assert "Rp17.000" in both.transaction(transaction["id"]).history[-1].message
    assert Refund.objects.count() == 1


def test_a_refund_decided_here_is_told_there_once(both: Shopper, cast: Cast) -> None:
    transaction = sold(both, cast)
    order = purchase().orders.get(seller=cast.citras.seller)
    refunds.propose(
        scope=scope_of(cast.gita), person=cast.gita, order_code=order.code, key="k",
        wish=RefundWish(reason="quality", whole_minor=2_500),
    )  # fmt: skip
    repay(cast)
    work(both)
    work(both)
    told = [event for event in both.history(transaction["id"]) if event[0].startswith("REFUND")]
    assert told == [("REFUND_SUCCESS", 2_500)]
    assert Refund.objects.count() == 1
    assert check() == []


def test_a_waiting_payment_is_cancelled_from_dashboard(both: Shopper, cast: Cast) -> None:
    begun = both.begins("cash")
    both.staff_asks("CANCEL", begun["transaction"]["id"])
    assert both.history(begun["transaction"]["id"])[-1] == ("CANCEL_SUCCESS", 102_000)
    assert both.completes()["errors"][0]["code"] == "CHECKOUT_NOT_FULLY_PAID"


def test_sold_for_cash_is_not_cancelled_by_its_payment(both: Shopper, cast: Cast) -> None:
    begun = both.begins("cash")
    both.completes()
    work(both)
    both.staff_asks("CANCEL", begun["transaction"]["id"])
    assert both.history(begun["transaction"]["id"])[-1][0] == "CANCEL_FAILURE"
    assert states() == ["confirmed", "confirmed"]


def test_a_request_that_comes_twice_is_one_refund(both: Shopper, cast: Cast) -> None:
    transaction = sold(both, cast)
    wanted = Moving("k" * 40, transaction["id"], transaction["pspReference"], "", Money(5_000, "IDR"), "", "", {})
    first, second = asked_back(wanted), asked_back(wanted)
    assert first == second
    assert (first.outcome, sum(Refund.objects.values_list("amount_minor", flat=True))) == ("", 5_000)
    other = asked_back(replace(wanted, key="n" * 40))
    assert other.reference != first.reference
    assert sum(Refund.objects.values_list("amount_minor", flat=True)) == 10_000


@pytest.mark.parametrize("amount", [Money(0, "IDR"), Money(102_001, "IDR"), Money(500, "USD")])
def test_an_amount_that_cannot_be_is_refused(both: Shopper, cast: Cast, amount: Money) -> None:
    transaction = sold(both, cast)
    moved = asked_back(Moving("k" * 40, transaction["id"], "", "", amount, "", "", {}))
    assert (moved.outcome, bool(moved.message)) == ("FAILURE", True)
    assert not Refund.objects.exists()


def test_money_that_came_before_its_order_is_asked_back_later(both: Shopper, cast: Cast) -> None:
    begun = both.begins("bank_transfer")
    transfer(cast)
    PaySession.objects.update(state=PaySession.State.CHARGED)
    wanted = Moving("k" * 40, begun["transaction"]["id"], "", "", Money(5_000, "IDR"), "", "", {})
    with pytest.raises(foreign_refunds.NotYet):
        asked_back(wanted)


def test_cash_that_was_taken_goes_back_on_the_same_transaction(both: Shopper, cast: Cast) -> None:
    begun = both.begins("cash")
    both.completes()
    work(both)
    order = purchase().orders.get(seller=cast.saris.seller)
    early = Moving("e" * 40, begun["transaction"]["id"], "", "", Money(5_000, "IDR"), "", "", {})
    assert asked_back(early).outcome == "FAILURE"  # nobody paid yet
    for person, stall in ((cast.sari, cast.saris), (cast.citra, cast.citras)):
        code = purchase().orders.get(seller=stall.seller).code
        life.send(scope=scope_of(person), person=person, order_code=code)
        life.deliver(scope=scope_of(person), person=person, order_code=code)
    work(both)
    both.staff_refunds_lines(
        purchase().origin_ref or "", begun["transaction"]["id"], {line_of(cast.saris.variant.pk): 1}
    )
    assert Refund.objects.get().order == order
    back = Repayment.objects.get()
    repayments.mark_paid(scope=scope_of(cast.sari), person=cast.sari, code=back.code, cash=True)
    work(both)
    assert both.history(begun["transaction"]["id"])[-1] == ("REFUND_SUCCESS", 40_000)
    assert check() == []
