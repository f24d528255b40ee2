"""The engine port: what can be sold, at what price, and is it placed. Nothing above knows which engine answers.

Every call may be repeated: `order_ref` (an order's public code) is the idempotency key. Quantities are packs
(whole numbers of a variant); money is in minor units.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from payments.money import Money


@dataclass(frozen=True)
class Offer:
    """One variant as the engine sells it now. `available` is whole packs, 0 when it cannot be bought."""

    variant_id: int
    price: Money
    available: int
    sellable: bool  # published, active, its seller open


@dataclass(frozen=True)
class PlaceLine:
    variant_id: int
    quantity: int
    unit_price: Money  # what the buyer was shown; another price at the engine refuses the placing


@dataclass(frozen=True)
class PlacePart:
    """One order's lines."""

    order_ref: str
    lines: tuple[PlaceLine, ...]


@dataclass(frozen=True)
class LineProblem:
    """Why a line cannot be placed; `available` packs are left now, `price` is the engine's price."""

    variant_id: int
    reason: str  # "stock", "price", "gone"
    available: int
    price: Money | None


@dataclass(frozen=True)
class BackLine:
    """Packs of one sold variant whose goods come back."""

    variant_id: int
    quantity: int


class PlacingRefused(Exception):
    """Nothing was taken; each problem names a line."""

    def __init__(self, problems: Sequence[LineProblem]) -> None:
        super().__init__(", ".join(f"{p.variant_id}: {p.reason}" for p in problems))
        self.problems = tuple(problems)


class EngineUnavailable(Exception):
    """The engine did not answer; the same call may be made again."""


class Engine(Protocol):
    name: str

    def offers(self, variant_ids: Sequence[int]) -> Mapping[int, Offer]:
        """Offers by variant id; an unknown id is absent."""
        ...

    def check(self, lines: Sequence[PlaceLine]) -> tuple[LineProblem, ...]:
        """What `place` would refuse now, all lines taken together; takes nothing and promises nothing."""
        ...

    def place(self, parts: Sequence[PlacePart]) -> None:
        """Take stock for all parts or none. Raises PlacingRefused. Repeating it takes nothing twice.

        An order that was released stays released: only `retake` takes its stock again.
        """
        ...

    def confirm(self, order_ref: str) -> None:
        """The hold becomes a sale. Repeating it, or confirming what is not held, changes nothing."""
        ...

    def release(self, order_ref: str) -> None:
        """Give the order's stock back, exactly once however often it is called."""
        ...

    def give_back(self, *, order_ref: str, ref: str, lines: Sequence[BackLine]) -> None:
        """Give back some packs of an order that still stands, exactly once for each `ref` (a refund's public code).

        Never more than the order still holds: a later `release` gives back only the rest, and an order that was
        released has nothing left to give.
        """
        ...

    def retake(self, part: PlacePart) -> None:
        """Take a released order's stock again, at the price it was sold for. Raises PlacingRefused.

        While the order holds its stock this changes nothing, so it may be repeated.
        """
        ...
