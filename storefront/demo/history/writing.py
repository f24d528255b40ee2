"""Writes the planned past as the rows that the real actions would have left, many at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from django.db import transaction

from payments.charges.models import Charge, IncomingTransfer, Settlement
from payments.money import Money
from payments.repayments.models import Repayment
from sellers.kit.codes import ALPHABET, LENGTH
from sellers.regions import places
from storefront.demo.history.money import Books
from storefront.demo.history.plan import PastBill, PastPart, PastPurchase
from storefront.demo.history.steps import Steps, steps
from storefront.demo.history.undone import Undone
from storefront.orders.models import (
    Bill,
    Order,
    OrderEvent,
    OrderLine,
    Purchase,
    Refund,
    RefundLine,
    RefundTask,
    Shipment,
)
from storefront.terms.queries import Deadlines

KEY = "demo:past:"
BATCH = 400
MINDS = ("Salah pilih ukuran.", "Sudah dibelikan saudara.", "Mau pesan lagi minggu depan.", "Salah alamat.")
SHORT_OF = ("Panen hari itu habis.", "Barang rusak saat dikemas.", "Bahan belum datang.")
SERVICE = {"jne": "0123456", "jnt": "JP00000", "pos": "P24010"}


@dataclass
class Rows:
    """What will be written, in the order of the keys between them."""

    purchases: list[Purchase] = field(default_factory=list)
    bills: list[Bill] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    lines: list[OrderLine] = field(default_factory=list)
    events: list[OrderEvent] = field(default_factory=list)
    shipments: list[Shipment] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    transfers: list[IncomingTransfer] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    refund_lines: list[RefundLine] = field(default_factory=list)
    tasks: list[RefundTask] = field(default_factory=list)
    repayments: list[Repayment] = field(default_factory=list)

    def write(self) -> None:
        for name, model in (
            ("purchases", Purchase), ("bills", Bill), ("orders", Order), ("lines", OrderLine), ("events", OrderEvent),
            ("shipments", Shipment), ("charges", Charge), ("transfers", IncomingTransfer),
            ("settlements", Settlement), ("refunds", Refund), ("refund_lines", RefundLine), ("tasks", RefundTask),
            ("repayments", Repayment),
        ):  # fmt: skip
            model.objects.bulk_create(getattr(self, name), batch_size=BATCH)


class Writer:
    """Turns planned purchases into rows and their postings; `write` puts them all down."""

    def __init__(self, *, now: datetime, officers: dict[int, int], seed: int = 91) -> None:
        self.now = now
        self.officers = officers  # cooperative id → who confirmed its transfers
        self.dice = Random(seed)
        self.rows = Rows()
        self.books = Books()
        self.undone = Undone(self.rows.refunds, self.rows.refund_lines)
        self.terms = Deadlines()
        self._codes: set[str] = set()

    def write(self, purchases: Iterable[PastPurchase]) -> int:
        for number, past in enumerate(purchases):
            self._purchase(number, past)
        with transaction.atomic():
            self.rows.write()
            self.books.write()
        return len(self.rows.purchases)

    def _purchase(self, number: int, past: PastPurchase) -> None:
        parts = [part for bill in past.bills for part in bill.parts]
        purchase = Purchase(
            code=self._code(), key=f"{KEY}{number}", input_hash=sha256(f"{KEY}{number}".encode()).hexdigest(),
            state=Purchase.State.PLACED, buyer_name=past.buyer.name, buyer_phone=past.buyer.phone,
            street=past.buyer.street, rt=past.buyer.rt, rw=past.buyer.rw, village_code=past.buyer.village_code,
            postal_code=past.buyer.postal_code, region_names=past.buyer.region_names,
            currency=parts[0].shelf.currency, total_minor=sum(part.goods + part.fee for part in parts),
            created_at=past.at, placed_at=past.at,
        )  # fmt: skip
        self.rows.purchases.append(purchase)
        position = 0
        for index, bill in enumerate(past.bills):
            self._bill(purchase, index, bill, position)
            position += len(bill.parts)

    def _bill(self, purchase: Purchase, index: int, past: PastBill, position: int) -> None:
        shelf = past.parts[0].shelf
        by_cash = past.way == Bill.Way.CASH
        to_cooperative = not by_cash and shelf.collector.kind == "cooperative"
        collector = {"cooperative_id": shelf.cooperative_id} if to_cooperative else {"seller_id": shelf.seller_id}
        amount = sum(part.goods + part.fee for part in past.parts)
        expires = None if by_cash else purchase.created_at + timedelta(hours=self.terms.pay_by_transfer_hours)
        bill = Bill(
            code=self._code(), purchase=purchase, position=index, way=past.way, amount_minor=amount,
            currency=purchase.currency, expires_at=expires, **collector,
        )  # fmt: skip
        self.rows.bills.append(bill)
        unique_code = 0 if by_cash else self.dice.randint(100, 999)
        charge = Charge(
            code=self._code(), bill_ref=bill.code, provider=past.way, amount_minor=amount, unique_code=unique_code,
            total_minor=amount + unique_code, currency=bill.currency, expires_at=expires,
            created_at=purchase.created_at, bank_account_id=None if by_cash else shelf.bank_account_id, **collector,
        )  # fmt: skip
        self.rows.charges.append(charge)
        if past.fate in ("expired", "changed_mind"):
            self._unpaid(purchase, bill, charge, past, position)
            return
        latest = self.now - timedelta(minutes=40)
        paid = purchase.created_at if by_cash else min(purchase.created_at + past.paid_after, latest)
        if not by_cash:
            self._transfer(bill, charge, paid)
        for offset, part in enumerate(past.parts):
            self._sold(purchase, bill, charge, part, past.fate if offset == 0 else "done", position + offset, paid)

    def _transfer(self, bill: Bill, charge: Charge, paid: datetime) -> None:
        if charge.bank_account_id is None:
            raise ValueError("a transfer comes to an account")
        officer = self.officers.get(charge.cooperative_id or 0)
        transfer = IncomingTransfer(
            bank_account_id=charge.bank_account_id, source="manual", external_id=f"demo-{charge.code}",
            amount_minor=charge.total_minor, currency=charge.currency, received_at=paid,
            sender=bill.purchase.buyer_name.upper(), charge=charge, recorded_by_id=officer, created_at=paid,
        )  # fmt: skip
        self.rows.transfers.append(transfer)
        self.books.transfer(transfer, charge, at=paid)
        self._settled(bill, charge, paid)

    def _settled(self, bill: Bill, charge: Charge, at: datetime) -> None:
        charge.state, bill.state, bill.paid_at = Charge.State.PAID, Bill.State.PAID, at
        settlement = Settlement(
            key=f"paid:{bill.code}", bill_ref=bill.code, kind=Settlement.Kind.PAID, amount_minor=bill.amount_minor,
            currency=bill.currency, charge=charge, at=at, due_at=at, done_at=at, attempts=1,
        )  # fmt: skip
        self.rows.settlements.append(settlement)

    def _unpaid(self, purchase: Purchase, bill: Bill, charge: Charge, past: PastBill, position: int) -> None:
        expired = past.fate == "expired" and bill.expires_at is not None and bill.expires_at < self.now
        at = bill.expires_at if expired else min(purchase.created_at + past.paid_after, self.now)
        word = "expired" if expired else "cancelled"
        bill.state, charge.state = word, word
        for offset, part in enumerate(past.parts):
            order = self._order(purchase, bill, part, position + offset, state=word)
            self._event(order, "placed", "buyer", purchase.created_at)
            reason = "" if expired else self.dice.choice(MINDS)
            self._event(order, word, "system" if expired else "buyer", at or self.now, reason=reason)

    def _sold(
        self, purchase: Purchase, bill: Bill, charge: Charge, part: PastPart, fate: str, position: int, paid: datetime
    ) -> None:
        order = self._order(purchase, bill, part, position, state=Order.State.CANCELLED, sold_at=paid)
        order.commission_cooperative_id = part.shelf.rule.cooperative_id
        for line in self.rows.lines[-len(part.lines) :]:
            line.commission_rule = part.shelf.rule
            line.commission_minor = Money(line.total_minor, order.currency).share(part.shelf.rule.basis_points).minor
            order.commission_minor += line.commission_minor
        self._event(order, "placed", "buyer", purchase.created_at)
        self._event(order, "confirmed", "system", paid)
        self.books.sale(order, at=paid)
        taken = steps(self.dice, part, confirmed=paid, now=self.now, terms=self.terms)
        if fate == "returned_money":
            self._returned(bill, charge, order, part, taken)
        else:
            self._delivered(bill, charge, order, part, taken)

    def _returned(self, bill: Bill, charge: Charge, order: Order, part: PastPart, taken: Steps) -> None:
        """Paid, then cancelled by the seller before it left: the money is due to the buyer."""
        at = taken.accepted
        self._event(order, "cancelled", "seller", at, part.shelf.chair_id, self.dice.choice(SHORT_OF))
        lines = self.rows.lines[-len(part.lines) :]
        undone = self.undone.whole(order, lines, code=self._code(), by=part.shelf.chair_id, at=at)
        task = RefundTask(
            key=undone.key, order=order, refund=undone, bill=bill, amount_minor=undone.amount_minor,
            currency=order.currency, reason="cancelled", opened_at=at,
        )  # fmt: skip
        self.rows.tasks.append(task)
        self.rows.repayments.append(self.undone.on_its_way(task, charge, code=self._code()))
        self.books.reversal(undone, task, at=at)

    def _delivered(self, bill: Bill, charge: Charge, order: Order, part: PastPart, taken: Steps) -> None:
        for line in self.rows.lines[-len(part.lines) :]:
            if line.ready_on:  # nobody packed before it was ready
                line.ready_on = min(line.ready_on, _day(taken.packed, part))
        pickup = part.way.kind == "pickup"
        order.state, order.deadline_at = taken.state, taken.deadline
        taken_by_seller = {"accepted": taken.accepted, "packed": taken.packed, "ready" if pickup else "sent": taken.out}
        for verb, at in taken_by_seller.items():
            self._event(order, verb, "seller", at, part.shelf.chair_id)
        if not pickup or taken.received:
            number = f"{SERVICE[part.way.courier]}{self.dice.randrange(10**8):08}" if part.way.courier else ""
            created = taken.received if pickup and taken.received else taken.out
            shipment = Shipment(
                order=order, kind=part.way.kind, courier=part.way.courier, tracking_number=number,
                created_at=created, arrived_at=taken.received,
            )  # fmt: skip
            self.rows.shipments.append(shipment)
        if taken.received is None:
            return
        by_courier = part.way.kind == "courier"
        actor, person = ("buyer", None) if by_courier else ("seller", part.shelf.chair_id)
        self._event(order, "received", actor, taken.received, person)
        if bill.way == Bill.Way.CASH:
            self.books.cash(charge, at=taken.received)
            self._settled(bill, charge, taken.received)
        if taken.completed:
            self._event(order, "completed", "system", taken.completed)

    def _order(self, purchase: Purchase, bill: Bill, part: PastPart, position: int, **fields: Any) -> Order:
        order = Order(
            code=self._code(), purchase=purchase, bill=bill, seller_id=part.shelf.seller_id, position=position,
            delivery_kind=part.way.kind, courier=part.way.courier, goods_minor=part.goods, delivery_minor=part.fee,
            total_minor=part.goods + part.fee, currency=purchase.currency, created_at=purchase.created_at,
            pickup_pin=f"{self.dice.randrange(10_000):04}" if part.way.kind == "pickup" else "", **fields,
        )  # fmt: skip
        self.rows.orders.append(order)
        self.rows.lines += [
            OrderLine(
                order=order, variant_id=line.pack.variant_id, product_name=line.pack.product_name,
                variant_label=line.pack.label, unit=line.pack.unit, quantity=line.quantity,
                unit_price_minor=line.pack.price, total_minor=line.total, weight_g=line.weight_g,
                ready_on=_promised(line.pack.lead_time_days, at=purchase.created_at, part=part),
            )
            for line in part.lines
        ]  # fmt: skip
        return order

    def _event(
        self, order: Order, verb: str, actor: str, at: datetime, person: int | None = None, reason: str = ""
    ) -> None:
        event = OrderEvent(order=order, verb=verb, actor=actor, person_id=person, at=at, reason=reason)
        self.rows.events.append(event)

    def _code(self) -> str:
        while True:
            code = "".join(self.dice.choices(ALPHABET, k=LENGTH))
            if code not in self._codes:
                self._codes.add(code)
                return code


def _promised(lead_time_days: int, *, at: datetime, part: PastPart) -> date | None:
    """The day a buyer of then was told; None for what lay on the shelf."""
    return _day(at + timedelta(days=lead_time_days), part) if lead_time_days else None


def _day(at: datetime, part: PastPart) -> date:
    return at.astimezone(places.zone_of(part.shelf.village_code)).date()
