"""The doors by which message channels tell us: who may, what is kept, and what it does."""

import hashlib
import hmac
import json
from dataclasses import replace
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils.http import urlencode

from sellers.messages.models import Receipt
from tests.fakes.messages.gateways import PHONE_ID
from tests.sellers.channel_rigs import APP_SECRET, VERIFY_TOKEN, sms_settings, whatsapp_settings

pytestmark = pytest.mark.django_db
Answer = Any  # Django's own, with what its test client adds
WA, SMS = "/kait/wa/", "/kait/sms/"


@pytest.fixture(autouse=True)
def _channels(settings: LazySettings) -> None:
    settings.MESSAGE_CHANNELS = {"whatsapp": whatsapp_settings(), "sms": sms_settings()}


def whole(phone_id: str = PHONE_ID, **value: Any) -> bytes:
    meta = {"metadata": {"phone_number_id": phone_id, "display_phone_number": "62800"}}
    changes = [{"field": "messages", "value": {"messaging_product": "whatsapp", **meta, **value}}]
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}).encode()


def status(name: str = "delivered", external_id: str = "wamid.1") -> dict[str, Any]:
    return {"id": external_id, "status": name, "timestamp": "1763787600", "recipient_id": "6281234567890"}


def post(body: bytes, *, secret: str = APP_SECRET, signature: str | None = None) -> Answer:
    signed = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": signed if signature is None else signature}
    return Client().post(WA, body, content_type="application/json", headers=headers)


def form(fields: dict[str, str], key: str = "the-hook-secret") -> Answer:
    sent = urlencode(fields)
    return Client().post(f"{SMS}?kunci={key}", sent, content_type="application/x-www-form-urlencoded")


def test_the_address_proves_itself_with_the_verify_token() -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1158201444"}
    answer = Client().get(WA, asked)
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"1158201444", "text/plain")


@pytest.mark.parametrize("wrong", [{"hub.verify_token": "x"}, {"hub.mode": "x"}, {"hub.verify_token": "😀"}])
def test_another_token_gets_no_challenge(wrong: dict[str, str]) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1", **wrong}
    assert Client().get(WA, asked).status_code == 403


def test_a_status_is_kept_once() -> None:
    body = whole(statuses=[status(), status("sent"), status()])
    assert [post(body).status_code, post(body).status_code] == [200, 200]
    assert sorted(Receipt.objects.values_list("status", flat=True)) == ["delivered", "sent"]


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "😀"])
def test_without_the_right_signature_nothing_is_kept(signature: str) -> None:
    answer = post(whole(statuses=[status()]), signature=signature.encode().decode("latin-1"))
    assert (answer.status_code, Receipt.objects.count()) == (400, 0)


def test_one_changed_byte_breaks_the_signature() -> None:
    body = whole(statuses=[status()])
    signed = "sha256=" + hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert post(body.replace(b"wamid.1", b"wamid.2"), signature=signed).status_code == 400


def test_the_signature_is_over_the_bytes_as_they_came() -> None:
    body = whole(statuses=[status()]).replace(b'"id"', b'  "\\u0069d" ')
    assert post(body).status_code == 200
    assert Receipt.objects.count() == 1


def test_what_another_number_of_the_app_hears_is_not_ours() -> None:
    assert post(whole("999", statuses=[status()])).status_code == 200
    assert Receipt.objects.count() == 0


def test_of_what_people_write_only_the_known_words_are_kept() -> None:
    written = [
        {"id": "wamid.a", "from": "6281234567890", "timestamp": "1763787600", "type": "text", "text": {"body": "Stop"}},
        {"id": "wamid.b", "from": "6281234567890", "timestamp": "1763787601", "type": "text", "text": {"body": "Hai"}},
        {"id": "wamid.c", "from": "6281234567890", "timestamp": "1763787602", "type": "image", "image": {}},
        {"id": "wamid.d", "from": "6281234567890", "type": "button", "button": {"text": "MULAI"}},
    ]
    post(whole(messages=written))
    kept = Receipt.objects.order_by("external_id").values_list("external_id", "kind", "phone")
    phone = "+6281234567890"
    assert list(kept) == [
        ("wamid.a", "stop", phone), ("wamid.b", "other", phone), ("wamid.c", "other", phone),
        ("wamid.d", "start", phone),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "odd",
    [
        b"", b"{", b"[]", b"null", b"7", b'{"entry": 3}', b'{"entry": [{"changes": [{"value": 1}]}]}',
        b"[" * 100_000, whole(statuses=[{"id": 1}, 2, {"id": "x", "status": "cooked"}], messages="x"),
        whole(messages=[{"id": "y", "from": "²²"}, {"id": "z", "from": "9" * 40, "timestamp": "9" * 40}]),
    ],
)  # fmt: skip
def test_odd_bodies_break_nothing(odd: bytes) -> None:
    assert post(odd).status_code in (200, 400)
    assert Receipt.objects.count() <= 1


def test_a_body_that_is_too_large_is_not_read() -> None:
    assert post(b"x" * 300_000).status_code == 413


@pytest.mark.parametrize("address", [WA, SMS])
def test_without_its_secrets_a_hook_does_not_exist(address: str, settings: LazySettings) -> None:
    settings.MESSAGE_CHANNELS = {"sms": replace(sms_settings(), hook_secret="")}
    assert Client().post(address, b"{}", content_type="application/json").status_code == 404


def test_other_methods_are_refused() -> None:
    assert (Client().put(WA).status_code, Client().get(SMS).status_code) == (405, 405)


def test_an_sms_gateway_tells_by_form_or_json() -> None:
    door = f"{SMS}?kunci=the-hook-secret"
    assert form({"id": "5", "status": "DELIVRD"}).status_code == 200
    told = json.dumps([{"id": 6, "status": "undelivered"}, {"id": 7, "status": "queued"}, {"from": "x"}])
    assert Client().post(door, told, content_type="application/json").status_code == 200
    kept = Receipt.objects.order_by("external_id").values_list("external_id", "status")
    assert list(kept) == [("5", "delivered"), ("6", "failed")]


def test_an_sms_that_says_stop_is_kept_with_its_phone() -> None:
    form({"from": "081234567890", "text": "berhenti"})
    assert Receipt.objects.values_list("kind", "phone").get() == ("stop", "+6281234567890")


def test_a_form_of_many_parts_is_refused() -> None:
    assert Client().post(f"{SMS}?kunci=the-hook-secret", {"id": "5", "status": "delivered"}).status_code == 400


@pytest.mark.parametrize("key", ["", "the-hook-secre", "😀"])
def test_an_sms_hook_with_another_key_is_refused(key: str) -> None:
    assert form({"id": "5", "status": "delivered"}, key).status_code == 400
    assert Receipt.objects.count() == 0


def test_an_sms_gateway_that_signs_needs_no_key_in_its_address(settings: LazySettings) -> None:
    settings.MESSAGE_CHANNELS = {"sms": replace(sms_settings(), signature_header="X-Tanda")}
    body = b'{"id": "5", "status": "delivered"}'
    signed = hmac.new(b"the-hook-secret", body, hashlib.sha256).hexdigest()
    sent = [
        Client().post(f"{SMS}?kunci=the-hook-secret", body, content_type="application/json", headers={"X-Tanda": tanda})
        for tanda in (signed, "0" * 64)
    ]
    assert [one.status_code for one in sent] == [200, 400]
