"""Webhooks and the network of the stand-in: what arrives, what is tried again, and every knob."""

import json
import urllib.error
import urllib.request
from datetime import timedelta
from http.client import RemoteDisconnected
from typing import Any

import pytest

from tests.fakes.saleor.server import STAFF_EMAIL, STAFF_PASSWORD
from tests.storefront.engine.stand_in_shop import Shop, shop
from tests.storefront.engine.test_stand_in_signs import verified

__all__ = ["shop"]
SHOP = "query Name { shop { name } }"
META = """mutation Meta($id: ID!, $input: [MetadataInput!]!) { updateMetadata(id: $id, input: $input) {
  item { metadata { key value } } errors { code } } }"""
LOGIN = """mutation Login($email: String!, $password: String!) { tokenCreate(email: $email, password: $password) {
  token errors { field code } } }"""
FAILED = """query Failed { app { webhooks { identifier
  eventDeliveries(first: 20, filter: {status: FAILED}, sortBy: {field: CREATED_AT, direction: DESC}) {
    edges { node { eventType payload attempts(first: 6) {
    edges { node { responseStatusCode response } } } } } } } } }"""


def _post(shop: Shop, document: str, *, token: str = "", **variables: Any) -> tuple[int, Any]:
    body = json.dumps({"query": document, "variables": variables}).encode()
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        request = urllib.request.Request(shop.saleor.api_url, body, headers)  # noqa: S310  # on this machine
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310  # likewise
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def _jwks(shop: Shop) -> Any:
    with urllib.request.urlopen(shop.saleor.jwks_url, timeout=5) as answer:  # noqa: S310  # likewise
        return json.load(answer)


def _last(shop: Shop) -> tuple[str, bytes]:
    _, headers, body = shop.app.posted[-1]
    return headers["Saleor-Signature"], body


def test_the_handshake_says_which_saleor_it_is(shop: Shop) -> None:
    path, headers, body = shop.app.posted[0]
    assert (path, headers["Saleor-Api-Url"]) == ("/register", shop.saleor.api_url)
    assert headers["Saleor-Schema-Version"] == "3.23"
    assert headers["Host"] == "127.0.0.1"  # without the port, as Saleor's
    assert json.loads(body) == {"auth_token": shop.app.token}


def test_a_failed_handshake_leaves_no_app(shop: Shop) -> None:
    with pytest.raises(RuntimeError, match="already installed: Lapak"):
        shop.saleor.install(shop.app.manifest_url)


def test_the_signature_verifies_by_the_jwks_and_turns_with_the_key(shop: Shop) -> None:
    shop.saleor.staff.set_price("KOPI", 46000)
    shop.saleor.deliver()
    old = _jwks(shop)
    assert verified(*_last(shop), old)
    shop.saleor.rotate_keys()
    shop.saleor.staff.set_price("KOPI", 47000)
    shop.saleor.deliver()
    assert old["keys"][0]["kid"] != _jwks(shop)["keys"][0]["kid"]
    assert verified(*_last(shop), _jwks(shop))


def test_an_event_names_who_did_it(shop: Shop) -> None:
    shop.saleor.staff.rename("KOPI".lower(), "Kopi Tubruk")
    shop.saleor.deliver()
    issuer = shop.app.bodies("product_updated")[-1]["issuingPrincipal"]
    assert issuer == {"__typename": "User", "id": shop.saleor.admin.id}
    shop.ask(META, id=shop.goods["KOPI"].id, input=[{"key": "a", "value": "1"}])
    order = shop.saleor.shopper.place({"KOPI": 1}, metadata={"lapak.seller": "mine"})
    shop.ask(META, token="", id=order.id, input=[{"key": "lapak.seller", "value": "not mine"}])
    shop.saleor.deliver()
    told = shop.app.bodies("order_metadata_updated")[-1]
    assert (told["issuingPrincipal"], told["order"]["id"]) == (None, order.id)


def test_a_delivery_that_gets_a_503_comes_again_with_the_same_bytes(shop: Shop) -> None:
    shop.app.events = (503, {})
    shop.saleor.staff.set_price("KOPI", 46000)
    shop.saleor.deliver()
    first = _last(shop)
    shop.app.events = (200, {})
    assert [one.status for one in shop.saleor.deliver()] == ["SUCCESS"]
    assert _last(shop) == first
    assert shop.saleor.deliver() == []


def test_a_404_is_never_tried_again_and_is_listed(shop: Shop) -> None:
    shop.app.events = (404, {"no": "such"})
    shop.saleor.staff.set_price("KOPI", 46000)
    shop.saleor.deliver()
    assert shop.saleor.deliver() == []
    hooks = shop.ask(FAILED)["data"]["app"]["webhooks"]
    edges = next(one for one in hooks if one["identifier"] == "products")["eventDeliveries"]["edges"]
    assert edges[0]["node"]["eventType"] == "PRODUCT_VARIANT_UPDATED"
    assert edges[0]["node"]["attempts"]["edges"][0]["node"]["responseStatusCode"] == 404


def test_after_six_tries_it_is_given_up(shop: Shop) -> None:
    shop.app.events = (500, {})
    shop.saleor.staff.set_price("KOPI", 46000)
    assert [len(shop.saleor.deliver()) for _ in range(7)] == [1, 1, 1, 1, 1, 1, 0]


