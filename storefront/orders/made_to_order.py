"""Goods that are made once they are ordered: the time to pack begins when the day they are promised for is over."""

from datetime import UTC, date, datetime, time, timedelta

from sellers.regions.places import zone_of
from storefront.orders.models import Order

AHEAD = frozenset({"waiting", "confirmed", "accepted"})  # not packed yet, so the day still says something


def ready_on(order: Order) -> date | None:
    """The day the last of its lines was promised for; None when all were ready as they were sold."""
    return max((line.ready_on for line in order.lines.all() if line.ready_on), default=None)


def shown_day(order: Order) -> date | None:
    """`ready_on`, for pages: only while the goods are still to come."""
    return ready_on(order) if order.state in AHEAD else None


def pack_until(*, order: Order, since: datetime, hours: int) -> datetime:
    """`hours` after `since`, or after the promised day where that ends later. Days end where the stall is."""
    day = ready_on(order)
    if day is not None:
        over = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone_of(order.seller.village_code))
        since = max(since, over.astimezone(UTC))
    return since + timedelta(hours=hours)
