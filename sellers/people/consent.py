"""Which texts a person has to agree to, and in which version."""

from sellers.people.models import Consent, Person

CURRENT_VERSION = "2026-11"  # of the terms and privacy pages; raise it with their text
TEXTS = ("terms", "privacy")


def missing(person: Person) -> tuple[str, ...]:
    """The texts whose current version the person has not agreed to."""
    given = Consent.objects.filter(person=person, version=CURRENT_VERSION, withdrawn_at__isnull=True)
    agreed = set(given.values_list("text", flat=True))
    return tuple(text for text in TEXTS if text not in agreed)
