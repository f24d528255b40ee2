"""Whole stories of other storefronts' payments, through the stand-in: from the shopper's call to the books."""

import pytest
from django.conf import LazySettings
from django.test import Client

from payments.charges.models import Charge, QrisCode
from payments.ledger.reconcile import check
from sellers.accounts.asking import scope_of
from sellers.kit import clock, due
from sellers.kit.clock import frozen
from sellers.messages.models import Message
from storefront.hooks import saleor_work
from storefront.orders import deadlines, life, settling
from storefront.orders.foreign_sessions import PaySession
from storefront.orders.models import Bill, Order, Purchase, RefundTask
from tests.cast import Cast
from tests.fakes.saleor.carts import Checkout
from tests.fakes.stripe import StripeFake
from tests.payments.qris_codes import MAWAR
from tests.saleor_ground import orders_there, set_stock, there
from tests.storefront.hooks.paying_elsewhere import alone, purchase, repay, sold, states, transfer, work
from tests.storefront.hooks.shopping_elsewhere import Shopper
from tests.storefront.shop.test_paying_by_stripe import deliver, press_pay, sweep


def test_a_transfer_found_on_the_statement_makes_the_order(both: Shopper, cast: Cast) -> None:
    assert [way["way"] for way in both.ways()["ways"]] == ["bank_transfer", "cash"]
    begun = both.begins("bank_transfer")
    assert begun["transactionEvent"]["type"] == "CHARGE_ACTION_REQUIRED"
    assert both.completes()["errors"][0]["code"] == "CHECKOUT_NOT_FULLY_PAID"
    transfer(cast)
    work(both)
    (there,) = orders_there(both.ground)
    assert (there.status, there.charge_status) == ("UNFULFILLED", "FULL")
    assert both.history(begun["transaction"]["id"]) == [
        ("CHARGE_ACTION_REQUIRED", 102_000),
        ("CHARGE_SUCCESS", 102_000),
    ]
    bill = purchase().bills.get()
    assert (bill.code, bill.state, bill.way) == (begun["transaction"]["pspReference"], "paid", "bank_transfer")
    assert states() == ["confirmed", "confirmed"]
    assert PaySession.objects.get().state == PaySession.State.CHARGED
    assert PaySession.objects.get().done_at is not None
    assert check() == []


def test_working_on_and_on_changes_nothing(both: Shopper, cast: Cast) -> None:
    begun = both.begins("bank_transfer")
    transfer(cast)
    work(both)
    PaySession.objects.update(done_at=None, due_at=clock.now())
    work(both)
    assert len(orders_there(both.ground)) == Purchase.objects.count() == 1
    assert len(both.history(begun["transaction"]["id"])) == 2
    assert check() == []


def test_a_qris_confirmed_by_an_officer_makes_the_order(both: Shopper, cast: Cast) -> None:
    QrisCode.objects.create(
        cooperative=cast.cooperative, payload=MAWAR, merchant="KUB MAWAR BLITAR", nmid="ID0000000000001"
    )
    begun = both.begins("qris")
    assert begun["data"]["qr"]
    transfer(cast)
    work(both)
    assert (purchase().bills.get().way, states()) == ("qris", ["confirmed", "confirmed"])
    assert orders_there(both.ground)[0].charge_status == "FULL"
    assert check() == []


def test_the_storefront_may_complete_it_itself(both: Shopper, cast: Cast) -> None:
    begun = both.begins("bank_transfer")
    transfer(cast)
    told = both.goes_on(begun["transaction"]["id"])
    assert told["transactionEvent"]["type"] == "CHARGE_SUCCESS"
    done = both.completes()
    assert not done["errors"], done
    work(both)
    assert len(orders_there(both.ground)) == 1
    assert states() == ["confirmed", "confirmed"]
    assert len(both.history(begun["transaction"]["id"])) == 2
    assert check() == []


def test_cash_is_collected_at_the_door_and_then_charged(both: Shopper, cast: Cast) -> None:
    begun = both.begins("cash")
    assert begun["transactionEvent"]["type"] == "AUTHORIZATION_SUCCESS"
    done = both.completes()
    assert not done["errors"], done
    work(both)
    assert [(bill.way, bill.amount_minor) for bill in purchase().bills.order_by("position")] == [
        ("cash", 85_000), ("cash", 17_000),
    ]  # fmt: skip
    assert states() == ["confirmed", "confirmed"]
    assert orders_there(both.ground)[0].charge_status == "NONE"
    for person, stall in ((cast.sari, cast.saris), (cast.citra, cast.citras)):
        order = purchase().orders.get(seller=stall.seller)
        life.send(scope=scope_of(person), person=person, order_code=order.code)
        life.deliver(scope=scope_of(person), person=person, order_code=order.code)
    work(both)
    assert orders_there(both.ground)[0].charge_status == "FULL"
    charged = [event for event in both.history(begun["transaction"]["id"]) if event[0] == "CHARGE_SUCCESS"]
    assert sorted(charged) == [("CHARGE_SUCCESS", 17_000), ("CHARGE_SUCCESS", 85_000)]
    assert check() == []


