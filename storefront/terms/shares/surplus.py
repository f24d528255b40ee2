"""A cooperative's SHU (UU 25/1992, art. 45): the pots by its own articles, and each member's two services. Pure.

A member's part is Ta/Tk of the pot for transactions (jasa usaha) and Sa/Sk of the pot for savings (jasa modal), each
rounded down; what rounding leaves goes to the reserve. Here alone parts do not follow the largest remainder.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from payments.money import Money, total

WHOLE = 10_000
RESERVE, TRANSACTIONS, SAVINGS = "reserve", "transactions", "savings"
POTS = (RESERVE, TRANSACTIONS, SAVINGS, "board", "staff", "education", "social")
# what articles commonly say: 40 % reserve, 40 % members (here 24 and 16), 5 % each for the rest
COMMON = dict(zip(POTS, (4_000, 2_400, 1_600, 500, 500, 500, 500), strict=True))


class PotEmpty(Exception):
    """A pot for members has money and no member has what it is divided by. `pot` is TRANSACTIONS or SAVINGS."""

    def __init__(self, pot: str) -> None:
        super().__init__(pot)
        self.pot = pot


@dataclass(frozen=True)
class MemberFigures:
    """Ta and Sa of one member, minor units, not negative."""

    person_id: int
    transactions: int
    savings: int


@dataclass(frozen=True)
class MemberSurplus:
    person_id: int
    for_transactions: Money
    for_savings: Money

    @property
    def amount(self) -> Money:
        return self.for_transactions + self.for_savings


@dataclass(frozen=True)
class SurplusDivision:
    """The pots sum to the surplus; the members' parts and `remainder` sum to the two members' pots."""

    pots: Mapping[str, Money]
    members: tuple[MemberSurplus, ...]
    remainder: Money

    @property
    def reserve(self) -> Money:
        """The reserve's own pot and what rounding left."""
        return self.pots[RESERVE] + self.remainder


def is_whole(division: Mapping[str, int]) -> bool:
    """Known pots, nothing negative, all of the surplus and not more."""
    whole = all(isinstance(points, int) and points >= 0 for points in division.values())
    return whole and set(division) <= set(POTS) and sum(division.values()) == WHOLE


def pots_of(surplus: Money, division: Mapping[str, int]) -> dict[str, Money]:
    """Each pot rounded down, the rest to the reserve. Raises ValueError for a division that is not whole."""
    if not is_whole(division):
        raise ValueError("a division sums to 10000 basis points")
    pots = {pot: Money(surplus.minor * division.get(pot, 0) // WHOLE, surplus.currency) for pot in POTS}
    pots[RESERVE] += surplus - total(list(pots.values()), surplus.currency)
    return pots


def divide_surplus(*, surplus: Money, division: Mapping[str, int], members: Sequence[MemberFigures]) -> SurplusDivision:
    """Raises PotEmpty: the year cannot be closed before there is something to divide by."""
    pots = pots_of(surplus, division)
    by_transactions = _down(pots[TRANSACTIONS], [one.transactions for one in members], TRANSACTIONS)
    by_savings = _down(pots[SAVINGS], [one.savings for one in members], SAVINGS)
    parts = tuple(
        MemberSurplus(one.person_id, *amounts)
        for one, *amounts in zip(members, by_transactions, by_savings, strict=True)
    )
    given = total([part.amount for part in parts], surplus.currency)
    return SurplusDivision(pots, parts, pots[TRANSACTIONS] + pots[SAVINGS] - given)


def _down(pot: Money, figures: Sequence[int], name: str) -> list[Money]:
    whole = sum(figures)
    if pot and not whole:
        raise PotEmpty(name)
    return [Money(pot.minor * figure // whole if whole else 0, pot.currency) for figure in figures]
