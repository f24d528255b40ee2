"""A purchase as its buyer follows it: bills to pay, parts with their steps, and what may be done now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from payments.charges.instructions import instructions_for, way_name
from payments.charges.models import Charge
from payments.charges.qris_codes import changed_lately
from payments.gateways.choosing import choices_of
from payments.money import Money
from payments.providers.port import Choice, Instructions
from sellers.regions import places
from storefront.delivery.couriers import courier_name, couriers
from storefront.delivery.queries import label_for
from storefront.orders import door_photo, life_table, made_to_order
from storefront.orders.given_back import BackView, backs_of
from storefront.orders.life_buyer import may_cancel_at_once
from storefront.orders.links import link_for
from storefront.orders.models import Bill, Order, OrderLine, Purchase, Shipment
from storefront.orders.repaying import RefundView, refund_views
from storefront.orders.sums import Sums, sums_of
from storefront.orders.wording import moment


@dataclass(frozen=True)
class StepView:
    """One thing that happened. `when` is in the seller's own time, with the zone's name."""

    verb: str
    words: str
    at: datetime
    when: str
    reason: str
    helper: str = ""  # who did it for the seller, when it was not the seller


@dataclass(frozen=True)
class PartView:
    """One seller's part. `cancel` is "now", "ask" (the seller answers) or "" (not any more)."""

    code: str
    seller_name: str
    seller_slug: str
    seller_phone: str
    state: str
    state_words: str
    lines: tuple[OrderLine, ...]
    sums: Sums
    backs: tuple[BackView, ...]  # what was given back, oldest first
    sold: bool
    delivery_kind: str
    delivery_label: str
    courier: str
    tracking_number: str
    tracking_page: str
    pickup_address: str
    pickup_pin: str  # shown while the goods wait to be fetched
    note: str
    steps: tuple[StepView, ...]  # oldest first
    next_step: str
    ready_on: date | None  # made to order: the promised day, while it is still ahead
    cancel: str
    cancel_asked: bool
    can_confirm: bool
    can_dispute: bool
    has_photo: bool  # of the goods at the buyer's door


@dataclass(frozen=True)
class BillView:
    """One payment and to whom. `instructions` is None once nothing is asked any more, `charge` when nothing ever was.

    `new_code`: the collector's QRIS is new, payers look twice. `refused`: the gateway will never take this payment.
    `choices` are a gateway's own ways, `choice` the one that is shown.
    """

    code: str
    state: str
    way: str
    way_name: str
    payee: str
    seller_names: tuple[str, ...]
    order_codes: tuple[str, ...]
    amount: Money  # goods and delivery
    charge: Charge | None
    to_pay: Money | None  # with the unique code, as it must be transferred
    instructions: Instructions | None
    until: str
    proof_sent: bool
    takes_proof: bool  # a person confirms it, so a photo of the payment helps
    paid_when: str
    by_courier: bool = False  # cash that a courier takes in the payee's name
    new_code: bool = False
    refused: bool = False
    choices: tuple[Choice, ...] = ()
    choice: str = ""


@dataclass(frozen=True)
class TrackingView:
    purchase: Purchase
    code: str
    link: str
    placed_when: str
    total: Money
    address: tuple[str, ...]  # lines; empty when everything is picked up
    bills: tuple[BillView, ...]
    parts: tuple[PartView, ...]
    next_step: str
    region_code: str  # where its times are told
    refunds: tuple[RefundView, ...] = ()

    @property
    def has_receipt(self) -> bool:
        return any(bill.state == Bill.State.PAID for bill in self.bills)


def timeline(purchase: Purchase) -> TrackingView:
    """Everything the tracking page shows, in at most twelve queries however many sellers there are."""
    orders = list(
        purchase.orders.select_related("seller__cooperative__terms", "bill", "shipment")
        .prefetch_related("lines", "events", "cancellation_requests", "refunds")
        .order_by("position")
    )
    for order in orders:
        order.purchase = purchase
    region = purchase.village_code or (orders[0].seller.village_code if orders else "")
    bills = _bills(purchase, orders, region)
    parts = tuple(_part(order) for order in orders)
    return TrackingView(
        purchase=purchase,
        code=purchase.code,
        link=link_for(purchase),
        placed_when=moment(purchase.placed_at or purchase.created_at, region_code=region),
        total=Money(purchase.total_minor, purchase.currency),
        address=address_lines(purchase) if any(part.delivery_kind != "pickup" for part in parts) else (),
        bills=bills,
        parts=parts,
        next_step=_next_of_all(bills, parts),
        refunds=refund_views(purchase),
        region_code=region,
    )


def address_lines(purchase: Purchase) -> tuple[str, ...]:
    """The address in Indonesian order: street, RT and RW, village to province, postal code, landmark."""
    neighbourhood = " / ".join(
        f"{name} {number}" for name, number in (("RT", purchase.rt), ("RW", purchase.rw)) if number
    )
    landmark = _("Patokan: %(landmark)s") % {"landmark": purchase.landmark} if purchase.landmark else ""
    region = " ".join(part for part in (purchase.region_names, purchase.postal_code) if part)
    return tuple(line for line in (purchase.street, neighbourhood, region, landmark) if line)


