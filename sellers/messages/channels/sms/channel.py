"""Any SMS gateway that takes a message by one HTTP call, described by settings.

Where the gateway knows keys, a lost answer is asked for again with the same key; where it does not, never.
"""

from typing import Any

from sellers.messages.channels.fitting import fit, plain
from sellers.messages.channels.http import Http, refuse
from sellers.messages.channels.port import ChannelError, Handed, Outgoing
from sellers.messages.channels.sms.fields import fill, text_at
from sellers.messages.channels.sms.settings import SmsSettings


class Sms:
    name = "sms"

    def __init__(self, settings: SmsSettings) -> None:
        self._settings = settings
        self._http = Http(timeout_s=settings.timeout_s)
        self.repeatable = settings.knows_keys

    def send(self, outgoing: Outgoing) -> Handed:
        if not outgoing.to.startswith("+") or not outgoing.body:
            raise ChannelError("no phone number or no text", permanent=True)
        status, told = self._call(outgoing)
        if not 200 <= status < 300:
            raise refuse(status, "sms gateway")
        self._read_answer(told)
        return Handed(text_at(told, self._settings.id_field))

    def _call(self, outgoing: Outgoing) -> tuple[int, Any]:
        ours = self._settings
        values = {
            "to": outgoing.to,
            "digits": outgoing.to.removeprefix("+"),
            "text": fit(plain(outgoing.body), ours.longest),
            "key": outgoing.key,
        }
        headers = {name: fill(value, {"key": outgoing.key}) for name, value in ours.headers.items()}
        filled = fill(ours.fields, values)
        if ours.method == "GET":
            return self._http.call("GET", ours.url, headers=headers, query=filled)
        if ours.as_json:
            return self._http.call(ours.method, ours.url, headers=headers, json=filled)
        return self._http.call(ours.method, ours.url, headers=headers, form=filled)

    def _read_answer(self, told: Any) -> None:
        """For gateways that answer 200 whatever happened."""
        ours = self._settings
        if not ours.answer_field:
            return
        said = text_at(told, ours.answer_field).lower()
        if said in ours.refused_words:
            raise ChannelError(f"sms gateway: {said}"[:60], permanent=True)
        if ours.taken_words and said not in ours.taken_words:
            raise ChannelError("sms gateway: an answer we do not know")  # it may repeat what we sent
