"""The outbox: what is told is written with what happened, and leaves after it."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from sellers.kit import clock, due
from sellers.messages.channels.port import Channel, ChannelError, Outgoing
from sellers.messages.models import Message
from sellers.people.models import Person

log = logging.getLogger("lapak.messages")
DEFAULT_CHANNEL = "sellers.messages.channels.console.channel.ConsoleChannel"
MAX_ATTEMPTS = 8
WIPED = ""

_loaded: dict[str, Channel] = {}


def tell(
    *,
    key: str,
    to: str,
    body: str,
    template: str,
    person: Person | None = None,
    channel: str = "whatsapp",
    secret: bool = False,
    due_at: datetime | None = None,
) -> Message:
    """Write one message to the outbox, once for ever per `key`; belongs in the transaction of what it tells."""
    standing = Message.objects.filter(key=key).first()
    if standing:
        return standing
    fields = {"channel": channel, "to": to, "person": person, "template": template, "body": body, "secret": secret}
    try:
        with transaction.atomic():
            message = Message.objects.create(key=key, due_at=due_at or clock.now(), **fields)
    except IntegrityError:  # told at the same moment by another worker
        return Message.objects.get(key=key)
    due.nudge("messages")
    return message


def send_due() -> int:
    """Hand over what is due; answers how many left. The gateway is called outside any transaction."""
    return sum(_send(message) for message in due.take(Message.objects.all(), lease_s=120))


def _send(message: Message) -> bool:
    channel = channel_for(message.channel)
    outgoing = Outgoing(message.key, message.to, message.body, message.template, message.secret)
    try:
        channel.send(outgoing)
    except Exception as error:  # one message's trouble must not stop the others
        if not isinstance(error, ChannelError):
            log.exception("message %s", message.pk)
        _put_back(message, error if isinstance(error, ChannelError) else ChannelError(type(error).__name__))
        return False
    sent = {"sent_by": channel.name}
    if message.secret and not settings.DEMO:
        sent["body"] = WIPED
    Message.objects.filter(pk=message.pk).update(**sent)
    return due.finish(message)


def _put_back(message: Message, error: ChannelError) -> None:
    if error.permanent or message.attempts >= MAX_ATTEMPTS:
        log.warning("message %s given up: %s", message.pk, error)
        if message.secret and not settings.DEMO:
            Message.objects.filter(pk=message.pk).update(body=WIPED)
        due.finish(message, error=str(error))
    else:
        due.fail(message, error, retry_in_s=30 * 2**message.attempts)


def channel_for(name: str) -> Channel:
    """The adapter that settings name for this channel, loaded once; the console where none is named."""
    path = getattr(settings, "MESSAGE_CHANNELS", {}).get(name, DEFAULT_CHANNEL)
    if path not in _loaded:
        _loaded[path] = import_string(path)()
    return _loaded[path]
