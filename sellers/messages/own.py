"""What a person may read of the outbox: what came to their own phone, but for codes."""

from django.db.models import Max, Q

from sellers.messages.models import Message
from sellers.people.models import NumberChange, Person


def last_to(person: Person, *, limit: int) -> list[Message]:
    """Newest first. What came to the number before it was this person's is not theirs."""
    own = Q(person=person)
    if person.phone_verified:
        moved = NumberChange.objects.filter(person=person).aggregate(last=Max("moved_at"))["last"]
        since = max(person.created_at, moved or person.created_at)  # before it the number was perhaps another's
        own |= Q(to=person.phone, person=None, created_at__gte=since)
    return list(Message.objects.filter(own, secret=False).order_by("-created_at", "-pk")[:limit])
