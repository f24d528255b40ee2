"""Antar: what the seller brings itself, in the order of a round that goes from the stall outwards."""

from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from sellers.accounts.access import Scope, Verb
from sellers.people.phones import show_phone
from sellers.regions import places
from storefront.desk import order_reading
from storefront.desk.gate import Desk, at_desk, order_stall
from storefront.desk.order_reading import Row
from storefront.desk.shell import page
from storefront.orders import chats, door_photo
from storefront.orders.models import Bill, Order

MOST = 100
MAPS = "https://www.google.com/maps/search/?api=1&query="
_DISTRICT = 8  # signs of a village's code that name its kecamatan
State = Order.State


@dataclass(frozen=True)
class Stop:
    """`call` and `maps` are links, "" where there is nothing to call or to find."""

    row: Row
    name: str
    phone: str
    call: str
    chat: str
    maps: str
    street: str
    village: str
    landmark: str
    cash: bool
    gone: bool  # it is on its way already


@dataclass(frozen=True)
class Area:
    """One kecamatan."""

    name: str
    stops: tuple[Stop, ...]


@at_desk(Verb.ORDERS)
def route(request: HttpRequest, desk: Desk) -> HttpResponse:
    areas = _areas(desk.scope, home=desk.seller.village_code)
    return page(request, desk, "route.html", "orders", areas=areas, count=sum(len(area.stops) for area in areas))


@at_desk(Verb.ORDERS, locate=order_stall)
def proof(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The photo taken at the door: of the buyer's house, so only whoever may see the order, and until it is over."""
    own = Order.objects.within(desk.scope).select_related("shipment")
    return door_photo.response_for(own.filter(code=code).first())


def _areas(scope: Scope, *, home: str) -> list[Area]:
    """Open deliveries by kecamatan: the stall's own first, then by how much of the code is shared, then by code."""
    found = Order.objects.within(scope).filter(delivery_kind="seller", state__in=[State.PACKED, State.SENT])
    found = found.select_related("purchase", "bill", "seller")
    orders = list(found.prefetch_related(*order_reading.SHOWN).order_by("pk")[:MOST])
    orders.sort(key=lambda order: (*_away(order.purchase.village_code, home), order.pk))
    areas: dict[str, list[Stop]] = {}
    for order in orders:
        areas.setdefault(order.purchase.village_code[:_DISTRICT], []).append(_stop(order))
    return [Area(_district(code), tuple(stops)) for code, stops in areas.items()]


def _away(village: str, home: str) -> tuple[int, str]:
    """Far is what shares little of the code: another province, then regency, kecamatan, village."""
    parts, own = village.split("."), home.split(".")
    shared = 0
    while shared < min(len(parts), len(own)) and parts[shared] == own[shared]:
        shared += 1
    return -shared, village


def _district(code: str) -> str:
    known = places.place(code) if code else None
    return known.name if known else ""


def _stop(order: Order) -> Stop:
    bought = order.purchase
    rt_rw = f"RT {bought.rt} / RW {bought.rw}" if bought.rt or bought.rw else ""
    street = ", ".join(part for part in (bought.street, rt_rw) if part)
    where = ", ".join(part for part in (bought.street, bought.region_names) if part)
    on_the_way = next((chat for chat in chats.chats(order) if chat.icon == "bike"), None)
    return Stop(
        row=order_reading.row_of(order),
        name=bought.buyer_name,
        phone=show_phone(bought.buyer_phone) if bought.buyer_phone else "",
        call=f"tel:{bought.buyer_phone}" if bought.buyer_phone else "",
        chat=on_the_way.link if on_the_way else "",
        maps=f"{MAPS}{quote(where)}" if where else "",
        street=street,
        village=bought.region_names.split(",")[0],
        landmark=bought.landmark,
        cash=order.bill.way == Bill.Way.CASH and order.bill.state == Bill.State.OPEN,
        gone=order.state == State.SENT,
    )
