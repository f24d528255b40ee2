"""post(): the only way money moves in the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from payments.ledger.accounts import AccountKey, ids_of
from payments.ledger.closed import open_moment
from payments.ledger.models import Posting
from payments.money import CurrencyMismatch, Money
from sellers.kit import clock


@dataclass(frozen=True)
class Move:
    """A positive amount out of `source` (credited) and into `target` (debited)."""

    kind: str
    source: AccountKey
    target: AccountKey
    amount: Money
    ref: str  # the order's or bill's public code
    memo: str = ""


class EntryDiffers(Exception):
    """The entry stands in the books with other moves; it is never overwritten."""


def post(*, entry: str, moves: Sequence[Move], at: datetime | None = None) -> bool:
    """Write all moves under `entry`, once.

    True: written now. False: the same moves stood already, or there was nothing to move (zero amounts are left
    out). An entry whose `at` falls into a closed period of one of its accounts lands at now, as a whole: what was
    closed never changes (periods.py). Raises EntryDiffers when the entry stands with other moves, ValueError for a
    negative amount or a move from an account to itself, CurrencyMismatch for mixed currencies. Must run in the
    transaction of what it books.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("post() belongs into the transaction of what it books")
    real = [move for move in moves if move.amount]
    for move in real:
        _check(move)
    if _stands(entry, real):
        return False
    if not real:
        return False
    keys = {key for move in real for key in (move.source, move.target)}
    ids = ids_of(keys)
    moment = open_moment(keys, wanted=at or clock.now())
    try:
        with transaction.atomic():
            Posting.objects.bulk_create([_row(entry, line, move, ids, moment) for line, move in enumerate(real)])
    except IntegrityError:
        if _stands(entry, real):  # somebody else wrote the same entry in the meantime
            return False
        raise
    return True


def _check(move: Move) -> None:
    if move.amount.minor < 0:
        raise ValueError(f"{move.kind}: a posting moves a positive amount; turn source and target round")
    if move.source == move.target:
        raise ValueError(f"{move.kind}: source and target are the same account")
    if not move.amount.currency == move.source.currency == move.target.currency:
        raise CurrencyMismatch(f"{move.kind}: amount, source and target have different currencies")


def _stands(entry: str, moves: Sequence[Move]) -> bool:
    """Whether `entry` is written already; raises when it is, with other moves."""
    written = list(
        Posting.objects.filter(entry=entry)
        .order_by("line")
        .values_list("kind", "source__path", "target__path", "amount_minor", "ref", "memo")
    )
    if not written:
        return False
    given = [(m.kind, m.source.path, m.target.path, m.amount.minor, m.ref, m.memo) for m in moves]
    if written != given:
        raise EntryDiffers(f"entry {entry} stands with other moves")
    return True


def _row(entry: str, line: int, move: Move, ids: dict[AccountKey, int], at: datetime) -> Posting:
    return Posting(
        entry=entry,
        line=line,
        kind=move.kind,
        source_id=ids[move.source],
        target_id=ids[move.target],
        amount_minor=move.amount.minor,
        currency=move.amount.currency,
        ref=move.ref,
        memo=move.memo,
        at=at,
    )
