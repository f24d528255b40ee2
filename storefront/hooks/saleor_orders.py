"""Orders of Saleor that changed: read again, and brought to where they belong, whoever placed them.

A delivery only says "order X changed". It may come doubled, in any order, a day late, or not at all: the sweep looks
at what changed since the last look and at every order that is still open (its expiry is no change for Saleor).
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from payments.money import Money
from sellers.kit import clock, due
from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor import closing, differences, inbox, promised, reading_orders
from storefront.engine.saleor.amounts import NotOurMoney
from storefront.engine.saleor.models import (
    Connection,
    Delivery,
    FoundProduct,
    MovedOrder,
    OpenOrder,
    Placement,
    SoldLine,
)
from storefront.engine.saleor.reading_orders import (
    OrderUnknown,
    SaleorAddress,
    SaleorOrder,
    SaleorRefund,
    SaleorTransaction,
)
from storefront.engine.saleor.refunds_elsewhere import key_of
from storefront.orders import foreign, foreign_money, foreign_pay, foreign_quote, foreign_steps
from storefront.orders.foreign_given import ForeignLine, ForeignOrder, MoneyGone
from storefront.orders.foreign_quote import WrittenAddress
from storefront.orders.foreign_sessions import PaySession
from storefront.orders.foreign_steps import There
from storefront.orders.models import Order, OrderLine, Purchase

log = logging.getLogger("lapak.hooks")
LOOK_AGAIN = timedelta(minutes=10)
MOST_OPEN = 100
MOST_IMPORTED = 20  # of one delivery at once: its lease must not run out
UNKNOWN = "GONE"
BACK, TAKEN_BACK = "REFUND_SUCCESS", "CHARGE_BACK"


def handle(delivery: Delivery) -> None:
    """Read the order a delivery is about. Our own writes come back too: of our own placings they say nothing new."""
    _take_imported(delivery)
    if not delivery.object_id:
        return
    if delivery.echo and Placement.objects.filter(saleor_order_id=delivery.object_id).exists():
        return
    look_at(delivery.object_id)


def _take_imported(delivery: Delivery) -> None:
    """Each is written down before the first is read: what is not read here, the sweep reads, and none starts over."""
    ids = list(dict.fromkeys(inbox.named(delivery.body, "orders")))
    if delivery.echo:
        own = set(Placement.objects.filter(saleor_order_id__in=ids).values_list("saleor_order_id", flat=True))
        ids = [one for one in ids if one not in own]
    rows = [OpenOrder(saleor_order_id=one) for one in ids]
    OpenOrder.objects.bulk_create(rows, batch_size=MOST_OPEN, ignore_conflicts=True)
    for one in ids[:MOST_IMPORTED]:
        if OpenOrder.objects.filter(saleor_order_id=one, read_at=None).exists():
            _look_safely(one)
    if len(ids) > MOST_IMPORTED:
        due.nudge("saleor_orders")


def look_due() -> int:
    """The sweep: what changed since the last look, ten minutes of overlap, and what is still open there."""
    connection = Connection.objects.filter(api_url=settings.SALEOR.get("api_url", "")).first()
    if connection is None or connection.installed_at is None:
        return 0
    began = clock.now()
    looked = 0
    try:
        # what was ordered before Lapak came is nobody's here: a shop of years is not read from its beginning
        for head in reading_orders.orders_since(connection.orders_seen_until or connection.installed_at):
            looked += _changed(head) and _look_safely(head.id)
        Connection.objects.filter(pk=connection.pk).update(orders_seen_until=began)
        waits = OpenOrder.objects.filter(closed_at=None).exclude(read_at__gt=began - LOOK_AGAIN)
        for row in waits.order_by(F("read_at").asc(nulls_first=True), "pk")[:MOST_OPEN]:
            looked += _look_safely(row.saleor_order_id)
    except EngineUnavailable as error:
        log.warning("orders could not be looked at: %s", error)
    return looked


def look_at_promised() -> None:
    """Orders that held goods before these were a seller's, and whose end no delivery told us of."""
    for saleor_id in promised.waiting_orders():
        _end_of(saleor_id)


