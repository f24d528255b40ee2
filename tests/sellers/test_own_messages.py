"""What a person reads of the outbox: their own, and nothing that came to their number when it was another's."""

from datetime import timedelta

import pytest

from sellers.kit import clock
from sellers.messages.actions import tell
from sellers.messages.models import Message
from sellers.messages.own import last_to
from sellers.people.models import NumberChange, Person

pytestmark = pytest.mark.django_db
PHONE = "+6281255550001"


def test_what_came_to_the_number_before_it_moved_is_not_read() -> None:
    now = clock.now()
    person = Person.objects.create(phone=PHONE, phone_verified=True, created_at=now - timedelta(days=30))
    for key, days in (("before", 9), ("after", 1)):
        message = tell(key=key, to=PHONE, body="Pesanan siap.", template="order")
        Message.objects.filter(pk=message.pk).update(created_at=now - timedelta(days=days))
    assert {one.key for one in last_to(person, limit=9)} == {"before", "after"}
    NumberChange.objects.create(
        person=person, attested_by=person, old_phone="+6281255550002", new_phone=PHONE, code="K7QX29MB", stop_key="s",
        secret_hash="", expires_at=now, moved_at=now - timedelta(days=5),
    )  # fmt: skip
    assert {one.key for one in last_to(person, limit=9)} == {"after"}
