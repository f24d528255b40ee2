"""Saleor's door: who may come in, what is kept, and that nothing is kept twice or lost."""

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.http import HttpRequest, JsonResponse
from django.test import Client, RequestFactory

from sellers.kit import clock
from storefront.engine.saleor import client as adapter
from storefront.engine.saleor import verifying
from storefront.engine.saleor.models import Connection, Delivery
from storefront.hooks.saleor_gate import signed_by_saleor
from tests.storefront.engine.small_servers import Served, serving
from tests.storefront.hooks.saleor_post import API_URL, OUR_APP, Key, deliver, product_updated

pytestmark = pytest.mark.django_db
RECORDED = Path(__file__).parents[2] / "recorded" / "saleor" / "webhooks"


@pytest.fixture
def published() -> list[Key]:
    """The keys that Saleor publishes now; a test changes them."""
    return [Key()]


@pytest.fixture(autouse=True)
def saleor(settings: LazySettings, published: list[Key]) -> Iterator[Served]:
    def keys(_: int) -> tuple[int, str, bytes]:
        if not published:
            return 503, "text/html", b"down"
        return 200, "application/json", json.dumps({"keys": [one.public() for one in published]}).encode()

    with serving(keys) as served:
        settings.SALEOR = {"api_url": API_URL, "internal_url": served.url, "channel": "lapak-id", "timeout_s": 2}
        keys_now = {"keys": [one.public() for one in published]}
        Connection.objects.create(api_url=API_URL, app_id=OUR_APP, jwks=keys_now)
        yield served
    adapter.hang_up()


def test_what_saleor_signed_is_kept_and_answered() -> None:
    assert deliver(product_updated()) == 200
    kept = Delivery.objects.get()
    assert (kept.event, kept.object_id, kept.principal) == ("product_updated", "UHJvZHVjdDox", "User:VXNlcjox")
    assert (kept.echo, kept.done_at) == (False, None)
    assert kept.body["product"]["name"] == "Kripik"


def test_a_delivery_that_comes_twice_is_kept_once() -> None:
    body = product_updated()
    assert [deliver(body), deliver(body)] == [200, 200]
    assert Delivery.objects.count() == 1


def test_the_same_body_under_another_unsigned_event_name_is_still_the_same() -> None:
    body = product_updated()
    deliver(body)
    deliver(body, event="product_deleted")
    assert Delivery.objects.get().event == "product_updated"


def test_our_own_write_that_comes_back_is_marked() -> None:
    deliver(product_updated(issuingPrincipal={"__typename": "App", "id": OUR_APP}))
    deliver(product_updated(issuingPrincipal={"__typename": "App", "id": "QXBwOjk="}))
    deliver(product_updated(issuingPrincipal=None))
    assert list(Delivery.objects.order_by("pk").values_list("echo", flat=True)) == [True, False, False]


def test_a_changed_byte_is_refused() -> None:
    raw = json.dumps(product_updated()).encode()
    assert deliver(raw.replace(b"Kripik", b"Kripix"), signature=Key().sign(raw)) == 401
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("signature", ["", "x", "a..b", "a.b.c", "e30..e30", "ö..ö", "." * 5000])
def test_what_is_no_signature_is_refused(signature: str) -> None:
    assert deliver(product_updated(), signature=signature) == 401


def test_a_signature_by_another_algorithm_is_refused() -> None:
    raw = json.dumps(product_updated()).encode()
    assert deliver(raw, signature=Key().sign(raw, alg="none")) == 401
    assert deliver(raw, signature=Key().sign(raw, alg="HS256")) == 401
    assert deliver(raw, signature=Key().sign(raw, b64=True)) == 401


def test_a_signature_that_carries_a_body_of_its_own_is_refused() -> None:
    raw = json.dumps(product_updated()).encode()
    protected, _, signature = Key().sign(raw).split(".")
    assert deliver(raw, signature=f"{protected}.e30.{signature}") == 401


def test_a_stranger_with_a_key_of_that_name_is_refused() -> None:
    raw = json.dumps(product_updated()).encode()
    assert deliver(raw, signature=Key("strangers").sign(raw, kid="first")) == 401


