"""Transactions: events of money, and the amounts that follow from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from tests.fakes.saleor.ids import parts
from tests.fakes.saleor.things import Ask, Json, Thing, money
from tests.fakes.saleor.world import World


@dataclass(kw_only=True, eq=False)
class Event(Thing):
    typename: ClassVar[str] = "TransactionEvent"
    type: str
    amount_: Decimal
    currency: str
    psp_reference: str
    message: str
    created_at: datetime
    counts: bool = True  # False: kept in the history only (an INCORRECT_DETAILS report, rule of section 8)
    external_url: str = ""
    grant: Any = None
    idempotency_key: str | None = None

    @property
    def amount(self) -> Json:
        return money(self.amount_, self.currency)


@dataclass(kw_only=True, eq=False)
class Transaction(Thing):
    typename: ClassVar[str] = "TransactionItem"
    private_needs: ClassVar[tuple[str, ...]] = ("HANDLE_PAYMENTS",)
    source: Any  # a Checkout, later its Order
    currency: str
    created_at: datetime
    modified_at: datetime
    name: str = ""
    message: str = ""
    psp_reference: str = ""
    external_url: str = ""
    actions: list[str] = field(default_factory=list)
    history: list[Event] = field(default_factory=list)
    owner: str = ""  # the id of the app or user that made it
    handler: Any = None  # the app that answers its requests
    idempotency_key: str = ""
    asked: Decimal = Decimal(0)
    data: Any = None

    @property
    def token(self) -> str:
        return parts(self.id)[1]

    def events(self, ask: Ask) -> list[Event]:
        return list(reversed(self.history))

    @property
    def order(self) -> Any:
        return self.source if self.source.typename == "Order" else None

    @property
    def checkout(self) -> Any:
        return self.source if self.source.typename == "Checkout" else None

    def _of(self, *types: str) -> list[Event]:
        return [one for one in self.history if one.type in types and one.counts]

    def _sum(self, *types: str) -> Decimal:
        return sum((one.amount_ for one in self._of(*types)), Decimal(0))

    def _pending(self, kind: str) -> Decimal:
        """Requests that no success or failure with the same reference has answered (rule 15)."""
        done = {one.psp_reference for one in self._of(f"{kind}_SUCCESS", f"{kind}_FAILURE")}
        waiting = [one for one in self._of(f"{kind}_REQUEST") if one.psp_reference not in done or not one.psp_reference]
        return sum((one.amount_ for one in waiting), Decimal(0))

    @property
    def refund_pending(self) -> Decimal:
        return self._pending("REFUND")

    @property
    def refunded(self) -> Decimal:
        return self._sum("REFUND_SUCCESS") - self._sum("REFUND_REVERSE")

    @property
    def charge_pending(self) -> Decimal:
        return self._pending("CHARGE")

    @property
    def charged(self) -> Decimal:
        """Rule 16: what is asked back leaves the sum at once."""
        back = self._sum("CHARGE_BACK")
        return self._sum("CHARGE_SUCCESS") - self.refunded - self.refund_pending - back

    @property
    def authorized(self) -> Decimal:
        taken = self._sum("CHARGE_SUCCESS") + self.charge_pending + self._sum("CANCEL_SUCCESS")
        return max(Decimal(0), self._sum("AUTHORIZATION_SUCCESS", "AUTHORIZATION_ADJUSTMENT") - taken)

    @property
    def canceled(self) -> Decimal:
        return self._sum("CANCEL_SUCCESS")

    def _as_money(self, amount: Decimal) -> Json:
        return money(amount, self.currency)

    @property
    def charged_amount(self) -> Json:
        return self._as_money(self.charged)

    @property
    def charge_pending_amount(self) -> Json:
        return self._as_money(self.charge_pending)

    @property
    def refunded_amount(self) -> Json:
        return self._as_money(self.refunded)

    @property
    def refund_pending_amount(self) -> Json:
        return self._as_money(self.refund_pending)

    @property
    def authorized_amount(self) -> Json:
        return self._as_money(self.authorized)

    @property
    def authorize_pending_amount(self) -> Json:
        return self._as_money(self._pending("AUTHORIZATION"))

    @property
    def canceled_amount(self) -> Json:
        return self._as_money(self.canceled)

    @property
    def cancel_pending_amount(self) -> Json:
        return self._as_money(self._pending("CANCEL"))

    def note(self, world: World, type: str, amount: Decimal, psp: str = "", message: str = "", **more: Any) -> Event:
        event = Event(
            id=world.new_id("TransactionEvent"), type=type, amount_=amount, currency=self.currency, psp_reference=psp,
            message=message, created_at=world.now(), **more,
        )  # fmt: skip
        self.history.append(world.add(event))
        self.modified_at = world.now()
        return event


def total_of(transactions: Iterable[Transaction], what: str) -> Decimal:
    return sum((getattr(one, what) for one in transactions), Decimal(0))