def test_two_collectors_are_two_payments_and_one_order(both: Shopper, cast: Cast) -> None:
    alone(cast)
    bills = both.ways()["bills"]
    first = both.begins("bank_transfer", key="k1", amount=85_000, bill=bills[0]["bill"])
    second = both.begins("bank_transfer", key="k2", amount=17_000, bill=bills[1]["bill"])
    charges = [Charge.objects.get(bill_ref=one["transaction"]["pspReference"]) for one in (first, second)]
    transfer(cast, charge=charges[0])
    work(both)
    assert not orders_there(both.ground)  # the rest is not paid
    settling.confirm_transfer(
        scope=scope_of(cast.citra), person=cast.citra, charge_code=charges[1].code,
        amount_minor=charges[1].total_minor, received_at=clock.now(), external_id="CITRA-1",
    )  # fmt: skip
    work(both)
    assert orders_there(both.ground)[0].charge_status == "FULL"
    assert {(bill.code, bill.amount_minor, bill.state) for bill in purchase().bills.all()} == {
        (first["transaction"]["pspReference"], 85_000, "paid"), (second["transaction"]["pspReference"], 17_000, "paid"),
    }  # fmt: skip
    assert check() == []


def test_half_a_checkout_paid_goes_back_after_a_day(both: Shopper, cast: Cast) -> None:
    alone(cast)
    bills = both.ways()["bills"]
    begun = both.begins("bank_transfer", amount=85_000, bill=bills[0]["bill"])
    with frozen(clock.now()) as time:
        transfer(cast)
        work(both)
        time.tick(hours=25)
        work(both)
        assert PaySession.objects.get().state == PaySession.State.GIVEN_BACK
        repay(cast)
        work(both)
    assert both.history(begun["transaction"]["id"])[-1] == ("REFUND_SUCCESS", 85_000)
    assert not orders_there(both.ground)
    assert check() == []


def test_goods_that_are_gone_when_the_money_comes_send_it_back(both: Shopper, cast: Cast) -> None:
    begun = both.begins("bank_transfer")
    for checkout in both.ground.saleor.world.all(Checkout):
        checkout.reserved_until = None
    set_stock(both.ground, cast.saris.variant, 0)
    transfer(cast)
    work(both)
    assert not orders_there(both.ground)
    (task,) = RefundTask.objects.all()
    assert (task.amount_minor, task.reason) == (102_000, "paid_after_expiry")
    assert Message.objects.filter(template="refund_owed", to="+6281200001004").exists()
    repay(cast)
    work(both)
    assert both.history(begun["transaction"]["id"])[-1] == ("REFUND_SUCCESS", 102_000)
    assert check() == []


def test_a_checkout_changed_after_it_was_paid_is_no_bargain(both: Shopper, cast: Cast) -> None:
    both.begins("bank_transfer")
    both.ask(
        "mutation($id: ID!, $lines: [CheckoutLineInput!]!) { checkoutLinesAdd(id: $id, lines: $lines) "
        "{ errors { field code message } } }",
        "checkoutLinesAdd", id=both.checkout,
        lines=[{"variantId": there(both.ground, cast.saris.variant).id, "quantity": 5}],
    )  # fmt: skip
    transfer(cast)
    work(both)
    assert not orders_there(both.ground)
    assert not Order.objects.exists()


def test_paying_twice_sends_one_payment_back(both: Shopper, cast: Cast) -> None:
    first = both.begins("bank_transfer", key="k1")
    one = Charge.objects.get()
    second = both.begins("bank_transfer", key="k2")
    assert PaySession.objects.order_by("pk")[0].state == PaySession.State.ENDED
    transfer(cast)
    work(both)
    assert states() == ["confirmed", "confirmed"]
    transfer(cast, ref="MUTASI-2", charge=one)
    work(both)
    assert RefundTask.objects.get().amount_minor == 102_000
    repay(cast)
    work(both)
    assert both.history(first["transaction"]["id"])[-1] == ("REFUND_SUCCESS", 102_000)
    assert both.history(second["transaction"]["id"])[-1] == ("CHARGE_SUCCESS", 102_000)
    assert purchase().bills.filter(state=Bill.State.PAID).count() == 1
    assert check() == []


