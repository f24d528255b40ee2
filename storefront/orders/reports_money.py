"""Who is owed what, what a stall earned, and which orders wait too long. Reads only."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Count, Q, Sum

from payments.ledger import balances
from payments.money import Money
from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Cooperative, Seller
from sellers.kit import clock
from sellers.regions import places
from storefront.orders import life_table
from storefront.orders.models import Order, RefundTask
from storefront.orders.reports_period import period
from storefront.orders.reports_scope import currency_of, visible, zone_of
from storefront.orders.sums import NET, NET_COMMISSION, NET_DELIVERY, NET_GOODS


@dataclass(frozen=True)
class OwedRow:
    """`owed` > 0: the cooperative owes the seller; < 0: the seller owes the cooperative."""

    seller_id: int
    name: str
    owed: Money


@dataclass(frozen=True)
class OwedReport:
    """One cooperative's debts as its books say them, and the refunds behind `refunds_due`."""

    cooperative_id: int
    name: str
    rows: tuple[OwedRow, ...]
    to_sellers: Money
    by_sellers: Money
    refunds_due: Money
    refunds: "models.QuerySet[RefundTask]"


@dataclass(frozen=True)
class Earned:
    """What a stall earned after refunds: goods and its own delivery less the commission; `net` is what it keeps.

    `net` also holds what others made good for refunds (sums.py).
    """

    goods: Money
    delivery: Money
    commission: Money
    net: Money
    orders: int
    previous_net: Money


def waiting_too_long(scope: Scope) -> "models.QuerySet[Order]":
    """Sold orders the seller did not accept, or did not send, in time; the longest overdue first."""
    late = Order.objects.filter(visible(scope), state__in=life_table.UNSENT, deadline_at__lte=clock.now())
    return late.select_related("seller", "purchase").order_by("deadline_at", "pk")


def owed(scope: Scope) -> tuple[OwedReport, ...]:
    """One report for each cooperative the asker reviews."""
    cooperatives = Cooperative.objects.order_by("pk")
    if not scope.operator:
        cooperatives = cooperatives.filter(pk__in=scope.cooperative_ids(Verb.REVIEW))
    return tuple(_owed(scope, cooperative) for cooperative in cooperatives)


def earned(*, scope: Scope, seller_id: int, days: int, until: date | None = None) -> Earned:
    """One stall's earnings of a period and the net of the one before; zeros when the asker may not see them.

    For its own people and for its cooperative's officers; days are cut where the stall is.
    """
    village = Seller.objects.filter(pk=seller_id).values_list("village_code", flat=True).first()
    span = period(days=days, until=until, zone=places.zone_of(village) if village else zone_of(scope))
    currency = currency_of(scope)
    now, before = Q(sold_at__gte=span.start), Q(sold_at__lt=span.start)
    sums = (
        Order.objects.filter(visible(scope), seller_id=seller_id, currency=currency)
        .filter(sold_at__gte=span.previous_start, sold_at__lt=span.end)
        .sold()
        .aggregate(
            goods=Sum(NET_GOODS, filter=now),
            delivery=Sum(NET_DELIVERY, filter=now),
            commission=Sum(NET_COMMISSION, filter=now),
            net=Sum(NET, filter=now),
            orders=Count("pk", filter=now),
            previous_net=Sum(NET, filter=before),
        )
    )
    goods, delivery, commission = sums["goods"] or 0, sums["delivery"] or 0, sums["commission"] or 0
    return Earned(
        goods=Money(goods, currency),
        delivery=Money(delivery, currency),
        commission=Money(commission, currency),
        net=Money(sums["net"] or 0, currency),
        orders=sums["orders"],
        previous_net=Money(sums["previous_net"] or 0, currency),
    )


def _owed(scope: Scope, cooperative: Cooperative) -> OwedReport:
    books = balances.owed(scope=scope, cooperative_id=cooperative.pk, currency=cooperative.currency)
    names = Seller.objects.in_bulk([row.seller_id for row in books.rows])
    refunds = RefundTask.objects.within(scope).filter(bill__cooperative=cooperative)
    return OwedReport(
        cooperative_id=cooperative.pk,
        name=cooperative.name,
        rows=tuple(OwedRow(row.seller_id, names[row.seller_id].name, row.owed) for row in books.rows),
        to_sellers=books.to_sellers,
        by_sellers=books.by_sellers,
        refunds_due=books.refunds_due,
        refunds=refunds.select_related("bill__purchase", "order").order_by("opened_at", "pk"),
    )
