"""The bearer tokens of phones: a phone sends with its author's token what was done while there was no link.

A token is shown once and stored as SHA-256 only. It lives until its session signs out or asks for another one, until
its person takes it back, or until the person is closed.
"""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from sellers.kit import clock
from sellers.people.models import Device, Handset, Person

PREFIX = "lapakhp_"
SESSION_KEY = "desk_device"  # in the session: the id of the one live device it asked for
UNTIL_KEY = "unlocked_until"  # in a session that a helper's code opened: when it ends, in seconds
SEEN_EVERY = timedelta(hours=1)
LONGEST_LABEL = 60


@transaction.atomic
def issue(
    *,
    person: Person,
    label: str,
    instead_of: int | None = None,
    until: datetime | None = None,
    opened_by: int | None = None,
) -> tuple[Device, str]:
    """A new device of `person` with its token; the person's device `instead_of` ends.

    `opened_by` is the helper whose code opened the session, good `until` then.
    """
    if instead_of is not None:
        revoke(person=person, device_id=instead_of)
    token = PREFIX + secrets.token_urlsafe(32)
    label = "".join(sign for sign in label if sign.isprintable()).strip()[:LONGEST_LABEL]
    device = Device.objects.create(
        person=person, label=label, token_hash=_hash(token), expires_at=until, opened_by_id=opened_by
    )
    return device, token


def issue_for(request: HttpRequest, *, label: str) -> tuple[Device, str]:
    """The session's one live device: asking again ends the former one, so a token that was overheard ends too."""
    if not isinstance(request.user, Person):
        raise TypeError("only a person who is signed in has a phone")
    former = request.session.get(SESSION_KEY)
    former = former if isinstance(former, int) else None
    until = request.session.get(UNTIL_KEY)
    ends = datetime.fromtimestamp(until, UTC) if isinstance(until, int | float) else None
    rows = Handset.objects.filter(person=request.user, session_key=request.session.session_key or "-")
    helper = rows.values_list("opened_by_id", flat=True).first()
    device, token = issue(person=request.user, label=label, instead_of=former, until=ends, opened_by=helper)
    request.session[SESSION_KEY] = device.pk
    return device, token


def find(raw: str) -> Device | None:
    """The live device a token stands for, with its person; None when it is unknown, revoked or its person closed."""
    now = clock.now()
    live = Device.objects.select_related("person").filter(revoked_at__isnull=True, person__is_active=True)
    in_time = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
    device = live.filter(in_time, token_hash=_hash(raw)).first()
    if device is not None and not now - SEEN_EVERY < device.seen_at <= now:
        Device.objects.filter(pk=device.pk).update(seen_at=now)
    return device


def revoke(*, person: Person, device_id: int) -> bool:
    """End one of the person's own devices; False when there is no such live one."""
    live = Device.objects.filter(pk=device_id, person=person, revoked_at__isnull=True)
    return bool(live.update(revoked_at=clock.now()))


def end_session(request: HttpRequest) -> None:
    """Signing out: the session's device ends with it. Those of other people on this phone stay."""
    device_id = request.session.get(SESSION_KEY)
    if isinstance(device_id, int) and isinstance(request.user, Person):
        revoke(person=request.user, device_id=device_id)


def _hash(raw: str) -> str:
    return hashlib.sha256(raw.encode("utf-8", "surrogateescape")).hexdigest()
