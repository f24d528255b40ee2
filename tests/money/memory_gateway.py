"""A gateway without a network: what a payer, its bank and lost notices do, in memory. For random stories only.

The real adapters are held to the port by tests/contracts; this one only has to be as awkward as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from payments.money import Money
from payments.providers.port import (
    ConfirmedBy,
    Happened,
    Instructions,
    NotFromProvider,
    Notice,
    ProviderError,
    Refunded,
    Started,
    ToPay,
    ToRefund,
    What,
)
from sellers.kit import clock


@dataclass
class Session:
    """One charge as the gateway knows it."""

    total: Money
    ended: bool = False
    payments: list[str] = field(default_factory=list)


@dataclass
class MemoryGateway:
    """Every charge, refund and dispute there ever was, and all that it would tell, in order."""

    name: str = "stripe"
    unique_total: bool = False
    confirmed_by: ConfirmedBy = ConfirmedBy.GATEWAY
    collector: str = ""
    sessions: dict[str, Session] = field(default_factory=dict)
    refunds: dict[str, tuple[str, Money]] = field(default_factory=dict)  # by key: payment, amount
    told: list[Happened] = field(default_factory=list)

    def takes(self, amount: Money) -> bool:
        return amount.minor >= 100

    def open(self, charge: ToPay) -> Instructions:
        return Instructions("redirect" if charge.started else "wait", (), "Bayar.", charge.expires_at, url="https://x")

    def describe(self) -> str:
        return "Kartu"

    def is_ready(self) -> bool:
        return True

    def collector_slug(self) -> str:
        return self.collector

    def start(self, charge: ToPay) -> Started:
        self.sessions.setdefault(charge.code, Session(charge.total))
        return Started(f"s-{charge.code}", {"url": "https://x"})

    def ask(self, *, charge_code: str, started_id: str) -> tuple[Happened, ...]:
        return tuple(one for one in self.told if one.charge_code == charge_code)

    def end(self, *, charge_code: str, started_id: str) -> None:
        if charge_code in self.sessions:
            self.sessions[charge_code].ended = True

    def notice(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        raise NotFromProvider

    def read(self, body: str) -> tuple[Happened, ...]:
        return ()

    def refund(self, order: ToRefund) -> Refunded:
        if order.key not in self.refunds:
            paid = next(one for one in self.told if one.what == What.PAID and one.external_id == order.payment_id)
            gone = sum(amount.minor for payment, amount in self.refunds.values() if payment == order.payment_id)
            if gone + order.amount.minor > paid.amount.minor:
                raise ProviderError("more than was paid", permanent=True)
            self.refunds[order.key] = (order.payment_id, order.amount)
            self.tell(
                What.REFUNDED, order.charge_code, f"re-{len(self.refunds)}", order.amount,
                payment_id=order.payment_id, refund_key=order.key,
            )  # fmt: skip
        return Refunded(f"re-{list(self.refunds).index(order.key) + 1}", is_final=True)

    # what the world does

    def pay(self, charge_code: str) -> Happened:
        session = self.sessions[charge_code]
        number = f"pay-{charge_code}-{len(session.payments)}"
        session.payments.append(number)
        fee = Money(session.total.minor // 40, session.total.currency)
        return self.tell(What.PAID, charge_code, number, session.total, fee=fee)

    def dispute(self, paid: Happened) -> Happened:
        return self.tell(
            What.DISPUTED, paid.charge_code, f"dp-{paid.external_id}", paid.amount, payment_id=paid.external_id
        )

    def decide(self, disputed: Happened, *, won: bool) -> Happened:
        what = What.DISPUTE_WON if won else What.DISPUTE_LOST
        return self.tell(
            what, disputed.charge_code, disputed.external_id, disputed.amount, payment_id=disputed.payment_id
        )

    def tell(self, what: What, charge_code: str, external_id: str, amount: Money, **more: Any) -> Happened:
        at: datetime = clock.now()
        happened = Happened(what, charge_code, external_id, amount, at, started_id=f"s-{charge_code}", **more)
        self.told.append(happened)
        return happened
