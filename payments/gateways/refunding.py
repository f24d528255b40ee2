"""Refunds through the gateway that took the money: the rows first, then the calls under their keys, then what came.

One refund takes from one payment; where no payment of the bill holds enough any more (it was paid twice), the repayment
is split. What the gateway cannot give back goes another way: the buyer is asked for an account.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, Sum

from payments.charges import collecting
from payments.charges.models import Charge
from payments.gateways import books
from payments.gateways.models import GatewayPayment, GatewayRefund, GatewayStart
from payments.gateways.queries import frozen_bill_refs
from payments.gateways.starting import retry_s
from payments.money import Money
from payments.providers import known
from payments.providers.port import Gateway, Happened, ProviderError, Refunded, ToRefund, What
from payments.repayments import moving
from payments.repayments.models import Repayment
from sellers.kit import clock, codes, due

log = logging.getLogger("lapak.gateways")
LIMIT = 20
PENDING_S = 6 * 3600
REASON_LENGTH, KEY_LENGTH = 200, 120
State = GatewayRefund.State
SENDABLE = (Repayment.State.READY, Repayment.State.SENDING)


def refund_due(*, limit: int = LIMIT) -> int:
    """Ask gateways for the refunds that wait; answers how many repayments were moved on."""
    waiting = Repayment.objects.filter(way=Repayment.Way.GATEWAY, state__in=SENDABLE)
    return sum(_send(row) for row in due.take(waiting, limit=limit))


def told(charge: Charge, payment: GatewayPayment, happened: Happened) -> bool:
    """A gateway tells that a refund went through, or did not. Needs `applying.apply`'s transaction and locks."""
    refund = _told_of(payment, happened)
    if happened.what == What.REFUND_FAILED:
        return refund is not None and failed(charge, refund, happened.reason)
    if refund is None:
        refund = _made_by_hand(charge, payment, happened)
    if happened.external_id and not refund.external_id:
        GatewayRefund.objects.filter(pk=refund.pk).update(external_id=happened.external_id)
        refund.external_id = happened.external_id
    fee = happened.fee
    if fee is not None and fee.minor > 0 and fee.currency == refund.currency:
        books.post_fee_once(charge, payment, entry=f"gateway_refund_fee:{refund.pk}", fee=fee)
    return done(charge, refund)


def done(charge: Charge, refund: GatewayRefund) -> bool:
    """The refund went through: booked once, with the repayment that is paid by it."""
    asked = GatewayRefund.objects.filter(pk=refund.pk, state=State.ASKED)
    if not asked.update(state=State.DONE, ended_at=clock.now()):
        return False
    source = books.held(refund.payment, charge)
    if refund.repayment is None:
        books.post_unasked(charge, refund)
    elif not moving.paid(refund.repayment, source=source, external_id=refund.external_id):
        raise RuntimeError(f"refund {refund.key} went through, but its repayment was paid another way")
    return True


def failed(charge: Charge, refund: GatewayRefund, reason: str) -> bool:
    """The refund did not go through, or came back after it had: once."""
    standing = GatewayRefund.objects.filter(pk=refund.pk).exclude(state=State.FAILED)
    was = standing.values_list("state", flat=True).first()
    if not standing.update(state=State.FAILED, ended_at=clock.now(), reason=reason[:REASON_LENGTH]):
        return False
    if refund.repayment is None:
        books.post_unasked_back(charge, refund)
    elif was == State.DONE:
        moving.came_back(refund.repayment, reason=reason, target=books.held(refund.payment, charge))
    else:
        moving.failed(refund.repayment, reason=reason)
    return True


def _send(repayment: Repayment) -> bool:
    gateway = known.gateway(repayment.charge.provider)
    if gateway is None:
        due.fail(repayment, "its secrets are not set", retry_in_s=3600)
        return False
    try:
        refund = _planned(repayment)
        moved = refund is not None and not refund.external_id and _ask(refund, gateway)
    except ProviderError as error:
        due.fail(repayment, error, retry_in_s=retry_s(repayment.attempts))
        return False
    except Exception as error:  # one refund's trouble must not stop the others
        log.exception("repayment %s", repayment.code)
        due.fail(repayment, repr(error), retry_in_s=retry_s(repayment.attempts))
        return False
    due.fail(repayment, "", retry_in_s=PENDING_S)  # still pending there; nothing happens to what is done already
    return moved


def _planned(repayment: Repayment) -> GatewayRefund | None:
    """Step one: the refund of this repayment that is asked and not decided, written now if there was none."""
    with transaction.atomic():
        charge = collecting.lock_charges(Charge.objects.get(pk=repayment.charge_id))
        sending = Repayment.objects.filter(pk=repayment.pk, way=Repayment.Way.GATEWAY, state__in=SENDABLE)
        fresh = sending.select_for_update(of=("self",)).first()
        if fresh is None:
            return None
        asked = fresh.gateway_refunds.filter(state=State.ASKED).select_related("payment__charge", "repayment")
        standing = asked.first()
        if standing is None and frozen_bill_refs([charge.bill_ref]):
            return None  # the payer's bank may give it all back: a second way would pay it twice
        return standing or _plan(fresh, charge)


