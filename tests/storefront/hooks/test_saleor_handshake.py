"""Lapak is installed on a Saleor by its manifest's address; the token is believed only by the Saleor we know."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from storefront.engine.saleor import client as adapter
from storefront.engine.saleor import connection, documents, manifest
from storefront.engine.saleor.models import Connection
from tests.storefront.engine.small_servers import Served, serving
from tests.storefront.hooks.saleor_post import API_URL, Key

pytestmark = pytest.mark.django_db
TOKEN = "mcNsu4V7g5rJnWR14qbmhsowRPfiq0"


@pytest.fixture
def apps() -> dict[str, dict[str, Any]]:
    """The apps this Saleor knows, by token."""
    return {TOKEN: {"id": "QXBwOjI=", "identifier": "lapak.storefront"}}


@pytest.fixture(autouse=True)
def saleor(settings: LazySettings, apps: dict[str, dict[str, Any]]) -> Iterator[Served]:
    def answer(number: int) -> tuple[int, str, bytes]:
        request = served.requests[number - 1]
        if request["path"].endswith("jwks.json"):
            told: object = {"keys": [Key().public()]}
        else:
            token = request["headers"].get("Authorization", "").removeprefix("Bearer ")
            told = {"data": {"app": apps.get(token)}}
        return 200, "application/json", json.dumps(told).encode()

    with serving(answer) as served:
        settings.SALEOR = {"api_url": API_URL, "internal_url": served.url, "channel": "lapak-id", "timeout_s": 2}
        yield served
    adapter.hang_up()


def shake(body: object = None, *, api_url: str = API_URL) -> tuple[int, dict[str, Any]]:
    raw = body if isinstance(body, bytes) else json.dumps({"auth_token": TOKEN} if body is None else body).encode()
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(
        "/kait/saleor/register/", raw, content_type="application/json", headers={"Saleor-Api-Url": api_url}
    )
    return answer.status_code, answer.json()


def test_the_handshake_stores_the_token_and_the_keys() -> None:
    assert shake() == (200, {"success": True})
    found = connection.current()
    assert (found.app_id, connection.token(found)) == ("QXBwOjI=", TOKEN)
    assert found.jwks["keys"][0]["kid"] == "first" and found.installed_at


def test_a_second_install_replaces_the_token(apps: dict[str, dict[str, Any]]) -> None:
    shake()
    apps["second"] = {"id": "QXBwOjU=", "identifier": "lapak.storefront"}
    assert shake({"auth_token": "second"})[0] == 200
    assert (Connection.objects.get().app_id, connection.token(connection.current())) == ("QXBwOjU=", "second")


def test_another_saleor_is_told_why_not(saleor: Served) -> None:
    status, told = shake(api_url="https://other.example/graphql/")
    assert status == 400
    assert "SALEOR_API_URL" in told["error"]["message"]
    assert saleor.requests == []  # and nobody is called because a stranger said so


def test_a_token_that_our_saleor_does_not_know_replaces_nothing() -> None:
    shake()
    status, told = shake({"auth_token": "forged"})
    assert (status, "does not know this token" in told["error"]["message"]) == (400, True)
    assert connection.token(connection.current()) == TOKEN


def test_the_token_of_another_app_is_not_ours(apps: dict[str, dict[str, Any]]) -> None:
    apps["theirs"] = {"id": "QXBwOjk=", "identifier": "another.app"}
    assert shake({"auth_token": "theirs"})[0] == 400
    assert not connection.is_connected()


@pytest.mark.parametrize(
    "body", [{}, [], {"auth_token": 7}, {"auth_token": ""}, {"auth_token": "x" * 600}, {"auth_token": "é"}, b"{", b""]
)
def test_a_handshake_without_a_token_is_refused(body: object, saleor: Served) -> None:
    status, told = shake(body)
    assert (status, told["error"]["message"]) == (400, "The handshake brought no token.")
    assert saleor.requests == []


def test_a_saleor_we_cannot_reach_is_told_so(settings: LazySettings) -> None:
    settings.SALEOR = {**settings.SALEOR, "internal_url": "http://127.0.0.1:9/graphql/"}
    status, told = shake()
    assert (status, "cannot reach your Saleor" in told["error"]["message"]) == (400, True)
    assert not connection.is_connected()


def test_nobody_shakes_hands_without_end() -> None:
    answers = [shake({"auth_token": "forged"})[1]["error"]["message"] for _ in range(62)]
    assert any("Wait a minute" in answer for answer in answers)


def test_only_post_shakes_hands_and_only_get_reads_the_manifest() -> None:
    assert Client().get("/kait/saleor/register/").status_code == 405
    assert Client().post("/kait/saleor/manifest.json").status_code == 405


def test_the_manifest_says_who_we_are_and_where(settings: LazySettings) -> None:
    settings.BASE_URL = "https://lapak.example"
    told = Client().get("/kait/saleor/manifest.json").json()
    assert (told["id"], told["requiredSaleorVersion"]) == ("lapak.storefront", "^3.23")
    assert told["tokenTargetUrl"] == "https://lapak.example/kait/saleor/register/"
    assert told["appUrl"] == "https://lapak.example/koperasi/saleor/aplikasi/"
    assert {"MANAGE_ORDERS", "HANDLE_CHECKOUTS", "HANDLE_PAYMENTS", "MANAGE_SHIPPING"} <= set(told["permissions"])


def test_saleor_may_reach_us_by_another_address_than_people_do(settings: LazySettings) -> None:
    settings.BASE_URL = "https://lapak.example"
    settings.SALEOR = {**settings.SALEOR, "hooks_url": "http://web:8000"}
    told = manifest.manifest()
    assert told["appUrl"].startswith("https://lapak.example/")
    assert all(hook["targetUrl"].startswith("http://web:8000/kait/saleor/") for hook in told["webhooks"])


def test_every_subscription_is_a_webhook_and_every_webhook_has_an_address_of_its_own() -> None:
    hooks = manifest.manifest()["webhooks"]
    assert {hook["query"] for hook in hooks} == set(documents.subscriptions().values())
    assert len({hook["targetUrl"] for hook in hooks}) == len({hook["identifier"] for hook in hooks}) == len(hooks)


def test_a_subscription_asks_for_every_event_of_its_webhook() -> None:
    for hook in manifest.WEBHOOKS:
        for event in hook.events:
            assert f"... on {documents.name_of(event.lower())} " in hook.query, (hook.identifier, event)


def test_what_is_kept_says_who_did_it_and_when() -> None:
    for hook in manifest.WEBHOOKS:
        if not hook.sync:
            assert "issuedAt" in hook.query and "issuingPrincipal" in hook.query and "__typename" in hook.query
