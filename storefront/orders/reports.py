"""What was sold, as the cooperative's dashboard, the seller's earnings and the API count it. Reads only.

Sales are goods, without the delivery fee, less what of them was given back; they count from the day an order was sold
(paid, or confirmed with cash) and leave with it when it is cancelled or returned. Every breakdown sums to the same
total, and `orders_behind` opens the very orders a figure sums. Days are cut in the own time zone of the asker's
cooperative or stall.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Count, F, Q, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Substr, TruncDate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from payments.money import Money
from sellers.accounts.access import Scope
from sellers.regions import places
from storefront.orders.models import Order, OrderLine
from storefront.orders.reports_money import Earned, OwedReport, OwedRow, earned, owed, waiting_too_long
from storefront.orders.reports_period import Period, midnight, period
from storefront.orders.reports_scope import FEWEST_SHOWN, counts_only, currency_of, totals, visible, zone_of
from storefront.orders.sums import NET_GOODS, NET_LINE

__all__ = [
    "BREAKDOWNS",
    "Earned",
    "OwedReport",
    "OwedRow",
    "Report",
    "Row",
    "by_category",
    "by_day",
    "by_kabupaten",
    "by_product",
    "by_seller",
    "earned",
    "orders_behind",
    "owed",
    "sales",
    "sales_by",
    "waiting_too_long",
]

REGENCY_LENGTH = 5  # "35.72"


@dataclass(frozen=True)
class Report:
    """One period against the one before. `change` is in whole percent; None when there was nothing to compare with."""

    since: date
    until: date  # both days included
    total: Money
    orders: int
    previous_total: Money
    previous_orders: int
    change: int | None


@dataclass(frozen=True)
class Row:
    """`key` opens the orders behind it: `orders_behind(by=…, key=…)`. `quantity` counts packs."""

    key: str
    label: str
    orders: int
    quantity: int
    total: Money


def sales(*, scope: Scope, days: int, until: date | None = None, currency: str = "") -> Report:
    """`days` days up to and including `until` (today), against as many before them. One query for both."""
    span = period(days=days, until=until, zone=zone_of(scope))
    currency = currency or currency_of(scope)
    now, before = Q(sold_at__gte=span.start), Q(sold_at__lt=span.start)
    sums = (
        Order.objects.filter(totals(scope), sold_at__gte=span.previous_start, sold_at__lt=span.end, currency=currency)
        .sold()
        .aggregate(
            total=Sum(NET_GOODS, filter=now),
            orders=Count("pk", filter=now),
            previous_total=Sum(NET_GOODS, filter=before),
            previous_orders=Count("pk", filter=before),
        )
    )
    total, previous = sums["total"] or 0, sums["previous_total"] or 0
    comparable = previous and _sold_before(scope, span.previous_start + (span.start - span.previous_start) * 3 / 4)
    return Report(
        since=span.first_date,
        until=span.last_date,
        total=Money(total, currency),
        orders=sums["orders"],
        previous_total=Money(previous, currency),
        previous_orders=sums["previous_orders"],
        change=round((total - previous) * 100 / previous) if comparable else None,
    )


def _sold_before(scope: Scope, moment: datetime) -> bool:
    """Whether sales had begun by then: a period in which they only began is nothing to compare with."""
    return Order.objects.filter(totals(scope), sold_at__lt=moment).sold().exists()


def sales_by(*, scope: Scope, days: int, by: str, until: date | None = None, currency: str = "") -> tuple[Row, ...]:
    """Rows by "seller", "product", "category", "kabupaten" (of the buyer) or "day"; best first, days in order.

    A viewer of totals sees no sellers and no products, and no row of fewer than five orders.
    """
    if by not in BREAKDOWNS:
        raise ValueError(f"sales are broken down by {', '.join(BREAKDOWNS)}, not by {by}")
    if counts_only(scope) and by in ("seller", "product"):
        return ()
    span = period(days=days, until=until, zone=zone_of(scope))
    currency = currency or currency_of(scope)
    found = (
        _lines(scope, span, currency)
        .annotate(**_annotations(by, span))
        .values_list(*_FIELDS[by])
        .annotate(orders=Count("order_id", distinct=True), packs=Sum("quantity"), total=Sum(NET_LINE))
        .order_by()
    )
    rows = [
        Row(_text(key), _label(by, key, *name), orders, packs, Money(total, currency))
        for key, *name, orders, packs, total in found
    ]
    if counts_only(scope):
        rows = _large_enough(rows)
    if by == "day":
        return _every_day(rows, span, currency)
    return tuple(sorted(rows, key=lambda row: (-row.total.minor, row.label, row.key)))


def _large_enough(rows: list[Row]) -> list[Row]:
    """Without groups under FEWEST_SHOWN orders; one alone would show as the rest of the total, so two go then."""
    shown = sorted((row for row in rows if row.orders >= FEWEST_SHOWN), key=lambda row: row.orders)
    return shown[1:] if len(rows) - len(shown) == 1 else shown


def by_seller(*, scope: Scope, days: int, until: date | None = None) -> tuple[Row, ...]:
    return sales_by(scope=scope, days=days, until=until, by="seller")


def by_product(*, scope: Scope, days: int, until: date | None = None) -> tuple[Row, ...]:
    return sales_by(scope=scope, days=days, until=until, by="product")


def by_category(*, scope: Scope, days: int, until: date | None = None) -> tuple[Row, ...]:
    return sales_by(scope=scope, days=days, until=until, by="category")


def by_kabupaten(*, scope: Scope, days: int, until: date | None = None) -> tuple[Row, ...]:
    return sales_by(scope=scope, days=days, until=until, by="kabupaten")


def by_day(*, scope: Scope, days: int, until: date | None = None) -> tuple[Row, ...]:
    return sales_by(scope=scope, days=days, until=until, by="day")


def orders_behind(
    *,
    scope: Scope,
    days: int,
    until: date | None = None,
    by: str = "",
    key: str = "",
    previous: bool = False,
    currency: str = "",
) -> "models.QuerySet[Order]":
    """The orders a figure sums, newest first: of the period (or the one before), of one row when `by` and `key` say so.

    Each order carries `figure_minor`, its share of the figure: by product or category only the lines that belong to
    it, else its goods. They sum to the figure.
    """
    span = period(days=days, until=until, zone=zone_of(scope))
    start, end = (span.previous_start, span.start) if previous else (span.start, span.end)
    rows = Order.objects.filter(visible(scope), sold_at__gte=start, sold_at__lt=end).sold()
    rows = rows.filter(currency=currency or currency_of(scope))
    if by:
        rows = rows.filter(_behind(by, key, span))
    rows = rows.annotate(figure_minor=_share(by, key))
    return rows.select_related("seller", "purchase").order_by("-sold_at", "-pk")


_LINES_LEFT = F("lines__total_minor") - F("lines__refunded_minor")


def _share(by: str, key: str) -> Combinable:
    if by == "product":
        return Sum(_LINES_LEFT, filter=Q(lines__variant__product_id=key))
    if by == "category":
        return Sum(_LINES_LEFT, filter=Q(lines__variant__product__category__slug=key))
    return NET_GOODS


# the key of each breakdown, and its name where it has one; both are grouped by
_FIELDS = {
    "seller": ("order__seller_id", "order__seller__name"),
    "product": ("variant__product_id", "variant__product__name"),
    "category": ("variant__product__category__slug", "category_name"),
    "kabupaten": ("regency",),
    "day": ("day",),
}
BREAKDOWNS = tuple(_FIELDS)


def _lines(scope: Scope, span: Period, currency: str) -> "models.QuerySet[OrderLine]":
    sold = Order.objects.filter(totals(scope), sold_at__gte=span.start, sold_at__lt=span.end, currency=currency).sold()
    return OrderLine.objects.filter(order__in=sold)


def _annotations(by: str, span: Period) -> dict[str, models.Expression | models.F]:
    if by == "category":
        english = (get_language() or "").startswith("en")
        name = "name_en" if english else "name_id"
        return {"category_name": models.F(f"variant__product__category__{name}")}
    if by == "kabupaten":
        return {"regency": Substr("order__purchase__village_code", 1, REGENCY_LENGTH)}
    if by == "day":
        return {"day": TruncDate("order__sold_at", tzinfo=span.zone)}
    return {}


def _behind(by: str, key: str, span: Period) -> Q:
    if by == "seller":
        return Q(seller_id=key)
    if by == "product":
        return Q(pk__in=OrderLine.objects.filter(variant__product_id=key).values("order_id"))
    if by == "category":
        return Q(pk__in=OrderLine.objects.filter(variant__product__category__slug=key).values("order_id"))
    if by == "kabupaten":
        return Q(purchase__village_code__startswith=f"{key}.") if key else Q(purchase__village_code="")
    if by == "day":
        day = date.fromisoformat(key)
        return Q(sold_at__gte=midnight(day, span.zone), sold_at__lt=midnight(day + timedelta(days=1), span.zone))
    raise ValueError(f"sales are broken down by {', '.join(BREAKDOWNS)}, not by {by}")


def _text(key: object) -> str:
    return key.isoformat() if isinstance(key, date) else str(key)


def _label(by: str, key: object, name: str = "") -> str:
    if by == "kabupaten":
        found = places.place(str(key)) if key else None
        return found.name if found else _("Diambil di tempat")
    return name or _text(key)


def _every_day(rows: list[Row], span: Period, currency: str) -> tuple[Row, ...]:
    """One row a day, the quiet ones too, so that a chart keeps its distances."""
    found = {row.key: row for row in rows}
    empty = Money(0, currency)
    days = (span.first_date + timedelta(days=n) for n in range((span.last_date - span.first_date).days + 1))
    return tuple(found.get(day.isoformat()) or Row(day.isoformat(), day.isoformat(), 0, 0, empty) for day in days)
