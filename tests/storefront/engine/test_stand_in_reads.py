"""What one finds in the stand-in: goods by filter, orders by filter and cursor, addresses as Saleor leaves them."""

from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.saleor.orders import Order
from tests.fakes.saleor.shopping import ADDRESS, Refusal
from tests.storefront.engine.stand_in_shop import Shop, shop

__all__ = ["shop"]
GOODS = """query Goods($channel: String, $where: ProductWhereInput, $search: String) {
  products(channel: $channel, first: 10, where: $where, search: $search) { edges { node { name } } } }"""
POLL = """query Poll($after: String, $since: DateTime!) {
  orders(first: 2, after: $after, where: {updatedAt: {gte: $since}},
         sortBy: {field: LAST_MODIFIED_AT, direction: ASC}) {
    pageInfo { hasNextPage endCursor } edges { node { number } } } }"""
ORDERS = "query Orders($where: OrderWhereInput) { orders(first: 10, where: $where) { edges { node { number } } } }"
CHECKOUT = """mutation NewCheckout($input: CheckoutCreateInput!) { checkoutCreate(input: $input) {
  checkout { id shippingAddress { city cityArea countryArea phone } } errors { field code addressType } } }"""


def _names(shop: Shop, where: Any = None, **more: Any) -> list[str]:
    answer = shop.ask(GOODS, channel="lapak-id", where=where, **more)
    return [edge["node"]["name"] for edge in answer["data"]["products"]["edges"]]


def test_goods_are_found_by_stock_and_by_the_beginning_of_a_word(shop: Shop) -> None:
    shop.saleor.staff.set_stock("KOPI", 0)
    house = shop.variant("BATIK").stocks_[0].warehouse.id
    assert _names(shop, {"stockAvailability": "IN_STOCK"}) == ["Batik"]
    assert _names(shop, {"stocks": {"warehouseIds": [house], "quantity": {"gte": 1}}}) == ["Batik"]
    assert _names(shop, search="kop") == ["Kopi"]
    assert _names(shop, search="opi") == []


def test_goods_changed_since_are_those_whose_content_changed(shop: Shop) -> None:
    since = (shop.now() + timedelta(hours=1)).isoformat()
    shop.ahead = timedelta(hours=2)
    shop.saleor.staff.set_price("KOPI", 1)
    shop.saleor.staff.set_stock("KOPI", 1)
    shop.saleor.staff.unpublish("kopi")
    assert _names(shop, {"updatedAt": {"range": {"gte": since}}}) == []
    shop.saleor.staff.rename("batik", "Batik Cap")
    assert _names(shop, {"updatedAt": {"range": {"gte": since}}}) == ["Batik Cap"]


def test_a_stranger_does_not_find_what_is_not_published(shop: Shop) -> None:
    shop.saleor.staff.unpublish("kopi")
    assert _names(shop, token="") == ["Batik"]
    assert _names(shop) == ["Batik", "Kopi"]


@pytest.mark.parametrize(
    ("where", "numbers"),
    [
        ({"number": {"eq": 2}}, ["2"]),
        ({"status": {"oneOf": ["CANCELED", "FULFILLED"]}}, ["3", "1"]),
        ({"metadata": {"key": "cart", "value": {"eq": "c-2"}}}, ["2"]),
        ({"chargeStatus": {"eq": "FULL"}}, []),
        ({"checkoutId": {"eq": "Q2hlY2tvdXQ6bm9uZQ=="}}, []),
    ],
)
def test_orders_are_found_by_filter(shop: Shop, where: Any, numbers: list[str]) -> None:
    orders = [shop.saleor.shopper.place({"KOPI": 1}, metadata={"cart": f"c-{n}"}) for n in (1, 2, 3)]
    shop.saleor.staff.fulfil(orders[0].id)
    shop.saleor.staff.cancel_order(orders[2].id)
    answer = shop.ask(ORDERS, where=where)
    assert [edge["node"]["number"] for edge in answer["data"]["orders"]["edges"]] == numbers


def test_orders_are_found_by_the_warehouse_they_were_sent_from(shop: Shop) -> None:
    both = shop.saleor.shopper.place({"KOPI": 1, "BATIK": 1})
    assert shop.furniture is not None
    where = {"fulfillments": [{"warehouse": {"id": {"eq": shop.furniture.warehouses["a"].id}}}]}
    assert shop.ask(ORDERS, where=where)["data"]["orders"]["edges"] == []
    shop.saleor.staff.fulfil(both.id, skus=["BATIK"])
    assert len(shop.ask(ORDERS, where=where)["data"]["orders"]["edges"]) == 1


