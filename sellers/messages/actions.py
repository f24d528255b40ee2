"""The outbox: what is told is written with what happened, and leaves after it (sending.py)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from sellers.kit import clock, due
from sellers.messages.models import Message
from sellers.people.models import Person


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
    """Write one message to the outbox, once for ever per `key`; belongs in the transaction of what it tells.

    `channel` is the first choice; who is told what stands in README.md. A secret carries a code of digits.
    """
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
