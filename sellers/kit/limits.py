"""Rate limits counted in the database, so that they hold across web workers and restarts."""

from datetime import UTC, datetime

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
    """`hit`, or a sentence for the person who tried too often."""
    if not hit(what=what, key=key, limit=limit, per_s=per_s):
        raise TooMany(_("Terlalu sering mencoba. Tunggu sebentar, lalu coba lagi."))


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
