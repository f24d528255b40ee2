"""Sentences of the dashboard: a chart says what it shows."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from storefront.orders.reports import Report, Row

_SAME = 3  # percent within which sales are called steady


def headline(report: Report, categories: Sequence[Row], days: int) -> str:
    """The chart's title as a sentence: "Penjualan naik 12%, paling banyak dari Buah"."""
    if not report.orders:
        return _("Belum ada penjualan pada masa ini")
    words = {"n": abs(report.change or 0), "best": categories[0].label if categories else ""}
    if report.change is None:
        return _("Penjualan pertama, paling banyak dari %(best)s") % words
    if abs(report.change) <= _SAME:
        return _("Penjualan tetap, paling banyak dari %(best)s") % words
    if report.change > 0:
        return _("Penjualan naik %(n)s%%, paling banyak dari %(best)s") % words
    return _("Penjualan turun %(n)s%%, paling banyak dari %(best)s") % words


def short_day(key: str) -> str:
    """ "2026-08-17" as "17 Agu"."""
    locale = "en" if (get_language() or "").startswith("en") else "id_ID"
    return format_date(date.fromisoformat(key), "d MMM", locale=locale)
