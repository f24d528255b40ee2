"""What the books say: balances, what a cooperative owes and is owed, statements."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, Sum

from payments.ledger.accounts import AccountKey
from payments.ledger.models import Account, Posting
from payments.ledger.queries import AccountQuerySet
from payments.money import Money, total
from sellers.accounts.access import Scope


@dataclass(frozen=True)
class SellerOwed:
    """`owed` > 0: the cooperative owes the seller; < 0: the seller owes the cooperative."""

    seller_id: int
    owed: Money


@dataclass(frozen=True)
class Owed:
    """What one cooperative owes (and is owed), to the unit."""

    rows: tuple[SellerOwed, ...]  # sellers with a balance of zero are left out; largest debt first
    to_sellers: Money
    by_sellers: Money
    refunds_due: Money


@dataclass(frozen=True)
class StatementLine:
    """One posting as seen from the account: `amount` is positive when it came in; `balance` stands after it."""

    at: datetime
    kind: str
    ref: str
    memo: str
    amount: Money
    balance: Money


@dataclass(frozen=True)
class Statement:
    opening: Money
    lines: tuple[StatementLine, ...]
    closing: Money


@dataclass(frozen=True)
class Sums:
    """What moved through one account: minor units in and out, and the number of movements."""

    came: int = 0
    went: int = 0
    movements: int = 0

    @property
    def net(self) -> int:
        return self.came - self.went


def balance(key: AccountKey, *, until: datetime | None = None) -> Money:
    """What came in less what went out, before `until` (exclusive); zero for an account nobody used."""
    postings = Posting.objects.all() if until is None else Posting.objects.filter(at__lt=until)
    sums = postings.filter(Q(source__path=key.path) | Q(target__path=key.path)).aggregate(
        came=Sum("amount_minor", filter=Q(target__path=key.path)),
        went=Sum("amount_minor", filter=Q(source__path=key.path)),
    )
    return Money((sums["came"] or 0) - (sums["went"] or 0), key.currency)


def owed(*, scope: Scope, cooperative_id: int, currency: str) -> Owed:
    """Who is owed what in a cooperative's books; empty when the asker may not see them."""
    mine = Account.objects.within(scope).filter(cooperative_id=cooperative_id, currency=currency)
    by_seller = balances_of(mine.filter(kind=Account.Kind.SELLER))
    sellers = dict(mine.filter(kind=Account.Kind.SELLER).values_list("id", "seller_id"))
    rows = [SellerOwed(sellers[account], Money(-minor, currency)) for account, minor in by_seller.items() if minor]
    rows.sort(key=lambda row: (-row.owed.minor, row.seller_id))
    refunds = sum(balances_of(mine.filter(kind=Account.Kind.REFUND_DUE)).values())
    return Owed(
        rows=tuple(rows),
        to_sellers=total([row.owed for row in rows if row.owed.minor > 0], currency),
        by_sellers=total([row.owed * -1 for row in rows if row.owed.minor < 0], currency),
        refunds_due=Money(-refunds, currency),
    )


def owed_to_sellers(*, scope: Scope, cooperative_id: int, currency: str) -> tuple[SellerOwed, ...]:
    return owed(scope=scope, cooperative_id=cooperative_id, currency=currency).rows


def balances_of(accounts: AccountQuerySet) -> dict[int, int]:
    """Minor units by account id, in two queries however many accounts there are."""
    ids = accounts.values("id")
    result: dict[int, int] = {}
    came = Posting.objects.filter(target__in=ids).values_list("target_id").annotate(s=Sum("amount_minor"))
    went = Posting.objects.filter(source__in=ids).values_list("source_id").annotate(s=Sum("amount_minor"))
    for account, amount in came.order_by():
        result[account] = result.get(account, 0) + amount
    for account, amount in went.order_by():
        result[account] = result.get(account, 0) - amount
    return result


def sums_of(
    accounts: AccountQuerySet, *, since: datetime | None = None, until: datetime | None = None
) -> dict[int, Sums]:
    """What moved from `since` (inclusive) to `until` (exclusive), by account id: only what moved, in two queries."""
    postings = Posting.objects.all()
    if since is not None:
        postings = postings.filter(at__gte=since)
    if until is not None:
        postings = postings.filter(at__lt=until)
    ids = accounts.order_by().values("id")
    counted = {"s": Sum("amount_minor"), "n": Count("pk")}
    came = postings.filter(target__in=ids).values_list("target_id").annotate(**counted).order_by()
    went = postings.filter(source__in=ids).values_list("source_id").annotate(**counted).order_by()
    into = {account: (minor, n) for account, minor, n in came}
    out = {account: (minor, n) for account, minor, n in went}
    nothing = (0, 0)
    return {
        account: Sums(
            into.get(account, nothing)[0],
            out.get(account, nothing)[0],
            into.get(account, nothing)[1] + out.get(account, nothing)[1],
        )
        for account in into.keys() | out.keys()
    }


def first_moved(accounts: AccountQuerySet) -> datetime | None:
    """When the first of these accounts moved first; None when none ever did."""
    ids = accounts.order_by().values("id")
    went = Posting.objects.filter(source__in=ids).aggregate(at=Min("at"))["at"]
    came = Posting.objects.filter(target__in=ids).aggregate(at=Min("at"))["at"]
    return min((at for at in (went, came) if at is not None), default=None)


def statement(*, key: AccountKey, since: datetime, until: datetime) -> Statement:
    """Movements from `since` (inclusive) to `until` (exclusive), with the balances before and after."""
    opening = running = balance(key, until=since)
    rows = (
        Posting.objects.filter(Q(source__path=key.path) | Q(target__path=key.path), at__gte=since, at__lt=until)
        .order_by("at", "id")
        .values_list("at", "kind", "ref", "memo", "amount_minor", "target__path")
    )
    lines = []
    for at, kind, ref, memo, minor, target in rows:
        amount = Money(minor if target == key.path else -minor, key.currency)
        running += amount
        lines.append(StatementLine(at, kind, ref, memo, amount, running))
    return Statement(opening, tuple(lines), running)
