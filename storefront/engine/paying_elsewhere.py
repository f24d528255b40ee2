"""A payment that another storefront begins with us: what is asked, and what the engine's side remembers of it.

The engine's package reads these values from its webhooks; orders decide about them. `Remembered` is the port of
whoever decides about money back: storefront/hooks hands it in.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from payments.money import Money

BROUGHT, FETCHED = "brought", "fetched"  # by the sellers themselves; by the buyer


@dataclass(frozen=True)
class Buyer:
    """Whoever pays, as the checkout says it. `language` is "id" or "en"."""

    name: str
    phone: str
    email: str
    language: str


@dataclass(frozen=True)
class Line:
    """`variant_id` and `seller_id` are None when no seller of ours sells it."""

    variant_id: int | None
    seller_id: int | None
    quantity: int
    total: Money


@dataclass(frozen=True)
class Basket:
    """A checkout or an order that is to be paid."""

    id: str
    is_order: bool
    placed_by_us: bool  # an order that our own checkout made there
    channel: str
    checkout_id: str  # of an order: what it was before; else its own id
    total: Money
    delivery: Money
    method: str  # BROUGHT or FETCHED when a way of ours was chosen; "" for none of ours
    breakdown: Mapping[int, int]  # our split of the delivery price by seller, minor units; empty: none of ours
    lines: tuple[Line, ...]
    buyer: Buyer

    @property
    def source_ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for one in (self.id, self.checkout_id) if one))


@dataclass(frozen=True)
class Asked:
    """A shopper's wish to pay. `data` is whatever the storefront sent: hostile."""

    transaction_id: str
    key: str
    action: str  # CHARGE, AUTHORIZATION
    amount: Money
    basket: Basket
    data: Mapping[str, object]


@dataclass(frozen=True)
class Moving:
    """Staff asks for a charge, a refund or a cancellation of a transaction. `key` is the same for a repeated delivery.

    `lines` are packs of one granted refund, by the order line's id there.
    """

    key: str
    transaction_id: str
    psp_reference: str
    order_id: str
    amount: Money
    granted_refund_id: str
    reason: str
    lines: Mapping[str, int]


@dataclass(frozen=True)
class SoldAs:
    """A line there, as an order of ours sold it."""

    line_id: str
    order_ref: str
    variant_id: int


@dataclass(frozen=True)
class Answer:
    """What a request for money back was answered: refunds by their codes, or `failed`, a sentence for staff."""

    reference: str
    refunds: tuple[str, ...] = ()
    failed: str = ""


class AskedBefore(Exception):
    """The same request is being answered, or was, by another."""


class Remembered(Protocol):
    """What the engine's side keeps of requests for money back. Writes belong to the caller's transaction."""

    def answer_to(self, moving: Moving) -> Answer | None:
        """What this very request was answered before."""

    def begin(self, moving: Moving, *, about: str) -> None:
        """Take the request, for the order `about`: one of two at once gets it. Raises AskedBefore."""

    def answer(self, moving: Moving, answer: Answer) -> None:
        """Keep what was decided. A refund is told under the answer's reference once its money left."""

    def asked_there(self, *, refund_ref: str, order_ref: str) -> None:
        """The engine asked for this refund itself: it is not told of it as of one of ours."""

    def paid_by(self, transaction_id: str) -> Sequence[str]:
        """The orders of ours that our own checkout placed and that this transaction tells the money of."""

    def sold_as(self, line_ids: Collection[str]) -> Sequence[SoldAs]:
        """Lines there that orders of ours sold; what nobody of ours sold is left out."""
