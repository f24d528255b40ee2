"""What a cooperative collected for each seller month by month, what it withheld, and what the seller declared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum
from django.db.models.functions import TruncMonth

from payments.ledger.models import Account, Posting
from payments.ledger.periods import midnight
from payments.money import Money
from payments.tax import turnover
from payments.tax.models import TaxDeclaration
from sellers.accounts.access import Scope
from sellers.accounts.models import Seller


@dataclass(frozen=True)
class Month:
    """One seller in one month: what the cooperative collected for it (gross, less refunds) and withheld."""

    seller: Seller
    month: date
    gross: Money
    withheld: Money
    declaration: TaxDeclaration | None  # the latest of the year, withdrawn or not: it has the number


def months(*, scope: Scope, cooperative_id: int, year: int, zone: ZoneInfo) -> list[Month]:
    """By seller, then month, then currency; only what the asker may see."""
    accounts = Account.objects.within(scope).filter(kind=Account.Kind.SELLER, cooperative_id=cooperative_id)
    sums: dict[tuple[int, date, str], list[int]] = {}
    for side, kinds, place, sign in (
        ("source", turnover.SOLD, 0, 1), ("target", turnover.REVERSED, 0, -1),
        ("target", (turnover.WITHHELD,), 1, 1), ("source", (turnover.RETURNED,), 1, -1),
    ):  # fmt: skip
        for seller_id, month, currency, minor in _by_month(accounts.values("id"), side, kinds, year, zone):
            sums.setdefault((seller_id, month, currency), [0, 0])[place] += sign * minor
    sellers = Seller.objects.in_bulk({seller_id for seller_id, _month, _currency in sums})
    said = _declarations(sellers, year)
    rows = [
        Month(sellers[seller_id], month, Money(gross, currency), Money(tax, currency), said.get(seller_id))
        for (seller_id, month, currency), (gross, tax) in sums.items()
    ]
    return sorted(rows, key=lambda row: (row.seller.name, row.seller.pk, row.month, row.gross.currency))


def _by_month(
    accounts: object, side: str, kinds: tuple[str, ...], year: int, zone: ZoneInfo
) -> Iterable[tuple[int, date, str, int]]:
    since, until = midnight(date(year, 1, 1), zone), midnight(date(year + 1, 1, 1), zone)
    inside = Posting.objects.filter(Q(**{f"{side}__in": accounts}), kind__in=kinds, at__gte=since, at__lt=until)
    grouped = inside.order_by().annotate(month=TruncMonth("at", tzinfo=zone))
    columns = grouped.values_list(f"{side}__seller_id", "month", "currency").annotate(sum=Sum("amount_minor"))
    return ((seller, month.date(), currency, minor) for seller, month, currency, minor in columns)


def _declarations(sellers: Iterable[int], year: int) -> dict[int, TaxDeclaration]:
    rows = TaxDeclaration.objects.filter(seller_id__in=list(sellers), year=year).order_by("pk")
    return {row.seller_id: row for row in rows}
