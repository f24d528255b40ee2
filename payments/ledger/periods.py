"""close(): the statements of all sellers of a cooperative are finished until a day, for good.

    until the end of …   what it writes
    a month              one PeriodClose for each account that ever moved: opening, closing, number of movements
    several months       the same, month by month, so that each month's statement has its own figures

What comes later lands in the next period, whatever day it is about (posting.py, closed.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from payments.ledger.balances import Sums, first_moved, sums_of
from payments.ledger.closed import closed_until
from payments.ledger.models import Account, PeriodClose
from payments.ledger.queries import AccountQuerySet
from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Cooperative
from sellers.audit.actions import record
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person
from sellers.regions import places

Span = tuple[datetime, datetime]  # from (inclusive), until (exclusive)


class NotOverYet(Expected):
    """The period has not ended where the cooperative is."""

    code = "period_not_over"


class NothingToClose(Expected):
    """No seller of the cooperative ever had a movement before that day."""

    code = "nothing_to_close"


@dataclass(frozen=True)
class Closed:
    """`until` is exclusive; `statements` were written now, none when the period was closed before."""

    until: datetime
    statements: int


def close(*, scope: Scope, person: Person | None, cooperative_id: int, until: date) -> Closed:
    """Close all sellers' accounts up to and including the day `until`, as days are cut where the cooperative is.

    Again, or for an earlier day, changes nothing. Raises NotFound for whoever may not, NotOverYet, NothingToClose.
    """
    if not scope.operator and cooperative_id not in scope.cooperative_ids(Verb.PAYOUTS):
        raise NotFound(_("Halaman ini tidak ada."))
    with transaction.atomic():
        cooperative = Cooperative.objects.select_for_update().get(pk=cooperative_id)
        zone = places.zone_of(cooperative.village_code)
        end = midnight(until + timedelta(days=1), zone)
        if end > clock.now():
            raise NotOverYet(_("Masa ini belum selesai. Tutup setelah hari terakhirnya."), field="until")
        done = closed_until([cooperative_id])
        if done is not None and end <= done:
            return Closed(done, 0)
        rows = _rows(accounts_of(cooperative_id), done, end, zone, person)
        if not rows:
            raise NothingToClose(_("Belum ada catatan sampai hari itu."), field="until")
        PeriodClose.objects.bulk_create(rows)
        before, after = done and done.isoformat(), {"until": end.isoformat(), "statements": len(rows)}
        record(person=person, verb="period_closed", obj=cooperative, before={"until": before}, after=after)
    return Closed(end, len(rows))


def accounts_of(cooperative_id: int) -> AccountQuerySet:
    """The accounts that are closed together."""
    return Account.objects.filter(kind=Account.Kind.SELLER, cooperative_id=cooperative_id)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When `day` begins in `zone`."""
    return datetime.combine(day, time.min, zone)


def next_month(day: date) -> date:
    """The first day of the month after that of `day`."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def differences() -> Iterator[str]:
    """Closed figures that are not those of the books, and movements that landed in a closed period."""
    spans: dict[tuple[int, datetime, datetime], list[PeriodClose]] = {}
    for row in PeriodClose.objects.select_related("account").order_by("account_id", "until"):
        if row.account.cooperative_id is not None:  # only what stands with a cooperative is ever closed
            spans.setdefault((row.account.cooperative_id, row.since, row.until), []).append(row)
    for (cooperative_id, since, until), rows in sorted(spans.items(), key=lambda item: item[0]):
        accounts = accounts_of(cooperative_id)
        before, inside = sums_of(accounts, until=since), sums_of(accounts, since=since, until=until)
        closed = {row.account_id for row in rows}
        for row in rows:
            opening = before.get(row.account_id, Sums()).net
            moved = inside.get(row.account_id, Sums())
            if (row.opening_minor, row.closing_minor, row.movements) != (opening, opening + moved.net, moved.movements):
                yield f"account {row.account.path}: closed until {until.isoformat()} with other figures than the books"
        for account in sorted(set(inside) - closed):
            yield f"account number {account}: moved in a period that was closed until {until.isoformat()} without it"


def _rows(
    accounts: AccountQuerySet, done: datetime | None, end: datetime, zone: ZoneInfo, person: Person | None
) -> list[PeriodClose]:
    start = done or _first_month(accounts, zone)
    if start is None or start >= end:
        return []
    standing = {account: sums.net for account, sums in sums_of(accounts, until=start).items()}
    rows = []
    for since, until in _months(start, end, zone):
        moved = sums_of(accounts, since=since, until=until)
        for account in sorted(standing.keys() | moved.keys()):
            opening, sums = standing.get(account, 0), moved.get(account, Sums())
            standing[account] = opening + sums.net
            rows.append(
                PeriodClose(
                    account_id=account, since=since, until=until, opening_minor=opening,
                    closing_minor=standing[account], movements=sums.movements, closed_by=person,
                )
            )  # fmt: skip
    return rows


def _first_month(accounts: AccountQuerySet, zone: ZoneInfo) -> datetime | None:
    """When the month of the first movement began."""
    first = first_moved(accounts)
    return midnight(first.astimezone(zone).date().replace(day=1), zone) if first else None


def _months(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[Span]:
    """The months between, the last one cut at `end`."""
    while start < end:
        following = midnight(next_month(start.astimezone(zone).date()), zone)
        yield start, min(following, end)
        start = following
