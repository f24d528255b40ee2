"""An order that another storefront, an app or the engine's own staff placed, as plain values. Nothing here names the
engine; whoever reads it there (storefront/hooks) makes these, as often as it reads."""

from collections.abc import Mapping
from dataclasses import dataclass

from payments.money import Money
from storefront.orders.foreign_pay import PaidSession


@dataclass(frozen=True)
class ForeignLine:
    """Goods of ours. `ref` is the line's id there; `sent` packs left already."""

    ref: str
    variant_id: int
    quantity: int
    total: Money
    sent: int = 0


@dataclass(frozen=True)
class MoneyGone:
    """Money that went back to the buyer there: by a refund, or taken back by the payer's bank (`by_bank`).

    `ref` is what it is known by there, once for ever. `ours` is the key of the refund of ours that asked for it, if
    one did. `lines` are the packs it was for, by the line's ref; without them it is an amount.
    """

    ref: str
    amount: Money
    ours: str = ""
    lines: Mapping[str, int] | None = None
    with_delivery: bool = False
    by_bank: bool = False


@dataclass(frozen=True)
class ForeignOrder:
    """`ref` is its id there, a secret; `number` is what people there call it.

    `delivery` is one price for all; `breakdown` is our own split of it by seller id, or empty. `others` is what the
    goods cost that no seller of ours sells. `charged` is all that other apps than ours ever collected for it, `paid`
    that nothing is missing any more. `sessions` are payments begun with us as the payment app.
    """

    ref: str
    number: str
    currency: str
    buyer_name: str
    buyer_phone: str
    street: str
    place: str  # nearest first
    region_code: str  # of the smallest place that the address surely names; "" when it names none
    postal_code: str
    collected: bool  # fetched, not brought
    delivery: Money
    breakdown: Mapping[int, int]
    lines: tuple[ForeignLine, ...]
    others: Money
    total: Money
    charged: Money
    paid: bool
    cancelled: bool = False
    expired: bool = False
    tracking: Mapping[str, str] | None = None  # tracking number by the line's ref
    gone: tuple[MoneyGone, ...] = ()
    failed: Mapping[str, str] | None = None  # refunds of ours that were refused there: key -> why
    sessions: tuple[PaidSession, ...] = ()
