"""What stands on the label of a parcel: from whom, to whom, by whom, what is to be collected, and the order's code.

The pick-up PIN never does: a label is read by everybody who carries it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from sellers.people.phones import show_phone
from sellers.regions import places
from storefront.delivery.couriers import courier_name
from storefront.orders import weighing_rows
from storefront.orders.models import Bill, Order, OrderLine
from storefront.orders.quantities import in_units
from storefront.orders.sums import sums_of
from storefront.orders.wording import rupiah

Sheet = Literal["a6", "a4"]  # one label a page, or four

STATES = frozenset({"confirmed", "accepted", "packed", "ready", "sent"})  # sold, and not yet in the buyer's hands
UNPACKED = frozenset({"confirmed", "accepted"})
CARRIERS_LANGUAGE = "id"


@dataclass(frozen=True)
class Label:
    """Every text as it is printed. `collect` is what must be taken at the door, "" for what is paid."""

    code: str
    carrier: str
    collect: str
    receiver: str
    phone: str
    address: tuple[str, ...]
    sender: str
    sender_phone: str
    sender_place: str
    goods: tuple[str, ...]
    weight_g: int
    note: str


def has_label(order: Order) -> bool:
    """Not before the scale said what a parcel weighs and what is to be collected for it."""
    if order.state not in STATES:
        return False
    return order.state not in UNPACKED or not weighing_rows.to_weigh(order)


def label_of(order: Order) -> Label:
    """The caller shows it only to whoever may see the order, and only where it has_label."""
    bought, seller = order.purchase, order.seller
    return Label(
        code=order.code,
        carrier=_carrier(order),
        collect=_collect(order),
        receiver=bought.buyer_name,
        phone=show_phone(bought.buyer_phone) if bought.buyer_phone else "",
        address=() if order.delivery_kind == "pickup" else _address(order),
        sender=seller.name,
        sender_phone=show_phone(seller.phone) if seller.phone else "",
        sender_place=places.names(seller.village_code) if seller.village_code else "",
        goods=tuple(
            f"{in_units(line.quantity, line.variant_label)} {line.product_name}"
            for line in sorted(order.lines.all(), key=lambda line: line.pk)
        ),
        weight_g=sum(_weight(line) for line in order.lines.all()),
        note=order.note,
    )


def pdf(orders: Iterable[Order], *, sheet: Sheet = "a6") -> bytes:
    """The labels of these orders, in their order."""
    with translation.override(CARRIERS_LANGUAGE):
        return _draw()([label_of(order) for order in orders], sheet)


def _carrier(order: Order) -> str:
    if order.delivery_kind == "courier":
        shipment = getattr(order, "shipment", None)
        return courier_name((shipment.courier if shipment else "") or order.courier)
    return _("Diantar penjual") if order.delivery_kind == "seller" else _("Diambil pembeli")


def _collect(order: Order) -> str:
    unpaid = order.bill.way == Bill.Way.CASH and order.bill.state == Bill.State.OPEN
    return rupiah(sums_of(order).remains) if unpaid else ""


def _address(order: Order) -> tuple[str, ...]:
    bought = order.purchase
    rt_rw = f"RT {bought.rt} / RW {bought.rw}" if bought.rt or bought.rw else ""
    landmark = _("Patokan: %(text)s") % {"text": bought.landmark} if bought.landmark else ""
    place = f"{bought.region_names} {bought.postal_code}".strip()
    street = ", ".join(part for part in (bought.street, rt_rw) if part)
    return tuple(part for part in (street, landmark, place) if part)


def _weight(line: OrderLine) -> int:
    """With its wrapping; of what was weighed, as much more or less as the scale said."""
    if line.weighed_g is None or line.pack_g is None:
        return line.weight_g
    return max(line.weighed_g, line.weight_g + line.weighed_g - line.pack_g * line.quantity)


@cache
def _draw() -> Callable[[Sequence[Label], Sheet], bytes]:
    draw: Callable[[Sequence[Label], Sheet], bytes] = import_string("storefront.orders.label_fpdf.draw")
    return draw
