"""The orders of a fake Midtrans, as its documentation describes them: how they open, end, are paid and given back."""

import hashlib
import json
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakes.port import Webhook

ZONE = ZoneInfo("Asia/Jakarta")
FORM = "%Y-%m-%d %H:%M:%S"
Json = dict[str, Any]

# every parameter of a charge that we may send, by payment type; anything else is refused
COMMON = {"payment_type", "transaction_details", "custom_expiry"}
TYPES: dict[str, set[str]] = {
    "qris": {"acquirer"},
    "bank_transfer": {"bank"},
    "echannel": {"bill_info1", "bill_info2"},
    "gopay": {"enable_callback", "callback_url"},
    "shopeepay": {"callback_url"},
}
BANKS = {"bca", "bni", "bri"}
NEVER_REFUNDED = {"bank_transfer", "echannel"}


class Refused(Exception):
    def __init__(self, status: str, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass
class Order:
    order_id: str
    payment_type: str
    amount: int
    told_at_start: Json  # what only the first answer says
    told_always: Json
    transaction_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = "pending"
    began: str = field(default_factory=lambda: datetime.now(ZONE).strftime(FORM))
    settled: str = ""
    refunds: list[Json] = field(default_factory=list)
    taken: int = 0

    @property
    def refunded(self) -> int:
        return sum(int(float(one["refund_amount"])) for one in self.refunds)

    def told(self, *, start: bool = False) -> Json:
        codes = {"pending": "201", "expire": "407", "deny": "202", "cancel": "200"}
        told = {
            "status_code": codes.get(self.status, "200"),
            "status_message": "Success, transaction is found",
            "transaction_id": self.transaction_id,
            "order_id": self.order_id,
            "gross_amount": f"{self.amount}.00",
            "currency": "IDR",
            "payment_type": self.payment_type,
            "transaction_status": self.status,
            "fraud_status": "accept",
            "transaction_time": self.began,
            **self.told_always,
        }
        if start:
            told |= self.told_at_start
        if self.settled:
            told["settlement_time"] = self.settled
        if self.refunds:
            told |= {"refunds": list(self.refunds), "refund_amount": f"{self.refunded}.00"}
        if self.taken:
            told["chargeback_amount"] = f"{self.taken}.00"
        return told


class Book:
    """All orders of one merchant. Every change of an order makes a signed notice."""

    def __init__(self, server_key: str) -> None:
        self.server_key = server_key
        self.lock = threading.RLock()
        self.orders: dict[str, Order] = {}
        self.notices: list[Webhook] = []
        self.refuses_refunds = False

    def charge(self, asked: Json) -> Json:
        kind, details = _checked(asked)
        order_id = details["order_id"]
        with self.lock:
            if order_id in self.orders:
                raise Refused("406", "The request could not be completed due to a conflict: order ID is utilized")
            at_start, always = _what_is_told(kind, asked)
            order = Order(order_id, kind, details["gross_amount"], at_start, always)
            self.orders[order_id] = order
            self.notify(order)
            return order.told(start=True)

    def find(self, name: str) -> Order:
        for order in self.orders.values():
            if name in (order.order_id, order.transaction_id):
                return order
        raise Refused("404", "Transaction doesn't exist.")

    def cancel(self, name: str) -> Json:
        with self.lock:
            order = self.find(name)
            if order.status != "pending":
                raise Refused("412", "Transaction status cannot be updated.")
            self.move(order, "cancel")
            return order.told()

    def refund(self, name: str, asked: Json) -> Json:
        if set(asked) - {"refund_key", "amount", "reason"}:
            raise Refused("400", f"unknown parameters: {sorted(asked)}")
        amount = asked.get("amount")
        if not isinstance(amount, int) or isinstance(amount, bool) or amount < 1:
            raise Refused("400", "amount must be a whole number")
        with self.lock:
            order = self.find(name)
            key = asked.get("refund_key") or uuid.uuid4().hex
            if any(one["refund_key"] == key for one in order.refunds):
                raise Refused("406", "refund_key is already used")
            if self.refuses_refunds or order.payment_type in NEVER_REFUNDED:
                raise Refused("418", "Payment type is not supported for refund")
            if order.status not in ("settlement", "partial_refund"):
                raise Refused("412", "Transaction status cannot be updated.")
            if order.refunded + amount > order.amount:
                raise Refused("414", "Refund amount exceeds the transaction amount")
            made = {
                "refund_chargeback_id": 1000 + sum(len(one.refunds) for one in self.orders.values()),
                "refund_amount": f"{amount}.00",
                "refund_key": key,
                "reason": asked.get("reason", ""),
                "created_at": datetime.now(ZONE).strftime(FORM),
            }
            order.refunds.append(made)
            self.move(order, "refund" if order.refunded == order.amount else "partial_refund")
            return {**order.told(), **made, "status_code": "200"}

    def move(self, order: Order, status: str) -> None:
        order.status = status
        if status == "settlement":
            order.settled = datetime.now(ZONE).strftime(FORM)
        self.notify(order)

    def notify(self, order: Order) -> None:
        told = order.told()
        text = told["order_id"] + told["status_code"] + told["gross_amount"] + self.server_key
        told["signature_key"] = hashlib.sha512(text.encode()).hexdigest()
        self.notices.append(Webhook({"content-type": "application/json"}, json.dumps(told).encode()))


def _checked(asked: Json) -> tuple[str, Json]:
    kind = asked.get("payment_type")
    if kind not in TYPES:
        raise Refused("400", f"unknown payment_type {kind!r}")
    if unknown := set(asked) - COMMON - {kind}:
        raise Refused("400", f"unknown parameters: {sorted(unknown)}")
    if unknown := set(asked.get(kind) or {}) - TYPES[kind]:
        raise Refused("400", f"unknown parameters of {kind}: {sorted(unknown)}")
    if kind == "bank_transfer" and asked[kind].get("bank") not in BANKS:
        raise Refused("400", "unknown bank")
    details = asked.get("transaction_details") or {}
    if set(details) != {"order_id", "gross_amount"}:
        raise Refused("400", "transaction_details are order_id and gross_amount")
    amount = details["gross_amount"]
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 1:
        raise Refused("400", "gross_amount must be a whole number")
    if not isinstance(details["order_id"], str) or not 1 <= len(details["order_id"]) <= 50:
        raise Refused("400", "order_id is a text of at most 50 characters")
    _check_expiry(asked.get("custom_expiry"))
    return kind, details


def _check_expiry(expiry: Mapping[str, Any] | None) -> None:
    if expiry is None:
        return
    if set(expiry) != {"order_time", "expiry_duration", "unit"} or expiry["unit"] not in ("minute", "hour", "day"):
        raise Refused("400", "custom_expiry is order_time, expiry_duration and unit")
    if not isinstance(expiry["expiry_duration"], int) or expiry["expiry_duration"] < 1:
        raise Refused("400", "expiry_duration must be a positive whole number")
    try:
        datetime.strptime(expiry["order_time"], f"{FORM} %z")
    except ValueError as error:
        raise Refused("400", "order_time is written yyyy-MM-dd hh:mm:ss Z") from error


def _what_is_told(kind: str, asked: Json) -> tuple[Json, Json]:
    """What only the first answer says, and what the status says too."""
    number = str(uuid.uuid4().int)[:11]
    link = {"name": "deeplink-redirect", "method": "GET", "url": f"https://wallet.example/pay/{number}"}
    told: dict[str, tuple[Json, Json]] = {
        "qris": ({"qr_string": f"00020101021226-CONTOH-{number}-6304ABCD", "acquirer": "gopay"}, {}),
        "bank_transfer": ({}, {"va_numbers": [{"bank": asked.get(kind, {}).get("bank"), "va_number": number}]}),
        "echannel": ({}, {"bill_key": number, "biller_code": "70012"}),
        "gopay": ({"actions": [link]}, {}),
        "shopeepay": ({"actions": [link]}, {}),
    }
    return told[kind]
