"""Writes of repayments: opening one, and moving it on until the buyer has the money."""

from django.db import transaction

from payments.charges.models import Charge
from payments.money import Money
from payments.providers import known
from payments.repayments.models import Repayment
from sellers.kit import clock, codes


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
    by_gateway = charge.provider in known.GATEWAYS
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


def _charge_that_brought_it(bill_ref: str) -> Charge:
    """The charge of the bill that was paid, else the newest."""
    charges = Charge.objects.filter(bill_ref=bill_ref)
    paid = charges.filter(state=Charge.State.PAID).order_by("id").first()
    return paid or charges.order_by("-id").first() or charges.get()
