"""What the environment says of message channels. A channel without its secrets is not there at all."""

import json
from typing import Any
from urllib.parse import parse_qsl

from sellers.messages.channels.email.settings import EmailSettings
from sellers.messages.channels.port import ChannelSettings
from sellers.messages.channels.sms.settings import SmsSettings
from sellers.messages.channels.whatsapp.settings import WhatsAppSettings
from storefront.config import env

FOR_PHONES = ("whatsapp", "sms")


def configured() -> dict[str, ChannelSettings]:
    """By channel name; nothing for a channel that lacks what it needs."""
    found: dict[str, ChannelSettings | None] = {"whatsapp": _whatsapp(), "sms": _sms(), "email": _email()}
    return {name: ours for name, ours in found.items() if ours is not None}


def order(name: str) -> tuple[str, ...]:
    """The channels tried in turn for a phone, from LAPAK_<name>_CHANNELS."""
    told = tuple(env.words(f"LAPAK_{name}_CHANNELS", ",".join(FOR_PHONES)))
    if not told or not set(told) <= set(FOR_PHONES) or len(set(told)) < len(told):
        raise env.BadSetting(f"LAPAK_{name}_CHANNELS must name {' and '.join(FOR_PHONES)} in an order, or one of them.")
    return told


def _whatsapp() -> WhatsAppSettings | None:
    needed = _needed("LAPAK_WHATSAPP_", "TOKEN", "PHONE_ID", "APP_SECRET", "VERIFY_TOKEN")
    if needed is None:
        return None
    return WhatsAppSettings(
        token=needed["TOKEN"],
        phone_id=needed["PHONE_ID"],
        app_secret=needed["APP_SECRET"],
        verify_token=needed["VERIFY_TOKEN"],
        url=_address("LAPAK_WHATSAPP_API_URL", WhatsAppSettings.url),
        code_template=env.text("LAPAK_WHATSAPP_CODE_TEMPLATE", WhatsAppSettings.code_template),
        notice_template=env.text("LAPAK_WHATSAPP_NOTICE_TEMPLATE", WhatsAppSettings.notice_template),
        language=env.text("LAPAK_WHATSAPP_LANGUAGE", WhatsAppSettings.language),
    )


def _sms() -> SmsSettings | None:
    needed = _needed("LAPAK_SMS_", "URL", "BODY")
    if needed is None:
        return None
    fields, as_json = _body(needed["BODY"])
    headers = _headers(env.text("LAPAK_SMS_HEADERS"))
    knows_keys = env.flag("LAPAK_SMS_KNOWS_KEYS")
    if knows_keys and "{key}" not in needed["BODY"] + "".join(headers.values()):
        raise env.BadSetting("LAPAK_SMS_KNOWS_KEYS=1 needs {key} in LAPAK_SMS_BODY or LAPAK_SMS_HEADERS.")
    method = env.text("LAPAK_SMS_METHOD", "POST").upper()
    if method not in ("POST", "PUT", "GET"):
        raise env.BadSetting(f"LAPAK_SMS_METHOD must be POST, PUT or GET, not {method!r}.")
    return SmsSettings(
        url=_address("LAPAK_SMS_URL"), fields=fields, as_json=as_json, method=method, headers=headers,
        knows_keys=knows_keys,
        id_field=env.text("LAPAK_SMS_ID_FIELD", SmsSettings.id_field),
        answer_field=env.text("LAPAK_SMS_ANSWER_FIELD"),
        taken_words=_words("LAPAK_SMS_TAKEN_WORDS"),
        refused_words=_words("LAPAK_SMS_REFUSED_WORDS"),
        longest=env.number("LAPAK_SMS_LONGEST", SmsSettings.longest, 70, 1530),
        hook_secret=env.text("LAPAK_SMS_HOOK_SECRET"),
        signature_header=env.text("LAPAK_SMS_SIGNATURE_HEADER"),
        hook_id_field=env.text("LAPAK_SMS_HOOK_ID_FIELD", SmsSettings.hook_id_field),
        hook_status_field=env.text("LAPAK_SMS_HOOK_STATUS_FIELD", SmsSettings.hook_status_field),
        delivered_words=_words("LAPAK_SMS_DELIVERED_WORDS") or SmsSettings.delivered_words,
        failed_words=_words("LAPAK_SMS_FAILED_WORDS") or SmsSettings.failed_words,
        from_field=env.text("LAPAK_SMS_FROM_FIELD", SmsSettings.from_field),
        text_field=env.text("LAPAK_SMS_TEXT_FIELD", SmsSettings.text_field),
    )  # fmt: skip


def _email() -> EmailSettings | None:
    needed = _needed("LAPAK_SMTP_", "HOST", "FROM")
    if needed is None:
        return None
    return EmailSettings(
        host=needed["HOST"],
        sender=needed["FROM"],
        port=env.number("LAPAK_SMTP_PORT", EmailSettings.port, 1, 65_535),
        user=env.text("LAPAK_SMTP_USER"),
        password=env.text("LAPAK_SMTP_PASSWORD"),
        starttls=env.flag("LAPAK_SMTP_STARTTLS", default=True),
    )


def _needed(prefix: str, *names: str) -> dict[str, str] | None:
    """All of them, or None when there is none; a half is a slip that nobody would notice otherwise."""
    found = {name: env.text(prefix + name) for name in names}
    missing = [prefix + name for name, value in found.items() if not value]
    if missing and len(missing) < len(found):
        raise env.BadSetting(f"Set {' and '.join(missing)} too, or none of {prefix}….")
    return None if missing else found


def _address(name: str, default: str = "") -> str:
    address = env.text(name, default).rstrip("/") if default else env.text(name)
    if not address.startswith(("https://", "http://")):
        raise env.BadSetting(f"{name} must be a web address, not {address[:60]!r}.")
    return address


def _body(text: str) -> tuple[Any, bool]:
    """The request as the gateway's documentation shows it: JSON, or the pairs of a form."""
    if not text.startswith(('{"', "{ ", "[")):
        return dict(parse_qsl(text, keep_blank_values=True)), False
    try:
        return json.loads(text), True
    except ValueError as error:
        raise env.BadSetting(f"LAPAK_SMS_BODY is no JSON: {error}.") from error


def _headers(text: str) -> dict[str, str]:
    """ "Authorization: Bearer abc; X-Key: {key}" """
    pairs = [line.partition(":") for line in text.split(";") if line.strip()]
    if any(not colon or not name.strip() for name, colon, _value in pairs):
        raise env.BadSetting("LAPAK_SMS_HEADERS must read Name: value; Name: value.")
    return {name.strip(): value.strip() for name, _colon, value in pairs}


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in env.words(name))
