"""Reads orders for the desk: plain values, the buyer's particulars only while the order is open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.media.queries import photo_url
from catalog.products.models import Product
from payments.charges.instructions import way_name
from payments.money import Money
from sellers.accounts.access import Scope
from sellers.kit import clock
from sellers.kit.errors import NotFound
from sellers.people.phones import show_phone, wa_link
from storefront.delivery.couriers import courier_name
from storefront.delivery.models import DeliveryOption
from storefront.desk import words
from storefront.orders import life_door, life_table, refund_rights
from storefront.orders.models import Bill, Order, OrderEvent, Refund
from storefront.orders.sums import Sums, sums_of
from storefront.terms import bearing

State = Order.State
PAGE = 30
THUMB = 400
MOST_DEEDS = 30
IN_TURN = F("deadline_at").asc(nulls_last=True), "created_at", "pk"


@dataclass(frozen=True)
class Line:
    product_id: int
    name: str
    label: str
    quantity: int
    total: Money
    photo: str


@dataclass(frozen=True)
class Deed:
    """The next thing to do: a POST to `address`, or a look at the card when something must be typed."""

    word: str
    address: str
    icon: str
    typed: bool = False  # needs a courier or a PIN: opened on the card


@dataclass(frozen=True)
class Row:
    code: str
    address: str
    state: str
    state_word: str
    tone: str
    buyer: str
    total: Money
    lines: tuple[Line, ...]
    delivery: str
    deadline: datetime | None
    late: bool
    created_at: datetime
    deed: Deed | None
    wants_cancel: bool


@dataclass(frozen=True)
class Rows:
    items: tuple[Row, ...]
    more: str  # what `before` starts the next page, "" at the end


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
    chat: str  # wa.me with a first sentence
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
class Card:
    row: Row
    sums: Sums
    refunds: tuple[Back, ...]
    can_refund: bool
    at_door: bool  # a cash parcel that may be refused
    door_reasons: tuple[tuple[str, Any], ...]
    returnable: tuple[Returnable, ...]
    can_arrive: bool  # a courier's parcel nobody noted as arrived
    payment: str
    note: str
    buyer: Buyer | None
    steps: tuple[Step, ...]
    can_cancel: bool
    asked_reason: str  # of the buyer's open wish to cancel
    kind: str  # of the delivery
    cash: bool  # counted at the handover
    courier: str
    courier_code: str
    tracking_number: str


def counts(*, scope: Scope) -> dict[str, int]:
    """How many orders stand in each group of the filter."""
    by_state = dict(
        Order.objects.within(scope).order_by().values_list("state").annotate(n=Count("pk")).values_list("state", "n")
    )
    return {key: sum(by_state.get(state, 0) for state in states) for key, _label, states in words.GROUPS}


def rows(*, scope: Scope, group: str = "", before: str = "") -> Rows:
    """Newest first, a page at a time; what still has to be done is sorted by its deadline."""
    states = next((states for key, _label, states in words.GROUPS if key == group), tuple(words.STATES))
    found = Order.objects.within(scope).filter(state__in=[s for s in states if s != State.PLACING])
    if group in ("siapkan", "kirim"):
        return Rows(_rows(found.order_by(*IN_TURN)[: PAGE * 4]), "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    page = list(found.order_by("-pk").values_list("pk", flat=True)[: PAGE + 1])
    more = str(page[PAGE - 1]) if len(page) > PAGE else ""
    return Rows(_rows(found.filter(pk__in=page[:PAGE]).order_by("-pk")), more)


def deeds(*, scope: Scope) -> tuple[Row, ...]:
    """Orders with something to do now, the nearest deadline first."""
    at_hand = Q(state__in=[State.CONFIRMED, State.ACCEPTED, State.PACKED, State.READY])
    on_the_way = Q(state=State.SENT, delivery_kind=DeliveryOption.Kind.SELLER)
    waiting = Order.objects.within(scope).filter(at_hand | on_the_way)
    found = _rows(waiting.order_by(*IN_TURN)[:MOST_DEEDS])
    return tuple(row for row in found if row.deed or row.wants_cancel)


def card(*, scope: Scope, code: str) -> Card:
    """One order, whole. Raises NotFound for a stranger."""
    order = (
        Order.objects.within(scope).filter(code=code).select_related("purchase", "bill", "seller", "shipment").first()
    )
    if order is None:
        raise NotFound(_("Pesanan tidak ditemukan."))
    asked = order.cancellation_requests.filter(answer="").first()
    row = _row(order)
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
        can_arrive=bool(
            order.state == State.SENT and order.delivery_kind == "courier" and shipment and not shipment.arrived_at
        ),
        payment=_payment(order),
        note=order.note,
        buyer=_buyer(order) if order.state in life_table.OPEN else None,
        steps=_steps(order),
        can_cancel=order.state in life_table.CANCELLABLE,
        asked_reason=(asked.reason or "–") if asked else "",
        kind=order.delivery_kind,
        cash=order.bill.way == Bill.Way.CASH,
        courier=courier_name(courier) if order.delivery_kind == "courier" else "",
        courier_code=courier,
        tracking_number=shipment.tracking_number if shipment else "",
    )


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


def _rows(found: models.QuerySet[Order]) -> tuple[Row, ...]:
    listed = list(
        found.select_related("purchase").prefetch_related("lines__variant__product__photos", "cancellation_requests")
    )
    return tuple(_row(order) for order in listed)


def _row(order: Order) -> Row:
    wants_cancel = any(not wish.answer for wish in order.cancellation_requests.all())
    opened = order.state in life_table.OPEN
    return Row(
        code=order.code,
        address=reverse("desk:order", args=[order.code]),
        state=order.state,
        state_word=str(words.STATES[order.state]),
        tone=words.TONES.get(State(order.state), "still"),
        buyer=order.purchase.buyer_name if opened else "",
        total=_comes_to(order),
        lines=_lines(order),
        delivery=str(words.DELIVERY.get(order.delivery_kind, "")),
        deadline=order.deadline_at if order.state in (State.CONFIRMED, State.ACCEPTED, State.WAITING) else None,
        late=bool(order.deadline_at and order.state in (State.CONFIRMED, State.ACCEPTED))
        and order.deadline_at < clock.now(),  # type: ignore[operator]  # the line above says it is there
        created_at=order.created_at,
        deed=None if wants_cancel else _deed(order),
        wants_cancel=wants_cancel,
    )


def _comes_to(order: Order) -> Money:
    """What the buyer pays in the end; the price of an order of which all went back."""
    sums = sums_of(order)
    return sums.remains or sums.price


def _deed(order: Order) -> Deed | None:
    match (order.state, order.delivery_kind):
        case (State.CONFIRMED, _kind):
            return _deed_of(order, _("Terima pesanan"), "order_accept", "check")
        case (State.ACCEPTED, _kind):
            return _deed_of(order, _("Sudah dikemas"), "order_pack", "package-check")
        case (State.PACKED, "pickup"):
            return _deed_of(order, _("Siap diambil"), "order_ready", "store")
        case (State.PACKED, "seller"):
            return _deed_of(order, _("Berangkat antar"), "order_send", "bike")
        case (State.PACKED, "courier"):
            return Deed(_("Isi nomor resi"), reverse("desk:order", args=[order.code]) + "#deed", "truck", typed=True)
        case (State.READY, _kind):
            return Deed(
                _("Serahkan dengan PIN"), reverse("desk:order", args=[order.code]) + "#deed", "key-round", typed=True
            )
        case (State.SENT, "seller"):
            return _deed_of(order, _("Sudah sampai"), "order_deliver", "house")
    return None


def _deed_of(order: Order, word: str, name: str, icon: str) -> Deed:
    return Deed(word, reverse(f"desk:{name}", args=[order.code]), icon)


def _lines(order: Order) -> tuple[Line, ...]:
    return tuple(
        Line(
            product_id=line.variant.product_id,
            name=line.product_name,
            label=line.variant_label,
            quantity=line.quantity,
            total=Money(line.total_minor, order.currency),
            photo=_photo(line.variant.product),
        )
        for line in sorted(order.lines.all(), key=lambda line: line.pk)
    )


def _photo(product: Product) -> str:
    return photo_url(min(product.photos.all(), key=lambda photo: (photo.position, photo.pk), default=None), THUMB)


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
        phone=show_phone(bought.buyer_phone),
        chat=wa_link(bought.buyer_phone, greeting),
        address=() if order.delivery_kind == "pickup" else tuple(part for part in parts if part),
    )


def _payment(order: Order) -> str:
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
