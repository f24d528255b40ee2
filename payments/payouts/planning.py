"""What of a seller's money may leave now, and why the rest stays. Pure; README.md has the worked table."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from payments.money import Money


class Why(StrEnum):
    """Why a seller is paid, or not, in the order they are looked at."""

    PAY = "pay"
    CARRIED = "carried"  # nothing is owed, or the seller owes: it is netted by what it sells next
    HELD = "held"  # all of it belongs to orders that are not done, or in dispute
    UNDER_WAY = "under_way"  # an earlier payout is not confirmed yet
    BELOW_MINIMUM = "below_minimum"
    NO_ACCOUNT = "no_account"
    COOLING = "cooling"  # the only account was added lately


@dataclass(frozen=True)
class Destination:
    """Where one seller's money goes: one of the two ids. Without either, `usable_at` may say since when there is."""

    bank_account_id: int | None = None
    connected_account_id: int | None = None
    usable_at: datetime | None = None

    @property
    def usable(self) -> bool:
        return self.bank_account_id is not None or self.connected_account_id is not None


@dataclass(frozen=True)
class Line:
    """One seller of one cooperative. `owed` is what the books say, below zero when the seller owes.

    `available` never exceeds what is owed; `amount` is what leaves: `available` or nothing.
    """

    seller_id: int
    owed: Money
    held: Money
    available: Money
    amount: Money
    why: Why
    to: Destination


def line(*, seller_id: int, owed: Money, held: Money, minimum: Money, to: Destination, under_way: bool = False) -> Line:
    """Decide about one seller. `held` below zero counts as nothing held."""
    nothing = Money(0, owed.currency)
    kept = held if held.minor > 0 else nothing
    left = owed - kept
    available = left if left.minor > 0 else nothing
    why = _why(owed, available, minimum, to, under_way)
    amount = available if why == Why.PAY else nothing
    return Line(seller_id, owed, kept, available, amount, why, to)


def _why(owed: Money, available: Money, minimum: Money, to: Destination, under_way: bool) -> Why:
    if owed.minor <= 0:
        return Why.CARRIED
    if not available:
        return Why.HELD
    if under_way:
        return Why.UNDER_WAY
    if available.minor < minimum.minor:
        return Why.BELOW_MINIMUM
    if not to.usable:
        return Why.COOLING if to.usable_at else Why.NO_ACCOUNT
    return Why.PAY
