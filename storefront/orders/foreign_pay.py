"""What another storefront's shopper pays with Lapak as the payment app, and the bill that it becomes.

A checkout in Saleor can be paid before any purchase of ours stands. So a session is opened for a *bill to be*: its
money is collected under the code that the bill will have (`PaidSession.bill_code`). Whoever records the order makes
the bill with exactly that code, the session's way and its collector; then charge, settlement, refunds and books find
it as they find any other. The settlement of a bill that is not there yet waits (settling.py) and is applied as soon
as the purchase stands: call `settling.apply_for(bill_ref=bill_code)` after the commit that records it.

Cash has no bill before the order: `bill_code` is empty, and the sellers it covers get ordinary cash bills.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from payments.charges.models import Charge
from payments.money import Money
from sellers.kit import clock, due
from storefront.orders.foreign_sessions import PaySession

CASH = "cash"
RETURN_PAGE = "/saleor/kembali/"  # where a gateway sends the shopper of another storefront afterwards
State = PaySession.State


@dataclass(frozen=True)
class PaidSession:
    """One payment for sellers' parts of a checkout or order.

    `state`: "paid" (the money came), "authorized" (cash, at the handover), "open" (it was asked for and may still
    come). `bill_code` is the code its bill must have; "" for cash. A part costs what `amount` says or it is not paid
    by this session: never make a bill of another amount with its code.
    """

    psp_reference: str
    way: str
    collector_kind: str  # cooperative, seller; "" for cash: each seller takes its own
    collector_id: int
    seller_ids: tuple[int, ...]
    amount: Money
    bill_code: str
    charge_code: str
    state: str
    expires_at: datetime | None


def sessions_of(source_ids: Collection[str]) -> tuple[PaidSession, ...]:
    """The payments begun on a checkout or on the order it became (pass both ids), those that count first.

    Paid before authorized before open, the oldest first; ended ones and those of a bill that already stands are left
    out. When several cover the same seller the first is the one that pays.
    """
    live = PaySession.objects.filter(source_id__in=[one for one in source_ids if one])
    rows = list(live.filter(state__in=[State.WAITING, State.AUTHORIZED, State.CHARGED]).order_by("pk"))
    charges = {row.bill_ref: row for row in Charge.objects.filter(bill_ref__in=_refs(rows)).order_by("pk")}
    found = [_paid_session(row, charges.get(row.bill_ref)) for row in rows if row.bill_ref in ("", row.psp_reference)]
    return tuple(sorted((one for one in found if one), key=lambda one: _RANK[one.state]))


_RANK = {"paid": 0, "authorized": 1, "open": 2}


def _refs(rows: Collection[PaySession]) -> list[str]:
    return [row.bill_ref for row in rows if row.bill_ref]


def _paid_session(row: PaySession, charge: Charge | None) -> PaidSession | None:
    if charge is None and row.way != CASH:
        return None
    state = "authorized" if charge is None else {"paid": "paid", "open": "open"}.get(charge.state, "")
    if not state:
        return None
    collector_id = (charge.cooperative_id or charge.seller_id or 0) if charge else 0
    return PaidSession(
        psp_reference=row.psp_reference,
        way=row.way,
        collector_kind="" if charge is None else "cooperative" if charge.cooperative_id else "seller",
        collector_id=collector_id,
        seller_ids=tuple(row.seller_ids),
        amount=Money(row.amount_minor, row.currency),
        bill_code=row.bill_ref,
        charge_code=charge.code if charge else "",
        state=state,
        expires_at=charge.expires_at if charge else None,
    )


def wake(*, bill_ref: str) -> bool:
    """Money moved for a bill to be: whoever makes an order of it is called. False when nobody waits for such a bill."""
    waiting = PaySession.objects.filter(psp_reference=bill_ref, bill_ref=bill_ref)
    woken = waiting.exclude(state=State.GIVEN_BACK).update(due_at=clock.now(), done_at=None)
    if woken:
        due.nudge("saleor_payments")
    return bool(woken)


def is_pending(bill_ref: str) -> bool:
    """Whether it names a bill to be, begun in another storefront."""
    return PaySession.objects.filter(psp_reference=bill_ref, bill_ref=bill_ref).exists()
