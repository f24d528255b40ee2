"""What a stall earned, and how it stands with its cooperative. Days are cut in the stall's own time zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from payments.ledger.balances import balances_of
from payments.ledger.models import Account, Posting
from payments.money import Money
from sellers.accounts.access import Scope
from sellers.kit import clock
from storefront.orders.models import Order
from storefront.orders.posting_words import POSTING_WORDS
from storefront.orders.sums import NET, NET_COMMISSION, NET_DELIVERY, NET_GOODS

PERIODS: tuple[tuple[int, Any], ...] = (
    (1, _("Hari ini")),
    (7, _("7 hari")),
    (30, _("30 hari")),
    (90, _("90 hari")),
)
NEWEST = 40


@dataclass(frozen=True)
class Day:
    day: date
    earned: int  # minor units
    height: int  # of its bar, 0 to 100


@dataclass(frozen=True)
class Earned:
    days: int
    orders: int
    goods: Money
    delivery: Money
    commission: Money
    made_good: Money  # by others for refunds
    left: Money
    chart: tuple[Day, ...]
    since: date


@dataclass(frozen=True)
class Standing:
    """With one collector. `owed` > 0: the seller is owed; < 0: the seller owes. No name: cash of its own buyers."""

    name: str
    owed: Money


@dataclass(frozen=True)
class Movement:
    at: datetime
    word: str
    ref: str
    amount: Money  # positive: for the seller


def earned(*, scope: Scope, days: int, zone: ZoneInfo, currency: str) -> Earned:
    """Sold and not given back (orders/sums.py), from the first of `days` days up to now."""
    today = clock.now().astimezone(zone).date()
    since = today - timedelta(days=days - 1)
    start = datetime.combine(since, time.min, zone)
    sold = Order.objects.within(scope).sold().filter(sold_at__gte=start, currency=currency)
    by_day: dict[date, int] = {since + timedelta(days=n): 0 for n in range(days)}
    goods = delivery = commission = made_good = left = orders = 0
    for sold_at, *amounts in sold.values_list(
        "sold_at", NET_GOODS, NET_DELIVERY, NET_COMMISSION, "made_good_minor", NET
    ):
        orders += 1
        goods, delivery, commission = goods + amounts[0], delivery + amounts[1], commission + amounts[2]
        made_good, left = made_good + amounts[3], left + amounts[4]
        day = sold_at.astimezone(zone).date() if sold_at else today
        by_day[day] = by_day.get(day, 0) + amounts[4]
    return Earned(
        days=days,
        orders=orders,
        goods=Money(goods, currency),
        delivery=Money(delivery, currency),
        commission=Money(commission, currency),
        made_good=Money(made_good, currency),
        left=Money(left, currency),
        chart=_chart(by_day),
        since=since,
    )


def standings(*, scope: Scope) -> tuple[Standing, ...]:
    """One for each collector with something open."""
    mine = Account.objects.within(scope).filter(kind=Account.Kind.SELLER)
    balances = balances_of(mine)
    accounts = mine.order_by("cooperative_id", "currency").values_list("pk", "cooperative__name", "currency")
    return tuple(
        Standing(name or "", Money(-balances[pk], currency)) for pk, name, currency in accounts if balances.get(pk)
    )


def movements(*, scope: Scope) -> tuple[Movement, ...]:
    """The newest postings of the stall's accounts, as the seller sees them."""
    mine = Account.objects.within(scope).filter(kind=Account.Kind.SELLER)
    ids = set(mine.values_list("pk", flat=True))
    found = Posting.objects.within(scope).filter(Q(source_id__in=ids) | Q(target_id__in=ids)).order_by("-at", "-pk")
    rows = found[:NEWEST].values_list("at", "kind", "ref", "amount_minor", "currency", "source_id")
    return tuple(
        Movement(at, str(POSTING_WORDS.get(kind, kind)), ref, Money(minor if source in ids else -minor, currency))
        for at, kind, ref, minor, currency, source in rows
    )


def first_currency(*, scope: Scope, default: str) -> str:
    """The currency the stall sells in most."""
    found = Order.objects.within(scope).sold().order_by().values("currency").annotate(s=Sum("goods_minor"))
    return max(found, key=lambda row: row["s"], default={"currency": default})["currency"]


def _chart(by_day: dict[date, int]) -> tuple[Day, ...]:
    highest = max([*by_day.values(), 1])
    return tuple(
        Day(day, minor, max(2 if minor > 0 else 0, max(0, minor) * 100 // highest))
        for day, minor in sorted(by_day.items())
    )
