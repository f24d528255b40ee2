"""What the Cloud API posts to us: statuses of messages, and what people write. Signed with the app's secret."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sellers.kit import clock
from sellers.messages.channels.port import NotFromChannel, Told, Written
from sellers.messages.channels.whatsapp.settings import WhatsAppSettings

SIGNATURE = "x-hub-signature-256"
STATUSES = frozenset({"sent", "delivered", "read", "failed"})
LONGEST_ID = 200
LONGEST_TEXT = 200


class WhatsAppReceipts:
    def __init__(self, settings: WhatsAppSettings) -> None:
        self._settings = settings

    def challenge(self, query: Mapping[str, str]) -> str:
        """The answer when the hook's address is entered in their dashboard; raises NotFromChannel."""
        known = self._settings.verify_token.encode()
        given = query.get("hub.verify_token", "").encode()
        if query.get("hub.mode") != "subscribe" or not hmac.compare_digest(given, known):
            raise NotFromChannel("not our verify token")
        return query.get("hub.challenge", "")

    def read(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> list[Told | Written]:
        _verify(headers.get(SIGNATURE, ""), self._settings.app_secret, body)
        try:
            whole = json.loads(body)
        except (ValueError, RecursionError):
            raise NotFromChannel("not JSON") from None
        heard: list[Told | Written] = []
        for value in self._values(whole):
            heard += _statuses(value)
            heard += _texts(value)
        return heard

    def _values(self, whole: Any) -> Iterator[dict[str, Any]]:
        """The parts that are about our own number: an app may hold several."""
        for entry in _rows(whole, "entry"):
            for change in _rows(entry, "changes"):
                value = change.get("value")
                if not isinstance(value, dict):
                    continue
                meta = value.get("metadata")
                if isinstance(meta, dict) and str(meta.get("phone_number_id")) == self._settings.phone_id:
                    yield value


def _verify(signature: str, secret: str, body: bytes) -> None:
    """HMAC-SHA256 over the very bytes that came; raises NotFromChannel."""
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        raise NotFromChannel("wrong signature")


def _statuses(value: dict[str, Any]) -> Iterator[Told]:
    for row in _rows(value, "statuses"):
        external_id, status = row.get("id"), row.get("status")
        if not isinstance(external_id, str) or status not in STATUSES:
            continue
        errors = [str(error.get("code", "")) for error in _rows(row, "errors")]
        key = row.get("biz_opaque_callback_data")
        yield Told(
            external_id[:LONGEST_ID], status, _moment(row.get("timestamp")), key if isinstance(key, str) else "",
            f"whatsapp {errors[0]}" if errors else "",
        )  # fmt: skip


def _texts(value: dict[str, Any]) -> Iterator[Written]:
    """Anything written opens the day in which free text may be answered; only a text has words."""
    for row in _rows(value, "messages"):
        external_id, phone = row.get("id"), row.get("from")
        if not isinstance(external_id, str) or not isinstance(phone, str) or not phone.isascii() or not phone.isdigit():
            continue
        text = row.get("text")
        said = text.get("body") if isinstance(text, dict) else None
        if isinstance(button := row.get("button"), dict):  # a quick reply below a template
            said = button.get("text")
        words = said[:LONGEST_TEXT] if isinstance(said, str) else ""
        yield Written(external_id[:LONGEST_ID], f"+{phone[:15]}", words, _moment(row.get("timestamp")))


def _moment(written: Any) -> datetime:
    """Seconds since 1970 as text; the moment it came where that says nothing."""
    text = str(written)
    if text.isascii() and text.isdigit() and len(text) <= 10:
        return datetime.fromtimestamp(int(text), UTC)
    return clock.now()


def _rows(holder: Any, name: str) -> list[dict[str, Any]]:
    found = holder.get(name) if isinstance(holder, dict) else None
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
