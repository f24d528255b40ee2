"""What the environment says of message channels; a slip stops the start with a sentence."""

import subprocess
import sys

import pytest

from sellers.messages.channels.email.settings import EmailSettings
from sellers.messages.channels.sms.settings import SmsSettings
from sellers.messages.channels.whatsapp.settings import WhatsAppSettings
from storefront.config import channels
from storefront.config.env import BadSetting
from tests.processes import ROOT

WHATSAPP = {
    "LAPAK_WHATSAPP_TOKEN": "t", "LAPAK_WHATSAPP_PHONE_ID": "1", "LAPAK_WHATSAPP_APP_SECRET": "s",
    "LAPAK_WHATSAPP_VERIFY_TOKEN": "v",
}  # fmt: skip
SMS = {"LAPAK_SMS_URL": "https://sms.contoh.id/send", "LAPAK_SMS_BODY": '{"to": "{digits}", "text": "{text}"}'}
EMAIL = {"LAPAK_SMTP_HOST": "smtp.contoh.id", "LAPAK_SMTP_FROM": "Lapak <kabar@contoh.id>"}


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in (*WHATSAPP, *SMS, *EMAIL):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def told(say: pytest.MonkeyPatch, values: dict[str, str]) -> dict[str, object]:
    for name, value in values.items():
        say.setenv(name, value)
    return dict(channels.configured())


def test_without_secrets_there_is_no_channel(say: pytest.MonkeyPatch) -> None:
    assert told(say, {}) == {}


def test_each_channel_is_there_with_what_it_needs(say: pytest.MonkeyPatch) -> None:
    found = told(say, WHATSAPP | SMS | EMAIL)
    wa, sms, email = found["whatsapp"], found["sms"], found["email"]
    assert isinstance(wa, WhatsAppSettings)
    assert wa.url == "https://graph.facebook.com/v23.0"
    assert isinstance(sms, SmsSettings)
    assert (sms.fields, sms.as_json, sms.knows_keys) == ({"to": "{digits}", "text": "{text}"}, True, False)
    assert isinstance(email, EmailSettings)
    assert (email.port, email.starttls) == (587, True)


def test_an_sms_gateway_may_take_a_form_and_headers(say: pytest.MonkeyPatch) -> None:
    more = {
        "LAPAK_SMS_BODY": "to={to}&msg={text}&id={key}",
        "LAPAK_SMS_HEADERS": "Authorization: Bearer a:b; X-K: {key}",
    }
    sms = told(say, SMS | more | {"LAPAK_SMS_KNOWS_KEYS": "1"})["sms"]
    assert isinstance(sms, SmsSettings)
    assert (sms.fields, sms.as_json) == ({"to": "{to}", "msg": "{text}", "id": "{key}"}, False)
    assert sms.headers == {"Authorization": "Bearer a:b", "X-K": "{key}"}


@pytest.mark.parametrize(
    ("slip", "says"),
    [
        ({"LAPAK_WHATSAPP_TOKEN": "t"}, "LAPAK_WHATSAPP_PHONE_ID and LAPAK_WHATSAPP_APP_SECRET"),
        (SMS | {"LAPAK_SMS_KNOWS_KEYS": "1"}, "needs {key}"),
        (SMS | {"LAPAK_SMS_METHOD": "SEND"}, "POST, PUT or GET"),
        (SMS | {"LAPAK_SMS_HEADERS": "Bearer"}, "Name: value"),
        (SMS | {"LAPAK_SMS_BODY": '{"to": }'}, "no JSON"),
        (SMS | {"LAPAK_SMS_URL": "sms.contoh.id"}, "web address"),
        (EMAIL | {"LAPAK_SMTP_PORT": "mail"}, "whole number"),
    ],
)
def test_a_slip_stops_the_start(say: pytest.MonkeyPatch, slip: dict[str, str], says: str) -> None:
    with pytest.raises(BadSetting, match=says.replace("{", r"\{")):
        told(say, slip)


@pytest.mark.parametrize("order", ["email", "sms,sms", "telegram,sms"])
def test_an_order_names_channels_that_reach_phones(say: pytest.MonkeyPatch, order: str) -> None:
    say.setenv("LAPAK_CODE_CHANNELS", order)
    with pytest.raises(BadSetting):
        channels.order("CODE")


def test_sms_may_go_first(say: pytest.MonkeyPatch) -> None:
    say.setenv("LAPAK_CODE_CHANNELS", "sms, whatsapp")
    assert channels.order("CODE") == ("sms", "whatsapp")


def test_no_http_library_is_loaded_until_a_message_leaves() -> None:
    """It is heavy, and the web worker hands no message over."""
    asks = (
        "import django, sys; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        "import storefront.config.sweeps; print([m for m in ('httpx', 'smtplib') if m in sys.modules])"
    )
    own = {**WHATSAPP, **SMS, "LAPAK_DEMO": "1", "DJANGO_SETTINGS_MODULE": "storefront.config.settings"}
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", asks], cwd=ROOT, env=own, capture_output=True, text=True, timeout=120
    )
    assert ran.stdout.strip() == "[]", ran.stderr
