"""WhatsApp Cloud API: a template, or free text to whoever wrote to us in the last day.

The API knows no idempotency key, so a lost answer is never asked for again; but it gives our key back with every
status, by which a message whose answer was lost is found after all.
"""

from typing import Any

from sellers.messages.channels.fitting import fit, one_line
from sellers.messages.channels.http import Http, refuse
from sellers.messages.channels.port import ChannelError, Handed, Outgoing
from sellers.messages.channels.whatsapp.errors import is_for_good
from sellers.messages.channels.whatsapp.settings import WhatsAppSettings

LONGEST_TEXT = 4096
LONGEST_PARAMETER = 1000  # 1024 with the template's own words
LONGEST_CODE = 15


class WhatsApp:
    name = "whatsapp"
    repeatable = False

    def __init__(self, settings: WhatsAppSettings) -> None:
        self._settings = settings
        self._http = Http(timeout_s=settings.timeout_s)

    def send(self, outgoing: Outgoing) -> Handed:
        if not outgoing.to.startswith("+") or not outgoing.body:
            raise ChannelError("no phone number or no text", permanent=True)
        url = f"{self._settings.url}/{self._settings.phone_id}/messages"
        headers = {"Authorization": f"Bearer {self._settings.token}"}
        status, told = self._http.call("POST", url, headers=headers, json=self._request(outgoing))
        if status != 200:
            raise _refused(status, told)
        return Handed(_id_in(told))

    def _request(self, outgoing: Outgoing) -> dict[str, Any]:
        whole = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": outgoing.to.removeprefix("+"),
            "biz_opaque_callback_data": outgoing.key,
        }
        if outgoing.may_write and not outgoing.code:
            return whole | {"type": "text", "text": {"body": fit(outgoing.body, LONGEST_TEXT), "preview_url": False}}
        return whole | {"type": "template", "template": self._template(outgoing)}

    def _template(self, outgoing: Outgoing) -> dict[str, Any]:
        """A code goes by the authentication template, body and copy button; all else is the one word of the notice."""
        if outgoing.code and len(outgoing.code) <= LONGEST_CODE:
            name, said = self._settings.code_template, outgoing.code
        else:
            name, said = self._settings.notice_template, one_line(fit(outgoing.body, LONGEST_PARAMETER))
        value = [{"type": "text", "text": said}]
        components: list[dict[str, Any]] = [{"type": "body", "parameters": value}]
        if name == self._settings.code_template:
            components.append({"type": "button", "sub_type": "url", "index": "0", "parameters": value})
        return {"name": name, "language": {"code": self._settings.language}, "components": components}


def _refused(status: int, told: Any) -> ChannelError:
    error = told.get("error") if isinstance(told, dict) else None
    if not isinstance(error, dict) or not isinstance(error.get("code"), int):
        return refuse(status, "")
    code = error["code"]
    # their sentence may repeat what we sent, so only the number is kept
    return ChannelError(f"{status} whatsapp {code}", permanent=is_for_good(code, status))


def _id_in(told: Any) -> str:
    try:
        return str(told["messages"][0]["id"])
    except (KeyError, IndexError, TypeError):
        # taken, but unnamed: to send it again would be worse
        return ""
