"""Bearer tokens for programs: shown once, stored as SHA-256 only."""

import hashlib
import secrets

from sellers.kit import clock
from sellers.people.models import ApiToken, Person

PREFIX = "lapak_"


def issue(*, person: Person, label: str, raw: str | None = None) -> str:
    """A new token for `person`; the caller shows it now, nobody can later. `raw` fixes it (for the demo)."""
    token = raw or PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(person=person, label=label, token_hash=_hash(token))
    return token


def person_for(raw: str) -> Person | None:
    """Who the token stands for; None when it is unknown or revoked, or the person is closed."""
    found = ApiToken.objects.select_related("person").filter(
        token_hash=_hash(raw), revoked_at__isnull=True, person__is_active=True
    )
    token = found.first()
    return token.person if token else None


def revoke(*, person: Person, token_id: int) -> bool:
    """End one of the person's own tokens; False when there is no such live one."""
    live = ApiToken.objects.filter(pk=token_id, person=person, revoked_at__isnull=True)
    return bool(live.update(revoked_at=clock.now()))


def _hash(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()
