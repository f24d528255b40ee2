"""What the SMS gateway posts to us: what became of a message, or what somebody wrote. JSON or a form."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from sellers.kit import clock
from sellers.messages.channels.port import NotFromChannel, Told, Written
from sellers.messages.channels.sms.fields import text_at
from sellers.messages.channels.sms.settings import SmsSettings
from sellers.people.phones import InvalidPhone, parse_phone


class SmsReceipts:
    def __init__(self, settings: SmsSettings) -> None:
        self._settings = settings

    def read(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> list[Told | Written]:
        self._verify(headers, query, body)
        whole = _decoded(body)
        rows = whole if isinstance(whole, list) else [whole]
        return [one for row in rows if (one := self._one(row))]

    def _verify(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> None:
        secret = self._settings.hook_secret.encode()
        if self._settings.signature_header:
            given = headers.get(self._settings.signature_header.lower(), "").removeprefix("sha256=").lower()
            expected = hmac.new(secret, body, hashlib.sha256).hexdigest()
        else:
            given, expected = query.get("kunci", ""), self._settings.hook_secret
        if not secret or not hmac.compare_digest(given.encode(), expected.encode()):
            raise NotFromChannel("wrong signature")

    def _one(self, row: Any) -> Told | Written | None:
        ours = self._settings
        external_id, said = text_at(row, ours.hook_id_field), text_at(row, ours.hook_status_field).lower()
        if said and external_id:
            words = {"delivered": ours.delivered_words, "failed": ours.failed_words}
            status = next((name for name, known in words.items() if said in known), "")
            return Told(external_id, status, clock.now(), reason=f"sms {said}"[:60]) if status else None
        try:
            phone = parse_phone(text_at(row, ours.from_field))
        except InvalidPhone:
            return None
        return Written(external_id, phone, text_at(row, ours.text_field), clock.now())


def _decoded(body: bytes) -> Any:
    try:
        text = body.decode()
        if text.lstrip().startswith(("{", "[")):
            return json.loads(text)
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=50))
    except (ValueError, RecursionError):
        raise NotFromChannel("neither JSON nor a form") from None
