"""Webhooks: verified, stored, answered; worked on afterwards, any number of times, in any order."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from payments.gateways import applying
from payments.gateways.errors import DoesNotFit, GatewayNotReady, NotYet
from payments.gateways.models import GatewayEvent
from payments.gateways.starting import retry_s
from payments.providers import known
from payments.providers.port import ProviderError
from sellers.kit import clock, due

log = logging.getLogger("lapak.gateways")
LIMIT = 50
LONGEST_ID = 160
WAITS_FOR_ITS_BEGINNING = timedelta(days=2)


def receive(*, gateway: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Check and store one webhook; False when it was stored before. `headers` have lower-case names.

    Raises GatewayNotReady, and NotFromProvider when the signature does not hold: then nothing is stored.
    """
    asked = known.gateway(gateway)
    if asked is None or not asked.is_ready():
        raise GatewayNotReady(gateway)
    notice = asked.notice(headers=headers, body=body)
    with transaction.atomic():
        _event, made = GatewayEvent.objects.get_or_create(
            gateway=gateway, external_id=_short(notice.event_id), defaults={"body": notice.body}
        )
        if made:
            due.nudge("gateway_events")
    return made


def work_events_due(*, limit: int = LIMIT) -> int:
    """Work on stored webhooks; answers how many were finished. What fails is tried again with growing pauses."""
    return sum(_work(event) for event in due.take(GatewayEvent.objects.all(), limit=limit))


def _work(event: GatewayEvent) -> bool:
    gateway = known.gateway(event.gateway)
    if gateway is None:
        due.fail(event, "its secrets are not set", retry_in_s=3600)
        return False
    try:
        for happened in gateway.read(event.body):
            applying.apply(happened, gateway)
        return due.finish(event)
    except DoesNotFit as error:
        log.exception("event %s of %s", event.external_id, event.gateway)
        return due.finish(event, str(error))
    except NotYet as error:
        if event.received_at < clock.now() - WAITS_FOR_ITS_BEGINNING:
            return due.finish(event, str(error))  # of a charge that was never ours
        due.fail(event, error, retry_in_s=retry_s(event.attempts))
        return False
    except ProviderError as error:
        if error.permanent:
            return due.finish(event, str(error))  # asking about the charge still finds what it told
        due.fail(event, error, retry_in_s=retry_s(event.attempts))
        return False
    except Exception as error:  # one event's trouble must not stop the others; the row keeps what happened
        log.exception("event %s of %s", event.external_id, event.gateway)
        due.fail(event, repr(error), retry_in_s=retry_s(event.attempts))
        return False


def _short(event_id: str) -> str:
    return event_id if len(event_id) <= LONGEST_ID else hashlib.sha256(event_id.encode()).hexdigest()
