"""The sentence about when a stall is open, as its page says it."""

from dataclasses import dataclass
from datetime import time

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.onboarding.hours import Standing, standing
from sellers.regions import places

DAYS: dict[str, Promise] = {
    "1": gettext_lazy("Senin"),
    "2": gettext_lazy("Selasa"),
    "3": gettext_lazy("Rabu"),
    "4": gettext_lazy("Kamis"),
    "5": gettext_lazy("Jumat"),
    "6": gettext_lazy("Sabtu"),
    "7": gettext_lazy("Minggu"),
}


@dataclass(frozen=True)
class OpenNow:
    is_open: bool
    sentence: str
    week: tuple[tuple[Promise, str], ...]  # each day and its hours, "" when closed


def open_now(seller: Seller) -> OpenNow | None:
    """None when the stall has said no hours."""
    local = clock.now().astimezone(places.zone_of(seller.village_code))
    now = standing(seller.opening_hours, local)
    if now is None:
        return None
    hours = seller.opening_hours or {}
    week = tuple((word, ", ".join(_span(row) for row in hours.get(day) or ())) for day, word in DAYS.items())
    return OpenNow(now.is_open, _sentence(now, (local.isoweekday() - 1 + now.in_days) % 7 + 1), week)


def _sentence(now: Standing, weekday: int) -> str:
    if now.at is None:
        return _("Tutup")
    at = _clock(now.at)
    if now.is_open:
        return _("Buka sekarang, sampai %(at)s") % {"at": at}
    if now.in_days == 0:
        return _("Tutup, buka hari ini %(at)s") % {"at": at}
    if now.in_days == 1:
        return _("Tutup, buka besok %(at)s") % {"at": at}
    return _("Tutup, buka %(day)s %(at)s") % {"day": DAYS[str(weekday)], "at": at}


def _span(row: "list[str]") -> str:
    return "–".join(text.replace(":", ".") for text in row)


def _clock(at: time) -> str:
    return f"{at:%H.%M}"
