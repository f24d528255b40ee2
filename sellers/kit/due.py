"""Work that waits in rows: taken with a lease by a conditional UPDATE, finished by being marked.

A loop that dies leaves its lease to run out, and the next sweep takes the row again: work is done at least once,
so whatever it does must be safe to do twice. `take` is called outside a transaction, so that the lease is seen at once.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import models, transaction
from django.db.models import F, Q

from sellers.kit import clock
from sellers.kit.models import Due

Row = TypeVar("Row", bound=Due)
ERROR_LENGTH = 500

_nudger: Callable[[str], None] | None = None


def take(queryset: "models.QuerySet[Row]", *, limit: int = 20, lease_s: int = 60) -> list[Row]:
    """Up to `limit` due rows, oldest first, leased to the caller alone for `lease_s` seconds."""
    now = clock.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    ready = queryset.filter(free, done_at__isnull=True, due_at__lte=now)
    candidates = list(ready.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
    rows = queryset.model._default_manager
    lease = {"leased_until": now + timedelta(seconds=lease_s), "attempts": F("attempts") + 1}
    taken = [pk for pk in candidates if rows.filter(free, pk=pk, done_at__isnull=True).update(**lease)]
    found = rows.in_bulk(taken)
    return [found[pk] for pk in taken if pk in found]


def finish(row: Due, error: str = "") -> bool:
    """Mark the work done; False if it was already. `error` says why it was given up."""
    stored = type(row)._default_manager.filter(pk=row.pk, done_at__isnull=True)
    return bool(stored.update(done_at=clock.now(), leased_until=None, last_error=error[:ERROR_LENGTH]))


def fail(row: Due, error: object, *, retry_in_s: int) -> bool:
    """Put the row back for later; False if the lease had run out and another loop holds it now."""
    held = type(row)._default_manager.filter(pk=row.pk, done_at__isnull=True, leased_until=row.leased_until)
    later = clock.now() + timedelta(seconds=retry_in_s)
    return bool(held.update(due_at=later, leased_until=None, last_error=str(error)[:ERROR_LENGTH]))


def nudge(name: str) -> None:
    """Ask that the sweep `name` runs soon, after this transaction commits. Losing a nudge loses nothing."""
    if _nudger is not None:
        call = _nudger
        transaction.on_commit(lambda: call(name), robust=True)


def set_nudger(nudger: Callable[[str], None] | None) -> None:
    """The composition root says how to nudge; without a broker there is nothing to set."""
    global _nudger
    _nudger = nudger
