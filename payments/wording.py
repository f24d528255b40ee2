"""Amounts as people read and write them: in sentences, and in the cells of files."""

from babel.numbers import get_currency_precision, get_currency_symbol

from payments.money import Money

# ISO gives the rupiah cents that nobody uses: our minor unit of these is the whole one.
_WITHOUT_MINOR_UNIT = frozenset({"IDR"})


def decimals_of(currency: str) -> int:
    """How many digits of a minor amount stand behind the comma."""
    return 0 if currency in _WITHOUT_MINOR_UNIT else get_currency_precision(currency)


def in_words(amount: Money) -> str:
    """ "Rp25.000", "US$12,34": as people here write it, for messages and sentences."""
    text = written(amount, thousands=".", decimal=",")
    sign, digits = ("-", text[1:]) if amount.minor < 0 else ("", text)
    return f"{sign}{get_currency_symbol(amount.currency, locale='id')}{digits}"


def written(amount: Money, *, thousands: str = "", decimal: str = ".", always_decimals: bool = False) -> str:
    """The bare number: 25000, 25.000, 25000.00; a currency with a minor unit always shows it."""
    digits = decimals_of(amount.currency)
    whole, part = divmod(abs(amount.minor), 10**digits)
    text = f"{whole:,}".replace(",", thousands)
    if digits:
        text += f"{decimal}{part:0{digits}}"
    elif always_decimals:
        text += f"{decimal}00"
    return f"-{text}" if amount.minor < 0 else text
