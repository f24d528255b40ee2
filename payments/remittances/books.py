"""The postings of a remittance. README.md of payments/ledger has them as worked examples.

For a cooperative, what a courier kept for carrying pays the fee that was collected for it, and what it kept for
collecting is a cost. A seller bears both itself: its till then has what it earned, less what it paid the courier with.
"""

from dataclasses import replace

from payments.ledger import accounts
from payments.ledger.posting import Move, post
from payments.money import Money
from payments.remittances.models import Remittance

REMITTED, DELIVERY_KEPT, FEE_KEPT, LOST = (
    "courier_remitted", "courier_delivery_kept", "courier_fee_kept", "courier_loss",
)  # fmt: skip
KINDS = (REMITTED, DELIVERY_KEPT, FEE_KEPT, LOST)
UNDONE = "courier_remittance_undone"


def post_remittance(remittance: Remittance) -> bool:
    return post(entry=entry_of(remittance), moves=_moves(remittance), at=remittance.received_at)


def post_undone(remittance: Remittance) -> bool:
    """The same moves back."""
    back = [replace(move, kind=UNDONE, source=move.target, target=move.source) for move in _moves(remittance)]
    return post(entry=undone_entry_of(remittance), moves=back, at=remittance.undone_at)


def undone_entry_of(remittance: Remittance) -> str:
    return f"remittance_undone:{remittance.code}"


def entry_of(remittance: Remittance) -> str:
    return f"remittance:{remittance.code}"


def _moves(remittance: Remittance) -> list[Move]:
    currency, cooperative_id = remittance.currency, remittance.cooperative_id
    source = accounts.courier_cash(remittance.courier, cooperative_id, remittance.seller_id, currency)
    if cooperative_id is not None:
        bank = accounts.bank(cooperative_id, currency)
        fees_collected = accounts.courier(cooperative_id, currency)
        cost = accounts.fees(cooperative_id, None, currency)
        loss = accounts.costs(cooperative_id, currency)
        targets = (bank, fees_collected, cost, loss)
    elif remittance.seller_id is not None:
        till = accounts.seller(remittance.seller_id, None, currency)
        targets = (till, till, till, till)
    else:
        raise ValueError(f"remittance {remittance.code} has no collector")
    amounts = (remittance.received_minor, remittance.delivery_minor, remittance.fee_minor, remittance.lost_minor)
    memo = f"{remittance.courier} {remittance.reference}"
    return [
        Move(kind, source, target, Money(minor, currency), remittance.code, memo)
        for kind, target, minor in zip(KINDS, targets, amounts, strict=True)
    ]
