"""The three ends of a repayment's try: it left, it could not leave, it left and came back.

Whoever moved the money calls these in its own transaction: a person by hand, a payout batch, a gateway. Each is a
conditional UPDATE on the state, one entry of the books keyed by the try, and one settlement that tells the buyer.
"""

from datetime import datetime

from django.db.models import F

from payments.charges.models import Settlement
from payments.ledger import accounts
from payments.ledger.accounts import AccountKey
from payments.ledger.posting import Move, post
from payments.money import Money
from payments.repayments.models import Repayment
from sellers.kit import clock
from sellers.people.models import Person

State = Repayment.State
PAID, RETURNED = "refund_paid", "refund_returned"
UNPAID = (State.ASKED, State.READY, State.SENDING, State.RETURNED)
REASON_LENGTH, REFERENCE_LENGTH = 200, 120


def paid(
    repayment: Repayment,
    *,
    source: AccountKey | None = None,
    external_id: str = "",
    person: Person | None = None,
    at: datetime | None = None,
) -> bool:
    """The money left `source` (a gateway's account; else what the collector holds). False if that was told before."""
    moment = at or clock.now()
    fields = {"state": State.PAID, "external_id": external_id[:REFERENCE_LENGTH], "paid_at": moment, "paid_by": person}
    rows = Repayment.objects.filter(pk=repayment.pk, state__in=UNPAID)
    if not rows.update(**fields, reason="", done_at=clock.now(), leased_until=None):
        return False
    repayment.refresh_from_db()
    _post(repayment, PAID, source or holder_of(repayment), due_of(repayment))
    _tell(repayment, Settlement.Kind.REPAID)
    return True


def failed(repayment: Repayment, *, reason: str) -> bool:
    """It could not leave: the buyer is asked where to. Nothing was booked, so nothing is undone."""
    return _ask_again(repayment, UNPAID, reason)


def came_back(repayment: Repayment, *, reason: str, target: AccountKey | None = None) -> bool:
    """It had left and came back: it is due again, and the buyer is asked for another account."""
    number = repayment.tries
    if not _ask_again(repayment, (State.PAID,), reason):
        return False
    _post(repayment, RETURNED, due_of(repayment), target or holder_of(repayment), number=number)
    return True


def holder_of(repayment: Repayment) -> AccountKey:
    """What the collector pays from: the cooperative's bank, or the till of a seller that collects for itself."""
    if repayment.cooperative_id is not None:
        return accounts.bank(repayment.cooperative_id, repayment.currency)
    if repayment.seller_id is None:
        raise ValueError(f"repayment {repayment.code} has no payer")
    return accounts.seller(repayment.seller_id, None, repayment.currency)


def due_of(repayment: Repayment) -> AccountKey:
    return accounts.refund_due(repayment.cooperative_id, repayment.seller_id, repayment.currency)


def entry(kind: str, code: str, tries: int) -> str:
    return f"{kind}:{code}:{tries}"


def _ask_again(repayment: Repayment, states: tuple[str, ...], reason: str) -> bool:
    """Back to the buyer, as a transfer: whatever way was tried did not reach it."""
    rows = Repayment.objects.filter(pk=repayment.pk, state__in=states)
    changed = rows.update(
        state=State.ASKED,
        way=Repayment.Way.BANK,
        tries=F("tries") + 1,
        reason=reason[:REASON_LENGTH],
        external_id="",
        paid_at=None,
        done_at=clock.now(),
        leased_until=None,
    )
    if not changed:
        return False
    repayment.refresh_from_db()
    _tell(repayment, Settlement.Kind.REPAY_FAILED)
    return True


def _post(repayment: Repayment, kind: str, source: AccountKey, target: AccountKey, number: int | None = None) -> None:
    tries = repayment.tries if number is None else number
    amount = Money(repayment.amount_minor, repayment.currency)
    post(
        entry=entry(kind, repayment.code, tries),
        moves=[Move(kind, source, target, amount, repayment.bill_ref, repayment.code)],
    )


def _tell(repayment: Repayment, kind: str) -> None:
    """The repayment's code stands last in the key: orders find the row by it."""
    Settlement.objects.get_or_create(
        key=f"{kind}:{repayment.tries}:{repayment.code}",
        defaults={
            "bill_ref": repayment.bill_ref,
            "kind": kind,
            "amount_minor": repayment.amount_minor,
            "currency": repayment.currency,
            "charge_id": repayment.charge_id,
        },
    )
