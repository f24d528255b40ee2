"""The provider port: one way to collect a charge. It belongs to charges; one contract suite runs on every provider.

A provider only says what it can take and what the payer has to do. It writes no rows: charges record the intent
first, ask the provider outside that transaction, and record what came of it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from payments.money import Money


class ConfirmedBy(StrEnum):
    """Who knows that the money came."""

    STATEMENT = "statement"  # a person reads it on the bank statement
    HANDOVER = "handover"  # whoever hands the goods over takes it
    NOTHING = "nothing"  # there is no money to wait for


@dataclass(frozen=True)
class ToBank:
    """The account a transfer goes to."""

    bank: str
    number: str
    holder: str


@dataclass(frozen=True)
class ToPay:
    """A charge as a provider sees it."""

    code: str
    collector: str  # the name the payer is shown
    total: Money  # what is asked, unique code included
    unique_code: int
    expires_at: datetime | None
    to: ToBank | None = None


@dataclass(frozen=True)
class Line:
    """One thing to read: a text or an amount (the page writes it). `copy` is what a copy button copies."""

    label: str
    value: str | Money
    copy: str = ""


@dataclass(frozen=True)
class Instructions:
    """What the payer does next. `kind` tells the page how to show it: "manual" as lines, "none" not at all."""

    kind: str
    lines: tuple[Line, ...]
    note: str
    expires_at: datetime | None


class Provider(Protocol):
    name: str
    unique_total: bool  # two open charges on one bank account never ask for the same total
    confirmed_by: ConfirmedBy

    def takes(self, amount: Money) -> bool:
        """Whether a bill of this amount can be collected this way."""
        ...

    def open(self, charge: ToPay) -> Instructions:
        """What the payer has to do. Asking again gives the same answer."""
        ...

    def describe(self) -> str:
        """The name of this way, in the reader's language."""
        ...
