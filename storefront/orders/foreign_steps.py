"""What the engine's own pages (or an app there) did with an order, followed here: sent, cancelled, expired.

It is read as it stands there, so it may be told late, doubled or in any order: only what differs from our own state
moves an order, by the same steps a person takes. Orders of our own checkout and of other storefronts are followed
alike; what money does to them is another matter (settling, foreign_money).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from storefront.delivery.couriers import clean_number
from storefront.orders import (
    deadlines,
    life_engine,
    life_notices,
    life_sale,
    life_seller,
    life_step,
    life_table,
    settling,
)
from storefront.orders.life_step import SYSTEM, WrongStep, move
from storefront.orders.models import Bill, Order


@dataclass(frozen=True)
class There:
    """One order of ours as it stands there: packs that left of all, and by which parcel."""

    order_code: str
    all_sent: bool
    tracking_number: str = ""


def follow(*, there: Mapping[str, There], cancelled: bool, expired: bool) -> tuple[str, ...]:
    """Bring our orders (by code) to where they stand there. Answers doubts for the operator."""
    if cancelled or expired:
        return _closed(list(there), cancelled=cancelled)
    doubts: tuple[str, ...] = ()
    for one in there.values():
        if one.all_sent:
            doubts += _sent(one)
    return doubts


def _sent(one: There) -> tuple[str, ...]:
    settling.hear_of(order_code=one.order_code)
    number = clean_number(one.tracking_number)[:40]
    with transaction.atomic():
        order = life_step.orders().get(code=one.order_code)
        if order.state == Order.State.WAITING:
            return (_("Pesanan %(code)s dikirim sebelum dibayar.") % {"code": order.code},)
        step = life_table.MAKE_READY if order.delivery_kind == life_table.PICKUP else life_table.SEND
        if not step.allows(state=order.state, delivery_kind=order.delivery_kind):
            return _new_number(order, number)
        try:
            move(order=order, step=step, actor=SYSTEM, reason=_("Dicatat di toko daring"))
        except WrongStep:
            return ()
        if step is life_table.SEND:
            life_seller.set_out(order=order, courier=order.courier, number=number)
            life_notices.sent(order=order, courier=order.courier, number=number)
        else:
            life_notices.ready_for_pickup(order=order)
    life_engine.run_for(order=order)
    return ()


def _new_number(order: Order, number: str) -> tuple[str, ...]:
    """A tracking number that was written there afterwards."""
    shipment = getattr(order, "shipment", None)
    if shipment is not None and number and not shipment.tracking_number:
        shipment.tracking_number = number
        shipment.save(update_fields=["tracking_number"])
    return ()


def _closed(codes: list[str], *, cancelled: bool) -> tuple[str, ...]:
    """Cancelled there, or expired unpaid. An unpaid bill of which all parts are there expires as a whole.

    What was sold and is still here is cancelled with its money back; what left already is a person's matter.
    """
    doubts = []
    if not cancelled:
        for bill in Bill.objects.filter(orders__code__in=codes, state=Bill.State.OPEN).distinct().order_by("pk"):
            if set(bill.orders.values_list("code", flat=True)) <= set(codes):
                settling.apply_for(bill_ref=bill.code)
                deadlines.expire(bill)
    for code in codes:
        settling.hear_of(order_code=code)
        with transaction.atomic():
            order = life_step.orders().get(code=code)
            if order.state in life_table.CANCELLABLE and (cancelled or order.state == Order.State.WAITING):
                reason = _("Dibatalkan di toko daring") if cancelled else _("Lewat batas bayar di toko daring")
                life_sale.cancel(order=order, actor=SYSTEM, reason=reason, tell_seller=True)
            elif order.state in (Order.State.SENT, Order.State.RECEIVED, Order.State.DISPUTED):
                doubts.append(_("Pesanan %(code)s dibatalkan di sana, tetapi sudah dikirim.") % {"code": code})
            elif order.state in life_table.CANCELLABLE:
                doubts.append(_("Pesanan %(code)s lewat batas di sana, tetapi sudah dibayar di sini.") % {"code": code})
        life_engine.run_for(order=order)
    return tuple(doubts)
