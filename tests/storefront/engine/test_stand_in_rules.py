"""The rules of the contract that cost orders or money show in the stand-in as they show in Saleor."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.saleor.shopping import Refusal
from tests.storefront.engine.stand_in_shop import METHOD, TWO_CALLS, Shop, shop

__all__ = ["shop"]


def _together(shop: Shop, times: int) -> list[Any]:
    """So many shoppers at once, each wanting one KOPI; what `place` answered."""
    checkouts = [shop.saleor.shopper.fill({"KOPI": 1}) for _ in range(times)]
    answers: list[Any] = []

    def place(checkout: str) -> None:
        answers.append(shop.ask(TWO_CALLS, id=checkout, delivery=METHOD)["data"]["place"])

    threads = [threading.Thread(target=place, args=(one,)) for one in checkouts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def test_without_reservations_more_is_sold_than_there_is(shop: Shop) -> None:
    shop.saleor.staff.change_settings(reserve_stock_duration_anonymous_user=None)
    assert all(one["order"] for one in _together(shop, 8))
    stock = shop.variant("KOPI").stocks_[0]
    assert (stock.quantity, stock.allocated(shop.saleor.world)) == (5, 8)


def test_with_reservations_exactly_what_there_is_is_sold(shop: Shop) -> None:
    assert all(one["order"] for one in _together(shop, 5))
    with pytest.raises(Refusal) as refused:
        shop.saleor.shopper.fill({"KOPI": 1})
    assert refused.value.rows[0]["code"] == "INSUFFICIENT_STOCK"


def test_a_reservation_ends(shop: Shop) -> None:
    shop.saleor.shopper.fill({"KOPI": 5})
    shop.ahead = timedelta(minutes=61)
    assert shop.saleor.shopper.fill({"KOPI": 5})


def test_a_changed_setting_is_half_in_force_until_the_restart(shop: Shop) -> None:
    shop.saleor.staff.change_settings(use_legacy_shipping_zone_stock_availability=True)
    shop.saleor.settings.settings_need_restart = True
    shop.saleor.staff.change_settings(use_legacy_shipping_zone_stock_availability=False)
    checkout = shop.saleor.shopper.fill({"KOPI": 1})
    assert shop.two_calls(checkout)["place"]["errors"][0]["code"] == "INSUFFICIENT_STOCK"
    shop.saleor.restart()
    assert shop.two_calls(checkout)["place"]["order"]


def test_the_legacy_rule_hides_a_warehouse_outside_every_zone(shop: Shop) -> None:
    shop.saleor.staff.change_settings(use_legacy_shipping_zone_stock_availability=True)
    with pytest.raises(Refusal, match="Only 0 remaining"):
        shop.saleor.shopper.fill({"KOPI": 1})


def test_deleting_a_sold_product_takes_allocation_and_variant_from_the_order(shop: Shop) -> None:
    order = shop.place(kopi=1, batik=1)
    checkout = shop.saleor.shopper.fill({"KOPI": 1, "BATIK": 1})
    shop.saleor.staff.delete_product(shop.goods["KOPI"].id)
    lines = shop.status(order)["lines"]
    assert [(line["variant"] is None, line["allocations"]) for line in lines] == [
        (True, []), (False, [{"quantity": 1}])
    ]  # fmt: skip
    rows = shop.ask("query C($id: ID!) { checkout(id: $id) { lines { quantity } } }", id=checkout)
    assert len(rows["data"]["checkout"]["lines"]) == 1


def test_an_expired_or_cancelled_order_can_be_fulfilled_all_the_same(shop: Shop) -> None:
    for act in (shop.saleor.staff.expire_order, shop.saleor.staff.cancel_order):
        order = shop.place(kopi=1)
        act(order)
        shop.saleor.staff.fulfil(order)
        assert shop.status(order)["status"] == "FULFILLED"


def test_an_expired_order_that_is_paid_late_has_no_stock(shop: Shop) -> None:
    order = shop.place(kopi=1)
    shop.saleor.staff.expire_order(order)
    shop.report(shop.transaction(order), "CHARGE_SUCCESS", 57500)
    now = shop.status(order)
    assert (now["status"], now["chargeStatus"]) == ("UNFULFILLED", "FULL")
    assert now["lines"][0]["allocations"] == [{"quantity": 0}]


def test_cancelling_a_paid_order_gives_no_money_back(shop: Shop) -> None:
    order = shop.place(kopi=1)
    shop.report(shop.transaction(order), "CHARGE_SUCCESS", 57500)
    shop.saleor.staff.cancel_order(order)
    assert (shop.status(order)["status"], shop.status(order)["chargeStatus"]) == ("CANCELED", "FULL")


def test_any_transaction_stops_expiry(shop: Shop) -> None:
    with_payment, without = shop.place(kopi=1), shop.place(kopi=1)
    shop.saleor.shopper.pay(with_payment)
    shop.ahead = timedelta(days=2)
    assert [one.id for one in shop.saleor.expire_orders()] == [without]


def test_expiry_does_not_move_updated_at(shop: Shop) -> None:
    order = shop.place(kopi=1)
    before = shop.status(order)["updatedAt"]
    shop.saleor.staff.expire_order(order)
    assert shop.status(order)["updatedAt"] == before


def test_confirmed_is_told_while_the_order_is_not(shop: Shop) -> None:
    order = shop.place(kopi=1)
    assert {"order_created", "order_confirmed"} <= set(shop.heard())
    assert shop.status(order)["status"] == "UNCONFIRMED"


def test_a_transaction_without_money_confirms_silently(shop: Shop) -> None:
    order = shop.place(kopi=1)
    shop.heard()
    shop.transaction(order)
    assert shop.status(order)["status"] == "UNFULFILLED"
    assert shop.heard() == []


def test_an_action_required_does_not_confirm(shop: Shop) -> None:
    order = shop.place(kopi=1)
    assert shop.saleor.shopper.pay(order)["transactionEvent"]["type"] == "CHARGE_ACTION_REQUIRED"
    assert shop.status(order)["status"] == "UNCONFIRMED"


def test_marked_as_paid_is_full_and_still_unconfirmed(shop: Shop) -> None:
    order = shop.place(kopi=1)
    shop.heard()
    shop.saleor.staff.mark_as_paid(order)
    assert (shop.status(order)["status"], shop.status(order)["chargeStatus"]) == ("UNCONFIRMED", "FULL")
    assert shop.heard() == ["order_fully_paid", "order_updated"]


def test_paid_is_told_for_a_part_too(shop: Shop) -> None:
    order = shop.place(kopi=1)
    shop.heard()
    shop.report(shop.transaction(order), "CHARGE_SUCCESS", 1000)
    assert shop.heard() == ["order_paid", "order_updated"]
    assert shop.status(order)["chargeStatus"] == "PARTIAL"


def test_pending_money_completes_a_checkout(shop: Shop) -> None:
    shop.app.session = (200, {"result": "CHARGE_REQUEST", "pspReference": "p-1"})
    checkout = shop.saleor.shopper.fill({"KOPI": 1})
    shop.saleor.shopper.choose(checkout)
    with pytest.raises(Refusal, match="CHECKOUT_NOT_FULLY_PAID"):
        shop.saleor.shopper.complete(checkout)
    shop.saleor.shopper.pay(checkout)
    order = shop.saleor.shopper.complete(checkout)
    assert (order.status, order.charge_status) == ("UNFULFILLED", "NONE")
    assert shop.saleor.shopper.complete(checkout) is order


def test_a_charge_under_another_reference_leaves_the_pending_one(shop: Shop) -> None:
    order = shop.place(kopi=1)
    payment = shop.transaction(order)
    shop.report(payment, "CHARGE_REQUEST", 57500, "p-1")
    other = shop.report(payment, "CHARGE_SUCCESS", 57500, "p-2")["transaction"]
    assert other["chargePendingAmount"]["amount"] == 57500
    same = shop.report(payment, "CHARGE_SUCCESS", 57500, "p-1")["transaction"]
    assert same["chargePendingAmount"]["amount"] == 0


def test_a_refund_that_is_too_large_is_quietly_made_smaller(shop: Shop) -> None:
    order = shop.place(kopi=1)
    payment = shop.transaction(order)
    shop.report(payment, "CHARGE_SUCCESS", 57500)
    shop.saleor.staff.refund(order, 99_000_000)
    shop.saleor.work()
    assert shop.app.bodies("transaction_refund_requested")[-1]["action"]["amount"] == 57500
    assert shop.status(order)["totalCharged"]["amount"] == 0
    shop.report(payment, "REFUND_SUCCESS", 57500, "rf-107")
    assert "order_fully_refunded" in shop.heard()


def test_a_refund_request_that_gets_no_answer_is_asked_again(shop: Shop) -> None:
    order = shop.place(kopi=1)
    shop.report(shop.transaction(order), "CHARGE_SUCCESS", 57500)
    shop.app.refund = (503, {})
    shop.saleor.staff.refund(order, 1000)
    shop.saleor.work()
    shop.app.refund = (200, {"pspReference": "rf-1", "result": "REFUND_SUCCESS"})
    shop.saleor.work()
    assert len(shop.app.bodies("transaction_refund_requested")) == 2
    assert shop.status(order)["totalCharged"]["amount"] == 56500


def test_prices_cannot_be_asked_in_the_shipping_call(shop: Shop) -> None:
    hook = next(one for one in shop.saleor.app.hooks if one.sync == ["SHIPPING_LIST_METHODS_FOR_CHECKOUT"])  # type: ignore[union-attr]  # the app was installed above
    hook.subscription_query = (
        "subscription { event { ... on ShippingListMethodsForCheckout "
        "{ checkout { id subtotalPrice { gross { amount } } } } } }"
    )
    shop.app.shipping = (200, [])
    shop.saleor.shopper.delivery_options(shop.saleor.shopper.fill({"KOPI": 1}))
    body = shop.app.bodies("shipping_list_methods_for_checkout")[-1]
    assert body["checkout"] is None
    assert body["errors"][0]["extensions"]["exception"]["code"] == "CircularSubscriptionSyncEvent"
    assert body["errors"][0]["path"] == ["event", "checkout", "subtotalPrice"]


def test_bad_ways_to_deliver_are_dropped_one_by_one(shop: Shop) -> None:
    good = {"id": "good", "name": "Good", "amount": "1000.555", "currency": "IDR", "minimumDeliveryDays": 3}
    bad = [{**good, "id": "usd", "currency": "USD"}, {**good, "id": "minus", "amount": -1}, {"id": "x"}, "rubbish"]
    shop.app.shipping = (200, [*bad, good])
    options = shop.saleor.shopper.delivery_options(shop.saleor.shopper.fill({"KOPI": 1}))
    assert [(one["shippingMethod"]["name"], one["shippingMethod"]["price"]["amount"]) for one in options] == [
        ("Good", 1000.56)
    ]


@pytest.mark.parametrize("answer", [(200, {"id": "one"}), (500, []), (404, [])])
def test_no_usable_answer_means_no_way_to_deliver(shop: Shop, answer: tuple[int, Any]) -> None:
    shop.app.shipping = answer
    assert shop.saleor.shopper.delivery_options(shop.saleor.shopper.fill({"KOPI": 1})) == []


def test_a_stale_choice_is_completed_at_the_old_price(shop: Shop) -> None:
    checkout = shop.saleor.shopper.fill({"KOPI": 1})
    shop.saleor.shopper.choose(checkout)
    add = """mutation Add($id: ID!, $lines: [CheckoutLineInput!]!) { checkoutLinesAdd(id: $id, lines: $lines) {
      checkout { problems { __typename } } errors { code } } }"""
    added = shop.ask(add, id=checkout, lines=[{"variantId": shop.variant("BATIK").id, "quantity": 1}], token="")
    problems = added["data"]["checkoutLinesAdd"]["checkout"]["problems"]
    assert problems == [{"__typename": "CheckoutProblemDeliveryMethodStale"}]
    asked = len(shop.app.bodies("shipping_list_methods_for_checkout"))
    document = "mutation P($id: ID!) { orderCreateFromCheckout(id: $id) { order { shippingPrice { gross { amount } } } errors { code } } }"  # noqa: E501  a document on one line, as it is sent
    order = shop.ask(document, id=checkout)["data"]["orderCreateFromCheckout"]["order"]
    assert order["shippingPrice"]["gross"]["amount"] == 12500
    assert len(shop.app.bodies("shipping_list_methods_for_checkout")) == asked + 1
