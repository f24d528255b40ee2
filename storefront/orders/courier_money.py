"""Cash that couriers took at doors, as whoever it belongs to reads it: by courier, parcel by parcel, with its order.

Payments knows charges and couriers by code; here orders, sellers and names join them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from payments.charges.models import Charge
from payments.money import Money
from payments.remittances.models import Remittance
from payments.remittances.queries import CourierDebt, collected_by, debts_of, outstanding
from sellers.accounts.models import Seller
from storefront.delivery.couriers import courier_name
from storefront.delivery.models import DeliveryOption
from storefront.orders import life_table
from storefront.orders.models import Bill, Order
from storefront.orders.queries import OrderQuerySet

NEWEST = 20


@dataclass(frozen=True)
class ParcelRow:
    """One parcel whose cash a courier has; `taken` is all it took, `missing` what it did not account for yet."""

    charge_code: str
    order: Order
    taken: Money
    missing: Money
    taken_at: datetime


@dataclass(frozen=True)
class CourierRow:
    """`on_way` are parcels it has not brought yet: no money is owed for them."""

    code: str
    currency: str
    parcels: tuple[ParcelRow, ...]
    credit: Money
    on_way: tuple[Order, ...]

    @property
    def name(self) -> str:
        return courier_name(self.code)

    @property
    def missing(self) -> Money:
        return Money(sum(row.missing.minor for row in self.parcels), self.currency)

    @property
    def owes(self) -> Money:
        return self.missing - self.credit

    @property
    def delivery(self) -> Money:
        """Fees of these parcels that are the courier's: what it usually keeps, once, with the first part it remits."""
        whole = (row.order for row in self.parcels if row.missing == row.taken)
        fees = (order.delivery_minor - order.delivery_refunded_minor for order in whole)
        return Money(sum(fees), self.currency)


@dataclass(frozen=True)
class RemittanceRow:
    remittance: Remittance
    orders: tuple[Order, ...]

    @property
    def name(self) -> str:
        return courier_name(self.remittance.courier)

    def money(self, minor: int) -> Money:
        return Money(minor, self.remittance.currency)


def couriers_of(*, cooperative_id: int | None = None, seller_id: int | None = None) -> list[CourierRow]:
    """Every courier that owes this collector cash, has a credit, or is bringing a parcel; who owes most first."""
    debts = {(one.courier, one.currency): one for one in debts_of(cooperative_id=cooperative_id, seller_id=seller_id)}
    refs = [parcel.charge.bill_ref for debt in debts.values() for parcel in debt.parcels]
    orders = {order.bill.code: order for order in _orders().filter(bill__code__in=refs)}
    on_way: dict[tuple[str, str], list[Order]] = {}
    for order in _orders().filter(_on_way(cooperative_id, seller_id)).order_by("pk"):
        on_way.setdefault((order.courier, order.currency), []).append(order)
    rows = [_row(key, debts.get(key), orders, on_way.get(key, ())) for key in sorted({*debts, *on_way})]
    return sorted(rows, key=lambda row: -row.owes.minor)


def remittances_of(*, cooperative_id: int | None = None, seller_id: int | None = None) -> list[RemittanceRow]:
    """The newest remittances to this collector, each with the orders it accounts for."""
    found = Remittance.objects.filter(collected_by(cooperative_id, seller_id))
    found = found.select_related("recorded_by", "undone_by")
    rows = list(found.prefetch_related("lines__charge").order_by("-received_at", "-pk")[:NEWEST])
    refs = [line.charge.bill_ref for row in rows for line in row.lines.all()]
    orders = {order.bill.code: order for order in _orders().filter(bill__code__in=refs)}
    return [RemittanceRow(row, _behind(row, orders)) for row in rows]


def _behind(row: Remittance, orders: dict[str, Order]) -> tuple[Order, ...]:
    return tuple(orders[line.charge.bill_ref] for line in row.lines.all() if line.charge.bill_ref in orders)


def concerns(seller: Seller) -> bool:
    """Whether couriers take cash for this stall by its own contract, or did."""
    own = DeliveryOption.objects.active().filter(seller=seller, kind=DeliveryOption.Kind.COURIER, cod=True)
    return own.exists() or Charge.objects.filter(seller=seller).exclude(courier="").exists()


def is_away(bill: Bill) -> bool:
    """Whether a courier took the bill's cash, as somebody said, and its collector does not have all of it."""
    if bill.way != Bill.Way.CASH or bill.state != Bill.State.PAID:
        return False
    return outstanding(cooperative_id=bill.cooperative_id, seller_id=bill.seller_id).filter(bill_ref=bill.code).exists()


def owing(*, cooperative_id: int | None = None, seller_id: int | None = None) -> int:
    """How many couriers have money of this collector."""
    found = outstanding(cooperative_id=cooperative_id, seller_id=seller_id)
    return found.order_by().values("courier", "currency").distinct().count()


def _row(
    key: tuple[str, str], debt: CourierDebt | None, orders: dict[str, Order], on_way: Iterable[Order]
) -> CourierRow:
    code, currency = key
    parcels = tuple(
        ParcelRow(
            parcel.charge.code, orders[parcel.charge.bill_ref], Money(parcel.charge.amount_minor, currency),
            parcel.missing, parcel.taken_at,
        )
        for parcel in (debt.parcels if debt else ())
        if parcel.charge.bill_ref in orders
    )  # fmt: skip
    return CourierRow(code, currency, parcels, debt.credit if debt else Money(0, currency), tuple(on_way))


def _orders() -> OrderQuerySet:
    return Order.objects.select_related("bill", "seller", "purchase")


def _on_way(cooperative_id: int | None, seller_id: int | None) -> Q:
    mine = Q(bill__cooperative_id=cooperative_id) if cooperative_id is not None else Q(bill__seller_id=seller_id)
    waits = Q(bill__way=Bill.Way.CASH, bill__state=Bill.State.OPEN, delivery_kind=life_table.COURIER)
    return mine & waits & Q(state=Order.State.SENT)