def _end_of(saleor_id: str) -> None:
    """An open one stays whose it is until it changes."""
    try:
        order = reading_orders.order(saleor_id)
    except OrderUnknown:
        promised.count_in(saleor_id, whole=False)
        return
    except NotOurMoney:
        return
    if order.is_closed:
        _look_safely(saleor_id)


def look_at(saleor_id: str) -> None:
    """Read one order and follow it. May be repeated; raises EngineUnavailable when it must be."""
    try:
        order = reading_orders.order(saleor_id)
    except OrderUnknown:
        _remember(saleor_id, status=UNKNOWN, charge_status="", purchase_ref="", closed=True)
        return
    except NotOurMoney:
        _remember(saleor_id, status="", charge_status="", purchase_ref="", closed=True)  # its row waits for a person
        return
    if order.status == "DRAFT" or (order.channel and order.channel != settings.SALEOR["channel"]):
        OpenOrder.objects.filter(saleor_order_id=order.id, status="").delete()  # an import named it: nobody's here
        return
    placement = _placement_of(order)
    if placement is not None and placement.saleor_order_id != order.id:
        if not order.is_closed:  # its placing is under way and records it, unless it was given up
            closing.cancel_unwanted(placement, order.id)
        OpenOrder.objects.filter(saleor_order_id=order.id).update(read_at=clock.now())
        return
    if placement is not None or MovedOrder.objects.filter(saleor_order_id=order.id).exists():
        doubts, ref = _own(order, placement), _purchase_ref(order)
    else:
        doubts, ref = _foreign(order)
    if closing.leave_kept(order.id):
        doubts = (*doubts, _("Dibayar di sana setelah pesanan di sini ditutup."))
    note_doubts(order, doubts)
    status, charged = order.status, order.charge_status
    _remember(order.id, status=status, charge_status=charged, purchase_ref=ref, closed=order.is_closed)


def note_doubts(order: SaleorOrder, doubts: Sequence[str]) -> None:
    """What a person must look at, in the list of differences."""
    for doubt in doubts:
        differences.note(kind="order", subject=f"{_name(order)}: {doubt}", theirs=order.status)


def given_of(order: SaleorOrder) -> ForeignOrder:
    """The order in our own words, its money by other apps apart from what is paid with us."""
    ours = [line for line in order.lines if line.variant_id is not None]
    mine = _our_transactions(order)
    theirs = [one for one in order.transactions if one.id not in mine]
    address = order.address
    return ForeignOrder(
        ref=order.id,
        number=order.number,
        currency=order.currency,
        buyer_name=address.name if address else "",
        buyer_phone=address.phone if address else "",
        street=address.street if address else "",
        place=", ".join(filter(None, (address.district, address.city, address.province))) if address else "",
        region_code=_region(address) if address else "",
        postal_code=address.postal_code if address else "",
        collected=order.collected,
        delivery=order.delivery,
        breakdown=order.breakdown,
        lines=tuple(
            ForeignLine(line.id, line.variant_id or 0, line.quantity, line.total, order.sent(line.id)) for line in ours
        ),
        others=Money(sum(line.total.minor for line in order.lines if line.variant_id is None), order.currency),
        total=order.total,
        charged=Money(sum(_came(one) for one in theirs), order.currency),
        paid=order.is_paid,
        cancelled=order.status == "CANCELED",
        expired=order.status == "EXPIRED",
        gone=_gone(order, theirs),
        failed={key: one.status for one in order.refunds if one.status == "FAILURE" and (key := key_of(one.reason))},
        sessions=foreign_pay.sessions_of([order.id, order.checkout_id]),
    )


def _region(address: SaleorAddress) -> str:
    """As the delivery was priced by it."""
    return foreign_quote.region_of(
        WrittenAddress(
            province=address.province, city=address.city, district=address.district, postal_code=address.postal_code
        )
    )


def _foreign(order: SaleorOrder) -> tuple[tuple[str, ...], str]:
    if foreign.standing(order.id) is None:
        if order.status in ("CANCELED", "EXPIRED"):
            promised.count_in(order.id, whole=False)
            return (), ""  # it ended before we heard of it
        if _was_over_before_us(order):
            promised.forget(order.id)
            return (), ""
        promised.count_in(order.id, whole=True)  # it takes them again, as every order does
    given = given_of(order)
    _note_others(order)
    taken = foreign.take(given)
    if taken is None:
        return (), ""
    _remember_lines(order, taken.purchase)
    # what went back is for lines, and only now is it written down which line became which order
    doubts = (
        *taken.doubts,
        *_changed_lines(order),
        *foreign_money.hear(purchase=taken.purchase, given=given_of(order)),
    )
    return (*doubts, *_follow(order)), taken.purchase.code


