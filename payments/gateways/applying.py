"""One thing a gateway says has happened becomes rows, postings and settlements, exactly once whoever tells it.

A webhook, the same webhook again, and an answer to our own question all end here. Everything is written in one
transaction with the bill's charges locked; README.md has the table.
"""

from datetime import timedelta

from django.db import transaction

from payments.charges import collecting
from payments.charges.models import Charge
from payments.gateways import books, disputing, refunding
from payments.gateways.errors import DoesNotFit, NotYet
from payments.gateways.models import GatewayPayment, GatewayRefund, GatewayStart
from payments.money import Money
from payments.providers.port import Gateway, Happened, What
from sellers.kit import clock

FEE_AFTER = timedelta(minutes=5)


def apply(happened: Happened, gateway: Gateway) -> bool:
    """True when something new was written; False for what stood already or is not ours.

    Raises NotYet for what its beginning has not come of, DoesNotFit for another currency than the charge's.
    """
    charge = _charge_of(happened, gateway.name)
    if charge is None:
        return False
    if happened.amount.currency != charge.currency and happened.what != What.ENDED:
        raise DoesNotFit(f"{gateway.name}: {happened.what} {happened.external_id} of {charge.code} in another currency")
    with transaction.atomic():
        charge = collecting.lock_charges(charge)
        if happened.what == What.PAID:
            return _paid(charge, gateway.name, happened)
        if happened.what == What.ENDED:
            return _ended(charge)
        payment = _payment_of(charge, gateway.name, happened)
        if happened.what in (What.REFUNDED, What.REFUND_FAILED):
            return refunding.told(charge, payment, happened)
        return disputing.told(charge, payment, happened)


def _charge_of(happened: Happened, gateway: str) -> Charge | None:
    """The charge that is meant; None when its code is not one of ours at this gateway."""
    charges = Charge.objects.filter(provider=gateway)
    if happened.charge_code:
        return charges.filter(code=happened.charge_code).first()
    if happened.started_id:
        found = charges.filter(gateway_start__external_id=happened.started_id).first()
        if found is not None:
            return found
    if happened.payment_id:
        found = charges.filter(
            gateway_payments__external_id=happened.payment_id, gateway_payments__gateway=gateway
        ).first()
        if found is not None:
            return found
    raise NotYet(f"{gateway}: no charge for {happened.what} {happened.external_id}")


def _paid(charge: Charge, gateway: str, happened: Happened) -> bool:
    payment, made = GatewayPayment.objects.get_or_create(
        gateway=gateway,
        external_id=happened.external_id,
        defaults={
            "charge": charge,
            "amount_minor": happened.amount.minor,
            "currency": charge.currency,
            "paid_at": happened.at,
        },
    )
    if made:
        held = books.held(payment, charge)
        collecting.book_gateway(charge, payment_id=payment.pk, holder=held, minor=payment.amount_minor)
        _look_again_soon(charge)
    elif (payment.charge_id, payment.amount_minor) != (charge.pk, happened.amount.minor):
        raise DoesNotFit(f"{gateway}: payment {happened.external_id} was told with another amount or charge before")
    return _fee(charge, payment, happened.fee) or made


def _fee(charge: Charge, payment: GatewayPayment, fee: Money | None) -> bool:
    """What the gateway kept, once it says so. A fee in another currency was taken where we keep no books."""
    if fee is None or fee.minor <= 0 or fee.currency != payment.currency:
        return False
    if not GatewayPayment.objects.filter(pk=payment.pk, fee_minor=0).update(fee_minor=fee.minor):
        return False
    books.post_fee(charge, payment, entry=books.fee_entry(payment), fee=fee)
    return True


def _ended(charge: Charge) -> bool:
    """It closes nothing by itself: the bill keeps its own time. But the gateway need not be told again."""
    return bool(GatewayStart.objects.filter(charge=charge, ended_at__isnull=True).update(ended_at=clock.now()))


def _payment_of(charge: Charge, gateway: str, happened: Happened) -> GatewayPayment:
    """The payment a refund or dispute is about: the one it names, else the charge's only one."""
    payments = list(GatewayPayment.objects.filter(gateway=gateway, charge=charge).order_by("id"))
    named = [payment for payment in payments if payment.external_id == happened.payment_id]
    if named:
        return named[0]
    if happened.refund_key:
        ours = GatewayRefund.objects.filter(key=happened.refund_key, payment__charge=charge)
        if refund := ours.select_related("payment").first():
            return refund.payment
    if len(payments) != 1:
        raise NotYet(f"{gateway}: no payment for {happened.what} {happened.external_id}")
    return payments[0]


def _look_again_soon(charge: Charge) -> None:
    """A fee is often known a little later than the payment."""
    soon = clock.now() + FEE_AFTER
    GatewayStart.objects.filter(charge=charge, done_at__isnull=True, due_at__gt=soon).update(due_at=soon)
