"""Asking gateways what became of their charges, so that a webhook that never came costs time and no money.

An open charge is asked about after minutes, a paid or closed one with growing pauses: a fee, a dispute or a late
payment may still come. A charge that closed here is first ended there.
"""

import logging
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from payments.charges.models import Charge
from payments.gateways import applying
from payments.gateways.errors import DoesNotFit
from payments.gateways.models import GatewayDispute, GatewayRefund, GatewayStart
from payments.gateways.starting import retry_s
from payments.providers import known
from payments.providers.port import Gateway, ProviderError
from sellers.kit import clock, due

log = logging.getLogger("lapak.gateways")
LIMIT = 20
CLOSED = (Charge.State.EXPIRED, Charge.State.CANCELLED)
SHORTEST, LONGEST_OPEN, LONGEST = timedelta(minutes=2), timedelta(minutes=20), timedelta(days=7)
LONGEST_UNDECIDED = timedelta(hours=6)  # while a dispute or a refund is open
AFTER_UNPAID, AFTER_PAID = timedelta(days=14), timedelta(days=180)  # how long a charge that is over may still speak


def ask_due(*, limit: int = LIMIT) -> int:
    """End what closed, ask what is due; answers how many charges were asked about."""
    started = GatewayStart.objects.filter(started_at__isnull=False)
    closed = Q(charge__state__in=CLOSED, ended_at__isnull=True, last_error="")
    waiting = started.filter(closed, done_at__isnull=True, due_at__gt=clock.now()).values_list("pk", flat=True)
    if ending := list(waiting[:limit]):
        GatewayStart.objects.filter(pk__in=ending).update(due_at=clock.now())
    return sum(_ask(row) for row in due.take(started, limit=limit))


def ask(charge_id: int) -> bool:
    """Ask about one charge now, as when its payer comes back from the gateway; False when nothing new was told."""
    row = GatewayStart.objects.filter(charge_id=charge_id, started_at__isnull=False, done_at__isnull=True).first()
    if row is None:
        return False
    gateway = known.gateway(row.charge.provider)
    try:
        return gateway is not None and _apply_all(row, gateway)
    except ProviderError as error:
        log.info("charge %s was not told about: %s", row.charge.code, error)
        return False


def _ask(row: GatewayStart) -> bool:
    gateway = known.gateway(row.charge.provider)
    if gateway is None:
        due.fail(row, "its secrets are not set", retry_in_s=3600)
        return False
    try:
        _end(row, gateway)
        _apply_all(row, gateway)
    except Exception as error:  # one charge's trouble must not stop the others
        if not isinstance(error, ProviderError):
            log.exception("asking about charge %s", row.charge.code)
        due.fail(row, error, retry_in_s=retry_s(row.attempts))
        return False
    _wait(row)
    return True


def _end(row: GatewayStart, gateway: Gateway) -> None:
    """A charge that closed here takes nothing more there. A payment that was faster is heard of by asking."""
    if row.charge.state not in CLOSED or row.ended_at is not None:
        return
    try:
        gateway.end(charge_code=row.charge.code, started_id=row.external_id)
    except ProviderError as error:
        if not error.permanent:
            raise
        log.warning("charge %s could not be ended: %s", row.charge.code, error)
    row.ended_at = clock.now()
    GatewayStart.objects.filter(pk=row.pk).update(ended_at=row.ended_at)


def _apply_all(row: GatewayStart, gateway: Gateway) -> bool:
    new = False
    for happened in gateway.ask(charge_code=row.charge.code, started_id=row.external_id):
        try:
            new |= applying.apply(happened, gateway)
        except DoesNotFit:
            log.exception("asking about charge %s", row.charge.code)
    return new


def _wait(row: GatewayStart) -> None:
    """Until the next time, or for ever when nothing more is expected."""
    now = clock.now()
    pause = pause_after(row, now)
    mine = GatewayStart.objects.filter(pk=row.pk, done_at__isnull=True, leased_until=row.leased_until)
    if pause is None:
        mine.update(done_at=now, leased_until=None, last_error="")
    else:
        mine.update(due_at=now + pause, leased_until=None, attempts=0, last_error="")


def pause_after(row: GatewayStart, now: datetime) -> timedelta | None:
    """How long to wait before asking again; None when the charge is over for good."""
    state = Charge.objects.values_list("state", flat=True).get(pk=row.charge_id)
    age = now - (row.started_at or now)
    if state == Charge.State.OPEN:
        return min(max(age / 3, SHORTEST), LONGEST_OPEN)
    if _undecided(row):
        return min(max(age / 3, SHORTEST), LONGEST_UNDECIDED)
    if age > (AFTER_PAID if state == Charge.State.PAID else AFTER_UNPAID):
        return None
    return min(max(age / 3, SHORTEST), LONGEST)


def _undecided(row: GatewayStart) -> bool:
    disputes = GatewayDispute.objects.filter(payment__charge=OuterRef("charge"), state=GatewayDispute.State.OPEN)
    refunds = GatewayRefund.objects.filter(payment__charge=OuterRef("charge"), state=GatewayRefund.State.ASKED)
    return GatewayStart.objects.filter(Exists(disputes) | Exists(refunds), pk=row.pk).exists()
