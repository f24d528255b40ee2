"""The card of one order, whole: plain values, the buyer's particulars only while the order is open."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from payments.charges.instructions import way_name
from payments.money import Money
from sellers.accounts.access import Scope
from sellers.kit.errors import NotFound
from sellers.people.phones import show_phone, wa_link
from storefront.delivery.couriers import courier_name
from storefront.desk import words
from storefront.desk.order_reading import Row, row_of
from storefront.orders import (
    chats,
    door_photo,
    labels,
    life_door,
    life_handover,
    life_table,
    made_to_order,
    refund_rights,
    short_rows,
    weighing_rows,
)
from storefront.orders.chats import Chat
from storefront.orders.models import Bill, Order, OrderEvent, Refund
from storefront.orders.not_taken import Undoable, undoable
from storefront.orders.quantities import in_units
from storefront.orders.sums import Sums, sums_of
from storefront.orders.weighing import weight
from storefront.terms import bearing

State = Order.State


@dataclass(frozen=True)
class Step:
    word: str
    who: str
    at: datetime
    reason: str
    bad: bool


@dataclass(frozen=True)
class Buyer:
    name: str
    phone: str
    chat: str  # wa.me with a first sentence; "" when another shop named no number
    address: tuple[str, ...]


@dataclass(frozen=True)
class Back:
    """Money of this order that went back, or waits for an officer."""

    amount: Money
    state: str
    waits: bool
    reason: str
    story: str
    bearer: str


@dataclass(frozen=True)
class Returnable:
    """One line whose packs may come back to stock."""

    id: int
    name: str
    most: int


@dataclass(frozen=True)
class Scale:
    """One line whose packs go on the scale together; `least_g` to `most_g` are within the bound."""

    field: str
    name: str
    amount: str
    nominal: str
    least_g: int
    most_g: int


@dataclass(frozen=True)
class Missing:
    """Packs of one line that the pool did not hold."""

    line_id: int
    name: str
    packs: int


@dataclass(frozen=True)
class Card:
    row: Row
    sums: Sums
    refunds: tuple[Back, ...]
    can_refund: bool
    at_door: bool  # a cash parcel that may be refused
    with_courier: bool  # a cash parcel that a courier brings
    not_taken: Undoable | None  # its cash was said to be taken, and that may be taken back
    door_reasons: tuple[tuple[str, Any], ...]
    returnable: tuple[Returnable, ...]
    can_arrive: bool  # a courier's parcel nobody noted as arrived
    payment: str
    note: str
    ready_on: date | None  # made to order: the promised day, until it is packed
    buyer: Buyer | None
    steps: tuple[Step, ...]
    can_cancel: bool
    asked_reason: str  # of the buyer's open wish to cancel
    kind: str  # of the delivery
    cash: bool  # counted at the handover
    courier: str
    courier_code: str
    tracking_number: str
    missing: tuple[Missing, ...]
    scale: tuple[Scale, ...]  # what must be weighed before it is packed
    has_label: bool
    has_proof: bool
    chats: tuple[Chat, ...]
    from_elsewhere: bool  # placed in another shop


def card(*, scope: Scope, code: str) -> Card:
    """One order, whole. Raises NotFound for a stranger."""
    order = (
        Order.objects.within(scope).filter(code=code).select_related("purchase", "bill", "seller", "shipment").first()
    )
    if order is None:
        raise NotFound(_("Pesanan tidak ditemukan."))
    asked = order.cancellation_requests.filter(answer="").first()
    missing = _missing(order)
    row = row_of(order, sum(one.packs for one in missing))
    shipment = getattr(order, "shipment", None)
    courier = (shipment.courier if shipment else "") or order.courier
    return Card(
        row=row,
        sums=sums_of(order),
        refunds=_backs(order),
        can_refund=refund_rights.refundable(scope).filter(pk=order.pk).exists() and bool(sums_of(order).remains),
        at_door=life_door.can_be_refused(order),
        door_reasons=tuple((code, reason.words) for code, reason in bearing.at_door().items()),
        returnable=_returnable(order),
        with_courier=life_handover.can_take_cash(order),
        not_taken=undoable(scope=scope, order=order),
        can_arrive=bool(
            not life_handover.can_take_cash(order)
            and order.state == State.SENT
            and order.delivery_kind == "courier"
            and shipment
            and not shipment.arrived_at
        ),
        payment=_payment(order),
        note=order.note,
        ready_on=made_to_order.shown_day(order),
        buyer=_buyer(order) if order.state in life_table.OPEN else None,
        steps=_steps(order),
        can_cancel=order.state in life_table.CANCELLABLE,
        asked_reason=(asked.reason or "–") if asked else "",
        kind=order.delivery_kind,
        cash=order.bill.way == Bill.Way.CASH,
        courier=courier_name(courier) if order.delivery_kind == "courier" else "",
        courier_code=courier,
        tracking_number=shipment.tracking_number if shipment else "",
        missing=missing,
        scale=_scales(order),
        has_label=labels.has_label(order),
        has_proof=door_photo.is_there(order),
        chats=tuple(chats.chats(order)) if order.state in life_table.OPEN else (),
        from_elsewhere=bool(order.purchase.origin),
    )


def _scales(order: Order) -> tuple[Scale, ...]:
    if order.state not in (State.CONFIRMED, State.ACCEPTED):
        return ()
    return tuple(
        Scale(
            field=one.field,
            name=one.line.product_name,
            amount=in_units(one.packs, one.line.variant_label),
            nominal=weight(one.bound.nominal_g),
            least_g=one.bound.least_g,
            most_g=one.bound.most_g,
        )
        for one in weighing_rows.to_weigh(order)
    )


def _missing(order: Order) -> tuple[Missing, ...]:
    rows = short_rows.open_of(order) if order.purchase.origin else []
    return tuple(Missing(row.line_id, f"{row.line.product_name} {row.line.variant_label}", row.missing) for row in rows)


def _backs(order: Order) -> tuple[Back, ...]:
    rows = order.refunds.exclude(state=Refund.State.REFUSED).order_by("asked_at", "pk")
    return tuple(
        Back(
            amount=Money(refund.amount_minor, refund.currency),
            state=str(words.REFUND_STATES[refund.state]),
            waits=refund.state == Refund.State.PROPOSED,
            reason=str(bearing.words_of(refund.reason)),
            story=refund.story,
            bearer=str(bearing.BEARER_WORDS[refund.bearer]),
        )
        for refund in rows
    )


def _returnable(order: Order) -> tuple[Returnable, ...]:
    return tuple(
        Returnable(line.pk, f"{line.product_name} {line.variant_label}", line.quantity - line.returned_quantity)
        for line in order.lines.order_by("pk")
        if line.quantity > line.returned_quantity
    )


def _buyer(order: Order) -> Buyer:
    bought = order.purchase
    greeting = _("Halo %(name)s, saya dari %(stall)s tentang pesanan %(code)s.") % {
        "name": bought.buyer_name,
        "stall": order.seller.name,
        "code": order.code,
    }
    rt_rw = f"RT {bought.rt} / RW {bought.rw}" if bought.rt or bought.rw else ""
    landmark = _("Patokan: %(text)s") % {"text": bought.landmark} if bought.landmark else ""
    parts = (bought.street, rt_rw, bought.region_names, bought.postal_code, landmark)
    return Buyer(
        name=bought.buyer_name,
        phone=show_phone(bought.buyer_phone) if bought.buyer_phone else "",
        chat=wa_link(bought.buyer_phone, greeting) if bought.buyer_phone else "",
        address=() if order.delivery_kind == "pickup" else tuple(part for part in parts if part),
    )


def _payment(order: Order) -> str:
    if order.bill.way == Bill.Way.CASH and order.delivery_kind == "courier":
        return _("COD, uangnya sudah diambil kurir") if order.bill.state == Bill.State.PAID else _("COD lewat kurir")
    if order.bill.way == Bill.Way.CASH:
        return _("Tunai saat serah terima")
    words = {"way": way_name(order.bill.way)}
    if order.bill.state == Bill.State.PAID:
        return _("%(way)s, sudah dibayar") % words
    return _("%(way)s, belum dibayar") % words


def _steps(order: Order) -> tuple[Step, ...]:
    return tuple(
        Step(_did(event, order), _who(event), event.at, event.reason, event.verb in words.BAD_STEPS)
        for event in order.events.select_related("person").order_by("-at", "-pk")
    )


def _did(event: OrderEvent, order: Order) -> str:
    if event.verb == "confirmed" and order.bill.way != Bill.Way.CASH:
        return str(words.STEPS["paid"])
    return str(words.STEPS.get(event.verb, event.verb))


def _who(event: OrderEvent) -> str:
    if event.actor != OrderEvent.Actor.SELLER or event.person is None:
        return str(words.ACTORS.get(OrderEvent.Actor(event.actor), ""))
    name = event.person.name or str(words.ACTORS[OrderEvent.Actor.SELLER])
    return _("%(name)s, pendamping") % {"name": name} if event.as_helper else name
