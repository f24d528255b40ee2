"""Amounts as Midtrans writes them: whole rupiah out, a decimal text with two zeros in."""

import re

from payments.money import Money

CURRENCY = "IDR"
LARGEST = 10_000_000  # of one QRIS payment, the way that is offered first
_WRITTEN = re.compile(r"(0|[1-9][0-9]{0,13})(\.00?)?")


class NotRupiah(ValueError):
    """Not a whole number of rupiah."""


def is_payable(amount: Money) -> bool:
    return amount.currency == CURRENCY and 0 < amount.minor <= LARGEST


def to_midtrans(amount: Money) -> int:
    """The whole rupiah to send. Raises NotRupiah for another currency."""
    if amount.currency != CURRENCY:
        raise NotRupiah(f"Midtrans takes {CURRENCY} only, not {amount.currency}")
    return amount.minor


def from_midtrans(written: str, currency: str = CURRENCY) -> Money:
    """`written` as it came, "25123.00". Raises NotRupiah for cents, another currency, or anything else."""
    if currency != CURRENCY or not _WRITTEN.fullmatch(written):
        raise NotRupiah(f"{written!r} {currency!r} is no whole amount of rupiah")
    return Money(int(written.partition(".")[0]), CURRENCY)
