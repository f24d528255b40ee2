"""What a quote says: the shapes that pages and programs read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from payments.money import Money
from storefront.delivery.queries import DeliveryWay
from storefront.orders.inputs import Problem
from storefront.orders.weighing import Bound


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
    weighed: Bound | None = None  # of one pack, where the packer weighs
    ready_on: date | None = None  # made to order: ready on this day when it is ordered today


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

    @property
    def ready_on(self) -> date | None:
        """When the last of its lines is ready; None when all are."""
        return max((line.ready_on for line in self.lines if line.ready_on), default=None)


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
    cash_by_courier: bool = False  # all that is chosen so far is brought by couriers that take cash


@dataclass(frozen=True)
class BillQuote:
    collector_kind: str
    collector_id: int
    collector_name: str
    way: str
    seller_ids: tuple[int, ...]
    amount: Money
    expires_hours: int | None  # None for cash: it is paid at the handover
    by_courier: bool = False  # cash that a courier takes in the collector's name


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
