"""What a webhook says: the app's own subscription over the event, in the same projection as every answer."""

import functools
import json
from decimal import Decimal
from typing import Any

from tests.fakes.saleor.apps import App, Webhook
from tests.fakes.saleor.documents import Document, fields_of, prepare
from tests.fakes.saleor.projecting import Answering
from tests.fakes.saleor.things import Ask, Caller, Json, iso
from tests.fakes.saleor.world import VERSION, Happening, World


@functools.lru_cache(maxsize=256)
def _document(text: str) -> Document:
    return prepare(text, {})


def event_name(kind: str) -> str:
    """ORDER_CREATED → OrderCreated."""
    return "".join(part.capitalize() for part in kind.split("_"))


def caller_of_app(app: App) -> Caller:
    return Caller("app", app.id, frozenset(app.granted))


def render(world: World, webhook: Webhook, happening: Happening, *, circular: bool = False) -> bytes | None:
    """The body to send; None when the subscription's channel filter leaves this one out."""
    if not webhook.subscription_query:
        return dumped([{"id": getattr(thing, "id", None)} for thing in happening.fields.values()])
    document = _document(webhook.subscription_query)
    ask = Ask(world, caller_of_app(webhook.app), circular=circular)
    answering = Answering(ask, document)
    name = event_name(happening.kind)
    event = {
        **happening.fields, "__typename": name, "issuedAt": iso(happening.issued_at), "version": VERSION,
        "issuingPrincipal": happening.issuer, "recipient": webhook.app,
    }  # fmt: skip
    root = fields_of(document.operation.selection_set, document.fragments)[0]
    assert root.selection_set is not None
    if root.name.value == "event":
        payload: Any = answering.over(event, root.selection_set, [root.name.value])
        if answering.errors:
            payload = {**payload, "errors": [{"message": one["message"], **_rest(one)} for one in answering.errors]}
        return dumped(payload)
    if not _wanted(answering, root, event):
        return None
    return dumped({"data": {root.name.value: answering.over(event, root.selection_set, [root.name.value])}})


def _rest(error: Json) -> Json:
    return {key: value for key, value in error.items() if key != "message"}


def _wanted(answering: Answering, root: Any, event: Json) -> bool:
    """The filter form: `subscription { orderCreated(channels: ["lapak-id"]) { … } }`."""
    channels = answering.arguments(root).get("channels") or []
    subject = next((one for one in event.values() if hasattr(one, "channel")), None)
    return not channels or subject is None or subject.channel.slug in channels


def dumped(value: Any) -> bytes:
    return json.dumps(value, default=_plain, separators=(", ", ": ")).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} came to the end of an answer: a selection is missing")
