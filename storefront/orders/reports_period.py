"""The period of a report: whole days of one time zone, and as many before them. Pure but for the clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sellers.kit import clock

LONGEST_DAYS = 366


@dataclass(frozen=True)
class Period:
    """[start, end) against [previous_start, start); midnights of `zone`. `first_date` and `last_date` are inside."""

    zone: ZoneInfo
    first_date: date
    last_date: date
    previous_start: datetime
    start: datetime
    end: datetime


def period(*, days: int, until: date | None, zone: ZoneInfo) -> Period:
    """The last `days` days up to and including `until`, or today in `zone`."""
    days = max(1, min(days, LONGEST_DAYS))
    last = until or clock.now().astimezone(zone).date()
    first = last - timedelta(days=days - 1)
    return Period(
        zone=zone,
        first_date=first,
        last_date=last,
        previous_start=midnight(first - timedelta(days=days), zone),
        start=midnight(first, zone),
        end=midnight(last + timedelta(days=1), zone),
    )


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When `day` begins in `zone`."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)
