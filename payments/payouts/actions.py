"""Writes of a batch of payouts: propose, approve, cancel, send. Each is one transaction, safe to repeat.

Only chair and treasurer of the cooperative come this far (access.py). What happens to a single line of a batch stands
in confirming.py, and is offered here too.
"""

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from payments.gateways.queries import frozen_bill_refs
from payments.ledger import accounts
from payments.ledger.balances import balance
from payments.money import Money
from payments.payouts import closing, proposing
from payments.payouts.access import batch_of, require
from payments.payouts.available import Held
from payments.payouts.confirming import confirm, mark_failed, mark_returned
from payments.payouts.errors import NeedsSecondPerson, NothingToPay, WrongBatchState
from payments.payouts.exporting import OutFile, build
from payments.payouts.models import Payout, PayoutBatch
from payments.payouts.terms import needs_second_person, set_terms
from payments.repayments.models import Repayment
from sellers.accounts.access import Scope
from sellers.audit.actions import record
from sellers.kit import clock, due
from sellers.kit.errors import Expected
from sellers.kit.once import KeyReused
from sellers.people.models import Person

__all__ = [
    "approve", "cancel", "confirm", "export", "mark_failed", "mark_returned", "propose", "send", "set_terms",
    "total_of",
]  # fmt: skip

State = PayoutBatch.State
LONGEST_KEY = 80


@transaction.atomic
def propose(*, scope: Scope, person: Person, cooperative_id: int, currency: str, held: Held, key: str) -> PayoutBatch:
    """Set aside what may leave now, under a client-made key: the same key gives the first batch.

    `held` says what may not leave, by seller id; a function is asked once the books stand still. Raises NothingToPay,
    BatchNotFound (not the asker's cooperative), KeyReused.
    """
    require(scope, cooperative_id)
    if not 1 <= len(key) <= LONGEST_KEY:
        raise Expected(_("Muat ulang halaman, lalu coba lagi."), field="key", code="bad_key")
    own_key = f"hand:{cooperative_id}:{key}"
    batch = proposing.propose(cooperative_id=cooperative_id, currency=currency, person=person, held=held, key=own_key)
    if batch is None:
        raise NothingToPay
    if batch.currency != currency:
        raise KeyReused(_("Permintaan ini sudah dipakai untuk isi lain. Muat ulang halaman."), field="key")
    return batch


@transaction.atomic
def approve(*, scope: Scope, person: Person, batch_code: str, disputed: Held | None = None) -> PayoutBatch:
    """Let a batch leave. Above the cooperative's limit, refunds counted, whoever proposed it cannot approve it.

    `disputed` says what of each seller was disputed since it was proposed: a line that the rest of the seller's
    balance does not cover stays behind, and the next batch pays what is free.
    Approving again is the first answer. Raises NeedsSecondPerson, WrongBatchState, BatchNotFound.
    """
    batch = batch_of(scope, batch_code)
    if batch.state == State.APPROVED and batch.approved_by_id == person.pk:
        return batch
    if batch.state != State.PROPOSED:
        raise WrongBatchState
    list(Repayment.objects.select_for_update().filter(batch=batch).order_by("pk").values_list("pk", flat=True))
    total = total_of(batch)
    if batch.proposed_by_id == person.pk and needs_two(batch, total):
        raise NeedsSecondPerson
    moved = PayoutBatch.objects.filter(pk=batch.pk, state=State.PROPOSED).update(
        state=State.APPROVED, approved_by=person, approved_at=clock.now()
    )
    if not moved:
        raise WrongBatchState
    if disputed is not None:
        _leave_disputed_behind(batch, disputed)
    proposed = Payout.objects.filter(batch=batch, state=Payout.State.PROPOSED)
    proposed.filter(way=Payout.Way.GATEWAY).update(due_at=clock.now(), done_at=None, attempts=0)
    proposed.update(state=Payout.State.APPROVED)
    batch.refresh_from_db()
    record(person=person, verb="payout_approved", obj=batch, after={"batch": batch.code, "total_minor": total.minor})
    due.nudge("payouts")
    return batch


def _leave_disputed_behind(batch: PayoutBatch, disputed: Held) -> None:
    found = disputed(batch.cooperative_id, batch.currency) if callable(disputed) else disputed
    lines = Payout.objects.select_for_update(of=("self",)).filter(batch=batch, state=Payout.State.PROPOSED)
    for payout in lines.filter(seller_id__in=list(found)).order_by("pk"):
        account = accounts.seller(payout.seller_id, batch.cooperative_id, batch.currency)
        if found[payout.seller_id].minor + balance(account).minor > 0:  # more than what is still owed besides the line
            why = _("Ada pesanan yang disengketakan, atau uangnya masih di kurir.")
            closing.never_left(payout, Payout.State.CANCELLED, why)


