"""Reads of batches for pages: lines of either kind, totals, and what happened last."""

from dataclasses import dataclass
from datetime import datetime

from payments.charges.bank_accounts import SHOWN
from payments.charges.banks import bank_name
from payments.money import Money, total
from payments.payouts.exporting import OutLine, remark_of
from payments.payouts.models import Payout, PayoutBatch
from payments.repayments.models import Repayment

LEFT_OUT = ("cancelled", "failed", "returned")


@dataclass(frozen=True)
class LineView:
    """One line of a batch. `kind` is payout or refund, `way` bank or gateway; `bank` is a name people know."""

    code: str
    kind: str
    way: str
    who: str
    bank: str
    number: str
    holder: str
    amount: Money
    state: str
    reference: str
    reason: str
    paid_at: datetime | None
    remark: str

    @property
    def account(self) -> str:
        """ "BCA ••••7890": enough to recognise."""
        return f"{self.bank} ••••{self.number[-SHOWN:]}" if self.number else self.bank


@dataclass(frozen=True)
class BatchSum:
    """A batch in one row of a list. `total` is without what did not leave; `waits` counts lines not decided yet."""

    batch: PayoutBatch
    total: Money
    lines: int
    waits: int


def lines_of_batch(batch: PayoutBatch) -> list[LineView]:
    """Payouts by the names of their sellers, then refunds, in every state."""
    payouts = Payout.objects.filter(batch=batch).select_related("seller", "bank_account", "connected_account")
    refunds = Repayment.objects.filter(batch=batch)
    return [
        *(_payout(one) for one in payouts.order_by("seller__name", "pk")),
        *(_refund(one) for one in refunds.order_by("pk")),
    ]


def total_of_lines(lines: list[LineView], currency: str) -> Money:
    return total([one.amount for one in lines if one.state not in (*LEFT_OUT, "asked")], currency)


def sums(batches: list[PayoutBatch]) -> list[BatchSum]:
    """Each batch with its figures, in two queries however many there are."""
    found: dict[int, list[tuple[str, int]]] = {batch.pk: [] for batch in batches}
    payouts = Payout.objects.filter(batch__in=batches).values_list("batch_id", "state", "amount_minor")
    refunds = Repayment.objects.filter(batch__in=batches).values_list("batch_id", "state", "amount_minor")
    for batch_id, state, minor in (*payouts, *refunds):
        found[batch_id].append((state, minor))
    return [_sum(batch, found[batch.pk]) for batch in batches]


def _sum(batch: PayoutBatch, rows: list[tuple[str, int]]) -> BatchSum:
    stands = [(state, minor) for state, minor in rows if state not in (*LEFT_OUT, "asked")]
    waits = sum(state not in ("paid",) for state, _minor in stands)
    return BatchSum(batch, Money(sum(minor for _state, minor in stands), batch.currency), len(rows), waits)


def _payout(one: Payout) -> LineView:
    account, gateway = one.bank_account, one.connected_account
    amount = Money(one.amount_minor, one.currency)
    bank = bank_name(account.bank_code) if account else gateway.gateway.capitalize() if gateway else ""
    number, holder = (account.number, account.holder) if account else ("", one.seller.name)
    remark = remark_of(OutLine(one.code, "payout", "", "", "", "", amount, one.state))
    return LineView(
        one.code, "payout", one.way, one.seller.name, bank, number, holder, amount, one.state, one.external_id,
        one.reason, one.paid_at, remark,
    )  # fmt: skip


def _refund(one: Repayment) -> LineView:
    amount = Money(one.amount_minor, one.currency)
    bank = bank_name(one.bank_code) if one.bank_code else ""
    remark = remark_of(OutLine(one.code, "refund", "", "", "", "", amount, one.state))
    return LineView(
        one.code, "refund", one.way, one.holder, bank, one.number, one.holder, amount, one.state, one.external_id,
        one.reason, one.paid_at, remark,
    )  # fmt: skip
