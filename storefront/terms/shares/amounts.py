"""Amounts as treasurers type and export them. Pure: text in, whole minor units out, one sentence when unreadable."""

import re
from decimal import Decimal

from babel.numbers import get_currency_precision
from django.utils.translation import gettext as _

from sellers.kit.errors import Expected

MOST_MINOR = 1_000_000_000_000_000  # above it something was typed wrongly
# ISO gives the rupiah cents that nobody uses: our minor unit of these is the whole one
_WITHOUT_MINOR_UNIT = frozenset({"IDR"})
_TIMES = {"rb": 1_000, "ribu": 1_000, "jt": 1_000_000, "juta": 1_000_000}
_TEXT = re.compile(
    r"^(?:rp|[a-z]{3}|\$)?\.?\s*(?P<number>\d[\d.,\s']*?)\s*(?P<times>rb|ribu|jt|juta)?\s*(?:,-+|\.-+|,--)?$"
)
_GROUPED = re.compile(r"\d+|\d{1,3}(?P<mark>[.,\s'])\d{3}(?:(?P=mark)\d{3})*")
_WITH_PART = re.compile(r"(?P<whole>.*\d)(?P<mark>[.,])(?P<part>\d{1,2})")


class UnreadableAmount(Expected):
    """No amount, or more of it than anybody has."""

    code = "unreadable_amount"


def digits_of(currency: str) -> int:
    return 0 if currency in _WITHOUT_MINOR_UNIT else get_currency_precision(currency)


def parse_amount(text: str, *, currency: str, field: str = "") -> int:
    """ "1.500.000", "Rp1.500.000,-", "1,500,000.00", "25rb", "1,5jt"; raises UnreadableAmount."""
    match = _TEXT.match(text.lower().replace("\u00a0", " ").replace("\u202f", " ").strip()[:60])
    number = _number(match["number"].strip()) if match else None
    if match is None or number is None:
        raise UnreadableAmount(_("Tulis jumlah dengan angka, misalnya 150.000."), field=field)
    minor = number * _TIMES.get(match["times"] or "", 1) * 10 ** digits_of(currency)
    if minor != int(minor):
        raise UnreadableAmount(_("Tulis jumlah tanpa sen."), field=field)
    if minor > MOST_MINOR:
        raise UnreadableAmount(_("Jumlahnya terlalu besar. Periksa lagi."), field=field)
    return int(minor)


def typed_amount(minor: int, currency: str) -> str:
    """As a form shows it again: "1.500.000", or "1.500,25" where there are cents."""
    digits = digits_of(currency)
    whole, part = divmod(minor, 10**digits)
    return f"{whole:,}".replace(",", ".") + (f",{part:0{digits}}" if digits else "")


def _number(text: str) -> Decimal | None:
    """One or two digits after the last mark are a part; three are thousands, and then every group is."""
    part = _WITH_PART.fullmatch(text)
    whole = part["whole"] if part else text
    grouped = _GROUPED.fullmatch(whole)
    if grouped is None or (part and grouped["mark"] == part["mark"]):
        return None
    plain = re.sub(r"\D", "", whole)
    return Decimal(f"{plain}.{part['part']}" if part else plain) if len(plain) <= 20 else None
