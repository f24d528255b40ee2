"""Sentences of the dashboard: a chart says what it shows."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from storefront.orders.reports import Report, Row

_SAME = 3  # percent of change under which sales are called steady
_MANIFOLD = 1_000  # percent from which a rise is told in times


def headline(report: Report, categories: Sequence[Row]) -> str:
    """The chart's title as a sentence: "Penjualan naik 12%, paling banyak dari Buah"."""
    if not report.orders:
        return _("Belum ada penjualan pada masa ini")
    change = _change(report)
    if not categories:
        return change
    return _("%(change)s, paling banyak dari %(best)s") % {"change": change, "best": categories[0].label}


def breakdown_title(by: str, rows: Sequence[Row], *, whole: int) -> str:
    """What a breakdown says: who or what leads it, and its share of the `whole`, of which rows may be hidden."""
    if not whole or not rows:
        return _("Belum ada penjualan")
    words = {"name": rows[0].label, "n": round(rows[0].total.minor * 100 / whole)}
    if by == "seller":
        return _("%(name)s menjual paling banyak, %(n)s%%") % words
    if by == "product":
        return _("%(name)s paling laku, %(n)s%%") % words
    if by == "category":
        return _("%(name)s menyumbang %(n)s%% penjualan") % words
    if rows[0].key:
        return _("%(n)s%% penjualan untuk pembeli di %(name)s") % words
    return _("%(n)s%% penjualan diambil di tempat") % words


def short_day(key: str) -> str:
    """ "2026-08-17" as "17 Agu"."""
    return _day(key, "d MMM")


def long_day(key: str) -> str:
    """ "2026-08-17" as "Sen, 17 Agu"."""
    return _day(key, "EEE, d MMM")


def _change(report: Report) -> str:
    if report.change is None:
        return _("Penjualan pertama")
    if abs(report.change) < _SAME:
        return _("Penjualan tetap")
    if report.change >= _MANIFOLD:
        return _("Penjualan naik jadi %(n)s kali lipat") % {"n": round(1 + report.change / 100)}
    words = {"n": abs(report.change)}
    return (_("Penjualan naik %(n)s%%") if report.change > 0 else _("Penjualan turun %(n)s%%")) % words


def _day(key: str, pattern: str) -> str:
    locale = "en" if (get_language() or "").startswith("en") else "id_ID"
    return format_date(date.fromisoformat(key), pattern, locale=locale)