def _bills(purchase: Purchase, orders: Sequence[Order], region: str) -> tuple[BillView, ...]:
    rows = list(purchase.bills.select_related("cooperative", "seller").order_by("position"))
    newest = Charge.objects.filter(bill_ref__in=[bill.code for bill in rows]).order_by("pk")
    charges = {row.bill_ref: row for row in newest.select_related(*_OF_A_CHARGE)}
    return tuple(
        _bill(bill, [order for order in orders if order.bill_id == bill.pk], charges.get(bill.code), region)
        for bill in rows
    )


_OF_A_CHARGE = ("bank_account", "qris", "cooperative", "seller", "gateway_start")


def _bill(bill: Bill, orders: Sequence[Order], charge: Charge | None, region: str) -> BillView:
    asked = charge if charge and charge.state == Charge.State.OPEN and bill.state == Bill.State.OPEN else None
    payee = bill.cooperative or bill.seller
    return BillView(
        code=bill.code,
        state=bill.state,
        way=bill.way,
        way_name=_way_name(bill, charge),
        by_courier=bool(charge and charge.courier),
        payee=payee.name if payee else "",
        seller_names=tuple(order.seller.name for order in orders),
        order_codes=tuple(order.code for order in orders),
        amount=Money(bill.amount_minor, bill.currency),
        charge=charge,
        to_pay=Money(asked.total_minor, asked.currency) if asked else None,
        instructions=instructions_for(asked) if asked else None,
        until=moment(bill.expires_at, region_code=region) if bill.expires_at else "",
        proof_sent=bool(charge and charge.proof),
        takes_proof=bool(charge and (charge.bank_account_id or charge.qris_id)),
        paid_when=moment(bill.paid_at, region_code=region) if bill.paid_at else "",
        new_code=bool(asked and asked.qris and changed_lately(asked.qris)),
        **_gateways(asked),
    )


def _way_name(bill: Bill, charge: Charge | None) -> str:
    return _("Bayar di tempat (COD) lewat kurir") if charge and charge.courier else way_name(bill.way)


def _gateways(asked: Charge | None) -> dict[str, Any]:
    """What only a gateway's bill has: whether it was refused there, and the gateway's own ways to choose from."""
    start = getattr(asked, "gateway_start", None)
    if asked is None or start is None:
        return {}
    choices = choices_of(asked.provider)
    return {
        "refused": bool(start.refused),
        "choices": choices,
        "choice": start.choice or (choices[0].name if choices else ""),
    }


def _part(order: Order) -> PartView:
    shipment = getattr(order, "shipment", None)
    asked = any(request.answer == "" for request in order.cancellation_requests.all())
    return PartView(
        code=order.code,
        seller_name=order.seller.name,
        seller_slug=order.seller.slug,
        seller_phone=order.seller.phone,
        state=order.state,
        state_words=str(life_table.STATE_WORDS[order.state]),
        lines=tuple(order.lines.all()),
        sums=sums_of(order),
        backs=backs_of(order),
        sold=order.sold_at is not None,
        delivery_kind=order.delivery_kind,
        delivery_label=label_for(kind=order.delivery_kind, courier=order.courier),
        **_parcel(order, shipment),
        pickup_address=_stands_at(order) if order.delivery_kind == "pickup" else "",
        pickup_pin=order.pickup_pin if order.state in life_table.NOT_HANDED_OVER else "",
        note=order.note,
        steps=_steps(order),
        next_step=_next_of_part(order, asked),
        ready_on=made_to_order.shown_day(order),
        cancel=_cancel(order, asked),
        cancel_asked=asked,
        can_confirm=life_table.RECEIVE.allows(state=order.state, delivery_kind=order.delivery_kind),
        can_dispute=life_table.DISPUTE.allows(state=order.state, delivery_kind=order.delivery_kind),
        has_photo=door_photo.is_there(order),
    )


def _parcel(order: Order, shipment: Shipment | None) -> dict[str, str]:
    code = (shipment.courier if shipment else "") or order.courier
    known = couriers().get(code)
    number = shipment.tracking_number if shipment else ""
    return {
        "courier": courier_name(code) if code else "",
        "tracking_number": number,
        "tracking_page": known.page if known and number else "",
    }


def _stands_at(order: Order) -> str:
    """Where to fetch it. A new stall may have named its village only, and that is better than nothing."""
    seller = order.seller
    return ", ".join(part for part in (seller.address, places.names(seller.village_code)) if part)


def _cancel(order: Order, asked: bool) -> str:
    if asked or order.state not in life_table.CANCELLABLE:
        return ""
    return "now" if order.bill.state != Bill.State.PAID or may_cancel_at_once(order) else "ask"


