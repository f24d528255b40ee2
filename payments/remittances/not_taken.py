"""Somebody said that a courier took a parcel's cash, and it did not: a wrong press is undone by counter-entry.

The charge that was collected stays, cancelled, with both of its entries; whoever asks again makes a new one. Nothing of
it may be accounted for by a standing remittance: that is undone first (undoing.py).
"""

from django.db import transaction

from payments.charges import collecting
from payments.charges.models import Charge, Settlement
from payments.ledger import accounts
from payments.ledger.posting import Move, post
from payments.money import Money
from payments.remittances import errors

NOT_TAKEN = "cod_not_taken"


@transaction.atomic
def take_back(*, bill_ref: str, memo: str = "") -> Charge:
    """The bill was not paid to its courier after all; again changes nothing. Raises ParcelRemitted, ParcelUnknown.

    The word that it was paid must have been applied before (orders hear of it first), and counts no more.
    """
    newest = Charge.objects.filter(bill_ref=bill_ref).exclude(courier="").order_by("-pk").first()
    if newest is None:
        raise errors.ParcelUnknown
    charge = collecting.lock_charges(newest)
    paid = Settlement.objects.filter(key=collecting.paid_key(bill_ref), charge=charge)
    if charge.state == Charge.State.CANCELLED and not paid.exists():
        return charge
    if charge.state != Charge.State.PAID or not paid.filter(done_at__isnull=False).exists():
        raise errors.ParcelUnknown
    if charge.remitted_minor:
        raise errors.ParcelRemitted
    held = accounts.courier_cash(charge.courier, charge.cooperative_id, charge.seller_id, charge.currency)
    buyer = accounts.buyer(bill_ref, charge.currency)
    back = Move(NOT_TAKEN, held, buyer, Money(charge.amount_minor, charge.currency), ref=bill_ref, memo=memo)
    post(entry=collecting.cash_undone_entry(charge.code), moves=[back])
    paid.update(key=collecting.undone_key(charge.code))
    Charge.objects.filter(pk=charge.pk).update(state=Charge.State.CANCELLED)
    charge.state = Charge.State.CANCELLED
    return charge
