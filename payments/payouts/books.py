"""The five movements of a payout. Each is keyed by the payout, so each is booked once however often it is tried."""

from payments.ledger import accounts
from payments.ledger.accounts import AccountKey
from payments.ledger.posting import Move, post
from payments.money import Money
from payments.payouts.models import Payout

RESERVED, RELEASED, SENT, TRANSFERRED, RETURNED = (
    "payout_reserved", "payout_released", "payout_sent", "payout_transferred", "payout_returned",
)  # fmt: skip
KINDS = (RESERVED, RELEASED, SENT, TRANSFERRED, RETURNED)


def reserve(payout: Payout) -> bool:
    """Set aside: what the cooperative owed the seller is now on its way, and is proposed to nobody else."""
    return _post(payout, RESERVED, _aside(payout), _seller(payout))


def release(payout: Payout) -> bool:
    """It never left: it is the seller's balance again."""
    return _post(payout, RELEASED, _seller(payout), _aside(payout), payout.reason)


def send(payout: Payout) -> bool:
    """It left the cooperative's bank."""
    return _post(payout, SENT, accounts.bank(payout.cooperative_id, payout.currency), _aside(payout))


def transfer(payout: Payout) -> bool:
    """It left what a gateway holds for the cooperative."""
    return _post(payout, TRANSFERRED, _held_by_gateway(payout), _aside(payout))


def come_back(payout: Payout) -> bool:
    """It had left and came back: the cooperative owes it again."""
    by_bank = payout.way == Payout.Way.BANK
    holder = accounts.bank(payout.cooperative_id, payout.currency) if by_bank else _held_by_gateway(payout)
    return _post(payout, RETURNED, _seller(payout), holder, payout.reason)


def entry(kind: str, code: str) -> str:
    return f"{kind}:{code}"


def amount_of(payout: Payout) -> Money:
    return Money(payout.amount_minor, payout.currency)


def _post(payout: Payout, kind: str, source: AccountKey, target: AccountKey, memo: str = "") -> bool:
    move = Move(kind, source, target, amount_of(payout), payout.code, memo)
    return post(entry=entry(kind, payout.code), moves=[move])


def _seller(payout: Payout) -> AccountKey:
    return accounts.seller(payout.seller_id, payout.cooperative_id, payout.currency)


def _aside(payout: Payout) -> AccountKey:
    return accounts.payout(payout.cooperative_id, payout.seller_id, payout.currency)


def _held_by_gateway(payout: Payout) -> AccountKey:
    if payout.connected_account is None:
        raise ValueError(f"payout {payout.code} goes by no gateway")
    return accounts.provider(payout.connected_account.gateway, payout.cooperative_id, None, payout.currency)
