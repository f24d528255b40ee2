"""Money of other storefronts' orders that moved later: cash at the door, refunds. Saleor hears of each exactly once.

| what moved | told on the session's transaction as |
|---|---|
| a cash bill was collected | CHARGE_SUCCESS, by the bill's code |
| a refund Saleor asked for left, or was refused | REFUND_SUCCESS or REFUND_FAILURE, by the reference we answered |
| any other money went back to its payer | REFUND_SUCCESS, by the repayment's code |

What came above a bill was never told as charged, so it is not told when it goes back.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from payments.money import Money
from payments.repayments.models import Repayment
from sellers.kit import clock
from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor import payments_out as out
from storefront.engine.saleor.models import Telling
from storefront.engine.saleor.refunds_asked import BACK, BY_SALEOR
from storefront.engine.saleor.refunds_asked import REFUND as ASKED_KEY
from storefront.orders.foreign_pay import CASH
from storefront.orders.foreign_pay_open import ORIGIN
from storefront.orders.foreign_sessions import PaySession
from storefront.orders.models import Bill, Refund

Row = TypeVar("Row")
log = logging.getLogger("lapak.saleor")
LIMIT = 50
CASH_KEY, REPAID_KEY = "cash:", "repaid:"
NEVER_CHARGED = ("over:", "closed:")  # keys of what payments itself gives back: it came above, or beside, a bill


def tell_due() -> int:
    """Answers how many reports were made. Stops when Saleor does not answer: the rest is found again."""
    told = 0
    try:
        for bill in _collected():
            told += _safely(_tell_cash, bill)
        for row in Telling.objects.filter(key__startswith=BACK, done_at=None).order_by("pk")[:LIMIT]:
            told += _safely(_tell_asked, row)
        for repayment in _repaid():
            told += _safely(_tell_repaid, repayment)
    except EngineUnavailable as error:
        log.info("money that moved is told later: %s", error)
    return told


def _safely(tell: Callable[[Row], bool], row: Row) -> bool:
    try:
        return tell(row)
    except EngineUnavailable:
        raise
    except Exception:  # one refund's trouble must not stop the others
        log.exception("%s could not be told to Saleor", row)
        return False


def _collected() -> list[Bill]:
    bills = Bill.objects.filter(way=CASH, state=Bill.State.PAID, purchase__origin=ORIGIN).select_related("purchase")
    return list(bills.filter(~_told(CASH_KEY)).order_by("pk")[:LIMIT])


def _tell_cash(bill: Bill) -> bool:
    session = _cash_session(bill)
    if session is not None:
        _report(session, out.CHARGED, Money(bill.amount_minor, bill.currency), bill.code)
    return _done(f"{CASH_KEY}{bill.code}", bill.code)


def _tell_asked(row: Telling) -> bool:
    """A refund that staff there asked for: decided by now, and gone?"""
    answer = row.answer
    refunds = list(Refund.objects.filter(code__in=answer["refunds"]))
    if any(refund.state == Refund.State.PROPOSED for refund in refunds):
        return False
    kind, message = out.REFUNDED, ""
    if any(refund.state == Refund.State.REFUSED for refund in refunds):
        kind, message = out.REFUND_FAILED, _("Pengembalian ditolak pengurus koperasi.")
    elif not _all_left(refunds):
        return False
    out.report(
        transaction_id=answer["transaction"],
        kind=kind,
        amount=Money(answer["amount_minor"], answer["currency"]),
        reference=answer["reference"],
        message=message,
        actions=("REFUND",),
    )
    done = Telling.objects.filter(pk=row.pk, done_at=None)
    return bool(done.update(done_at=clock.now(), answer={**answer, "told": kind}))


def _all_left(refunds: list[Refund]) -> bool:
    moved = Repayment.objects.filter(key__in=[f"{ASKED_KEY}{refund.code}" for refund in refunds])
    states = set(moved.values_list("state", flat=True))
    return states == {Repayment.State.PAID}


def _repaid() -> list[Repayment]:
    """Money that left, of bills that sessions pay; what Saleor itself asked for is told above."""
    mine = PaySession.objects.exclude(bill_ref="").filter(bill_ref=OuterRef("bill_ref"))
    by_cash = Bill.objects.filter(way=CASH, purchase__origin=ORIGIN, code=OuterRef("bill_ref"))
    rows = Repayment.objects.filter(Exists(mine) | Exists(by_cash), state=Repayment.State.PAID)
    never = Q()
    for start in NEVER_CHARGED:
        never |= Q(key__startswith=start)
    return list(rows.exclude(never).filter(~_told(REPAID_KEY)).order_by("pk")[:LIMIT])


def _tell_repaid(repayment: Repayment) -> bool:
    session = _session_of(repayment)
    if session is not None and not _was_asked_for(repayment):
        amount = Money(repayment.amount_minor, repayment.currency)
        _report(session, out.REFUNDED, amount, repayment.code)
    return _done(f"{REPAID_KEY}{repayment.code}", repayment.code)


def _session_of(repayment: Repayment) -> PaySession | None:
    """The payment it came by: the one that was told as charged."""
    by_bill = PaySession.objects.filter(bill_ref=repayment.bill_ref, told__has_key="charged").order_by("pk").first()
    if by_bill is not None:
        return by_bill
    bill = Bill.objects.filter(code=repayment.bill_ref, way=CASH).select_related("purchase").first()
    return _cash_session(bill) if bill else None


def _cash_session(bill: Bill) -> PaySession | None:
    sellers = set(bill.orders.values_list("seller_id", flat=True))
    rows = PaySession.objects.filter(way=CASH, order_id=bill.purchase.origin_ref).order_by("pk")
    return next((row for row in rows if sellers <= set(row.seller_ids)), None)


def _was_asked_for(repayment: Repayment) -> bool:
    """By Saleor: then its own request is answered."""
    return Telling.objects.filter(key=repayment.key, answer__by=BY_SALEOR).exists()


def _report(session: PaySession, kind: str, amount: Money, reference: str) -> None:
    out.report(
        transaction_id=session.transaction_id, kind=kind, amount=amount, reference=reference, actions=("REFUND",)
    )


def _told(start: str) -> Exists:
    return Exists(Telling.objects.filter(key=Concat(Value(start), OuterRef("code"))))


def _done(key: str, about: str) -> bool:
    _row, made = Telling.objects.get_or_create(key=key, defaults={"order_ref": about, "done_at": clock.now()})
    return made
