"""Opening charges at their gateway in three steps: the intent, the call keyed by the charge's code, the answer.

Whoever comes first starts it: the page that shows it, or the sweep. A crash after any step is found by the sweep, and
starting again with the same key gives the same charge at the gateway.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from payments.charges.instructions import to_pay
from payments.charges.models import Charge
from payments.gateways.models import GatewayStart
from payments.gateways.querysets import GatewayStartQuerySet
from payments.providers import known
from payments.providers.port import ProviderError
from sellers.kit import clock, due

log = logging.getLogger("lapak.gateways")
LIMIT = 20
FIRST_ASK = timedelta(minutes=3)
RETRY_S, LONGEST_RETRY_S = 10, 900
REFUSED_LENGTH = 200

_way_back: Callable[[str], str] | None = None


def set_way_back(address_of: Callable[[str], str]) -> None:
    """The composition root says where a gateway sends the payer of a bill_ref back to: an absolute address."""
    global _way_back
    _way_back = address_of


def start(charge_id: int) -> GatewayStart:
    """The charge's start, called now if it was not yet. While somebody else is calling, the row as it stands."""
    row = intent(charge_id)
    if row.started_at or row.refused:
        return row
    for taken in due.take(_unstarted().filter(pk=row.pk)):
        _call(taken)
    return GatewayStart.objects.get(pk=row.pk)


def start_due(*, limit: int = LIMIT) -> int:
    """Start what waits, also open charges whose intent a crash swallowed; answers how many were started."""
    names = [gateway.name for gateway in known.ready_gateways()]
    if not names:
        return 0
    lost = Charge.objects.filter(state=Charge.State.OPEN, provider__in=names, gateway_start__isnull=True)
    for charge_id in lost.order_by("id").values_list("pk", flat=True)[:limit]:
        intent(charge_id)
    return sum(_call(row) for row in due.take(_unstarted().filter(charge__provider__in=names), limit=limit))


def intent(charge_id: int, *, choice: str = "") -> GatewayStart:
    """The row that says that the charge is to be started; made once."""
    with transaction.atomic():
        row, _made = GatewayStart.objects.get_or_create(charge_id=charge_id, defaults={"choice": choice})
    return row


def retry_s(attempts: int) -> int:
    """Seconds until the next try: growing, so that a gateway that is down is not run over."""
    return min(RETRY_S << min(max(attempts - 1, 0), 12), LONGEST_RETRY_S)


def _unstarted() -> GatewayStartQuerySet:
    return GatewayStart.objects.filter(started_at__isnull=True)


def _call(row: GatewayStart) -> bool:
    charge = Charge.objects.select_related("bank_account", "cooperative", "seller", "gateway_start").get(
        pk=row.charge_id
    )
    gateway = known.gateway(charge.provider)
    if gateway is None:
        due.fail(row, "its secrets are not set", retry_in_s=LONGEST_RETRY_S)
        return False
    try:
        if charge.state != Charge.State.OPEN:
            return _never_started(row, charge)
        answered = gateway.start(to_pay(charge, back_to=_way_back(charge.bill_ref) if _way_back else ""))
    except ProviderError as error:
        if error.permanent:
            log.error("charge %s is refused by %s: %s", charge.code, charge.provider, error)
            GatewayStart.objects.filter(pk=row.pk).update(refused=str(error)[:REFUSED_LENGTH] or "refused")
            due.finish(row, str(error))
        else:
            due.fail(row, error, retry_in_s=retry_s(row.attempts))
        return False
    except Exception as error:  # one charge's trouble must not stop the others
        log.exception("start of charge %s", charge.code)
        due.fail(row, repr(error), retry_in_s=retry_s(row.attempts))
        return False
    now = clock.now()
    recorded = GatewayStart.objects.filter(pk=row.pk, started_at__isnull=True).update(
        external_id=answered.external_id, answer=dict(answered.answer), started_at=now, due_at=now + FIRST_ASK,
        leased_until=None, attempts=0, last_error="",
    )  # fmt: skip
    return bool(recorded)


def _never_started(row: GatewayStart, charge: Charge) -> bool:
    """The charge closed before its answer was recorded. An earlier try may have reached the gateway: it ends there."""
    gateway = known.gateway(charge.provider)
    if gateway is not None and row.attempts > 1:
        gateway.end(charge_code=charge.code, started_id="")
    GatewayStart.objects.filter(pk=row.pk).update(ended_at=clock.now())
    due.finish(row, "closed before it was started")
    return False
