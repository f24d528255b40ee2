"""How a payout ends, and how its batch closes. Everything here runs in the caller's transaction, the batch locked."""

from datetime import datetime

from payments.payouts import books, notices
from payments.payouts.models import Payout, PayoutBatch
from payments.repayments.models import Repayment
from sellers.kit import clock

State = Payout.State
REASON_LENGTH, REFERENCE_LENGTH = 200, 120


def paid(payout: Payout, *, external_id: str, at: datetime | None = None) -> bool:
    """It arrived, or is known to be on its way: out of the bank, or of what the gateway holds. Told to the seller."""
    fields = {"state": State.PAID, "external_id": external_id[:REFERENCE_LENGTH], "paid_at": at or clock.now()}
    rows = Payout.objects.filter(pk=payout.pk, state=State.SENT)
    if not rows.update(**fields, reason="", done_at=clock.now(), leased_until=None):
        return False
    payout.refresh_from_db()
    if payout.way == Payout.Way.GATEWAY:
        books.transfer(payout)
    else:
        books.send(payout)
    notices.paid(payout)
    close_if_done(payout.batch_id)
    return True


def never_left(payout: Payout, state: str, reason: str) -> bool:
    """It did not leave (`state` is failed or cancelled): the money is the seller's balance again."""
    under_way = (State.PROPOSED, State.APPROVED, State.SENT)
    rows = Payout.objects.filter(pk=payout.pk, state__in=under_way)
    fields = {"state": state, "reason": reason.strip()[:REASON_LENGTH], "done_at": clock.now(), "leased_until": None}
    if not rows.update(**fields):
        return False
    payout.refresh_from_db()
    books.release(payout)
    if state == State.FAILED:
        notices.failed(payout)
    close_if_done(payout.batch_id)
    return True


def came_back(payout: Payout, *, reason: str) -> bool:
    """It had left and came back: the cooperative owes it again, and the next batch sends it anew."""
    rows = Payout.objects.filter(pk=payout.pk, state=State.PAID)
    if not rows.update(state=State.RETURNED, reason=reason.strip()[:REASON_LENGTH]):
        return False
    payout.refresh_from_db()
    books.come_back(payout)
    notices.returned(payout)
    return True


def close_if_done(batch_id: int) -> None:
    """A batch that was approved closes with its last line.

    A refund that failed and was given another account meanwhile is ready again, and waits for the next batch: once
    this one was sent, only what is in its file is awaited.
    """
    awaited = Payout.objects.filter(batch=batch_id, state__in=[State.PROPOSED, State.APPROVED, State.SENT]).exists()
    refunds = Repayment.objects.filter(batch=batch_id)
    batch = PayoutBatch.objects.filter(pk=batch_id)
    if awaited or refunds.filter(state=Repayment.State.SENDING).exists():
        return
    batch.filter(state=PayoutBatch.State.SENT).update(state=PayoutBatch.State.CLOSED)
    if not refunds.filter(state=Repayment.State.READY).exists():
        batch.filter(state=PayoutBatch.State.APPROVED).update(state=PayoutBatch.State.CLOSED)