def test_a_session_nobody_pays_ends_and_late_money_wakes_it(both: Shopper, cast: Cast) -> None:
    begun = both.begins("bank_transfer")
    with frozen(clock.now()) as time:
        time.tick(hours=25)
        work(both)
        assert both.history(begun["transaction"]["id"])[-1][0] == "CHARGE_FAILURE"
        assert Charge.objects.get().state == Charge.State.EXPIRED
        transfer(cast)
        work(both)
        assert both.history(begun["transaction"]["id"])[-1] == ("CHARGE_SUCCESS", 102_000)
    assert states() == ["confirmed", "confirmed"]
    assert check() == []


def test_a_short_transfer_that_is_never_completed_goes_back(both: Shopper, cast: Cast) -> None:
    begun = both.begins("bank_transfer")
    with frozen(clock.now()) as time:
        transfer(cast, less=50_000)
        work(both)
        assert not RefundTask.objects.exists()
        time.tick(hours=25)
        work(both)
    task = RefundTask.objects.get()
    assert task.amount_minor == Charge.objects.get().total_minor - 50_000
    assert both.history(begun["transaction"]["id"])[-1][0] == "CHARGE_FAILURE"
    repay(cast)
    work(both)
    assert "REFUND_SUCCESS" not in [kind for kind, _minor in both.history(begun["transaction"]["id"])]
    assert check() == []


def test_an_order_that_stands_is_paid_afterwards(both: Shopper, cast: Cast) -> None:
    """As a virtual account is: the order first, then its payment."""
    told = both.ask(
        "mutation($id: ID!) { orderCreateFromCheckout(id: $id) { order { id } errors { field code message } } }",
        "orderCreateFromCheckout", staff=True, id=both.checkout,
    )  # fmt: skip
    order = told["order"]["id"]
    begun = both.begins("bank_transfer", source=order)
    assert begun["transactionEvent"]["type"] == "CHARGE_ACTION_REQUIRED", begun
    transfer(cast)
    work(both)
    assert orders_there(both.ground)[0].charge_status == "FULL"
    assert purchase().bills.get().code == begun["transaction"]["pspReference"]
    assert states() == ["confirmed", "confirmed"]
    assert check() == []


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_lost_answers_make_one_order_and_one_charge(both: Shopper, cast: Cast, lost: int) -> None:
    begun = both.begins("bank_transfer")
    transfer(cast)
    both.ground.saleor.drop_answers(lost)
    work(both, 6)
    assert len(orders_there(both.ground)) == Purchase.objects.count() == 1
    assert both.history(begun["transaction"]["id"]).count(("CHARGE_SUCCESS", 102_000)) == 1
    assert states() == ["confirmed", "confirmed"]
    assert check() == []


def test_a_silent_saleor_costs_time_and_no_money(both: Shopper, cast: Cast) -> None:
    begun = both.begins("bank_transfer")
    transfer(cast)
    both.ground.saleor.down()
    work(both)
    assert not Purchase.objects.exists()
    both.ground.saleor.up()
    work(both)
    assert both.history(begun["transaction"]["id"])[-1] == ("CHARGE_SUCCESS", 102_000)
    assert states() == ["confirmed", "confirmed"]
    assert check() == []


def test_an_unpaid_bill_of_a_taken_order_expires_like_any_other(both: Shopper, cast: Cast) -> None:
    told = both.ask(
        "mutation($id: ID!) { orderCreateFromCheckout(id: $id) { order { id } errors { field code message } } }",
        "orderCreateFromCheckout", staff=True, id=both.checkout,
    )  # fmt: skip
    both.begins("bank_transfer", source=told["order"]["id"])
    work(both)
    assert states() == ["waiting", "waiting"]
    with frozen(clock.now()) as time:
        time.tick(hours=25)
        deadlines.sweep()
        work(both)
        assert states() == ["expired", "expired"]
        life.finish_stock_due()
        work(both)
    assert orders_there(both.ground)[0].status == "CANCELED"
    assert check() == []


def test_nothing_waits_when_all_is_done(both: Shopper, cast: Cast) -> None:
    sold(both, cast)
    assert not due.take(PaySession.objects.all())


