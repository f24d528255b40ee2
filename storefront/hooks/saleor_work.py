"""Works off what Saleor sent: each delivery goes to whoever knows its kind of object, and that one reads it again."""

import logging
from collections.abc import Callable
from functools import cache

from django.utils.module_loading import import_string

from sellers.kit import clock, due
from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor.inbox import forget_old
from storefront.engine.saleor.models import Delivery

__all__ = ["forget_old", "work_due"]

log = logging.getLogger("lapak.hooks")
Handler = Callable[[Delivery], None]

# what an event begins with -> who reads the object again; loaded at the first one, for they know a lot
HANDLERS = {
    "order_": "storefront.hooks.saleor_orders.handle",
    "fulfillment_": "storefront.hooks.saleor_orders.handle",
    "product_": "storefront.hooks.saleor_products.handle",
}
# what we wrote ourselves needs no reading; an order needs it: we also complete checkouts of other storefronts
WITHOUT_ECHO = ("product_",)
AT_ONCE, LEASE_S = 5, 180
MOST = 60
LONGEST_WAIT_S, LONGEST_SILENCE_S = 3600, 60  # after a failure of ours; while Saleor does not answer
GIVE_UP_AFTER = 60  # tries, two days: polling and the nightly look repair what is left


def work_due() -> int:
    """How many deliveries were worked off. Stops at once when Saleor does not answer: the rest waits."""
    worked = 0
    while worked < MOST:
        rows = due.take(Delivery.objects.all(), limit=AT_ONCE, lease_s=LEASE_S)
        if not rows:
            break
        for place, row in enumerate(rows):
            try:
                _work(row)
            except EngineUnavailable as error:
                for waiting in rows[place:]:
                    due.fail(waiting, error, retry_in_s=min(LONGEST_SILENCE_S, _wait_s(waiting)))
                return worked
            except Exception as error:
                log.exception("a delivery of Saleor (%s) failed; it will be tried again", row.event)
                _put_back(row, error)
            worked += 1
    return worked


def _work(row: Delivery) -> None:
    if not Delivery.objects.filter(pk=row.pk, done_at__isnull=True).exists():
        return
    begun = clock.now()
    path = next((path for start, path in HANDLERS.items() if row.event.startswith(start)), "")
    if not path or (row.echo and row.event.startswith(WITHOUT_ECHO)):
        due.finish(row)
        return
    _handler(path)(row)
    due.finish(row)
    if row.object_id:  # the object was read after these came: they have nothing more to say
        same = Delivery.objects.filter(event=row.event, object_id=row.object_id, done_at__isnull=True)
        same.filter(received_at__lt=begun).update(done_at=clock.now(), leased_until=None)


def _put_back(row: Delivery, error: Exception) -> None:
    if row.attempts >= GIVE_UP_AFTER:
        due.finish(row, f"given up: {error!r}")
    else:
        due.fail(row, repr(error), retry_in_s=_wait_s(row))


def _wait_s(row: Delivery) -> int:
    return min(LONGEST_WAIT_S, 5 << min(row.attempts, 12))


@cache
def _handler(path: str) -> Handler:
    found: Handler = import_string(path)
    return found
