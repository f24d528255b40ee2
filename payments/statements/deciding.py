"""What a person decides about a row of the review queue. Each decision is one transaction and may be repeated."""

from django.db import transaction

from payments.charges import collecting
from payments.charges.actions import record_transfer
from payments.charges.errors import ChargeNotFound
from payments.charges.models import Charge, IncomingTransfer
from payments.statements import matching
from payments.statements.accounts import noon_of
from payments.statements.booking import book_explained, book_unexplained
from payments.statements.errors import BookedAlready, RecordedByHand, RowDecided, RowNotFound, TransferNotTheSame
from payments.statements.models import StatementRow
from sellers.accounts.access import Scope
from sellers.audit.actions import record
from sellers.kit import clock
from sellers.people.models import Person

State = StatementRow.State
WAITS = (State.REVIEW, State.SUSPENSE)  # a person may still say what it is


@transaction.atomic
def match(*, scope: Scope, person: Person, row_id: int, charge_code: str, is_another: bool = False) -> IncomingTransfer:
    """This money is for that charge: a transfer, as if recorded by hand. Saying it again gives the first answer.

    Raises RecordedByHand when the charge holds a transfer of the same amount that was recorded by hand near that day;
    `is_another` says that it was paid twice indeed.
    """
    row = _locked(scope, row_id)
    charge = Charge.objects.within(scope).filter(code=charge_code, bank_account_id=row.bank_account_id).first()
    if charge is None or row.amount_minor <= 0:
        raise ChargeNotFound
    if row.state == State.MATCHED and row.transfer is not None and row.transfer.charge_id == charge.pk:
        return row.transfer
    _require(row, *WAITS)
    collecting.lock_charges(charge)
    if not is_another and any(one.charge_id == charge.pk for one in matching.recorded_by_hand(row)):
        raise RecordedByHand
    transfer = record_transfer(
        scope=scope,
        person=person,
        charge_code=charge.code,
        amount_minor=row.amount_minor,
        received_at=noon_of(row.booked_on, row.bank_account),
        external_id=row.fingerprint,
        source=matching.SOURCE,
    )
    if row.state == State.SUSPENSE:
        book_explained(row)
    _decide(row, person, State.MATCHED, transfer=transfer, after={"charge": charge.code})
    return transfer


@transaction.atomic
def link(*, scope: Scope, person: Person, row_id: int, transfer_id: int) -> None:
    """This money was recorded by hand already: nothing is booked, the two are one from now on."""
    row = _locked(scope, row_id)
    if row.state == State.MATCHED and row.transfer_id == transfer_id:
        return
    _require(row, *WAITS)
    found = IncomingTransfer.objects.within(scope).select_for_update(of=("self",)).filter(pk=transfer_id)
    transfer = found.exclude(source=matching.SOURCE).first()
    same = (row.bank_account_id, row.amount_minor, row.currency)
    if transfer is None or (transfer.bank_account_id, transfer.amount_minor, transfer.currency) != same:
        raise TransferNotTheSame
    if StatementRow.objects.filter(transfer=transfer).exists():
        raise TransferNotTheSame
    if row.state == State.SUSPENSE:
        book_explained(row)
    _decide(row, person, State.MATCHED, transfer=transfer, after={"transfer": transfer.pk})


@transaction.atomic
def ignore(*, scope: Scope, person: Person, row_id: int) -> None:
    """Not of the market: nothing is booked."""
    row = _locked(scope, row_id)
    if row.state == State.IGNORED:
        return
    _require(row, State.REVIEW, State.OUTGOING)
    if row.ref:
        raise RowDecided
    _decide(row, person, State.IGNORED)


@transaction.atomic
def suspend(*, scope: Scope, person: Person, row_id: int) -> None:
    """Money of the market that nobody explains yet: booked as held, and found again later."""
    row = _locked(scope, row_id)
    if row.state == State.SUSPENSE:
        return
    _require(row, State.REVIEW)
    book_unexplained(row)
    _decide(row, person, State.SUSPENSE)


@transaction.atomic
def name_outgoing(*, scope: Scope, person: Person, row_id: int, ref: str) -> None:
    """What money that left was for, such as "payout:K7QX29MB". Whoever books that does it in the same transaction."""
    row = _locked(scope, row_id)
    if row.ref == ref:
        return
    _require(row, State.OUTGOING)
    if row.ref or not ref:
        raise RowDecided
    _decide(row, person, State.OUTGOING, ref=ref, after={"ref": ref})


@transaction.atomic
def name_incoming(*, scope: Scope, person: Person, row_id: int, ref: str) -> None:
    """What money that came in was, such as "remittance:K7QX29MB": it is booked with that, and nothing is booked here.

    One row is one such thing. Whoever names it has seen that the two are of the same money.
    """
    row = _locked(scope, row_id)
    if row.state == State.MATCHED and row.ref == ref:
        return
    _require(row, *WAITS)
    if not ref or StatementRow.objects.filter(ref=ref).exists():
        raise RowDecided
    if row.state == State.SUSPENSE:
        book_explained(row)
    _decide(row, person, State.MATCHED, ref=ref, after={"ref": ref})


@transaction.atomic
def undo(*, scope: Scope, person: Person, row_id: int) -> None:
    """Take a decision back: the row waits again. Raises BookedAlready for money that became a transfer of its own."""
    row = _locked(scope, row_id)
    if row.state in (State.REVIEW, State.OUTGOING):
        if row.ref:
            raise BookedAlready
        return
    if row.transfer is not None and row.transfer.source == matching.SOURCE:
        raise BookedAlready
    if row.state == State.SUSPENSE:
        book_explained(row)
    back = State.REVIEW if row.amount_minor > 0 else State.OUTGOING
    _decide(row, person, back, transfer=None)


def _locked(scope: Scope, row_id: int) -> StatementRow:
    rows = StatementRow.objects.within(scope).select_related("bank_account", "transfer")
    row = rows.select_for_update(of=("self",)).filter(pk=row_id).first()
    if row is None:
        raise RowNotFound
    return row


def _require(row: StatementRow, *states: str) -> None:
    if row.state not in states:
        raise RowDecided


def _decide(
    row: StatementRow,
    person: Person,
    state: str,
    *,
    transfer: IncomingTransfer | None = None,
    ref: str = "",
    after: dict[str, object] | None = None,
) -> None:
    before = {"state": row.state}
    row.state, row.transfer, row.ref = state, transfer, ref
    row.decided_by, row.decided_at = person, clock.now()
    row.save(update_fields=["state", "transfer", "ref", "decided_by", "decided_at"])
    record(person=person, verb="statement_row_decided", obj=row, before=before, after={"state": state, **(after or {})})