def test_stripe_takes_the_shopper_to_its_own_page_and_tells_us(
    both: Shopper, cast: Cast, settings: LazySettings, client: Client
) -> None:
    fake = StripeFake()
    settings.GATEWAYS = {"stripe": fake.config(collector=cast.cooperative.slug)}
    try:
        begun = both.begins("stripe")
        assert begun["transactionEvent"]["type"] == "CHARGE_ACTION_REQUIRED", begun
        page = begun["data"]["url"]
        assert page.startswith(fake.api)
        assert press_pay(page).startswith("http://lapak.test/saleor/kembali/")
        told = both.goes_on(begun["transaction"]["id"])  # the webhook is late: Stripe is asked
        assert told["transactionEvent"]["type"] == "CHARGE_SUCCESS"
        deliver(client, fake.webhooks())
        sweep("gateway_events")
        work(both)
        assert states() == ["confirmed", "confirmed"]
        assert both.history(begun["transaction"]["id"]).count(("CHARGE_SUCCESS", 102_000)) == 1
        both.staff_asks("REFUND", begun["transaction"]["id"], 17_000)
        sweep("gateway_refunds")
        deliver(client, fake.webhooks())
        sweep("gateway_events", "settlements")
        work(both)
        assert both.history(begun["transaction"]["id"])[-1] == ("REFUND_SUCCESS", 17_000)
        assert check() == []
    finally:
        fake.close()


def test_a_standing_bill_is_asked_in_the_way_the_shopper_chooses(both: Shopper, cast: Cast) -> None:
    """The order was taken in before anybody said how it is paid."""
    told = both.ask(
        "mutation($id: ID!) { orderCreateFromCheckout(id: $id) { order { id } errors { field code message } } }",
        "orderCreateFromCheckout", staff=True, id=both.checkout,
    )  # fmt: skip
    order = told["order"]["id"]
    work(both)
    assert purchase().bills.get().way == "elsewhere"
    wrong = both.begins("bank_transfer", source=order, key="k0", amount=5_000)
    assert wrong["transactionEvent"]["type"] == "CHARGE_FAILURE"
    begun = both.begins("bank_transfer", source=order)
    assert begun["transactionEvent"]["type"] == "CHARGE_ACTION_REQUIRED", begun
    bill = purchase().bills.get()
    assert (bill.way, bill.cooperative) == ("bank_transfer", cast.cooperative)
    transfer(cast)
    work(both)
    assert states() == ["confirmed", "confirmed"]
    assert orders_there(both.ground)[0].charge_status == "FULL"
    assert both.history(begun["transaction"]["id"])[-1] == ("CHARGE_SUCCESS", 102_000)
    late = both.begins("bank_transfer", source=order, key="k9", amount=102_000)
    assert late["transactionEvent"]["type"] == "CHARGE_FAILURE"
    assert check() == []


def test_an_order_cancelled_before_we_read_it_gives_its_money_back(both: Shopper, cast: Cast) -> None:
    begun = both.begins("bank_transfer")
    transfer(cast)
    both.goes_on(begun["transaction"]["id"])
    order = both.completes()["order"]["id"]
    cancelled = both.ask(
        "mutation($id: ID!) { orderCancel(id: $id) { order { status } errors { code } } }", "orderCancel",
        staff=True, id=order,
    )  # fmt: skip
    assert not cancelled["errors"], cancelled
    work(both)
    session = PaySession.objects.get()
    assert (session.state, session.done_at is not None) == (PaySession.State.GIVEN_BACK, True)
    assert RefundTask.objects.get().amount_minor == 102_000
    repay(cast)
    work(both)
    assert both.history(begun["transaction"]["id"])[-1] == ("REFUND_SUCCESS", 102_000)
    assert check() == []


def test_cash_is_not_promised_for_an_order_that_was_taken_in_without_it(both: Shopper, cast: Cast) -> None:
    told = both.ask(
        "mutation($id: ID!) { orderCreateFromCheckout(id: $id) { order { id } errors { field code message } } }",
        "orderCreateFromCheckout", staff=True, id=both.checkout,
    )  # fmt: skip
    order = told["order"]["id"]
    work(both)
    assert "cash" in [way["way"] for way in both.ways(order)["shut"]]
    assert both.begins("cash", source=order)["transactionEvent"]["type"] != "AUTHORIZATION_SUCCESS"
    assert states() == ["waiting", "waiting"]


def test_cash_chosen_while_its_order_was_being_taken_in_is_taken_back(both: Shopper, cast: Cast) -> None:
    """The reader looked at the payments just before this one began."""
    told = both.ask(
        "mutation($id: ID!) { orderCreateFromCheckout(id: $id) { order { id } errors { field code message } } }",
        "orderCreateFromCheckout", staff=True, id=both.checkout,
    )  # fmt: skip
    order = told["order"]["id"]
    begun = both.begins("cash", source=order)
    assert begun["transactionEvent"]["type"] == "AUTHORIZATION_SUCCESS"
    PaySession.objects.update(state=PaySession.State.ENDED)
    both.ground.saleor.deliver()
    saleor_work.work_due()
    PaySession.objects.update(state=PaySession.State.AUTHORIZED)
    work(both)
    assert PaySession.objects.get().state == PaySession.State.ENDED
    assert both.history(begun["transaction"]["id"])[-1][0] == "CANCEL_SUCCESS"