def test_another_saleor_is_not_at_home_here() -> None:
    assert deliver(product_updated(), api_url="https://other.example/graphql/") == 404
    assert not Delivery.objects.exists()


def test_without_a_saleor_there_is_no_door(settings: LazySettings) -> None:
    settings.SALEOR = {}
    assert deliver(product_updated()) == 404
    assert Client().get("/kait/saleor/manifest.json").status_code == 404
    assert Client().post("/kait/saleor/register/").status_code == 404


def test_an_unknown_webhook_is_404() -> None:
    assert deliver(product_updated(), to="nobody-asked") == 404


def test_only_post_comes_in() -> None:
    assert Client().get("/kait/saleor/products/").status_code == 405


def test_new_keys_are_fetched_when_they_are_first_used(published: list[Key], saleor: Served) -> None:
    published[:] = [Key("second")]
    assert deliver(product_updated(), key=Key("second")) == 200
    assert deliver(product_updated("UHJvZHVjdDoy"), key=Key("second")) == 200
    assert [one["path"] for one in saleor.requests] == ["/.well-known/jwks.json"]
    assert deliver(product_updated("UHJvZHVjdDoz"), key=Key("first")) == 401  # the old one is good no more


def test_keys_come_from_the_address_we_know_and_not_from_the_request(published: list[Key], saleor: Served) -> None:
    raw = json.dumps(product_updated()).encode()
    published[:] = [Key("second")]
    deliver(raw, signature=Key("second").sign(raw, jku="https://evil.example/keys"))
    assert len(saleor.requests) == 1


def test_an_unknown_key_does_not_make_us_ask_saleor_each_time(saleor: Served) -> None:
    with clock.frozen(clock.now()):  # within one window of time
        answers = [deliver(product_updated(), key=Key("strangers")) for _ in range(5)]
    assert len(saleor.requests) == verifying.MOST_FETCHES
    assert answers == [401, 401, 503, 503, 503]  # it may be real: Saleor sends it again, and nothing is lost


def test_when_new_keys_cannot_be_fetched_saleor_is_asked_to_send_again(published: list[Key]) -> None:
    published.clear()
    assert deliver(product_updated(), key=Key("second")) == 503


def test_when_the_database_cannot_take_it_saleor_is_asked_to_send_again() -> None:
    def full(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT") and "saleor_delivery" in sql:
            raise OperationalError("database is locked")
        return execute(sql, *rest)

    with connection.execute_wrapper(full):
        assert deliver(product_updated()) == 503
    assert deliver(product_updated()) == 200


@pytest.mark.parametrize("late", [timedelta(days=1, minutes=1), timedelta(days=9), -timedelta(hours=1)])
def test_what_is_late_or_early_is_kept_as_a_nudge_without_its_facts(late: timedelta) -> None:
    body = product_updated(issuedAt=(clock.now() - late).isoformat())
    assert deliver(body) == 200
    kept = Delivery.objects.get()
    assert kept.object_id == "UHJvZHVjdDox"
    assert kept.body["product"] == {"id": "UHJvZHVjdDox", "externalReference": "lapak:p:1"}


def test_what_is_a_few_hours_late_keeps_its_facts() -> None:
    deliver(product_updated(issuedAt=(clock.now() - timedelta(hours=23)).isoformat()))
    assert Delivery.objects.get().body["product"]["name"] == "Kripik"


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b"nonsense", b'"text"'])
def test_a_signed_body_that_is_no_object_is_refused(raw: bytes) -> None:
    assert deliver(raw) == 401


@pytest.mark.parametrize("when", ["yesterday", "2026-13-45T00:00:00Z", "2026-11-22T05:33:23", None, 7])
def test_a_time_nobody_can_read_makes_a_nudge(when: object) -> None:
    assert deliver(product_updated(issuedAt=when)) == 200
    assert "name" not in Delivery.objects.get().body["product"]


def test_the_object_of_an_event_is_the_order_the_product_or_the_variant() -> None:
    order = {"__typename": "FulfillmentCreated", "fulfillment": {"id": "Rg=="}, "order": {"id": "T3I="}}
    variant = {"__typename": "ProductVariantUpdated", "productVariant": {"id": "UFY=", "product": {"id": "UA=="}}}
    assert deliver(order, to="fulfillments") == 200
    assert deliver(variant) == 200
    assert list(Delivery.objects.order_by("pk").values_list("event", "object_id")) == [
        ("fulfillment_created", "T3I="),
        ("product_variant_updated", "UFY="),
    ]