def test_polling_goes_on_where_it_was_though_a_row_moved(shop: Shop) -> None:
    orders = [shop.saleor.shopper.place({"KOPI": 1}) for _ in range(4)]
    since = (shop.now() - timedelta(hours=1)).isoformat()
    first = shop.ask(POLL, since=since)["data"]["orders"]
    shop.saleor.staff.confirm_order(orders[1].id)  # the row at the cursor goes to the end
    second = shop.ask(POLL, since=since, after=first["pageInfo"]["endCursor"])["data"]["orders"]
    third = shop.ask(POLL, since=since, after=second["pageInfo"]["endCursor"])["data"]["orders"]
    seen = [[edge["node"]["number"] for edge in page["edges"]] for page in (first, second, third)]
    assert seen == [["1", "2"], ["3", "4"], ["2"]]


def _address(shop: Shop, *, token: str | None = None, **given: Any) -> Any:
    where = {**ADDRESS, **given}
    row = {"variantId": shop.variant("KOPI").id, "quantity": 1}
    answer = shop.ask(CHECKOUT, token=token, input={"channel": "lapak-id", "lines": [row], "shippingAddress": where})
    return answer["data"]["checkoutCreate"] or answer["errors"][0]["extensions"]["exception"]["code"]


def test_an_address_is_brought_into_saleors_form(shop: Shop) -> None:
    made = _address(shop, countryArea="West Java", city="Kota Bandung", phone="0812-3456-7890")["checkout"]
    assert made["shippingAddress"] == {
        "city": "KOTA BANDUNG", "cityArea": "Kec. Setiabudi", "countryArea": "Jawa Barat", "phone": "+6281234567890"
    }  # fmt: skip
    shop.saleor.staff.change_settings(preserve_all_address_fields=False)
    assert _address(shop)["checkout"]["shippingAddress"]["cityArea"] == ""


@pytest.mark.parametrize("province", ["DI Yogyakarta", "JB", "Papua Selatan", "Papua Pegunungan"])
def test_a_province_that_saleor_does_not_know_is_refused(shop: Shop, province: str) -> None:
    errors = _address(shop, countryArea=province)["errors"]
    assert errors == [{"field": "countryArea", "code": "INVALID", "addressType": "SHIPPING"}]


def test_an_app_may_skip_the_checks_and_a_stranger_may_not(shop: Shop) -> None:
    made = _address(shop, countryArea="Papua Selatan", city="Merauke", skipValidation=True)["checkout"]
    assert (made["shippingAddress"]["countryArea"], made["shippingAddress"]["city"]) == ("Papua Selatan", "Merauke")
    assert _address(shop, token="", countryArea="Papua Selatan", skipValidation=True) == "PermissionDenied"


def test_a_shop_app_that_answers_too_late_offers_nothing(shop: Shop) -> None:
    def late(*_: object) -> tuple[int, bytes]:
        raise TimeoutError

    checkout = shop.saleor.shopper.fill({"KOPI": 1})
    shop.saleor.route = late
    with pytest.raises(Refusal, match="NO_DELIVERY"):
        shop.saleor.shopper.choose(checkout)
    event = shop.saleor.shopper.pay(checkout)["transactionEvent"]
    assert (event["type"], event["message"]) == ("CHARGE_FAILURE", "Failed to delivery request.")


def test_a_fully_paid_checkout_completes_itself_where_the_channel_says_so(shop: Shop) -> None:
    assert shop.furniture is not None
    shop.furniture.channel.checkout["automaticallyCompleteFullyPaidCheckouts"] = True
    shop.app.session = (200, {"result": "CHARGE_SUCCESS", "pspReference": "p-1"})
    checkout = shop.saleor.shopper.fill({"KOPI": 1})
    shop.saleor.shopper.choose(checkout)
    shop.saleor.shopper.pay(checkout)
    shop.saleor.work()
    order = shop.saleor.world.by(Order, checkout_id=checkout)
    assert order is not None
    assert (order.status, order.charge_status) == ("UNFULFILLED", "FULL")


def test_a_payment_goes_on_after_the_shopper_acted(shop: Shop) -> None:
    order = shop.place(kopi=1)
    payment = shop.saleor.shopper.pay(order)["transaction"]["id"]
    shop.app.session = (200, {"result": "CHARGE_SUCCESS", "pspReference": "p-1"})
    assert shop.saleor.shopper.process(payment)["transactionEvent"]["type"] == "CHARGE_SUCCESS"
    asked = len(shop.app.posted)
    assert shop.saleor.shopper.process(payment)["transactionEvent"]["type"] == "CHARGE_SUCCESS"
    assert len(shop.app.posted) == asked  # the old event is told, the app is not asked
    assert shop.status(order)["chargeStatus"] == "FULL"
