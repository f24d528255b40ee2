"""Midtrans: QRIS, virtual accounts and e-wallets, paid to the cooperative or operator the environment names.

An order at Midtrans is a charge's code. The same order twice is refused there (406): then it was started, and its
status is asked. Where that lacks what the payer needs (a QR is told only once), the order is ended, for nobody was
ever shown it, and asked again as <code>-2.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from math import ceil
from typing import Any, Protocol
from urllib.parse import quote

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from payments.money import Money
from payments.providers.midtrans import amounts, reading, signing
from payments.providers.midtrans.kinds import FIRST, KINDS, Kind
from payments.providers.port import (
    Choice,
    ConfirmedBy,
    Happened,
    Instructions,
    Line,
    NotFromProvider,
    Notice,
    ProviderError,
    Refunded,
    Started,
    ToPay,
    ToRefund,
)
from sellers.kit import clock

MOST_ORDERS = 5  # further orders for one charge, after as many lost answers
TAKEN, UNKNOWN, TOO_LATE = "406", "404", "412"
OPENED = frozenset({"200", "201"})
Told = dict[str, Any]


class Caller(Protocol):
    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> tuple[str, Told]: ...


class Midtrans:
    name = "midtrans"
    unique_total = False
    confirmed_by = ConfirmedBy.GATEWAY

    def is_ready(self) -> bool:
        return bool(_config())

    def collector_slug(self) -> str:
        return _config()["collector"]

    def describe(self) -> str:
        return _("QRIS, virtual account, e-wallet")

    def choices(self) -> tuple[Choice, ...]:
        return tuple(Choice(name, str(kind.label)) for name, kind in KINDS.items())

    def takes(self, amount: Money) -> bool:
        return amounts.is_payable(amount)

    def open(self, charge: ToPay) -> Instructions:
        if charge.started is None:
            note = _("Sebentar, pembayaran sedang disiapkan.")
            return Instructions("wait", (Line(_("Jumlah"), charge.total),), note, charge.expires_at)
        kind = KINDS.get(str(charge.started.answer.get("choice")), KINDS[FIRST])
        return kind.show(charge, charge.started.answer)

    def start(self, charge: ToPay) -> Started:
        choice = charge.choice if charge.choice in KINDS else FIRST
        kind = KINDS[choice]
        for number in range(1, MOST_ORDERS + 1):
            order_id = charge.code if number == 1 else f"{charge.code}{reading.AGAIN}{number}"
            status, told = _call("POST", "/v2/charge", _request(charge, order_id, kind))
            if status == TAKEN:
                status, told = _call("GET", _path(order_id, "status"))
            kept = kind.keep(told) if status in OPENED and told.get("transaction_status") not in reading.ENDED else {}
            if kept:
                return Started(str(told["transaction_id"]), {"choice": choice, "order_id": order_id, **kept})
            if reading.is_paid(told):
                raise ProviderError(f"midtrans: order {order_id} is paid already", permanent=True)
            if status not in OPENED:
                raise _refused(status, told)
            self.end(charge_code=order_id, started_id="")
        raise ProviderError(f"midtrans: {charge.code} lost {MOST_ORDERS} answers", permanent=True)

    def ask(self, *, charge_code: str, started_id: str) -> tuple[Happened, ...]:
        told = _status(started_id or charge_code)
        return reading.happened(told) if told else ()

    def end(self, *, charge_code: str, started_id: str) -> None:
        order = started_id or charge_code
        status, told = _call("POST", _path(order, "cancel"))
        if status in OPENED or status == UNKNOWN:
            return
        standing = _status(order) if status == TOO_LATE else None
        if standing is None or not (reading.is_paid(standing) or standing["transaction_status"] in reading.ENDED):
            raise _refused(status, told)

    def notice(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        try:
            text = body.decode()
            told = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise NotFromProvider("no JSON") from error
        if not signing.holds(told, server_key=_config()["server_key"]):
            raise NotFromProvider("the signature does not hold")
        return Notice(hashlib.sha256(body).hexdigest(), text)

    def read(self, body: str) -> tuple[Happened, ...]:
        """The signature leaves out the state, so the notice is not believed beyond its order: that is asked about."""
        told = json.loads(body)
        standing = _status(str(told["order_id"]))
        return reading.happened(standing) if standing else ()

    def refund(self, order: ToRefund) -> Refunded:
        path = _path(order.started_id or order.charge_code, "refund")
        body = {"refund_key": order.key, "amount": amounts.to_midtrans(order.amount), "reason": "Pengembalian pesanan"}
        status, told = _call("POST", path, body)
        if status in OPENED:
            return Refunded(str(told["refund_chargeback_id"]), is_final=True)
        if status in (TAKEN, TOO_LATE):  # perhaps the same refund again
            standing = _status(order.started_id or order.charge_code) or {}
            for made in standing.get("refunds") or []:
                if made.get("refund_key") == order.key:
                    return Refunded(str(made["refund_chargeback_id"]), is_final=True)
        raise _refused(status, told)


def _config() -> dict[str, str]:
    config: dict[str, str] = settings.GATEWAYS.get(Midtrans.name, {})
    return config


def _request(charge: ToPay, order_id: str, kind: Kind) -> dict[str, Any]:
    amount = amounts.to_midtrans(charge.total)
    return {
        **kind.ask(charge),
        "transaction_details": {"order_id": order_id, "gross_amount": amount},
        **_expiry(charge),
    }


def _expiry(charge: ToPay) -> dict[str, Any]:
    """As long as the charge waits, rounded up; the charge ends it there as soon as it closes here."""
    if charge.expires_at is None:
        return {}
    now = clock.now()
    minutes = max(ceil((charge.expires_at - now).total_seconds() / 60), 1)
    began = now.astimezone(reading.THEIR_ZONE).strftime("%Y-%m-%d %H:%M:%S %z")
    return {"custom_expiry": {"order_time": began, "expiry_duration": minutes, "unit": "minute"}}


def _status(order: str) -> Told | None:
    """The transaction as it stands; None for one that Midtrans does not know."""
    status, told = _call("GET", _path(order, "status"))
    if status == UNKNOWN:
        return None
    if "transaction_status" not in told:
        raise _refused(status, told)
    return told


def _path(order: str, verb: str) -> str:
    return f"/v2/{quote(order, safe='')}/{verb}"


def _call(method: str, path: str, body: Mapping[str, Any] | None = None) -> tuple[str, Told]:
    config = _config()
    return _client(config["api"], config["server_key"]).call(method, path, body)


def _refused(status: str, told: Told) -> ProviderError:
    refused: Callable[[str, Told], ProviderError] = import_string("payments.providers.midtrans.client.refused")
    return refused(status, told)


@cache
def _client(api: str, server_key: str) -> Caller:
    client: Caller = import_string("payments.providers.midtrans.client.Client")(api=api, server_key=server_key)
    return client
