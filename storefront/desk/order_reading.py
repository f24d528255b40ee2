"""Reads orders for the desk: plain values, the buyer's particulars only while the order is open."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.media.queries import photo_url
from catalog.products.models import Product
from payments.money import Money
from sellers.accounts.access import Scope
from sellers.kit import clock
from storefront.delivery.models import DeliveryOption
from storefront.desk import words
from storefront.orders import (
    life_table,
    short_rows,
)
from storefront.orders.models import Order
from storefront.orders.quantities import in_units
from storefront.orders.sums import sums_of

State = Order.State
PAGE = 30
THUMB = 400
MOST_DEEDS = 30
SHOWN = ("lines__variant__product__photos", "cancellation_requests")  # what a row is made of
IN_TURN = F("deadline_at").asc(nulls_last=True), "created_at", "pk"


@dataclass(frozen=True)
class Line:
    product_id: int
    name: str
    label: str
    quantity: int
    amount: str  # "2 bungkus × 250 g"
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
    until: str  # what must be done before it: "Kemas"
    late: bool
    created_at: datetime
    deed: Deed | None
    wants_cancel: bool
    note: str = ""
    short: str = ""  # "Stok kurang: 2 bungkus", of an order that another shop placed


@dataclass(frozen=True)
class Rows:
    items: tuple[Row, ...]
    more: str  # what `before` starts the next page, "" at the end


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
    own = Order.objects.within(scope)
    short = Q(state=State.WAITING, pk__in=short_rows.short_orders(own).values("pk"))
    waiting = own.filter(at_hand | on_the_way | short)
    found = _rows(waiting.order_by(*IN_TURN)[:MOST_DEEDS])
    return tuple(row for row in found if row.deed or row.wants_cancel)


def packed(*, scope: Scope, most: int) -> tuple[Row, ...]:
    """What is packed and has not left yet, the nearest deadline first."""
    found = Order.objects.within(scope).filter(state__in=[State.PACKED, State.READY])
    return _rows(found.order_by(*IN_TURN)[:most])


def _rows(found: models.QuerySet[Order]) -> tuple[Row, ...]:
    listed = list(found.select_related("purchase").prefetch_related(*SHOWN))
    short = short_rows.missing_of(listed)
    return tuple(row_of(order, short.get(order.pk, 0)) for order in listed)


def row_of(order: Order, short: int = 0) -> Row:
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
        deadline=order.deadline_at if order.state in words.UNTIL else None,
        until=_until(order),
        late=_late(order),
        created_at=order.created_at,
        deed=None if wants_cancel else _count_again(order) if short else _deed(order),
        wants_cancel=wants_cancel,
        note=order.note if opened else "",
        short=short_rows.words(short) if short else "",
    )


def _until(order: Order) -> str:
    if order.state == State.PACKED and order.delivery_kind == "pickup":
        return _("Siapkan")
    return str(words.UNTIL.get(State(order.state), ""))


def _late(order: Order) -> bool:
    return order.state in words.SELLERS_TURN and order.deadline_at is not None and order.deadline_at < clock.now()


def _comes_to(order: Order) -> Money:
    """What the buyer pays in the end; the price of an order of which all went back."""
    sums = sums_of(order)
    return sums.remains or sums.price


def _deed(order: Order) -> Deed | None:
    match (order.state, order.delivery_kind):
        case (State.CONFIRMED, _kind):
            return _deed_of(order, _("Terima pesanan"), "order_accept", "check")
        case (State.ACCEPTED, _kind) if _on_the_scale(order):
            return Deed(_("Timbang dan kemas"), reverse("desk:order", args=[order.code]) + "#deed", "scale", typed=True)
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


def _on_the_scale(order: Order) -> bool:
    return any(line.weighed_percent is not None and line.weighed_g is None for line in order.lines.all())


def _count_again(order: Order) -> Deed:
    """Nothing else can be done before the missing goods are found or the order is cancelled."""
    return Deed(_("Hitung lagi stok"), reverse("desk:order", args=[order.code]) + "#stok", "scale", typed=True)


def _deed_of(order: Order, word: str, name: str, icon: str) -> Deed:
    return Deed(word, reverse(f"desk:{name}", args=[order.code]), icon)


def _lines(order: Order) -> tuple[Line, ...]:
    return tuple(
        Line(
            product_id=line.variant.product_id,
            name=line.product_name,
            label=line.variant_label,
            quantity=line.quantity,
            amount=in_units(line.quantity, line.variant_label),
            total=Money(line.total_minor, order.currency),
            photo=_photo(line.variant.product),
        )
        for line in sorted(order.lines.all(), key=lambda line: line.pk)
    )


def _photo(product: Product) -> str:
    return photo_url(min(product.photos.all(), key=lambda photo: (photo.position, photo.pk), default=None), THUMB)