def test_deliveries_can_be_doubled_lost_reordered_and_late(shop: Shop) -> None:
    shop.saleor.double()
    shop.saleor.staff.set_price("KOPI", 46000)
    assert shop.heard() == ["product_variant_updated"] * 2
    shop.saleor.lose()
    shop.saleor.staff.set_price("KOPI", 47000)
    assert shop.heard() == []
    shop.saleor.reorder()
    shop.place(kopi=1)
    assert shop.heard() == ["order_confirmed", "order_created"]
    before = shop.app.bodies("order_created")[-1]
    shop.ahead = timedelta(days=1)
    shop.saleor.send_again(next(one for one in shop.saleor.sent if one.event_type == "ORDER_CREATED"))
    assert shop.app.bodies("order_created")[-1] == before


def test_deliveries_go_by_themselves_when_wanted(shop: Shop) -> None:
    shop.saleor.autodeliver = True
    shop.place(kopi=1)
    shop.saleor.wait_until(lambda: "order_created" in shop.app.heard())


def test_availability_is_told_at_zero_and_not_by_bulk_updates(shop: Shop) -> None:
    shop.place(kopi=4)
    assert "product_variant_out_of_stock" not in shop.heard()
    order = shop.place(kopi=1)
    assert "product_variant_out_of_stock" in shop.heard()
    shop.saleor.staff.cancel_order(order)
    assert "product_variant_back_in_stock" in shop.heard()
    bulk = """mutation Bulk($stocks: [StockBulkUpdateInput!]!) { stockBulkUpdate(stocks: $stocks) { count } }"""
    row = {"variantId": shop.variant("KOPI").id, "warehouseExternalReference": "seller:b", "quantity": 0}
    shop.ask(bulk, stocks=[row])
    assert shop.heard() == ["product_variant_stock_updated"]


def test_a_channel_filter_has_a_shape_of_its_own(shop: Shop) -> None:
    document = """mutation Add($input: WebhookCreateInput!) { webhookCreate(input: $input) { webhook { id } errors { code } } }"""  # noqa: E501  a document on one line, as it is sent
    for name, channel in (("ours", "lapak-id"), ("theirs", "default-channel")):
        query = f'subscription {{ orderCreated(channels: ["{channel}"]) {{ order {{ number }} }} }}'
        given = {"identifier": name, "targetUrl": f"{shop.app.url}/async/{name}", "asyncEvents": ["ORDER_CREATED"]}
        shop.ask(document, input={**given, "name": name, "query": query, "isActive": True})
    shop.place(kopi=1)
    shop.saleor.deliver()
    told = [(path, json.loads(body)) for path, _, body in shop.app.posted if path in ("/async/ours", "/async/theirs")]
    assert told == [("/async/ours", {"data": {"orderCreated": {"order": {"number": "1"}}}})]


def test_it_can_be_down_and_up_again(shop: Shop) -> None:
    shop.saleor.down(times=1)
    assert _post(shop, SHOP)[0] == 502
    assert _post(shop, SHOP)[0] == 200
    shop.saleor.down()
    assert [_post(shop, SHOP)[0] for _ in range(2)] == [502, 502]
    shop.saleor.up()
    assert _post(shop, SHOP)[0] == 200


def test_an_answer_is_lost_after_the_work_was_done(shop: Shop) -> None:
    shop.saleor.drop_answers()
    with pytest.raises((RemoteDisconnected, ConnectionError)):
        _post(shop, META, token=shop.app.token, id=shop.goods["KOPI"].id, input=[{"key": "a", "value": "1"}])
    assert shop.goods["KOPI"].metadata_ == {"a": "1"}


def test_a_token_that_is_no_longer_known_is_a_strangers(shop: Shop) -> None:
    orders = "query Orders { orders(first: 1) { totalCount } }"
    assert _post(shop, orders, token=shop.app.token)[1]["data"]["orders"] == {"totalCount": 0}
    shop.saleor.expire_token()
    status, answer = _post(shop, orders, token=shop.app.token)
    assert (status, answer["errors"][0]["extensions"]["exception"]["code"]) == (200, "PermissionDenied")
    assert _post(shop, SHOP, token=shop.app.token)[1]["data"]["shop"]["name"] == "Saleor e-commerce"


def test_logins_of_one_address_wait_for_each_other(shop: Shop) -> None:
    shop.saleor.settings.login_block_s = 1.0
    login = {"email": STAFF_EMAIL, "password": STAFF_PASSWORD}
    codes = [
        [row["code"] for row in shop.saleor.ask(LOGIN, login, ip=ip)["data"]["tokenCreate"]["errors"]]
        for ip in ("10.0.0.1", "10.0.0.1", "10.0.0.2")
    ]
    assert codes == [[], ["LOGIN_ATTEMPT_DELAYED"], []]


def test_recorded_delays_are_replayed(shop: Shop) -> None:
    delays = shop.saleor.replay_delays(0.001)
    assert 0 < delays["checkoutCreate"] < 0.01
    assert shop.saleor.replay_delays(0) == {}


def test_a_stranger_reads_an_order_by_its_id_but_not_its_secrets(shop: Shop) -> None:
    order = shop.place(kopi=1)
    document = "query Order($id: ID!) { order(id: $id) { userEmail } }"
    assert shop.ask(document, token="", id=order)["data"]["order"] == {"userEmail": "budi@example.com"}
    answer = shop.ask("query Order($id: ID!) { order(id: $id) { id privateMetadata { key } } }", token="", id=order)
    assert answer["data"]["order"] is None
    assert answer["errors"][0]["path"] == ["order", "privateMetadata"]


def test_traffic_of_strangers_can_be_closed(shop: Shop) -> None:
    shop.saleor.staff.change_settings(allow_storefront_traffic=False)
    assert _post(shop, SHOP)[0] == 401
    assert _post(shop, SHOP, token=shop.app.token)[0] == 200
