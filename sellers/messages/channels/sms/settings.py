from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class SmsSettings:
    """How one SMS gateway is spoken to over HTTP, whichever it is.

    `fields` is the request as its documentation shows it, with {to} {digits} {text} {key} where those belong: a JSON
    value, or the pairs of a form. `*_field` are paths into its answers, "messages.0.id".
    """

    url: str
    fields: Any
    as_json: bool = True
    method: str = "POST"
    headers: dict[str, str] = field(default_factory=dict)
    knows_keys: bool = False  # the gateway sends one {key} once, however often it comes
    id_field: str = "id"
    answer_field: str = ""  # where a gateway that always answers 200 says how it went …
    taken_words: tuple[str, ...] = ()  # … and what it says there when it took the message
    refused_words: tuple[str, ...] = ()  # … or when it never will
    longest: int = 612  # four parts
    # what it posts to us
    hook_secret: str = ""
    signature_header: str = ""  # holds HMAC-SHA256 of the body, hex; without one the address carries ?kunci=<secret>
    hook_id_field: str = "id"
    hook_status_field: str = "status"
    delivered_words: tuple[str, ...] = ("delivered", "delivrd", "success")
    failed_words: tuple[str, ...] = ("failed", "undeliv", "undelivered", "rejected", "rejectd", "expired")
    from_field: str = "from"
    text_field: str = "text"
    timeout_s: float = 15.0

    adapter: ClassVar[str] = "sellers.messages.channels.sms.channel.Sms"
