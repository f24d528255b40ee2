"""Quiet hours: from nine in the evening until six, where the receiver is, nobody's phone rings for what can wait."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from sellers.accounts.models import Cooperative, Membership, Seller
from sellers.messages.models import Message
from sellers.regions import places

EVENING = time(21)
MORNING = time(6)


def ends_at(*, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the quiet that is now ends; None by day."""
    here = now.astimezone(zone)
    if MORNING <= here.time() < EVENING:
        return None
    day = here.date() + timedelta(days=1) if here.time() >= EVENING else here.date()
    return datetime.combine(day, MORNING, zone)


def zone_of(message: Message) -> ZoneInfo:
    """The receiver's stall, else their cooperative, else the market's own zone."""
    code = (
        Seller.objects.filter(phone=message.to).order_by("pk").values_list("village_code", flat=True).first()
        or Cooperative.objects.filter(phone=message.to).order_by("pk").values_list("village_code", flat=True).first()
        or _of_member(message.person_id)
    )
    return places.zone_of(code) if code else ZoneInfo(settings.TIME_ZONE)


def _of_member(person_id: int | None) -> str:
    if person_id is None:
        return ""
    held = Membership.objects.live().filter(person_id=person_id).select_related("seller", "cooperative").order_by("pk")
    first = held.first()
    where = first and (first.seller or first.cooperative)
    return where.village_code if where else ""
