"""The operator has a message sent anew: a new round, through all its channels, with new keys."""

from django.db import transaction

from sellers.audit.actions import record
from sellers.kit import clock, due
from sellers.messages.models import Message
from sellers.people.models import Person

Status = Message.Status
MAY = (Status.FAILED, Status.UNSURE)  # what arrived, was stopped, or is a code is never sent again


def may_send_again(message: Message) -> bool:
    return message.done_at is not None and not message.secret and message.status in MAY


@transaction.atomic
def send_again(*, message: Message, by: Person) -> bool:
    """One new round; False where that is not for this message, or somebody else just did it.

    `message` is as the operator saw it: its round says that a second click is about the same decision.
    """
    stored = Message.objects.filter(
        pk=message.pk, round=message.round, done_at__isnull=False, secret=False, status__in=MAY
    )
    fresh = {"round": message.round + 1, "status": Status.WAITING, "done_at": None, "due_at": clock.now()}
    if not stored.update(**fresh, leased_until=None, attempts=0, last_error="", sent_by=""):
        return False
    record(person=by, verb="message.sent_again", obj=message, before={"status": message.status})
    due.nudge("messages")
    return True