def _was_over_before_us(order: SaleorOrder) -> bool:
    """Sent and paid, and ordered before its goods were given to a seller here: the pool was counted without them, and
    whoever writes a note on an old order must not sell it again."""
    ours = {line.variant_id for line in order.lines if line.variant_id is not None}
    if not ours or not order.is_closed:
        return False
    later = FoundProduct.objects.filter(assigned_at__gt=order.created_at, product__variants__in=ours)
    return ours <= set(later.values_list("product__variants", flat=True))


def _own(order: SaleorOrder, placement: Placement | None) -> tuple[str, ...]:
    """Its money is collected by us: what Saleor's staff marks as paid there pays nothing here."""
    doubts = _follow(order)
    if placement is not None and order.is_paid and order.status not in ("CANCELED", "EXPIRED"):
        unpaid = Order.objects.filter(code__in=placement.order_refs, state=Order.State.WAITING)
        for code in unpaid.order_by("pk").values_list("code", flat=True):
            doubts += (_("Pesanan %(code)s lunas di sana, tetapi uangnya belum masuk di sini.") % {"code": code},)
    return doubts


def _follow(order: SaleorOrder) -> tuple[str, ...]:
    there = _there(order)
    cancelled, expired = order.status == "CANCELED", order.status == "EXPIRED"
    return foreign_steps.follow(there=there, cancelled=cancelled, expired=expired) if there else ()


def _there(order: SaleorOrder) -> dict[str, There]:
    """Our orders in it, by what was written down when it was recorded."""
    sold: dict[str, list[SoldLine]] = {}
    for row in SoldLine.objects.filter(saleor_order_id=order.id).order_by("pk"):
        sold.setdefault(row.order_ref, []).append(row)
    return {
        ref: There(
            ref,
            all_sent=all(order.sent(row.line_id) >= row.quantity for row in rows),
            tracking_number=_tracking(order, {row.line_id for row in rows}),
        )
        for ref, rows in sold.items()
    }


def _tracking(order: SaleorOrder, line_ids: set[str]) -> str:
    for parcel in order.fulfillments:
        if parcel.status == "FULFILLED" and parcel.tracking_number and line_ids & set(parcel.lines):
            return parcel.tracking_number
    return ""


def _placement_of(order: SaleorOrder) -> Placement | None:
    found = Placement.objects.filter(saleor_order_id=order.id).first()
    if found is None and order.checkout_id:
        found = Placement.objects.filter(checkout_id=order.checkout_id).first()
    return found


def _purchase_ref(order: SaleorOrder) -> str:
    refs = SoldLine.objects.filter(saleor_order_id=order.id).values_list("order_ref", flat=True)
    return Purchase.objects.filter(orders__code__in=list(refs)).values_list("code", flat=True).first() or ""


def _remember_lines(order: SaleorOrder, purchase: Purchase) -> None:
    """Which line became which order of ours; written once, for ever."""
    if SoldLine.objects.filter(saleor_order_id=order.id).exists():
        return
    lines = OrderLine.objects.filter(order__purchase=purchase).values_list("variant_id", "order__code")
    code_of = dict(lines)
    SoldLine.objects.bulk_create(
        (
            SoldLine(
                saleor_order_id=order.id, line_id=line.id, order_ref=code_of[line.variant_id],
                variant_id=line.variant_id, quantity=line.quantity,
            )
            for line in order.lines
            if line.variant_id in code_of
        ),
        ignore_conflicts=True,
    )  # fmt: skip


def _changed_lines(order: SaleorOrder) -> tuple[str, ...]:
    """An unconfirmed order may be edited there; what was taken in stands as it was, so a person must hear of it."""
    sold = dict(SoldLine.objects.filter(saleor_order_id=order.id).values_list("line_id", "quantity"))
    now = {line.id: line.quantity for line in order.lines if line.variant_id is not None}
    return () if sold == now else (_("Isi pesanan di sana berubah setelah dicatat di sini."),)


