"""Disputes: the payer's bank takes money back for now, and gives it back or keeps it.

| told | dispute before | rows and postings | told to orders |
|---|---|---|---|
| disputed | none | open; withdrawn: gateway → dispute | disputed |
| disputed | any | nothing | – |
| won | none | won; withdrawn, and back again | won |
| won | open | won; dispute → gateway | won |
| lost | none | lost; withdrawn | lost |
| lost | open | lost | lost |
| won, lost | decided | nothing: the first decision stands | – |

So news may come in any order and any number. What a lost dispute took stays in the dispute account until orders have
undone as much of the sale (`settle_lost`); there is no second payment to the buyer, who has the money already.
"""

import logging

from payments.charges import collecting
from payments.charges.models import Charge, Settlement
from payments.gateways import books, refunding
from payments.gateways.models import GatewayDispute, GatewayPayment
from payments.money import Money
from payments.providers.port import Happened, What
from payments.repayments import moving
from payments.repayments.models import Repayment
from sellers.kit import clock

log = logging.getLogger("lapak.gateways")
REASON_LENGTH = 60
State = GatewayDispute.State
ENDS = {What.DISPUTE_WON: State.WON, What.DISPUTE_LOST: State.LOST}


def told(charge: Charge, payment: GatewayPayment, happened: Happened) -> bool:
    """Needs the transaction of `applying.apply`, with the bill's charges locked."""
    dispute, made = GatewayDispute.objects.get_or_create(
        gateway=payment.gateway,
        external_id=happened.external_id,
        defaults={
            "payment": payment,
            "amount_minor": happened.amount.minor,
            "currency": payment.currency,
            "reason": happened.reason[:REASON_LENGTH],
            "opened_at": happened.at,
        },
    )
    books.post_withdrawn(charge, payment, dispute)
    _fee(charge, payment, dispute, happened.fee)
    end = ENDS.get(happened.what)
    if end is None:
        if made:
            _settle(charge, dispute, Settlement.Kind.DISPUTED)
        return made
    decided = GatewayDispute.objects.filter(pk=dispute.pk, state=State.OPEN)
    if not decided.update(state=end, closed_at=clock.now()):
        if dispute.state != end:
            log.error("dispute %s of %s is %s, and is now told as %s", dispute, charge.code, dispute.state, end)
        return False
    if end == State.WON:
        books.post_won(charge, payment, dispute)
        waiting = Repayment.objects.filter(bill_ref=charge.bill_ref, done_at=None)  # for this decision, perhaps
        waiting.update(due_at=clock.now(), leased_until=None)
    _settle(charge, dispute, Settlement.Kind.DISPUTE_WON if end == State.WON else Settlement.Kind.DISPUTE_LOST)
    return True


def dispute_of(settlement: Settlement) -> GatewayDispute:
    """The dispute a settlement tells of."""
    return GatewayDispute.objects.select_related("payment__charge").get(pk=int(settlement.key.partition(":")[2]))


def settle_waiting(dispute: GatewayDispute, amount: Money) -> Money:
    """A lost dispute gave the buyer what the collector still owed it: such repayments are paid by it, the oldest first.

    Answers what is left of `amount`. Needs the caller's transaction; what a gateway was asked already, and what stands
    in a file that left, is left alone.
    """
    charge = collecting.lock_charges(dispute.payment.charge)
    waiting = Repayment.objects.filter(
        bill_ref=charge.bill_ref, currency=amount.currency,
        state__in=[Repayment.State.ASKED, Repayment.State.READY, Repayment.State.RETURNED],
    )  # fmt: skip
    left = amount.minor
    for repayment in waiting.select_for_update(of=("self",)).order_by("pk"):
        if not left:
            break
        Repayment.objects.filter(pk=repayment.pk).update(batch=None)
        repayment.batch = None
        if repayment.amount_minor > left:
            refunding.split(repayment, first_minor=left)
        left -= repayment.amount_minor
        pay_by(dispute, repayment)
    return Money(left, amount.currency)


def pay_by(dispute: GatewayDispute, repayment: Repayment) -> None:
    """The buyer has this money already, through its bank: nothing leaves. Needs the caller's transaction."""
    source = books.withdrawn(dispute.payment, dispute.payment.charge)
    moving.paid(repayment, source=source, external_id=dispute.external_id)


def write_off(dispute: GatewayDispute, amount: Money) -> bool:
    """What the buyer got twice, back from us and through its bank: the collector's loss. Once; needs a transaction."""
    return books.post_written_off(dispute.payment.charge, dispute, amount)


def _settle(charge: Charge, dispute: GatewayDispute, kind: Settlement.Kind) -> None:
    collecting.settle(charge, key=f"{kind}:{dispute.pk}", kind=kind, minor=dispute.amount_minor)


def _fee(charge: Charge, payment: GatewayPayment, dispute: GatewayDispute, fee: Money | None) -> None:
    """What the gateway takes for a dispute, whoever wins it; only the first amount it says."""
    if fee is None or fee.minor <= 0 or fee.currency != payment.currency:
        return
    books.post_fee_once(charge, payment, entry=f"dispute_fee:{dispute.pk}", fee=fee)
