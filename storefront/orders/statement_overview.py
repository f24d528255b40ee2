"""All sellers of a cooperative in one month: what each one's statement opens with, what moved, what it closes with."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from payments.ledger import closed
from payments.ledger.balances import Sums, first_moved, sums_of
from payments.ledger.models import Account, PeriodClose
from payments.ledger.periods import midnight, next_month
from payments.money import Money, total
from sellers.accounts.access import Scope
from sellers.kit import clock
from storefront.orders.statements import months


@dataclass(frozen=True)
class Row:
    """In the seller's sense: `added` is for it, `taken` (positive) against; closing = opening + added - taken."""

    name: str
    slug: str
    opening: Money
    added: Money
    taken: Money
    closing: Money
    movements: int


@dataclass(frozen=True)
class Overview:
    """One month of a cooperative. `rows` are by name, then currency; `totals` one a currency, without name and slug."""

    month: date
    offered: tuple[date, ...]  # months to choose from, the newest first
    rows: tuple[Row, ...]
    totals: tuple[Row, ...]
    over: bool  # the month has ended
    closed: bool
    closed_at: datetime | None
    closed_by: str
    open_before: tuple[date, ...]  # earlier months that closing this one closes too, the oldest first


def overview(*, scope: Scope, cooperative_id: int, zone: ZoneInfo, wanted: str) -> Overview:
    """The month `wanted` ("2026-08"), else the last one that is over; of the accounts the asker may read."""
    accounts = Account.objects.within(scope).filter(kind=Account.Kind.SELLER, cooperative_id=cooperative_id)
    began = first_moved(accounts)
    offered = months(
        began.astimezone(zone).date().replace(day=1) if began else clock.now().astimezone(zone).date(), zone
    )
    named = {f"{month:%Y-%m}": month for month in offered}
    month = named.get(wanted, offered[1] if len(offered) > 1 else offered[0])
    since, until = midnight(month, zone), midnight(next_month(month), zone)
    before, moved = sums_of(accounts, until=since), sums_of(accounts, since=since, until=until)
    found = accounts.filter(pk__in=before.keys() | moved.keys()).select_related("seller")
    rows = [
        _row(account, before.get(account.pk, Sums()), moved.get(account.pk, Sums()))
        for account in found.order_by("seller__name", "seller_id", "currency")
    ]
    shown = tuple(row for row in rows if row.movements or row.opening)
    done = closed.closed_until([cooperative_id])
    close = _close_of(cooperative_id, until)
    return Overview(
        month=month,
        offered=tuple(offered),
        rows=shown,
        totals=tuple(_total(shown, currency) for currency in sorted({row.closing.currency for row in shown})),
        over=until <= clock.now(),
        closed=done is not None and done >= until,
        closed_at=close.closed_at if close else None,
        closed_by=close.closed_by.name if close and close.closed_by else "",
        open_before=tuple(reversed([one for one in offered if one < month and _is_open(one, zone, done)])),
    )


def _is_open(month: date, zone: ZoneInfo, done: datetime | None) -> bool:
    return done is None or midnight(next_month(month), zone) > done


def _close_of(cooperative_id: int, until: datetime) -> PeriodClose | None:
    closes = PeriodClose.objects.filter(account__cooperative_id=cooperative_id, until__gte=until)
    return closes.select_related("closed_by").order_by("until", "pk").first()


def _row(account: Account, before: Sums, moved: Sums) -> Row:
    seller = account.seller
    name, slug = (seller.name, seller.slug) if seller else ("", "")
    opening, currency = -before.net, account.currency
    return Row(
        name, slug, Money(opening, currency), Money(moved.went, currency), Money(moved.came, currency),
        Money(opening - moved.net, currency), moved.movements,
    )  # fmt: skip


def _total(rows: tuple[Row, ...], currency: str) -> Row:
    mine = [row for row in rows if row.closing.currency == currency]
    return Row(
        name="",
        slug="",
        opening=total([row.opening for row in mine], currency),
        added=total([row.added for row in mine], currency),
        taken=total([row.taken for row in mine], currency),
        closing=total([row.closing for row in mine], currency),
        movements=sum(row.movements for row in mine),
    )
