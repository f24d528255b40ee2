"""Payouts that a gateway makes: the intent is a committed row, the call has a key, the result is recorded.

A crash between the steps leaves the row due, and the next sweep asks again with the same key: one transfer. Gateways
remember keys for a day, so a row that could not be finished for most of one is left to a person.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from payments.money import Money
from payments.payouts import closing, senders
from payments.payouts.models import Payout, PayoutBatch
from payments.providers.port import ProviderError
from sellers.kit import clock, due

log = logging.getLogger("lapak.payouts")
KEYS_HOLD = timedelta(hours=20)
RETRY_S, LONGEST_RETRY_S = 30, 3600
State = Payout.State


def transfer_due(*, limit: int = 20) -> int:
    """Work off approved payouts that go by a gateway; answers how many left."""
    waiting = Payout.objects.filter(way=Payout.Way.GATEWAY, state__in=[State.APPROVED, State.SENT])
    return sum(_work(payout) for payout in due.take(waiting, limit=limit, lease_s=120))


def key_of(payout: Payout) -> str:
    return f"payout:{payout.code}"


def _work(payout: Payout) -> bool:
    try:
        return _transfer(payout)
    except ProviderError as error:
        if error.permanent:
            return _refused(payout, error)
        due.fail(payout, error, retry_in_s=_later(payout))
    except Exception as error:  # one payout's trouble must not stop the others; asked again under the same key
        log.exception("payout %s", payout.code)
        due.fail(payout, repr(error), retry_in_s=_later(payout))
    return False


def _transfer(payout: Payout) -> bool:
    if not _begin(payout):
        return False
    account = payout.connected_account
    sender = senders.sender(account.gateway) if account else None
    if account is None or sender is None:
        raise ProviderError("the gateway is not configured", permanent=False)
    external_id = sender.send(
        key=key_of(payout),
        amount=Money(payout.amount_minor, payout.currency),
        destination=account.external_id,
        group=payout.batch.code,
    )
    with transaction.atomic():
        _lock(payout)
        return closing.paid(payout, external_id=external_id)


def _begin(payout: Payout) -> bool:
    """The intent, committed before the call; False when there is nothing to ask, or no longer safely."""
    with transaction.atomic():
        batch = _lock(payout)
        if batch.state not in (PayoutBatch.State.APPROVED, PayoutBatch.State.SENT):
            return False
        too_late = batch.approved_at is not None and clock.now() - batch.approved_at > KEYS_HOLD
        if payout.state == State.SENT and too_late:
            due.finish(payout, error=_("Jawaban tidak pasti. Periksa di gerbang pembayaran."))
            return False
        rows = Payout.objects.filter(pk=payout.pk, state__in=[State.APPROVED, State.SENT])
        return bool(rows.update(state=State.SENT))


def _refused(payout: Payout, error: ProviderError) -> bool:
    with transaction.atomic():
        _lock(payout)
        closing.never_left(payout, State.FAILED, error.sentence or str(error))
    return False


def _lock(payout: Payout) -> PayoutBatch:
    return PayoutBatch.objects.select_for_update().get(pk=payout.batch_id)


def _later(payout: Payout) -> int:
    return min(RETRY_S << min(payout.attempts, 10), LONGEST_RETRY_S)
