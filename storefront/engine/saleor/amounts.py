"""Amounts as Saleor writes them: decimal numbers, with two digits also for currencies whose small coins nobody uses."""

from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from payments.money import Money

# ISO gives the rupiah cents that nobody uses: our minor unit of these is the whole one
_WITHOUT_MINOR_UNIT = frozenset({"IDR"})


class NotOurMoney(ValueError):
    """An amount finer than our minor unit, or none at all."""


def digits_of(currency: str) -> int:
    """How many digits of our minor units stand behind the point."""
    return 0 if currency in _WITHOUT_MINOR_UNIT else get_currency_precision(currency)


def to_saleor(amount: Money) -> Decimal:
    """Money(25000, "IDR") -> 25000, Money(1250, "MYR") -> 12.50."""
    return Decimal(amount.minor).scaleb(-digits_of(amount.currency))


def from_saleor(written: Any, currency: str) -> Money:
    """A number as it came (int, Decimal or text). Raises NotOurMoney for fractions that our money does not have."""
    try:
        minor = Decimal(str(written)).scaleb(digits_of(currency))
        whole = int(minor)
    except (ArithmeticError, ValueError) as error:
        raise NotOurMoney(f"{written!r} is no amount") from error
    if whole != minor:
        raise NotOurMoney(f"{written} {currency} is finer than our money")
    return Money(whole, currency)
