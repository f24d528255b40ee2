"""Writes of repayments: opening one, and moving it on until the buyer has the money."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from payments.charges.bank_accounts import clean_account
from payments.charges.models import Charge
from payments.gateways.queries import frozen_bill_refs
from payments.money import Money
from payments.providers import known
from payments.repayments import errors, moving
from payments.repayments.models import Repayment
from payments.repayments.moving import came_back, failed, paid
from sellers.accounts.access import Scope, Verb
from sellers.audit.actions import record
from sellers.kit import clock, codes
from sellers.people.models import Person

__all__ = ["came_back", "choose_cash", "failed", "give_account", "mark_paid", "mark_returned", "open_repayment", "paid"]

State, Way = Repayment.State, Repayment.Way


def open_repayment(*, key: str, bill_ref: str, amount: Money) -> Repayment:
    """Money that must go back to the payer of a bill; the caller has booked it as due, in this transaction.

    It leaves the way it came where a gateway took it; else the buyer is asked for an account. Once for ever per `key`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("open_repayment belongs into the transaction of what it books")
    standing = Repayment.objects.filter(key=key).first()
    if standing is not None:
        return standing
    charge = _charge_that_brought_it(bill_ref)
    by_gateway = known.gives_back(charge.provider)
    return Repayment.objects.create(
        code=codes.new_code(),
        key=key,
        bill_ref=bill_ref,
        charge=charge,
        cooperative_id=charge.cooperative_id,
        seller_id=charge.seller_id,
        way=Repayment.Way.GATEWAY if by_gateway else Repayment.Way.BANK,
        state=Repayment.State.READY if by_gateway else Repayment.State.ASKED,
        done_at=None if by_gateway else clock.now(),
        amount_minor=amount.minor,
        currency=amount.currency,
    )


@transaction.atomic
def give_account(*, code: str, bank_code: str, number: str, holder: str) -> Repayment:
    """The buyer says where its money goes; again and again until the money is in a batch that was approved.

    Whoever calls it has checked the buyer's signed link. Raises BankUnknown, NumberNotPossible, HolderMissing,
    OnItsWay, ByGateway, RepaymentNotFound.
    """
    account = clean_account(bank_code=bank_code, number=number, holder=holder)
    repayment = _to_say_where(code)
    changed = {"way": Way.BANK, "state": State.READY, "reason": "", **account}
    Repayment.objects.filter(pk=repayment.pk).update(**changed)
    repayment.refresh_from_db()
    return repayment


@transaction.atomic
def choose_cash(*, code: str) -> Repayment:
    """The buyer fetches its money at the collector's. Raises OnItsWay, ByGateway, NoCashHere, RepaymentNotFound."""
    repayment = _to_say_where(code)
    if not takes_cash(repayment):
        raise errors.NoCashHere
    Repayment.objects.filter(pk=repayment.pk).update(
        way=Way.CASH, state=State.READY, reason="", batch=None, bank_code="", number="", holder=""
    )
    repayment.refresh_from_db()
    return repayment


def takes_cash(repayment: Repayment) -> bool:
    """A seller and a cooperative have a door to come to; the operator of a market has none."""
    return repayment.cooperative is None or not repayment.cooperative.is_operator


@transaction.atomic
def mark_paid(
    *, scope: Scope, person: Person, code: str, external_id: str = "", cash: bool = False, at: datetime | None = None
) -> Repayment:
    """Somebody returned it by hand: by a transfer with the statement's reference, or in cash.

    What stands in a batch is confirmed there. The same again gives the first answer.
    """
    repayment = _own(scope, code)
    reference = external_id.replace("\0", "").strip()[: moving.REFERENCE_LENGTH]
    by_cash = cash or repayment.way == Way.CASH
    if repayment.state == State.PAID:
        if reference and reference != repayment.external_id:
            raise errors.PaidWithOtherReference(repayment.external_id)
        return repayment
    _may_leave_by_hand(repayment, by_cash)
    if not by_cash and not reference:
        raise errors.ReferenceMissing
    Repayment.objects.filter(pk=repayment.pk).update(batch=None, way=Way.CASH if by_cash else Way.BANK)
    paid(repayment, external_id=reference or _("tunai"), person=person, at=at)
    record(person=person, verb="refund_paid", obj=repayment, after={"reference": repayment.external_id})
    return repayment