def _plan(repayment: Repayment, charge: Charge) -> GatewayRefund | None:
    """None when the bill's payments at this gateway do not hold as much any more: the buyer is asked where to."""
    payments = GatewayPayment.objects.filter(
        gateway=charge.provider, charge__bill_ref=repayment.bill_ref, currency=repayment.currency
    ).select_related("charge")
    left = {payment: _refundable(payment) for payment in payments.order_by("pk")}
    holding = [payment for payment in left if left[payment]]
    if sum(left.values()) < repayment.amount_minor or not holding:
        moving.failed(repayment, reason="")
        return None
    whole = [payment for payment in holding if left[payment] >= repayment.amount_minor]
    payment = min(whole or holding, key=lambda one: (one.charge_id != charge.pk, one.pk))
    if not whole:
        split(repayment, first_minor=left[payment])
    Repayment.objects.filter(pk=repayment.pk).update(state=Repayment.State.SENDING)
    return GatewayRefund.objects.create(
        payment=payment, repayment=repayment, key=f"{repayment.code}-{repayment.tries}",
        amount_minor=repayment.amount_minor, currency=payment.currency,
    )  # fmt: skip


def split(repayment: Repayment, *, first_minor: int) -> Repayment:
    """Keep `first_minor` of it; the rest becomes a repayment of its own, which is answered. Needs a transaction."""
    rest = Repayment.objects.get(pk=repayment.pk)
    rest.pk, rest.code, rest.key = None, codes.new_code(), f"{repayment.key}:{first_minor}"[-KEY_LENGTH:]
    rest.amount_minor, rest.due_at, rest.leased_until = repayment.amount_minor - first_minor, clock.now(), None
    rest.save(force_insert=True)
    repayment.amount_minor = first_minor
    repayment.save(update_fields=["amount_minor"])
    return rest


def _refundable(payment: GatewayPayment) -> int:
    """What of a payment was neither refunded nor taken back by the payer's bank."""
    refunded = payment.refunds.exclude(state=State.FAILED).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    taken = payment.disputes.exclude(state="won").aggregate(sum=Sum("amount_minor"))["sum"] or 0
    return max(payment.amount_minor - refunded - taken, 0)


def _ask(refund: GatewayRefund, gateway: Gateway) -> bool:
    """Steps two and three of one refund. Asked again under the same key, it is the same refund at the gateway."""
    charge = refund.payment.charge
    start: GatewayStart | None = getattr(charge, "gateway_start", None)
    order = ToRefund(
        key=refund.key,
        charge_code=charge.code,
        payment_id=refund.payment.external_id,
        started_id=start.external_id if start else "",
        amount=Money(refund.amount_minor, refund.currency),
    )
    try:
        answered: Refunded | None = gateway.refund(order)
        reason = ""
    except ProviderError as error:
        if not error.permanent:
            raise
        log.warning("refund %s is refused by %s: %s", refund.key, gateway.name, error)
        answered, reason = None, error.sentence or str(error)
    with transaction.atomic():
        charge = collecting.lock_charges(charge)
        if answered is None:
            return failed(charge, refund, reason)
        GatewayRefund.objects.filter(pk=refund.pk, external_id="").update(external_id=answered.external_id)
        refund.external_id = answered.external_id
        if answered.fee is not None and answered.fee.minor > 0 and answered.fee.currency == refund.currency:
            entry = f"gateway_refund_fee:{refund.pk}"
            books.post_fee_once(charge, refund.payment, entry=entry, fee=answered.fee)
        if answered.is_final:
            return done(charge, refund)
        _keep_asking(charge)
    return True


def _keep_asking(charge: Charge) -> None:
    """Until the refund is decided its charge is asked about, even if that was over."""
    soon = clock.now() + timedelta(minutes=5)
    row = GatewayStart.objects.filter(charge=charge)
    row.filter(done_at__isnull=False).update(done_at=None, leased_until=None, due_at=soon)
    row.filter(due_at__gt=soon).update(due_at=soon)


def _told_of(payment: GatewayPayment, happened: Happened) -> GatewayRefund | None:
    """The row the gateway means: by our key, else by its own name for it."""
    rows = GatewayRefund.objects.filter(payment__gateway=payment.gateway, payment__charge=payment.charge_id)
    named = Q(key=happened.refund_key) if happened.refund_key else Q(pk__isnull=True)
    if happened.external_id:
        named |= Q(external_id=happened.external_id)
    return rows.filter(named).select_related("payment", "repayment").order_by("pk").first()


def _made_by_hand(charge: Charge, payment: GatewayPayment, happened: Happened) -> GatewayRefund:
    """Somebody refunded in the gateway's own pages. It is the repayment that waits for just that amount, if one does;
    else it stands in suspense until a person explains it."""
    waiting = Repayment.objects.filter(
        bill_ref=charge.bill_ref, amount_minor=happened.amount.minor, currency=happened.amount.currency,
        state__in=[Repayment.State.ASKED, Repayment.State.READY, Repayment.State.RETURNED], batch__isnull=True,
    )  # fmt: skip
    repayment = waiting.select_for_update(of=("self",)).order_by("pk").first()
    if repayment is None:
        log.error("refund %s of charge %s was not asked by us", happened.external_id, charge.code)
    else:
        Repayment.objects.filter(pk=repayment.pk).update(state=Repayment.State.SENDING, way=Repayment.Way.GATEWAY)
    return GatewayRefund.objects.create(
        payment=payment, repayment=repayment, key=f"{payment.gateway}:{happened.external_id}",
        amount_minor=happened.amount.minor, currency=happened.amount.currency, external_id=happened.external_id,
    )  # fmt: skip