def test_real_deliveries_of_a_real_saleor_come_in(settings: LazySettings) -> None:
    """Signed by Saleor 3.23.28 itself; they are older than a day, so only what they name is kept."""
    settings.SALEOR = {**settings.SALEOR, "api_url": "http://127.0.0.1:8800/graphql/"}
    keys = json.loads((RECORDED / "_jwks.json").read_text())
    Connection.objects.create(api_url="http://127.0.0.1:8800/graphql/", jwks=keys)
    with clock.frozen(clock.now() + timedelta(days=400)):
        for name, to in [("product_updated", "products"), ("order_created", "orders")]:
            told = json.loads((RECORDED / f"{name}.json").read_text())
            headers = {key: told["headers"][key] for key in ("Saleor-Api-Url", "Saleor-Event", "Saleor-Signature")}
            raw = told["raw_body"].encode()
            sent = Client().post(f"/kait/saleor/{to}/", raw, content_type="application/json", headers=headers)
            assert sent.status_code == 200
    assert set(Delivery.objects.values_list("event", flat=True)) == {"product_updated", "order_created"}


@signed_by_saleor
def echoing(request: HttpRequest, body: dict[str, Any]) -> JsonResponse:
    return JsonResponse({"kind": type(body.get("amount")).__name__, "amount": str(body.get("amount"))})


def ask(body: dict[str, Any] | bytes, *, key: Key | None = None) -> tuple[int, bytes]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Saleor-Api-Url": API_URL, "X-Saleor-Signature": (key or Key()).sign(raw)}
    request = RequestFactory().post("/x/", raw, content_type="application/json", headers=headers)
    answer = echoing(request)
    return answer.status_code, getattr(answer, "content", b"")


def test_a_view_that_saleor_waits_for_gets_the_body_with_exact_money() -> None:
    status, content = ask(b'{"amount": 99500.10}')
    assert (status, json.loads(content)) == (200, {"kind": Decimal.__name__, "amount": "99500.10"})


def test_a_view_that_saleor_waits_for_is_not_asked_by_strangers_or_with_an_old_question() -> None:
    old = (clock.now() - timedelta(days=2)).isoformat()
    assert ask({"amount": 1}, key=Key("strangers"))[0] == 401
    assert ask({"amount": 1, "issuedAt": old})[0] == 401
    assert ask(b"[]")[0] == 401
    assert ask({"amount": 1, "issuedAt": clock.now().isoformat()})[0] == 200


def nested(deep: int) -> bytes:
    return b'{"__typename":"OrderUpdated","order":' + b"[" * deep + b"]" * deep + b"}"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (nested(700), 401),
        (nested(9_000), 401),
        (b'{"__typename":"OrderUpdated","order":{"id":"a\\u0000b"},"why":"\\u0000"}', 200),
        (b'{"__typename":"OrderUpdated","order":{"id":"\\ud800x"}}', 200),
        (b'{"__typename":["x"],"order":{"id":["x"]},"issuingPrincipal":{"id":{"a":[1]}}}', 200),
        (b'{"__typename":"OrderUpdated","issuedAt":"9999-12-31T23:59:59-23:59","order":{"id":"x"}}', 200),
        (b'{"__typename":"OrderUpdated","issuedAt":{"a":1},"order":{"id":"x","a":NaN,"b":-Infinity}}', 200),
        (b'{"__typename":"OrderUpdated","order":{"id":"x","n":' + b"7" * 4_500 + b"}}", 401),
        (b"[]", 401),
        (b"\xff\xfe", 401),
        (b"", 401),
    ],
)
def test_a_signed_body_that_no_database_could_hold_does_not_come_again_and_again(body: bytes, status: int) -> None:
    assert deliver(body, to="orders", event="order_updated") == status
    assert Delivery.objects.count() == (status == 200)
    assert "\0" not in json.dumps(list(Delivery.objects.values("event", "object_id", "principal", "body")))
