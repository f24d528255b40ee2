"""The client alone: what it makes of each answer, and when it asks again."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.conf import LazySettings

from storefront.engine import saleor
from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor import client as adapter
from storefront.engine.saleor import connection, errors
from tests.storefront.engine.small_servers import Answer, Served, serving

JSON = "application/json"


def said(body: object, status: int = 200) -> Answer:
    return status, JSON, json.dumps(body).encode()


GOOD = said({"data": {"app": {"id": "QXBwOjI="}}, "extensions": {"cost": {"requestedQueryCost": 7}}})
HTML = (200, "text/html", b"<html>GraphQL Playground</html>")


@contextmanager
def asked(answer: Callable[[int], Answer | None], timeout_s: float = 2.0) -> Iterator[tuple[adapter.Client, Served]]:
    with serving(answer) as served:
        yield adapter.Client(url=served.url, token="t-1", timeout_s=timeout_s), served


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(adapter, "RETRY_AFTER_S", (0.01, 0.01))
    yield
    adapter.hang_up()


def test_it_posts_the_document_and_tells_what_it_cost() -> None:
    with asked(lambda n: GOOD) as (client, served):
        assert client.ask("AppId") == {"app": {"id": "QXBwOjI="}}
        assert client.last_cost == 7
    (request,) = served.requests
    assert request["headers"]["Authorization"] == "Bearer t-1"
    assert "query AppId" in json.loads(request["body"])["query"]


def test_money_comes_as_decimal_with_the_digits_it_has() -> None:
    raw = (200, JSON, b'{"data": {"amount": 25000.10, "quantity": 3}}')
    with asked(lambda n: raw) as (client, _):
        data = client.ask("AppId")
    assert data == {"amount": Decimal("25000.10"), "quantity": 3}
    assert isinstance(data["amount"], Decimal)


def test_money_leaves_with_the_digits_it_has() -> None:
    with asked(lambda n: GOOD) as (client, served):
        client.ask("AppId", {"price": Decimal("25000"), "half": Decimal("12.50")})
    assert b'"price":25000,"half":12.5' in served.requests[0]["body"]


def test_a_number_that_json_would_round_is_refused() -> None:
    with asked(lambda n: GOOD) as (client, served), pytest.raises(ValueError, match="more digits"):
        client.ask("AppId", {"price": Decimal("0.12345678901234567890123")})
    assert served.requests == []


@pytest.mark.parametrize(
    ("answer", "sent"),
    [
        ((502, "text/html", b"<h1>Bad gateway</h1>"), True),
        ((503, JSON, b'{"errors": []}'), True),
        (HTML, True),
        ((400, "text/html", b"<h1>Bad Request (400)</h1>"), False),
        ((404, "text/html", b"<h1>Not Found</h1>"), False),
        ((302, "text/html", b""), False),
        ((200, JSON, b"[1, 2]"), True),
        ((200, JSON, b'{"data": {"app'), True),
        ((200, JSON, b""), True),
    ],
)
def test_what_is_no_answer_of_saleors_is_unreachable_and_says_whether_it_was_sent(answer: Answer, sent: bool) -> None:
    with asked(lambda n: answer) as (client, _), pytest.raises(errors.Unreachable) as caught:
        client.ask("AppId")
    assert caught.value.sent is sent
    assert isinstance(caught.value, EngineUnavailable)


def test_a_slow_saleor_is_given_up_in_time_and_may_have_done_it() -> None:
    def slowly(n: int) -> Answer:
        time.sleep(1.0)
        return GOOD

    began = time.monotonic()
    with asked(slowly, timeout_s=0.2) as (client, served):
        with pytest.raises(errors.Unreachable) as caught:
            client.ask("AppId", safe=True)
        assert time.monotonic() - began < 0.9
    assert caught.value.sent
    assert len(served.requests) == 1  # waiting three times as long helps nobody


def test_a_saleor_that_is_not_there_was_never_asked() -> None:
    client = adapter.Client(url="http://127.0.0.1:9/graphql/", timeout_s=1)
    with pytest.raises(errors.Unreachable) as caught:
        client.ask("AppId")
    assert not caught.value.sent


def test_an_answer_that_is_lost_may_have_been_done() -> None:
    with asked(lambda n: None) as (client, served), pytest.raises(errors.Unreachable) as caught:
        client.ask("AppId")
    assert caught.value.sent
    assert len(served.requests) == 1  # not safe to ask twice, so it was asked once


def test_what_is_safe_is_asked_again_when_the_road_breaks() -> None:
    story: list[Answer | None] = [None, (502, "text/html", b""), GOOD]
    with asked(lambda n: story[n - 1]) as (client, served):
        assert client.ask("AppId", safe=True) == {"app": {"id": "QXBwOjI="}}
    assert len(served.requests) == 3


def test_what_is_safe_is_not_asked_for_ever() -> None:
    with asked(lambda n: (503, JSON, b"{}")) as (client, served), pytest.raises(errors.Unreachable):
        client.ask("AppId", safe=True)
    assert len(served.requests) == 3


def test_a_bad_document_is_our_bug() -> None:
    wrong = said({"errors": [{"message": 'Cannot query field "x" on type "App".'}]}, 400)
    with asked(lambda n: wrong) as (client, _), pytest.raises(errors.BadRequest, match="Cannot query field"):
        client.ask("AppId", safe=True)


def test_an_error_beside_the_data_has_its_code_and_the_rest_of_the_data() -> None:
    mixed = {
        "errors": [{"message": "Internal Server Error", "extensions": {"exception": {"code": "InsufficientStock"}}}],
        "data": {"choose": {"errors": []}, "place": None},
    }
    with asked(lambda n: said(mixed)) as (client, _), pytest.raises(errors.Answered) as caught:
        client.ask("AppId")
    assert caught.value.code == "InsufficientStock"
    assert caught.value.data["choose"] == {"errors": []}


@pytest.mark.parametrize("code", ["PermissionDenied", "ExpiredSignatureError"])
def test_a_token_that_is_not_good_enough_is_denied(code: str) -> None:
    denied = {"errors": [{"message": "no", "extensions": {"exception": {"code": code}}}], "data": {"app": None}}
    with asked(lambda n: said(denied)) as (client, _), pytest.raises(errors.Denied) as caught:
        client.ask("AppId")
    assert caught.value.code == code


def test_a_storefront_without_traffic_denies_strangers() -> None:
    closed = {"errors": [{"message": "no", "extensions": {"exception": {"code": "STOREFRONT_TRAFFIC_NOT_ALLOWED"}}}]}
    with asked(lambda n: said(closed, 401)) as (client, _), pytest.raises(errors.Denied, match="no"):
        client.ask("AppId")


def test_a_file_goes_as_the_multipart_convention_says() -> None:
    with asked(lambda n: GOOD) as (client, served):
        variables = {"input": {"product": "p", "alt": "x"}}
        client.upload("AppId", variables, "input.image", "foto.png", "image/png", b"\x89PNG")
    body = served.requests[0]["body"]
    assert b'"image":null' in body and b'{"0": ["variables.input.image"]}' in body and b"\x89PNG" in body
    assert variables == {"input": {"product": "p", "alt": "x"}}  # the caller's own stay as they were


def test_connections_are_kept_open_between_calls() -> None:
    ports: set[Any] = set()
    with asked(lambda n: GOOD) as (client, served):
        for _ in range(3):
            client.ask("AppId")
        pool = adapter._http(2.0)._transport._pool  # type: ignore[attr-defined]  # httpx tells of its pool nowhere else
        ports = {id(one) for one in pool.connections}
    assert len(served.requests) == 3
    assert len(ports) == 1


def test_business_errors_are_read_from_the_answer() -> None:
    row = {"field": "quantity", "code": "INSUFFICIENT_STOCK", "message": "Only 0 remaining", "variants": ["v1"]}
    (problem,) = errors.problems({"checkout": None, "errors": [row]})
    assert (problem.field, problem.code, problem.more["variants"]) == ("quantity", "INSUFFICIENT_STOCK", ["v1"])
    with pytest.raises(errors.Refused) as caught:
        errors.raise_for({"errors": [row]})
    assert caught.value.codes == {"INSUFFICIENT_STOCK"}
    assert errors.raise_for({"errors": [row], "x": 1}, but=frozenset({"INSUFFICIENT_STOCK"}))["x"] == 1


@pytest.fixture
def configured(settings: LazySettings) -> None:
    settings.SALEOR = {"api_url": "https://api.example/graphql/", "channel": "lapak-id", "timeout_s": 2}


@pytest.mark.django_db
def test_without_an_install_there_is_no_client(configured: None) -> None:
    with pytest.raises(errors.NotConnected):
        saleor.api()


@pytest.mark.django_db
def test_without_a_setting_there_is_no_client(settings: LazySettings) -> None:
    settings.SALEOR = {}
    with pytest.raises(errors.NotConnected):
        saleor.api()
    assert not connection.is_connected()


@pytest.mark.django_db
def test_the_token_is_sealed_at_rest_and_a_second_install_replaces_it(configured: None, settings: LazySettings) -> None:
    connection.set_token(token="first-token", app_id="QXBwOjI=")
    connection.remember_ids(channel="Q2hhbm5lbDox")
    found = connection.set_token(token="second-token", app_id="QXBwOjM=")
    assert "second" not in found.token_sealed
    assert connection.token(connection.current()) == "second-token"
    assert (found.app_id, found.ids) == ("QXBwOjM=", {"channel": "Q2hhbm5lbDox"})
    settings.SECRET_KEY = "another secret"
    with pytest.raises(errors.NotConnected, match="LAPAK_SECRET_KEY"):
        connection.token(connection.current())


def test_the_embedded_engine_never_loads_http_or_cryptography() -> None:
    code = (
        "import os, sys; os.environ.update(DJANGO_SETTINGS_MODULE='storefront.config.settings', LAPAK_DEMO='1');"
        "import django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        "import storefront.config.sweeps, storefront.engine.saleor, storefront.engine.saleor.connection;"
        "print([m for m in ('httpx', 'jwt', 'cryptography') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
