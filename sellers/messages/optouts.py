"""Who wants no messages. Codes and the money of an order come all the same (kinds.ALWAYS)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from sellers.kit import clock
from sellers.messages.models import OptOut


def is_out(phone: str) -> bool:
    return OptOut.objects.live().filter(phone=phone).exists()


def stop(*, phone: str, at: datetime | None = None) -> bool:
    """No more messages; False if that was so already."""
    try:
        with transaction.atomic():
            OptOut.objects.create(phone=phone, since=at or clock.now())
    except IntegrityError:
        return False
    return True


def start(*, phone: str, at: datetime | None = None) -> bool:
    """Messages again; False if they were never stopped."""
    return bool(OptOut.objects.live().filter(phone=phone).update(until=at or clock.now()))
