"""Our Money and Stripe's amounts: pure, and asserted by a table in the tests.

Stripe counts in the smallest unit *it* gives a currency (docs.stripe.com/currencies, read 2026-11). That is not always
the unit we count in: rupiah have two decimals there and none here, so Rp25.000 is 2500000 there.
"""

from babel.numbers import get_currency_precision

from payments.money import Money

WITHOUT_DECIMALS = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
WITH_THREE = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])  # the last digit has to be 0
# ISK and UGX have no decimals any more, yet are still written with two, which have to be 00: two decimals it is,
# and our own whole units see to the zeros.

OURS_WITHOUT = frozenset(["IDR"])  # where the house counts otherwise than CLDR says

# The least Stripe takes, in our own minor units. Listed there for these; where nothing is listed the rule is "worth at
# least 50 US cents", of which the rupiah figure is a careful reading (about Rp8.000-9.000 in 2026).
SMALLEST = {
    "IDR": 10_000,
    "AED": 200,
    "AUD": 50,
    "CAD": 50,
    "CHF": 50,
    "EUR": 50,
    "GBP": 30,
    "HKD": 400,
    "JPY": 50,
    "MYR": 200,
    "NZD": 50,
    "SGD": 50,
    "THB": 1_000,
    "USD": 50,
}
MOST_DIGITS = 8  # of an amount there
MOST_DIGITS_OF = {"IDR": 12}


class DoesNotDivide(ValueError):
    """An amount that has no whole number on the other side."""


def to_stripe(amount: Money) -> int:
    """The amount in Stripe's unit. Raises DoesNotDivide for a fraction of what Stripe can carry."""
    shift = decimals_there(amount.currency) - decimals_here(amount.currency)
    there = _shifted(amount.minor, shift, amount.currency)
    if amount.currency in WITH_THREE and there % 10:
        raise DoesNotDivide(f"{amount.currency} amounts end in 0 at Stripe, {there} does not")
    return there


def from_stripe(amount: int, currency: str) -> Money:
    """Stripe's amount in our unit; `currency` in either case. Raises DoesNotDivide for part of our smallest unit."""
    code = currency.upper()
    return Money(_shifted(amount, decimals_here(code) - decimals_there(code), code), code)


def from_stripe_rounded_up(amount: int, currency: str) -> Money:
    """For what Stripe or a bank worked out by itself (fees, disputes), which may hold a part of our smallest unit."""
    code = currency.upper()
    shift = decimals_here(code) - decimals_there(code)
    return Money(amount * 10**shift if shift >= 0 else -(-amount // 10**-shift), code)


def is_payable(amount: Money) -> bool:
    """Whether Stripe takes a charge of this amount: not too small, not too many digits, nothing it cannot carry."""
    try:
        there = to_stripe(amount)
    except (DoesNotDivide, ValueError):
        return False
    most = MOST_DIGITS_OF.get(amount.currency, MOST_DIGITS)
    return amount.minor >= SMALLEST.get(amount.currency, 1) and 0 < there < 10**most


def decimals_there(currency: str) -> int:
    if currency in WITHOUT_DECIMALS:
        return 0
    return 3 if currency in WITH_THREE else 2


def decimals_here(currency: str) -> int:
    """How many decimals the minor unit of our Money has: as on the pages."""
    return 0 if currency in OURS_WITHOUT else get_currency_precision(currency)


def _shifted(amount: int, shift: int, currency: str) -> int:
    if shift >= 0:
        return int(amount * 10**shift)
    whole, rest = divmod(amount, 10**-shift)
    if rest:
        raise DoesNotDivide(f"{amount} {currency} is no whole number {-shift} digits up")
    return int(whole)
