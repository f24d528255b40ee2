"""What a quote says: the shapes that pages and programs read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from payments.money import Money
from storefront.delivery.queries import DeliveryWay
from storefront.orders.inputs import Problem


@dataclass(frozen=True)
class LineQuote:
    variant_id: int
    product_name: str
    slug: str
    label: str
    unit: str
    quantity: int
    price: Money
    total: Money
    weight_g: int  # of all packs together


@dataclass(frozen=True)
class PartQuote:
    """One seller's part. `delivery` is zero until a way is `chosen`."""

    seller_id: int
    seller_name: str
    seller_slug: str
    lines: tuple[LineQuote, ...]
    goods: Money
    weight_g: int
    ways: tuple[DeliveryWay, ...]
    chosen: DeliveryWay | None
    delivery: Money
    total: Money
    note: str


@dataclass(frozen=True)
class ShutWay:
    """A way that is there, but not for what this costs; `why` says so in a sentence."""

    way: str
    why: str


@dataclass(frozen=True)
class PayGroup:
    """Sellers with one main collector (storefront.terms.queries): the buyer chooses one way for all of them.

    `payees` names who is paid in a way that the main collector does not take itself: the operator, by its gateway.
    """

    key: str  # "coop:3" or "seller:9"
    name: str
    seller_ids: tuple[int, ...]
    ways: tuple[str, ...]
    chosen: str | None
    shut: tuple[ShutWay, ...] = ()
    payees: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BillQuote:
    collector_kind: str
    collector_id: int
    collector_name: str
    way: str
    seller_ids: tuple[int, ...]
    amount: Money
    expires_hours: int | None  # None for cash: it is paid at the handover


@dataclass(frozen=True)
class Quote:
    parts: tuple[PartQuote, ...]
    groups: tuple[PayGroup, ...]
    bills: tuple[BillQuote, ...]  # of the parts that are complete
    total: Money
    problems: tuple[Problem, ...]

    @property
    def currency(self) -> str:
        return self.total.currency
