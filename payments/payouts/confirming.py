"""What became of one line of a batch that left: paid, failed, or paid and returned; said by hand, line by line.

`code` is the public code of a payout or of a refund that stands in the batch: both stand in the same file.
"""

from datetime import datetime

from django.db import transaction

from payments.payouts import closing
from payments.payouts.access import batch_of, payout_of
from payments.payouts.errors import (
    AskedOfGateway,
    BatchNotFound,
    PaidInFuture,
    PaidWithOtherReference,
    WrongPayoutState,
)
from payments.payouts.models import Payout
from payments.repayments import moving
from payments.repayments.actions import locked
from payments.repayments.errors import ReasonMissing, ReferenceMissing
from payments.repayments.models import Repayment
from sellers.accounts.access import Scope
from sellers.audit.actions import record
from sellers.kit import clock
from sellers.people.models import Person

State = Payout.State
Row = Payout | Repayment


@transaction.atomic
def confirm(*, scope: Scope, person: Person, code: str, external_id: str, at: datetime | None = None) -> Row:
    """The bank says that it left, under this reference and at this moment. The same again is the first answer.

    Raises BatchNotFound, ReferenceMissing, PaidInFuture, AskedOfGateway, WrongPayoutState, PaidWithOtherReference.
    """
    row = line_of(scope, code)
    reference = external_id.replace("\0", "").strip()[: closing.REFERENCE_LENGTH]
    if not reference:
        raise ReferenceMissing
    if at is not None and at > clock.now():
        raise PaidInFuture
    if row.state == State.PAID:  # both say "paid"
        if row.external_id != reference:
            raise PaidWithOtherReference(row.external_id)
        return row
    _nobody_asks(row)
    if isinstance(row, Payout):
        done = closing.paid(row, external_id=reference, at=at)
    else:
        done = row.state == Repayment.State.SENDING and moving.paid(row, external_id=reference, person=person, at=at)
        if done and row.batch_id:
            closing.close_if_done(row.batch_id)
    if not done:
        raise WrongPayoutState
    record(person=person, verb="payout_confirmed", obj=row, after={"code": code, "reference": reference})
    return row


@transaction.atomic
def mark_failed(*, scope: Scope, person: Person, code: str, reason: str) -> Row:
    """It did not leave, for a reason: a payout is the seller's balance again, a refund's buyer is asked where to.

    Before the batch left it is only taken out of it. Raises ReasonMissing, AskedOfGateway, WrongPayoutState,
    BatchNotFound.
    """
    row = line_of(scope, code)
    words = _reason(reason)
    _nobody_asks(row)
    if isinstance(row, Payout):
        left = row.state == State.SENT
        if row.state == State.FAILED or not closing.never_left(row, State.FAILED if left else State.CANCELLED, words):
            raise WrongPayoutState
    else:
        _refund_failed(row, words)
    record(person=person, verb="payout_failed", obj=row, after={"code": code, "reason": words})
    return row


@transaction.atomic
def mark_returned(*, scope: Scope, person: Person, code: str, reason: str) -> Row:
    """It had left and came back, for a reason. Raises ReasonMissing, WrongPayoutState, BatchNotFound."""
    row = line_of(scope, code)
    words = _reason(reason)
    done = closing.came_back(row, reason=words) if isinstance(row, Payout) else moving.came_back(row, reason=words)
    if not done:
        raise WrongPayoutState
    record(person=person, verb="payout_returned", obj=row, after={"code": code, "reason": words})
    return row


def line_of(scope: Scope, code: str) -> Row:
    """A payout, or a refund of a batch, that the asker may move; the batch is locked first."""
    if Payout.objects.within(scope).filter(code=code).exists():
        return payout_of(scope, code)
    seen = Repayment.objects.within(scope).filter(code=code, batch__isnull=False).select_related("batch").first()
    if seen is None or seen.batch is None:
        raise BatchNotFound
    batch_of(scope, seen.batch.code)
    return locked(seen)


def _nobody_asks(row: Row) -> None:
    """A transfer whose answer was lost may have been made: until the sweep gives up asking, no person decides."""
    if isinstance(row, Payout) and row.way == Payout.Way.GATEWAY and row.state == State.SENT and row.done_at is None:
        raise AskedOfGateway


def _refund_failed(row: Repayment, reason: str) -> None:
    """In the file it is asked anew; before, it only leaves the batch and waits for the next."""
    batch_id = row.batch_id
    if row.state == Repayment.State.SENDING:
        moving.failed(row, reason=reason)
    elif row.state == Repayment.State.READY:
        Repayment.objects.filter(pk=row.pk).update(batch=None)
    else:
        raise WrongPayoutState
    if batch_id:
        closing.close_if_done(batch_id)


def _reason(text: str) -> str:
    words = text.replace("\0", "").strip()[: closing.REASON_LENGTH]
    if not words:
        raise ReasonMissing
    return words
