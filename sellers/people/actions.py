"""What changes people."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from sellers.kit import clock
from sellers.people.models import Consent, Person
from sellers.people.phones import parse_phone


def person_for_phone(*, phone: str, name: str = "") -> Person:
    """The person of this number, made if new; a name is filled in only where there is none."""
    person, made = Person.objects.get_or_create(
        phone=parse_phone(phone), defaults={"name": name.strip(), "password": make_password(None)}
    )
    if name.strip() and not made and not person.name:
        person.name = name.strip()
        person.save(update_fields=["name"])
    return person


def rename(*, person: Person, name: str) -> None:
    """The person says what to be called."""
    person.name = name.strip()[:120]
    person.save(update_fields=["name"])


@transaction.atomic
def give_consent(*, person: Person, text: str, version: str) -> Consent:
    """Write down that the person agreed to this version of this text; once is enough."""
    standing = Consent.objects.filter(person=person, text=text, version=version, withdrawn_at__isnull=True)
    return standing.first() or Consent.objects.create(person=person, text=text, version=version)


def withdraw_consent(*, person: Person, text: str) -> int:
    """End every standing consent to `text`; the rows stay as proof of what was agreed when."""
    standing = Consent.objects.filter(person=person, text=text, withdrawn_at__isnull=True)
    return standing.update(withdrawn_at=clock.now())
