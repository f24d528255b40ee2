"""Are the books balanced, and do they agree with what was collected? Stands above the ledger and the charges."""

from dataclasses import dataclass

from payments.charges import checks
from payments.gateways import checks as gateways
from payments.ledger import books, periods
from payments.payouts import checks as payouts
from payments.remittances import checks as remittances
from payments.repayments import checks as repayments
from payments.statements import checks as statements
from payments.tax import checks as tax


@dataclass(frozen=True)
class Report:
    """`totals` holds balances in minor units by (account kind, currency)."""

    differences: tuple[str, ...]
    counts: dict[str, int]
    totals: dict[tuple[str, str], int]

    @property
    def balanced(self) -> bool:
        return not self.differences


def check() -> list[str]:
    """Every difference as a sentence; empty when the books are balanced."""
    return [
        *books.differences(),
        *periods.differences(),
        *checks.differences(),
        *gateways.differences(),
        *payouts.differences(),
        *remittances.differences(),
        *repayments.differences(),
        *statements.differences(),
        *tax.differences(),
    ]


def report() -> Report:
    counts = books.counts() | checks.counts() | gateways.counts() | payouts.counts() | repayments.counts()
    return Report(tuple(check()), counts | remittances.counts() | statements.counts(), books.totals())
