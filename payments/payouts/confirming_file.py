"""A bank's confirmation, taken in: each row becomes a payout that is paid or failed, or is left to a person.

The same file again changes nothing: what it says was done, and is reported as such.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from payments.money import Money
from payments.payouts import confirming, reading
from payments.payouts.access import batch_of
from payments.payouts.answers import Says, Verdict, verdicts
from payments.payouts.errors import WrongBatchState
from payments.payouts.exporting import lines_of
from payments.payouts.mapping import BackMapping, back_mapping
from payments.payouts.models import FileMapping, PayoutBatch
from sellers.accounts.access import Scope
from sellers.audit.actions import record
from sellers.kit.errors import Expected
from sellers.people.models import Person


class Outcome(StrEnum):
    """What a row became."""

    PAID = "paid"
    FAILED = "failed"
    ALREADY = "already"
    UNKNOWN_CODE = "unknown_code"
    AMOUNT_DIFFERS = "amount_differs"
    STATUS_UNCLEAR = "status_unclear"
    CONTRADICTS = "contradicts"
    NOT_POSSIBLE = "not_possible"  # it is confirmed otherwise, or came back since: a person looks


@dataclass(frozen=True)
class RowReport:
    row: int
    code: str
    outcome: Outcome
    sentence: str = ""


@transaction.atomic
def confirm_file(*, scope: Scope, person: Person, batch_code: str, content: bytes) -> list[RowReport]:
    """Read the file by the cooperative's saved columns and do what it says, row by row.

    Raises FileUnreadable, WrongBatchState (nothing has left yet), BatchNotFound.
    """
    batch = batch_of(scope, batch_code)
    if batch.state not in (PayoutBatch.State.SENT, PayoutBatch.State.CLOSED):
        raise WrongBatchState
    states = {line.code: line.state for line in lines_of(batch, all_states=True)}
    awaited: dict[str, Money] = {line.code: line.amount for line in lines_of(batch, all_states=True)}
    found = verdicts(reading.table(content), mapping_of(batch.cooperative_id), awaited)
    done: set[str] = set()
    reports = []
    for verdict in found:
        reports.append(_take(scope, person, batch, verdict, "" if verdict.code in done else states.get(verdict.code)))
        done.add(verdict.code)
    counts = {what.value: sum(one.outcome == what for one in reports) for what in Outcome}
    record(person=person, verb="payout_file_confirmed", obj=batch, after={"batch": batch.code, **counts})
    return reports


def mapping_of(cooperative_id: int) -> BackMapping:
    saved = FileMapping.objects.filter(cooperative_id=cooperative_id, purpose=FileMapping.Purpose.BACK).first()
    return back_mapping(saved.columns) if saved else BackMapping()


def _take(scope: Scope, person: Person, batch: PayoutBatch, verdict: Verdict, state: str | None) -> RowReport:
    """`state` is the line's before the file, empty when an earlier row of the file said the same."""
    if verdict.says not in (Says.PAID, Says.FAILED):
        return RowReport(verdict.row, verdict.code, Outcome(verdict.says.value))
    if state in ("", _done(verdict)):
        return RowReport(verdict.row, verdict.code, Outcome.ALREADY)
    try:
        with transaction.atomic():
            if verdict.says == Says.PAID:
                reference = verdict.reference or batch.code
                confirming.confirm(scope=scope, person=person, code=verdict.code, external_id=reference)
                return RowReport(verdict.row, verdict.code, Outcome.PAID)
            confirming.mark_failed(scope=scope, person=person, code=verdict.code, reason=verdict.reason or "bank")
            return RowReport(verdict.row, verdict.code, Outcome.FAILED)
    except Expected as error:
        return RowReport(verdict.row, verdict.code, Outcome.NOT_POSSIBLE, error.sentence)


def _done(verdict: Verdict) -> str:
    return "paid" if verdict.says == Says.PAID else "failed"