def _note_others(order: SaleorOrder) -> None:
    for line in order.lines:
        if line.variant_id is None:
            subject = f"{_name(order)}: {line.quantity} × {line.name} {line.sku}".strip()
            differences.note(kind="unassigned_line", subject=subject, theirs=str(line.total.minor))


def _our_transactions(order: SaleorOrder) -> set[str]:
    ids = [one.id for one in order.transactions]
    return set(PaySession.objects.filter(transaction_id__in=ids).values_list("transaction_id", flat=True))


def _came(one: SaleorTransaction) -> int:
    """All that was ever charged: what is charged now, and what went back."""
    return one.charged.minor + sum(event.amount.minor for event in one.events if event.type in (BACK, TAKEN_BACK))


def _gone(order: SaleorOrder, transactions: Sequence[SaleorTransaction]) -> tuple[MoneyGone, ...]:
    """What went back, by its event; a granted refund says for which lines, and whether we asked for it."""
    granted = {event_id: one for one in order.refunds for event_id in one.event_ids}
    lines = _our_lines(order)
    found = []
    for transaction in transactions:
        for event in transaction.events:
            if event.type not in (BACK, TAKEN_BACK) or not event.amount:
                continue
            refund = granted.get(event.id)
            packs = {lines[line]: n for line, n in refund.lines.items() if line in lines} if refund else {}
            ours = key_of(refund.reason) if refund else ""
            amount = _of_our_lines(order, refund, event.amount) if refund and not ours else event.amount
            if amount:
                found.append(MoneyGone(event.id, amount, ours, packs or None, by_bank=event.type == TAKEN_BACK))
    return tuple(found)


def _of_our_lines(order: SaleorOrder, refund: SaleorRefund, amount: Money) -> Money:
    """What a refund names of others' goods is not our sellers' to bear: theirs is the share of the lines it names."""
    worth = {
        line.id: line.total.minor * min(refund.lines[line.id], line.quantity) // line.quantity
        for line in order.lines
        if refund.lines.get(line.id)
    }
    others = sum(worth[line.id] for line in order.lines if line.variant_id is None and line.id in worth)
    return amount.split([sum(worth.values()) - others, others])[0] if others else amount


def _our_lines(order: SaleorOrder) -> Mapping[str, str]:
    """Our order lines' ids by Saleor's."""
    sold = SoldLine.objects.filter(saleor_order_id=order.id)
    refs = {row.line_id: (row.order_ref, row.variant_id) for row in sold}
    rows = OrderLine.objects.filter(order__code__in=[ref for ref, _pk in refs.values()])
    ids = {(ref, variant): str(pk) for ref, variant, pk in rows.values_list("order__code", "variant_id", "pk")}
    return {line: ids[key] for line, key in refs.items() if key in ids}


def _changed(head: reading_orders.Head) -> bool:
    if head.status == "DRAFT" or (head.channel and head.channel != settings.SALEOR["channel"]):
        return False
    known = OpenOrder.objects.filter(saleor_order_id=head.id).first()
    if known is None or known.read_at is None or known.read_at <= head.updated_at:
        return True
    return (known.status, known.charge_status) != (head.status, head.charge_status)


def _look_safely(saleor_id: str) -> int:
    """One order's trouble must not stop the others; it stays open and is looked at again."""
    try:
        look_at(saleor_id)
    except EngineUnavailable:
        raise
    except Exception:
        log.exception("an order of Saleor could not be followed")
        again = {"read_at": clock.now(), "closed_at": None}  # a closed one that moved would never be looked at again
        OpenOrder.objects.update_or_create(saleor_order_id=saleor_id, defaults=again)
        return 0
    return 1


def _remember(saleor_id: str, *, status: str, charge_status: str, purchase_ref: str, closed: bool) -> None:
    now = clock.now()
    fields = {"status": status, "charge_status": charge_status, "read_at": now, "closed_at": now if closed else None}
    if purchase_ref:
        fields["purchase_ref"] = purchase_ref
    OpenOrder.objects.update_or_create(saleor_order_id=saleor_id, defaults=fields)


def _name(order: SaleorOrder) -> str:
    return f"Pesanan Saleor {order.number}"
