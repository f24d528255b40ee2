"""The provider port: one way to collect a charge. It belongs to charges; one contract suite runs on every provider.

A provider says what it can take and what the payer has to do. It writes no rows: charges and gateways record the
intent first, ask the provider outside that transaction, and record what came of it.

A gateway is a provider that knows itself whether money came: it is started, asked, told by webhooks, and refunds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from payments.money import Money


class ProviderError(Exception):
    """The provider could not be asked, or refused. `permanent` says that asking again the same way is of no use.

    `sentence`, where there is one, is for the person who waits, in that person's language.
    """

    def __init__(self, detail: str, *, permanent: bool, sentence: str = "") -> None:
        super().__init__(detail)
        self.permanent = permanent
        self.sentence = sentence


class NotFromProvider(Exception):
    """A webhook whose signature does not hold, or that is not this provider's."""


class ConfirmedBy(StrEnum):
    """Who knows that the money came."""

    STATEMENT = "statement"  # a person reads it on the bank statement
    HANDOVER = "handover"  # whoever hands the goods over takes it
    GATEWAY = "gateway"  # the gateway tells
    ELSEWHERE = "elsewhere"  # another storefront's payment app tells the engine, and that tells us
    NOTHING = "nothing"  # there is no money to wait for


@dataclass(frozen=True)
class ToBank:
    """The account a transfer goes to."""

    bank: str
    number: str
    holder: str


@dataclass(frozen=True)
class ToQris:
    """The collector's own static QRIS; `changed_lately` is shown to the payer for a day."""

    payload: str
    merchant: str
    nmid: str
    changed_lately: bool = False


@dataclass(frozen=True)
class Started:
    """What a gateway answered when a charge was opened at it. `answer` is plain JSON and kept."""

    external_id: str
    answer: Mapping[str, Any]


@dataclass(frozen=True)
class ToPay:
    """A charge as a provider sees it."""

    code: str
    collector: str  # the name the payer is shown
    total: Money  # what is asked, unique code included
    unique_code: int
    expires_at: datetime | None
    to: ToBank | None = None
    qris: ToQris | None = None
    started: Started | None = None  # of a gateway, once it answered
    back_to: str = ""  # where a gateway sends the payer afterwards: an absolute address
    by_courier: bool = False  # cash: a courier takes it at the door in the collector's name
    choice: str = ""  # of a Choosing gateway: which of its own ways the payer picked; "" is the first of them


@dataclass(frozen=True)
class Line:
    """One thing to read: a text or an amount (the page writes it). `copy` is what a copy button copies."""

    label: str
    value: str | Money
    copy: str = ""


@dataclass(frozen=True)
class Instructions:
    """What the payer does next. `kind` tells the page how to show it.

    "manual": as lines. "qr": `qr` is drawn as a QR code, above the lines. "redirect": a button to `url`.
    "wait": the gateway has not answered yet. "none": not at all.
    """

    kind: str
    lines: tuple[Line, ...]
    note: str
    expires_at: datetime | None
    qr: str = ""
    url: str = ""


class Provider(Protocol):
    name: str
    unique_total: bool  # two open charges on one account or QRIS never ask for the same total
    confirmed_by: ConfirmedBy

    def takes(self, amount: Money) -> bool:
        """Whether a bill of this amount can be collected this way."""
        ...

    def open(self, charge: ToPay) -> Instructions:
        """What the payer has to do. Asking again gives the same answer. Never talks to anybody."""
        ...

    def describe(self) -> str:
        """The name of this way, in the reader's language."""
        ...


class What(StrEnum):
    """What a gateway may tell of a charge."""

    PAID = "paid"
    ENDED = "ended"  # expired, cancelled or refused there: no money will come any more
    REFUNDED = "refunded"  # a refund of ours went through
    REFUND_FAILED = "refund_failed"
    DISPUTED = "disputed"  # the payer's bank took the money back for now
    DISPUTE_WON = "dispute_won"
    DISPUTE_LOST = "dispute_lost"


@dataclass(frozen=True)
class Happened:
    """One thing a gateway says has happened, from a webhook or because it was asked: both look the same.

    `charge_code` and `started_id` name the charge by our code or by the gateway's `Started.external_id`: either may
    be empty. `external_id` names the payment, refund or dispute at the gateway, so that the same thing told twice is
    recognised. `refund_key` is the key our refund was asked with.
    """

    what: What
    charge_code: str
    external_id: str
    amount: Money
    at: datetime
    started_id: str = ""
    payment_id: str = ""  # of a dispute or refund: the payment it is about
    refund_key: str = ""
    fee: Money | None = None  # what the gateway kept, when it says so
    reason: str = ""


@dataclass(frozen=True)
class Notice:
    """A webhook that holds: what makes it one event, and the text to keep."""

    event_id: str
    body: str


@dataclass(frozen=True)
class ToRefund:
    """A refund to ask of a gateway. The same `key` asked twice is one refund."""

    key: str
    charge_code: str
    payment_id: str  # GatewayPayment.external_id
    started_id: str
    amount: Money


@dataclass(frozen=True)
class Refunded:
    """`is_final`: the money is on its way. Else a later `Happened` says so."""

    external_id: str
    is_final: bool
    fee: Money | None = field(default=None)


@dataclass(frozen=True)
class Choice:
    """One of a gateway's own ways: `name` for programs, `label` for people, in the reader's language."""

    name: str
    label: str


@runtime_checkable
class Choosing(Protocol):
    """A gateway with several ways of its own, one a charge. A payer who does not choose gets the first."""

    def choices(self) -> tuple[Choice, ...]: ...


@runtime_checkable
class Gateway(Protocol):
    """A provider that talks. Every call is made outside a transaction and may be repeated with the same key."""

    name: str
    unique_total: bool
    confirmed_by: ConfirmedBy

    def takes(self, amount: Money) -> bool: ...
    def open(self, charge: ToPay) -> Instructions: ...
    def describe(self) -> str: ...

    def is_ready(self) -> bool:
        """Whether its secrets are set. Without them the way is not offered and its hook answers 404."""
        ...

    def collector_slug(self) -> str:
        """The cooperative (or operator) whose account at the gateway this is."""
        ...

    def start(self, charge: ToPay) -> Started:
        """Open the charge at the gateway, keyed by its code. Raises ProviderError."""
        ...

    def ask(self, *, charge_code: str, started_id: str) -> tuple[Happened, ...]:
        """All that has happened to the charge, as `read` would tell it. Raises ProviderError."""
        ...

    def end(self, *, charge_code: str, started_id: str) -> None:
        """Take nothing for it any more, if that is possible. Raises ProviderError; paid already is no error."""
        ...

    def notice(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """Check the signature; header names are lower case. Raises NotFromProvider."""
        ...

    def read(self, body: str) -> tuple[Happened, ...]:
        """What a kept notice says; nothing for what does not concern us. May ask the gateway. Raises ProviderError."""
        ...

    def refund(self, order: ToRefund) -> Refunded:
        """Give money back the way it came. Raises ProviderError."""
        ...