@transaction.atomic
def cancel(*, scope: Scope, person: Person, batch_code: str, reason: str = "") -> PayoutBatch:
    """Take back a batch that has not left: every amount is its seller's balance again, refunds wait for the next.

    A batch with a gateway's transfer under way cannot be taken back. Raises WrongBatchState, BatchNotFound.
    """
    batch = batch_of(scope, batch_code)
    if batch.state == State.CANCELLED:
        return batch
    if batch.state not in (State.PROPOSED, State.APPROVED):
        raise WrongBatchState
    payouts = Payout.objects.select_for_update(of=("self",)).filter(batch=batch).order_by("pk")
    standing = list(payouts)
    if any(one.state in (Payout.State.SENT, Payout.State.PAID) for one in standing):
        raise WrongBatchState
    for payout in standing:
        if payout.state in (Payout.State.PROPOSED, Payout.State.APPROVED):
            closing.never_left(payout, Payout.State.CANCELLED, reason)
    Repayment.objects.filter(batch=batch, state=Repayment.State.READY).update(batch=None)
    PayoutBatch.objects.filter(pk=batch.pk).update(state=State.CANCELLED)
    batch.refresh_from_db()
    after = {"batch": batch.code, "reason": reason.strip()[:200]}
    record(person=person, verb="payout_cancelled", obj=batch, after=after)
    return batch


@transaction.atomic
def send(*, scope: Scope, person: Person, batch_code: str) -> PayoutBatch:
    """The bank's part of an approved batch leaves, as a file or by hand: from now on each line is confirmed or failed.

    A payout whose account was retired since it was proposed stays behind, and a refund whose payer's bank disputes the
    payment. Sending again changes nothing. Raises WrongBatchState, BatchNotFound.
    """
    batch = batch_of(scope, batch_code)
    if batch.state == State.SENT:
        return batch
    if batch.state != State.APPROVED:
        raise WrongBatchState
    leaving = Payout.objects.select_for_update(of=("self",)).select_related("bank_account")
    for payout in leaving.filter(batch=batch, way=Payout.Way.BANK, state=Payout.State.APPROVED).order_by("pk"):
        if payout.bank_account is None or not payout.bank_account.is_active:
            closing.never_left(payout, Payout.State.FAILED, _("Rekening sudah tidak dipakai."))
    bank = Payout.objects.filter(batch=batch, way=Payout.Way.BANK, state=Payout.State.APPROVED)
    bank.update(state=Payout.State.SENT)
    refunds = Repayment.objects.filter(batch=batch, state=Repayment.State.READY)
    frozen = frozen_bill_refs(refunds.values_list("bill_ref", flat=True))
    refunds.filter(bill_ref__in=frozen).update(batch=None)
    refunds.update(state=Repayment.State.SENDING)
    PayoutBatch.objects.filter(pk=batch.pk).update(state=State.SENT, sent_at=clock.now())
    closing.close_if_done(batch.pk)
    batch.refresh_from_db()
    record(person=person, verb="payout_sent_out", obj=batch, after={"batch": batch.code})
    return batch


@transaction.atomic
def export(*, scope: Scope, person: Person, batch_code: str) -> OutFile:
    """The file for the bank, by the cooperative's saved columns; an approved batch is sent by it.

    Only lines that are still awaited stand in it: whoever takes it again pays nothing twice. Each taking is in the
    audit. Raises NoMapping, WrongBatchState, BatchNotFound.
    """
    batch = batch_of(scope, batch_code)
    if batch.state not in (State.APPROVED, State.SENT):
        raise WrongBatchState
    batch = send(scope=scope, person=person, batch_code=batch_code)
    file = build(batch)
    after = {"batch": batch.code, "file": file.name, "rows": file.rows}
    record(person=person, verb="payout_exported", obj=batch, after=after)
    return file


def needs_two(batch: PayoutBatch, total: Money) -> bool:
    """By the limit that stood when it was proposed: who proposed it cannot lift the limit, then approve alone."""
    return needs_second_person(batch.second_person_above_minor, total, batch.cooperative.currency)


def total_of(batch: PayoutBatch) -> Money:
    """Payouts and refunds of the batch together, without what was left out of it."""
    gone = [Payout.State.CANCELLED, Payout.State.FAILED]
    payouts = Payout.objects.filter(batch=batch).exclude(state__in=gone).aggregate(s=Sum("amount_minor"))["s"] or 0
    refunds = Repayment.objects.filter(batch=batch).exclude(state__in=["asked", "returned"])
    return Money(payouts + (refunds.aggregate(s=Sum("amount_minor"))["s"] or 0), batch.currency)
