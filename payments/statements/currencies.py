"""How many digits after the decimal mark our minor units of a currency have.

The rupiah has none here although ISO 4217 gives it two: nobody pays with sen (payments/money.py).
"""

WHOLE = frozenset({"IDR", "JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "PYG"})
THREE = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})


def digits_of(currency: str) -> int:
    if currency in WHOLE:
        return 0
    return 3 if currency in THREE else 2
