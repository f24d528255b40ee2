"""How one period's money of a group becomes parts of its members. Pure; the worked tables stand in README.md.

Every rule version divides what it sold itself. What belongs to no version that can divide it is shared by those that
can, in proportion to what they have: the costs of the period, the loss a period before left, and refunds of sales
whose version sold nothing in this period or less than it gave back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from payments.money import Money, total


class NobodyContributed(Exception):
    """There is money to divide by a measure, and nobody has any of it. `key` names the rule version."""

    def __init__(self, key: int) -> None:
        super().__init__(f"nobody contributed by rule {key}")
        self.key = key


@dataclass(frozen=True)
class VersionIncome:
    """What one rule version left the group in the period, after commission and refunds; it may be negative.

    `measures`: one a member in the order of membership, whole and not negative: grams, minutes, fixed weights or 1.
    `sold`: it sold in this period; else only corrections of older sales came.
    """

    key: int
    income: Money
    reserve_basis_points: int
    measures: tuple[tuple[int, int], ...]  # (person id, measure)
    sold: bool = True


@dataclass(frozen=True)
class Part:
    key: int
    person_id: int
    measure: int
    amount: Money


@dataclass(frozen=True)
class Division:
    """income + carried = costs + reserve + all parts + left; `left` is what was carried on: zero, or a loss."""

    income: Money
    carried: Money
    costs: Money
    reserve: Money
    parts: tuple[Part, ...]
    left: Money

    @property
    def divided(self) -> Money:
        return total([part.amount for part in self.parts], self.income.currency)


def divide(*, versions: Sequence[VersionIncome], costs: Money, carried: Money) -> Division:
    """Divide a period. `versions` in their order; the last is the rule in force, which divides when no other can.

    `carried` is the loss the closing before left: zero or negative. A period without anything left after costs divides
    nothing and carries its loss on. Raises NobodyContributed.
    """
    if carried.minor > 0 or costs.minor < 0:
        raise ValueError("costs are not negative, and only a loss is carried")
    income = total([version.income for version in versions], costs.currency)
    rest = income + carried - costs
    nothing = Money(0, costs.currency)
    if rest.minor <= 0:
        return Division(income, carried, costs, nothing, (), rest)
    dividing = [one for one in versions if one.sold and one.income.minor > 0] or [versions[-1]]
    reserve, parts = nothing, []
    for version, amount in zip(dividing, _each(dividing, rest), strict=True):
        kept = amount.share(version.reserve_basis_points)
        reserve += kept
        parts += _parts(version, amount - kept)
    return Division(income, carried, costs, reserve, tuple(parts), nothing)


def _each(dividing: Sequence[VersionIncome], rest: Money) -> tuple[Money, ...]:
    """All that is left, in proportion to what each version brought in."""
    return rest.split([max(version.income.minor, 0) for version in dividing])


def _parts(version: VersionIncome, amount: Money) -> list[Part]:
    """Largest remainder, earlier members first on a tie; who has no measure has no part."""
    counted = [(person, measure) for person, measure in version.measures if measure > 0]
    if not amount:
        return []
    if not counted:
        raise NobodyContributed(version.key)
    amounts = amount.split([measure for _person, measure in counted])
    return [Part(version.key, *one, part) for one, part in zip(counted, amounts, strict=True)]
