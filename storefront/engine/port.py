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
    """One order's lines, and what bringing them costs the buyer (None: nothing)."""

    order_ref: str
    lines: tuple[PlaceLine, ...]
    seller_id: int = 0
    delivery: Money | None = None


@dataclass(frozen=True)
class Recipient:
    """Who gets the goods. Regions by their names as they stand on the purchase, and by the village's code."""

    name: str
    phone: str  # E.164
    street: str = ""
    village_code: str = ""
    region_names: str = ""  # "Karangsari, Sukorejo, Kota Blitar, Jawa Timur"
    postal_code: str = ""
    language: str = "id"


@dataclass(frozen=True)
class Placing:
    """What one purchase places, over any number of sellers; `ref` is its public code."""

    ref: str
    parts: tuple[PlacePart, ...]
    recipient: Recipient


@dataclass(frozen=True)
class Paid:
    """Money for the order came, or was taken at the door."""

    ref: str  # once for each
    amount: Money
    way: str


@dataclass(frozen=True)
class NotPaid:
    """Money that was told as Paid under this ref never came: a courier's cash, written down by mistake."""

    ref: str


@dataclass(frozen=True)
class Sent:
    """The goods left, or were handed over. `cash`: they are paid at the handover, or were just then."""

    courier: str = ""
    tracking_number: str = ""
    cash: bool = False


@dataclass(frozen=True)
class MoneyBack:
    """Money of one refund went back to the buyer; `lines` are the packs it was for (none: an amount)."""

    ref: str  # the refund's public code
    amount: Money
    lines: tuple["BackLine", ...] = ()


News = Paid | NotPaid | Sent | MoneyBack


@dataclass(frozen=True)
class LineProblem:
    """Why a line cannot be placed; `available` packs are left now, `price` is the engine's price."""

    variant_id: int
    reason: str  # "stock", "price", "gone"; "total" when the lines are right and their sum is not
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
    wants_news: bool  # whether `tell` does anything: no row is written for an engine that does not care

    def offers(self, variant_ids: Sequence[int]) -> Mapping[int, Offer]:
        """Offers by variant id; an unknown id is absent."""
        ...

    def check(self, lines: Sequence[PlaceLine]) -> tuple[LineProblem, ...]:
        """What `place` would refuse now, all lines taken together; takes nothing and promises nothing."""
        ...

    def place(self, placing: Placing) -> None:
        """Take stock for all parts or none. Raises PlacingRefused or EngineUnavailable. Repeating it places nothing
        twice, and one that was refused is refused again.

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

    def take_sold(self, part: PlacePart) -> tuple[LineProblem, ...]:
        """Take what an order placed elsewhere sold, as far as it is there: whole packs, line by line.

        Answers a problem of reason "stock" for each line that was not there in full; its `available` says how many
        packs were taken. Repeating it takes nothing twice and answers the same.
        """
        ...

    def take_found(self, *, order_ref: str, ref: str, line: PlaceLine) -> None:
        """Take packs that `take_sold` did not find and the seller found after all, exactly once for each `ref`.

        What the shelf does not hold by our count was there uncounted: it is counted and taken at once.
        """
        ...

    def weigh(self, *, order_ref: str, ref: str, more: Mapping[int, int]) -> None:
        """The goods of an order were weighed: by variant, base units that it took `more` than its packs say (less:
        negative). Exactly once for each `ref`.

        What it took less comes back; of what it took more, as much is taken as is there. Belongs into the caller's
        transaction.
        """
        ...

    def tell(self, *, order_ref: str, news: News) -> None:
        """Let the engine know what happened to an order, exactly once however often it is called.

        Raises EngineUnavailable when it must be told again later. An order the engine does not know is ignored.
        """
        ...
