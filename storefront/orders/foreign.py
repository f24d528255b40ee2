"""Takes in an order that was placed elsewhere, exactly once for each: a purchase with an order a seller.

It is sold there already and cannot be refused: what is missing, unclear or not allowed is written down for people
(`Shortage`, doubts) and the order stands all the same. Three steps, as in placing: the intent (commit), the grams
(the engine's own commits, repeatable), what follows from them (commit). Whoever reads the order there again finishes
what a crash left. README.md (foreign orders) tells the whole story.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from catalog.products.models import Variant
from catalog.products.windows import ready_on, today_at
from sellers.kit import clock
from sellers.kit.codes import new_code
from sellers.people.phones import InvalidPhone, parse_phone
from storefront import engine
from storefront.engine.port import LineProblem
from storefront.orders import foreign_parts, freezing, life_engine, life_sale, settling, shortages
from storefront.orders.foreign_given import ForeignOrder
from storefront.orders.foreign_parts import Divided, Part, Payee
from storefront.orders.models import Bill, Order, OrderEvent, OrderLine, Purchase

ORIGIN = "saleor"
VILLAGE_LENGTH = len("35.72.02.1005")


@dataclass(frozen=True)
class Taken:
    """The purchase, and what the operator must look at. `new`: it was taken in just now."""

    purchase: Purchase
    doubts: tuple[str, ...]
    new: bool


def standing(ref: str) -> Purchase | None:
    """What the order of that id became."""
    return Purchase.objects.filter(origin=ORIGIN, origin_ref=ref).first()


def take(given: ForeignOrder) -> Taken | None:
    """The purchase of this order: made now, or as it stands. None when nothing in it is ours.

    Call it outside a transaction. Raises EngineUnavailable when the grams cannot be taken now.
    """
    if not given.lines:
        return None
    purchase = standing(given.ref)
    doubts: tuple[str, ...] = ()
    new = purchase is None
    if purchase is None:
        purchase, doubts = _begin(given)
    if purchase.state == Purchase.State.PLACING:
        _finish(purchase)
        purchase.refresh_from_db()
    return Taken(purchase, doubts, new)


def _begin(given: ForeignOrder) -> tuple[Purchase, tuple[str, ...]]:
    divided = foreign_parts.divide(given)
    for _attempt in range(3):
        try:
            with transaction.atomic():
                return _write(given, divided), divided.doubts
        except IntegrityError:
            found = standing(given.ref)
            if found is not None:
                return found, divided.doubts  # read by two at once; else a public code clashed
    raise RuntimeError("no free public code in three tries")


def _write(given: ForeignOrder, divided: Divided) -> Purchase:
    total = sum(part.total.minor for part in divided.parts)
    purchase = Purchase.objects.create(
        code=new_code(),
        key=f"{ORIGIN}:{hashlib.sha256(given.ref.encode()).hexdigest()[:60]}",
        input_hash="",
        origin=ORIGIN,
        origin_ref=given.ref,
        buyer_name=_text(given.buyer_name, 120) or f"#{given.number}",
        buyer_phone=_phone(given.buyer_phone),
        street=_text(given.street, 200),
        village_code=given.region_code if len(given.region_code) == VILLAGE_LENGTH else "",
        region_names=_text(given.place, 250),
        postal_code=given.postal_code if given.postal_code.isdigit() and len(given.postal_code) == 5 else "",
        currency=given.currency,
        total_minor=total,
    )
    parts = {part.seller.pk: part for part in divided.parts}
    bill_of: dict[int, Bill] = {}
    for position, payee in enumerate(divided.payees):
        amount = sum(parts[one].total.minor for one in payee.sellers)
        bill = _bill(purchase, payee, position, amount)
        bill_of |= dict.fromkeys(payee.sellers, bill)
    kinds = freezing.kinds_of([line.variant_id for line in given.lines])
    variants = Variant.objects.select_related("product").in_bulk([line.variant_id for line in given.lines])
    for position, part in enumerate(divided.parts):
        order = _order(purchase, bill_of[part.seller.pk], part, position, given)
        lines = _lines(order, part, variants)
        freezing.set_commission(order=order, lines=lines, seller=part.seller, kinds=kinds, at=clock.now())
        order.save(force_insert=True)
        OrderLine.objects.bulk_create(lines)
    return purchase


def _bill(purchase: Purchase, payee: Payee, position: int, amount: int) -> Bill:
    return Bill.objects.create(
        code=payee.code or new_code(),
        purchase=purchase,
        position=position,
        way=payee.way,
        amount_minor=amount,
        currency=purchase.currency,
        expires_at=payee.session.expires_at if payee.session else None,
        **{f"{payee.kind}_id": payee.id},
    )


def _order(purchase: Purchase, bill: Bill, part: Part, position: int, given: ForeignOrder) -> Order:
    kind, courier = foreign_parts.delivery_kind(part, given, cash=bill.way == Bill.Way.CASH)
    return Order(
        code=new_code(),
        purchase=purchase,
        bill=bill,
        seller=part.seller,
        position=position,
        delivery_kind=kind,
        courier=courier,
        goods_minor=part.goods.minor,
        delivery_minor=part.delivery.minor,
        total_minor=part.total.minor,
        currency=purchase.currency,
        pickup_pin=f"{secrets.randbelow(10_000):04}" if kind == "pickup" else "",
    )


def _lines(order: Order, part: Part, variants: Mapping[int, Variant]) -> list[OrderLine]:
    """The price of one pack is rounded down where the shop's discount does not divide: the line's total is what counts.

    Names are ours, as they stand now; the shop there may call it otherwise.
    """
    return [
        OrderLine(
            order=order,
            variant_id=line.variant_id,
            product_name=variants[line.variant_id].product.name,
            variant_label=variants[line.variant_id].label,
            unit=variants[line.variant_id].unit,
            quantity=line.quantity,
            unit_price_minor=line.total.minor // line.quantity,
            total_minor=line.total.minor,
            weight_g=line.weight_g,
            weighed_percent=variants[line.variant_id].product.weighed_percent,
            pack_g=variants[line.variant_id].pack_size if variants[line.variant_id].product.weighed_percent else None,
            ready_on=ready_on(
                lead_time_days=variants[line.variant_id].product.lead_time_days,
                today=today_at(part.seller.village_code),
            ),
        )
        for line in part.lines
    ]


def _finish(purchase: Purchase) -> bool:
    """Steps two and three. False when somebody else finished it meanwhile."""
    orders = list(purchase.orders.prefetch_related("lines").order_by("position"))
    short = {order.pk: engine.active().take_sold(life_engine.part_of(order)) for order in orders}
    if not _record(purchase, short):
        return False
    for bill in purchase.bills.order_by("position"):
        settling.apply_for(bill_ref=bill.code)  # a payment begun with us may have come before the order
    for order in orders:
        life_engine.run_for(order=order)
    return True


def _record(purchase: Purchase, short: Mapping[int, Sequence[LineProblem]]) -> bool:
    with transaction.atomic():
        undecided = Purchase.objects.filter(pk=purchase.pk, state=Purchase.State.PLACING)
        if not undecided.update(state=Purchase.State.PLACED, placed_at=clock.now(), leased_until=None):
            return False
        orders = list(
            Order.objects.filter(purchase=purchase)
            .select_related("purchase", "bill", "seller__cooperative__terms")
            .prefetch_related("lines")
            .order_by("position")
        )
        OrderEvent.objects.bulk_create(
            OrderEvent(order=order, verb="placed", actor=OrderEvent.Actor.BUYER, at=clock.now()) for order in orders
        )
        for bill in purchase.bills.order_by("position"):
            _open(bill, [order for order in orders if order.bill_id == bill.pk])
        for order in orders:
            shortages.found(order=order, problems=short[order.pk])
    return True


def _open(bill: Bill, orders: Sequence[Order]) -> None:
    """Its orders wait for the money; with cash they are sold. A bill of nothing is paid as it is opened."""
    if bill.way != Bill.Way.CASH:
        waiting = Order.objects.filter(bill=bill, state=Order.State.PLACING)
        waiting.update(state=Order.State.WAITING, deadline_at=bill.expires_at)
    life_sale.ask(bill=bill)
    if bill.way == Bill.Way.CASH:
        for order in orders:
            life_sale.confirm(order=order)


def _text(value: str, longest: int) -> str:
    return value.replace("\0", "").strip()[:longest].rstrip()


def _phone(text: str) -> str:
    """As we keep numbers, of any country; empty when it is none: then nobody is written to."""
    try:
        return parse_phone(text) if text else ""
    except InvalidPhone:
        return ""
