"""The figures of the dashboard as plain values: a card a period, a chart a question, a table a breakdown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise

from payments.money import Money
from storefront.cooperative import charts
from storefront.cooperative.gate import Office
from storefront.cooperative.periods import BREAKDOWNS, PERIODS
from storefront.cooperative.wording import breakdown_title, long_day
from storefront.orders import reports
from storefront.orders.reports import Report, Row
from storefront.orders.reports_scope import FEWEST_SHOWN, counts_only

SHORTEST_CHART = 14  # days: a single bar says nothing
OPENED_BY = 30  # the period whose rows a day of the shortest chart opens


@dataclass(frozen=True)
class Card:
    """One period against the one before. A viewer does not read a sum of fewer than five orders: `hidden`."""

    days: int
    label: Promise | str
    report: Report
    line: str
    hidden: bool
    change: int | None


@dataclass(frozen=True)
class Table:
    """One breakdown: a row, the length of its bar in percent of the longest, and the name of the row."""

    by: str
    name: Promise | str
    title: str
    rows: tuple[Row, ...]
    bars: tuple[int, ...]
    total: Money
    packs: int


@dataclass(frozen=True)
class Days:
    """Sales day by day, and the address of a day's orders (`opened_by` is its period)."""

    chart: charts.BarChart
    rows: tuple[Row, ...]
    names: tuple[str, ...]
    opened_by: int


def cards(office: Office) -> tuple[Card, ...]:
    longest = PERIODS[-1][0]
    days = [row.total.minor for row in reports.by_day(scope=office.scope, days=longest)]
    found = []
    for period, label in PERIODS:
        report = reports.sales(scope=office.scope, days=period)
        few = counts_only(office.scope)
        hidden = few and report.orders < FEWEST_SHOWN
        change = None if few and min(report.orders, report.previous_orders) < FEWEST_SHOWN else report.change
        line = charts.tiny_line(_thinned(days[-max(period, SHORTEST_CHART) :]))
        found.append(Card(period, label, report, "" if hidden else line, hidden, change))
    return tuple(found)


def table(office: Office, *, by: str, days: int, report: Report) -> Table:
    """`report` is of the same period: shares are shares of its total."""
    rows = reports.sales_by(scope=office.scope, days=days, by=by)
    money = [row.total.minor for row in rows]
    currency = office.cooperative.currency
    return Table(
        by=by,
        name=BREAKDOWNS[by],
        title=breakdown_title(by, rows, whole=report.total.minor),
        rows=rows,
        bars=charts.shares(money),
        total=Money(sum(money), currency),
        packs=sum(row.quantity for row in rows),
    )


def day_by_day(office: Office, *, days: int) -> Days:
    """The days of the period, with the period before as a line; today alone stands among the days before it."""
    shown = max(days, SHORTEST_CHART) if days == 1 else days
    rows = reports.by_day(scope=office.scope, days=shown)
    before: Sequence[Row] = ()
    if days > 1:
        until = reports.sales(scope=office.scope, days=days).since - timedelta(days=1)
        before = reports.by_day(scope=office.scope, days=days, until=until)
    names = tuple(long_day(row.key) for row in rows)
    bars = [(name, row.total.minor) for name, row in zip(names, rows, strict=True)]
    chart = charts.bar_chart(bars, before=[row.total.minor for row in before])
    return Days(chart, rows, names, OPENED_BY if days == 1 else days)


def _thinned(values: Sequence[int]) -> list[int]:
    """Sums of whole weeks where there are many days, so that a tiny line stays a line."""
    if len(values) <= OPENED_BY:
        return list(values)
    odd = len(values) % 7
    return [sum(values[start : start + 7]) for start in range(odd, len(values), 7)]
