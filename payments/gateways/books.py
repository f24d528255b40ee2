"""Accounts and postings of money at gateways. Amounts are in minor units; every entry is written once for ever."""

from payments.charges.models import Charge
from payments.gateways.models import GatewayDispute, GatewayPayment, GatewayRefund
from payments.ledger import accounts
from payments.ledger.accounts import AccountKey
from payments.ledger.models import Posting
from payments.ledger.posting import Move, post
from payments.money import Money


def held(payment: GatewayPayment, charge: Charge) -> AccountKey:
    """What the gateway holds for the collector."""
    return accounts.provider(payment.gateway, charge.cooperative_id, charge.seller_id, payment.currency)


def withdrawn(payment: GatewayPayment, charge: Charge) -> AccountKey:
    """What the gateway took back for disputes."""
    return accounts.dispute(payment.gateway, charge.cooperative_id, charge.seller_id, payment.currency)


def fee_entry(payment: GatewayPayment) -> str:
    return f"gateway_fee:{payment.pk}"


def post_fee(charge: Charge, payment: GatewayPayment, *, entry: str, fee: Money) -> bool:
    kept = accounts.fees(charge.cooperative_id, charge.seller_id, fee.currency)
    return post(entry=entry, moves=[Move("provider_fee", held(payment, charge), kept, fee, charge.bill_ref)])


def post_fee_once(charge: Charge, payment: GatewayPayment, *, entry: str, fee: Money) -> bool:
    """As `post_fee`; another amount under the same entry is left alone."""
    if Posting.objects.filter(entry=entry).exists():
        return False
    return post_fee(charge, payment, entry=entry, fee=fee)


def post_withdrawn(charge: Charge, payment: GatewayPayment, dispute: GatewayDispute) -> bool:
    amount = Money(dispute.amount_minor, dispute.currency)
    move = Move("dispute_withdrawn", held(payment, charge), withdrawn(payment, charge), amount, charge.bill_ref)
    return post(entry=f"dispute:{dispute.pk}", moves=[move])


def post_won(charge: Charge, payment: GatewayPayment, dispute: GatewayDispute) -> bool:
    amount = Money(dispute.amount_minor, dispute.currency)
    move = Move("dispute_won", withdrawn(payment, charge), held(payment, charge), amount, charge.bill_ref)
    return post(entry=f"dispute_won:{dispute.pk}", moves=[move])


def post_written_off(charge: Charge, dispute: GatewayDispute, amount: Money) -> bool:
    """To the costs of a cooperative; a seller that collects for itself loses it from its till."""
    if charge.cooperative_id is not None:
        target = accounts.costs(charge.cooperative_id, amount.currency)
    else:
        target = accounts.seller(charge.seller_id or 0, None, amount.currency)
    move = Move("dispute_written_off", withdrawn(dispute.payment, charge), target, amount, charge.bill_ref)
    return post(entry=f"dispute_written_off:{dispute.pk}", moves=[move])


def post_unasked(charge: Charge, refund: GatewayRefund) -> bool:
    """Somebody refunded in the gateway's own pages, and nothing waits for it: it is not explained yet."""
    return post(entry=f"gateway_refund:{refund.pk}", moves=[_unasked(charge, refund)])


def post_unasked_back(charge: Charge, refund: GatewayRefund) -> bool:
    move = _unasked(charge, refund)
    back = Move("refund_returned", move.target, move.source, move.amount, move.ref)
    return post(entry=f"gateway_refund_back:{refund.pk}", moves=[back])


def _unasked(charge: Charge, refund: GatewayRefund) -> Move:
    amount = Money(refund.amount_minor, refund.currency)
    unexplained = accounts.suspense(charge.cooperative_id, charge.seller_id, refund.currency)
    return Move("refund_unasked", held(refund.payment, charge), unexplained, amount, charge.bill_ref)