@transaction.atomic
def mark_returned(*, scope: Scope, person: Person, code: str, reason: str) -> Repayment:
    """It left and came back, for whatever reason the bank names; the buyer is asked for another account."""
    repayment = _own(scope, code)
    words = reason.replace("\0", "").strip()
    if not words:
        raise errors.ReasonMissing
    if repayment.state != State.PAID or repayment.way == Way.GATEWAY:
        raise errors.NotPaid
    came_back(repayment, reason=words)
    record(person=person, verb="refund_returned", obj=repayment, after={"reason": repayment.reason})
    return repayment


def may_say_where(repayment: Repayment) -> bool:
    """Whether the buyer may still give, or change, the account."""
    if repayment.way == Way.GATEWAY:
        return False
    if repayment.state in (State.ASKED, State.RETURNED):
        return True
    return repayment.state == State.READY and not _is_decided(repayment)


def _is_decided(repayment: Repayment) -> bool:
    """In a batch that somebody approved: what was approved does not change its account."""
    return repayment.batch is not None and repayment.batch.state == "approved"


def _to_say_where(code: str) -> Repayment:
    """The repayment, locked after its batch, as whoever approves the batch locks them."""
    seen = Repayment.objects.filter(code=code).select_related("batch").first()
    if seen is None:
        raise errors.RepaymentNotFound
    if seen.way == Way.GATEWAY:
        raise errors.ByGateway
    repayment = locked(seen)
    if not may_say_where(repayment):
        raise errors.OnItsWay
    return repayment


def locked(seen: Repayment) -> Repayment:
    """The row as it is now, its batch locked first."""
    if seen.batch is not None:
        type(seen.batch)._default_manager.select_for_update().get(pk=seen.batch.pk)
    return Repayment.objects.select_for_update(of=("self",)).get(pk=seen.pk)  # its batch is read again when asked


def _own(scope: Scope, code: str) -> Repayment:
    """A repayment the asker may move: its stall's, or its cooperative's as chair or treasurer. Never a helper's."""
    seen = Repayment.objects.within(scope).select_related("batch").filter(code=code).first()
    if seen is None:
        raise errors.RepaymentNotFound
    allowed = (
        scope.operator
        or seen.cooperative_id in scope.cooperative_ids(Verb.PAYOUTS)
        or (seen.seller_id in scope.seller_ids(Verb.MONEY) and seen.seller_id not in scope.helped)
    )
    if not allowed:
        raise errors.RepaymentNotFound
    return locked(seen)


def _may_leave_by_hand(repayment: Repayment, by_cash: bool) -> None:
    if repayment.way == Way.GATEWAY:
        raise errors.ByGateway
    if frozen_bill_refs([repayment.bill_ref]):
        raise errors.DisputedAtBank
    in_batch = repayment.batch is not None and repayment.state in (State.READY, State.SENDING)
    if in_batch and repayment.batch and repayment.batch.state in ("approved", "sent") and not _given_anew(repayment):
        raise errors.InABatch(repayment.batch.code)
    if repayment.state != State.READY and not by_cash:
        raise errors.NotReady


def _given_anew(repayment: Repayment) -> bool:
    """It failed in a batch that is under way, and the buyer named another account since."""
    return repayment.state == State.READY and repayment.batch is not None and repayment.batch.state == "sent"


def _charge_that_brought_it(bill_ref: str) -> Charge:
    """The charge of the bill that was paid, else the newest."""
    charges = Charge.objects.filter(bill_ref=bill_ref)
    paid_one = charges.filter(state=Charge.State.PAID).order_by("id").first()
    return paid_one or charges.order_by("-id").first() or charges.get()
