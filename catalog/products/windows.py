"""When goods are shown but not sold: outside their harvest, past their date, or while their stall is away. Pure.

Days are cut where the stall is, and the first and the last day of a window belong to it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from catalog.products.models import Product
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.regions.places import zone_of


class Why(StrEnum):
    HOLIDAY = "holiday"  # the stall is away; `day` is its last day away, None for until it says so
    HARVEST_AHEAD = "harvest_ahead"  # `day` is its first day
    HARVEST_OVER = "harvest_over"  # `day` was its last day
    EXPIRED = "expired"  # `day` was the last day it is good


@dataclass(frozen=True)
class Closed:
    why: Why
    day: date | None


def today_at(village_code: str) -> date:
    return clock.now().astimezone(zone_of(village_code)).date()


def closed(
    *,
    today: date,
    harvest_from: date | None = None,
    harvest_until: date | None = None,
    best_before: date | None = None,
    holiday_from: date | None = None,
    holiday_until: date | None = None,
) -> Closed | None:
    """Why goods cannot be bought on this day, or None; the stall's holiday is said before what is the good's own."""
    if on_holiday(today, holiday_from, holiday_until):
        return Closed(Why.HOLIDAY, holiday_until)
    if best_before is not None and today > best_before:
        return Closed(Why.EXPIRED, best_before)
    if harvest_from is not None and today < harvest_from:
        return Closed(Why.HARVEST_AHEAD, harvest_from)
    if harvest_until is not None and today > harvest_until:
        return Closed(Why.HARVEST_OVER, harvest_until)
    return None


def on_holiday(today: date, begins: date | None, ends: date | None) -> bool:
    return begins is not None and begins <= today and (ends is None or today <= ends)


def closed_now(product: Product) -> Closed | None:
    """Why this product cannot be bought now; it comes with its seller."""
    seller = product.seller
    return closed(
        today=today_at(seller.village_code), harvest_from=product.harvest_from, harvest_until=product.harvest_until,
        best_before=product.best_before, holiday_from=seller.holiday_from, holiday_until=seller.holiday_until,
    )  # fmt: skip


def away_now(seller: Seller) -> Closed | None:
    """Whether the stall itself is away now."""
    away = on_holiday(today_at(seller.village_code), seller.holiday_from, seller.holiday_until)
    return Closed(Why.HOLIDAY, seller.holiday_until) if away else None


def ready_on(*, lead_time_days: int, today: date) -> date | None:
    """The day goods made to order are ready when they are ordered today; None for goods that are ready now."""
    return today + timedelta(days=lead_time_days) if lead_time_days else None
