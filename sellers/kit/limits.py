"""Rate limits counted in the database, so that they hold across web workers and restarts."""

from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.kit.models import LimitWindow


class TooMany(Expected):
    """Too many tries in too short a time."""

    code = "too_many"
    status = 429


def hit(*, what: str, key: str, limit: int, per_s: int) -> bool:
    """Count one try of `what` by `key`; False when the window of `per_s` seconds already holds `limit`.

    Windows are fixed, so up to twice `limit` fit around an edge. Only a keyed hash of `key` is stored (a phone number,
    an address). Call it before the action's transaction: a count inside one that rolls back is lost.
    """
    window = LimitWindow.objects.filter(what=what, key_hash=_hash(what, key), ends_at=_window_end(per_s))
    if _count(window, limit):
        return True
    if window.exists():
        return False
    try:
        with transaction.atomic():
            LimitWindow.objects.create(what=what, key_hash=_hash(what, key), ends_at=_window_end(per_s), hits=1)
    except IntegrityError:  # another worker opened the window between our two looks
        return _count(window, limit)
    return limit > 0


def check(*, what: str, key: str, limit: int, per_s: int) -> None:
    """`hit`, or a sentence for the person who tried too often; the fact `retry_in_s` says when to come back."""
    if not hit(what=what, key=key, limit=limit, per_s=per_s):
        left = max(1, ceil((_window_end(per_s) - clock.now()).total_seconds()))
        raise TooMany(_("Terlalu sering mencoba. Tunggu sebentar, lalu coba lagi."), retry_in_s=left)


def give_back(*, what: str, key: str, per_s: int) -> None:
    """Take one `hit` of this window back: what was counted did not happen after all."""
    window = LimitWindow.objects.filter(what=what, key_hash=_hash(what, key), ends_at=_window_end(per_s))
    window.filter(hits__gt=0).update(hits=F("hits") - 1)


def network(address: str, *, bits: int = 48) -> str:
    """Whose `address` it is: an IPv4 address as it stands, of an IPv6 one the first `bits`, for one customer has many.

    What is no address stays as it is.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found), bits), strict=False))


def forget_old() -> int:
    """Remove windows that are over; the sweep calls it now and then."""
    return LimitWindow.objects.filter(ends_at__lte=clock.now()).delete()[0]


def _count(window: "models.QuerySet[LimitWindow]", limit: int) -> bool:
    return bool(window.filter(hits__lt=limit).update(hits=F("hits") + 1))


def _window_end(per_s: int) -> datetime:
    now = int(clock.now().timestamp())
    return datetime.fromtimestamp(now - now % per_s + per_s, UTC)


def _hash(what: str, key: str) -> str:
    return salted_hmac(f"limits.{what}", key, algorithm="sha256").hexdigest()
