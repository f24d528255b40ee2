"""Money: whole minor units and a currency. IDR here has no minor unit: Money(25000, "IDR") is Rp25.000."""

from collections.abc import Sequence
from dataclasses import dataclass


class CurrencyMismatch(ValueError):
    """Two currencies in one sum."""


@dataclass(frozen=True, order=False)
class Money:
    """An amount in whole minor units of `currency` (ISO 4217)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise TypeError("money is whole minor units")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        if not isinstance(times, int):
            raise TypeError("multiply money by whole numbers; use split() for shares")
        return Money(self.minor * times, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def split(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Shares in proportion to `weights`, summing to the whole: largest remainder, earlier first on a tie.

        Weights are non-negative whole numbers; all zero means equal shares. Empty weights raise ValueError.
        """
        if not weights or any(w < 0 for w in weights):
            raise ValueError("weights are one or more non-negative whole numbers")
        total = sum(weights)
        if total == 0:
            weights, total = [1] * len(weights), len(weights)
        sign = -1 if self.minor < 0 else 1
        whole = abs(self.minor)
        floors = [whole * w // total for w in weights]
        left = whole - sum(floors)
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(whole * weights[i] % total), i))
        for i in by_remainder[:left]:
            floors[i] += 1
        return tuple(Money(sign * part, self.currency) for part in floors)

    def share(self, basis_points: int) -> "Money":
        """`basis_points` ten-thousandths of the amount, half up; 500 is 5 %."""
        return self.split([basis_points, 10_000 - basis_points])[0]

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not add up")


def total(amounts: Sequence[Money], currency: str) -> Money:
    """The sum of `amounts`; zero of `currency` when there are none."""
    result = Money(0, currency)
    for amount in amounts:
        result += amount
    return result
