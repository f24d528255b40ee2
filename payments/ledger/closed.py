"""Where a closed period ends, and the lock that keeps a late entry from slipping in while it is being closed.

A cooperative closes the accounts of all its sellers at once, so what is closed is asked of the cooperative: it holds
for a seller too whose first movement comes later. Whoever books holds the cooperative's row shared until its
transaction ends, whoever closes holds it alone: a close counts every entry it should, and the next entry sees it.
SQLite lets one transaction write at a time, and needs no lock.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Max

from payments.ledger.accounts import AccountKey, Kind
from payments.ledger.models import PeriodClose
from sellers.accounts.models import Cooperative
from sellers.kit import clock


def open_moment(keys: Iterable[AccountKey], *, wanted: datetime) -> datetime:
    """When an entry of these accounts is booked: at `wanted`, or now when that lies in a closed period of one."""
    cooperatives = sorted({key.cooperative_id for key in keys if key.cooperative_id and key.kind == Kind.SELLER})
    if not cooperatives:
        return wanted
    _hold(cooperatives)
    until = closed_until(cooperatives)
    return wanted if until is None or wanted >= until else max(clock.now(), until)


def closed_until(cooperative_ids: Sequence[int]) -> datetime | None:
    """The end (exclusive) of what is closed in any of these cooperatives; None when nothing is."""
    closes = PeriodClose.objects.filter(account__cooperative_id__in=cooperative_ids)
    until: datetime | None = closes.aggregate(until=Max("until"))["until"]
    return until


def _hold(cooperative_ids: Sequence[int]) -> None:
    """Shared, so that sellers of one cooperative sell at the same moment; the ORM knows only the exclusive lock."""
    if connection.vendor != "postgresql":
        return
    table = connection.ops.quote_name(Cooperative._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {table} WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE",  # noqa: S608  a table of ours
            [list(cooperative_ids)],
        )
