"""Rows as a CSV that a spreadsheet opens: for the seller's desk as for the cooperative's office."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from payments.money import Money
from sellers.kit.sheets.writing import guarded
from storefront.orders.wording import digits_of


def csv_text(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """With the byte order mark that spreadsheets need to show names right; amounts are bare numbers."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def plain(amount: Money) -> int | Decimal:
    """An amount as the number people would write, without currency or thousands marks: 25000, or -12.30 dollars."""
    digits = digits_of(amount.currency)
    return Decimal(amount.minor).scaleb(-digits) if digits else amount.minor


def _cell(value: object) -> object:
    return guarded(value) if isinstance(value, str) else value
