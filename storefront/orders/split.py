"""The split of a purchase into orders and bills: pure arithmetic. README.md here tells it with a worked table."""

from collections.abc import Sequence
from dataclasses import dataclass

from payments.money import Money, total


@dataclass(frozen=True)
class SplitLine:
    variant_id: int
    quantity: int  # packs
    unit_price: Money

    @property
    def total(self) -> Money:
        return self.unit_price * self.quantity


@dataclass(frozen=True)
class SplitPart:
    """One seller's goods, how they travel, and who is paid for them in which way."""

    seller_id: int
    lines: tuple[SplitLine, ...]
    delivery: Money
    collector_kind: str  # cooperative, seller
    collector_id: int
    way: str  # bank_transfer, cash
    by_courier: bool = False  # cash that a courier takes at the door: each parcel is paid, refused or lost on its own


@dataclass(frozen=True)
class SplitOrder:
    """One seller's part with its amounts; `bill` counts from 0 in `Split.bills`."""

    seller_id: int
    goods: Money
    delivery: Money
    total: Money
    bill: int


@dataclass(frozen=True)
class SplitBill:
    collector_kind: str
    collector_id: int
    way: str
    seller_ids: tuple[int, ...]
    amount: Money
    by_courier: bool = False


@dataclass(frozen=True)
class Split:
    orders: tuple[SplitOrder, ...]
    bills: tuple[SplitBill, ...]
    total: Money


def goods_of(lines: Sequence[SplitLine], currency: str) -> Money:
    """The price of the goods alone: what a commission is counted on."""
    return total([line.total for line in lines], currency)


def split(parts: Sequence[SplitPart], *, currency: str) -> Split:
    """One order a part; one bill a (collector, way), both in the order of the parts. A parcel whose cash a courier
    takes is a bill of its own.

    Nothing is divided, so nothing is rounded: orders and bills each sum to the total. Two parts of one seller, or
    amounts in another currency, raise ValueError (CurrencyMismatch is one).
    """
    if len({part.seller_id for part in parts}) != len(parts):
        raise ValueError("a seller has one part")
    keys = list(dict.fromkeys(_payee(part) for part in parts))
    orders = tuple(_order(part, keys.index(_payee(part)), currency) for part in parts)
    bills = tuple(_bill(key, [o for o in orders if o.bill == index], currency) for index, key in enumerate(keys))
    return Split(orders, bills, total([order.total for order in orders], currency))


def _payee(part: SplitPart) -> tuple[str, int, str, int]:
    return part.collector_kind, part.collector_id, part.way, part.seller_id if part.by_courier else 0


def _order(part: SplitPart, bill: int, currency: str) -> SplitOrder:
    goods = goods_of(part.lines, currency)
    return SplitOrder(part.seller_id, goods, part.delivery, goods + part.delivery, bill)


def _bill(key: tuple[str, int, str, int], orders: Sequence[SplitOrder], currency: str) -> SplitBill:
    kind, collector_id, way, parcel_of = key
    amount = total([order.total for order in orders], currency)
    return SplitBill(kind, collector_id, way, tuple(order.seller_id for order in orders), amount, bool(parcel_of))