def _steps(order: Order) -> tuple[StepView, ...]:
    words = _words_of_steps()
    shown = sorted((event for event in order.events.all() if event.verb in words), key=lambda row: (row.at, row.pk))
    return tuple(
        StepView(
            verb=event.verb,
            words=words[event.verb],
            at=event.at,
            when=moment(event.at, region_code=order.seller.village_code),
            reason=event.reason,
            helper=event.person.name if event.as_helper and event.person else "",
        )
        for event in shown
    )


def told_to_buyer(verb: str) -> bool:
    return verb in _words_of_steps()


def _words_of_steps() -> dict[str, str]:
    """Steps a buyer is shown; a verb that is missing here (a wrong PIN, a notice to an officer) stays inside."""
    return {
        "placed": _("Pesanan dibuat"),
        "confirmed": _("Pesanan diteruskan ke penjual"),
        "accepted": _("Diterima penjual"),
        "packed": _("Selesai dikemas"),
        "sent": _("Dikirim"),
        "arrived": _("Paket tiba"),
        "ready": _("Siap diambil"),
        "received": _("Pesanan diterima"),
        "counted_received": _("Dianggap sudah sampai"),
        "completed": _("Selesai"),
        "cancellation_asked": _("Anda meminta batal"),
        "cancellation_refused": _("Penjual tetap menyiapkan pesanan"),
        "cancelled": _("Dibatalkan"),
        "expired": _("Batas bayar lewat"),
        "disputed": _("Masalah dilaporkan"),
        "upheld": _("Pesanan dinyatakan sampai dengan baik"),
        "returned": _("Barang dikembalikan"),
        "refused_at_door": _("Tidak diterima di pintu"),
        "cash_not_taken": _("Belum sampai, catatan diperbaiki"),
    }


_PAID_THERE = {  # of an order that was placed, and is paid, in another shop
    "waiting": _later("Bayar di toko tempat Anda memesan."),
    "expired": _later("Pesan lagi di toko tempat Anda memesan."),
}


def _next_of_part(order: Order, asked: bool) -> str:
    """The next step in words: who does what, until when."""
    if asked:
        return _("Penjual menjawab permintaan batal Anda.")
    here = order.seller.village_code
    if order.state == "waiting":  # the buyer's own deadline is told in the buyer's time, as the bill tells it
        here = order.purchase.village_code or here
    until = moment(order.deadline_at, region_code=here) if order.deadline_at else ""
    if order.bill.way == Bill.Way.ELSEWHERE and order.state in _PAID_THERE:
        return str(_PAID_THERE[order.state])
    cash = order.bill.way == Bill.Way.CASH
    sentences = {
        "waiting": _("Bayar sebelum %(until)s."),
        "confirmed": _("Penjual memeriksa pesanan sebelum %(until)s."),
        "accepted": _("Penjual menyiapkan pesanan sebelum %(until)s."),
        "packed": _("Penjual mengirim pesanan sebelum %(until)s."),
        "sent": _("Terima barangnya, lalu tekan Pesanan Diterima."),
        "ready": _("Ambil di penjual dan tunjukkan PIN."),
        "received": _("Ada masalah? Laporkan sebelum %(until)s."),
        "disputed": _("Pengurus koperasi menghubungi Anda."),
        "expired": _("Sudah terlanjur bayar? Kirim buktinya di sini."),
    }
    sentence = sentences.get(order.state, "")
    if order.state == "sent" and cash:
        sentence = _("Siapkan uang tunai, terima barangnya, lalu tekan Pesanan Diterima.")
    if order.state == "sent" and cash and order.delivery_kind == "courier":
        sentence = _("Siapkan uang tunai untuk kurir saat paket sampai.")
    if order.state == "ready" and cash:
        sentence = _("Bawa uang tunai, ambil di penjual, dan tunjukkan PIN.")
    if order.state == "packed" and order.delivery_kind == "pickup":
        sentence = _("Penjual memberi kabar saat siap diambil.")
    return sentence % {"until": until}


def _next_of_all(bills: Sequence[BillView], parts: Sequence[PartView]) -> str:
    """What the buyer itself does now; "" when it only waits."""
    to_pay = [bill for bill in bills if bill.instructions and bill.way != Bill.Way.CASH]
    if to_pay and all(bill.way == Bill.Way.ELSEWHERE for bill in to_pay):
        return str(_PAID_THERE["waiting"])
    if len(to_pay) > 1:
        return _("Bayar %(n)s tagihan sebelum batas waktunya.") % {"n": len(to_pay)}
    if to_pay and to_pay[0].proof_sent:
        return _("Bukti terkirim. %(payee)s sedang memeriksa.") % {"payee": to_pay[0].payee}
    if to_pay:
        words = {"until": to_pay[0].until}
        if to_pay[0].way == Bill.Way.BANK_TRANSFER:
            return _("Transfer sebelum %(until)s.") % words
        return _("Bayar sebelum %(until)s.") % words
    mine = [part for part in parts if part.can_confirm]
    return mine[0].next_step if mine else ""
