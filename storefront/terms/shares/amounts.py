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


def parse_kilograms(text: str, *, field: str = "") -> int:
    """Grams of "12", "12,5", "1.250" (kilograms); 0 for nothing typed."""
    return _measured(text, ("kg", "kilo"), 1_000, field)


def parse_hours(text: str, *, field: str = "") -> int:
    """Minutes of "3", "3,5" or "3:30" (hours); 0 for nothing typed."""
    clock = re.fullmatch(r"\s*(\d{1,2}):([0-5]\d)\s*", text[:20])
    return int(clock[1]) * 60 + int(clock[2]) if clock else _measured(text, ("jam",), 60, field)


def typed_part(part: int, whole: int) -> str:
    """ "12,5" of 12500 grams or 750 minutes: as a person writes kilograms or hours."""
    number = f"{part / whole:,.2f}".rstrip("0").rstrip(".")
    return number.translate(str.maketrans(",.", ".,"))


def _measured(text: str, units: tuple[str, ...], times: int, field: str) -> int:
    plain = text.lower().strip()[:20]
    for unit in units:
        plain = plain.removesuffix(unit).strip()
    number = Decimal(0) if plain in ("", "-") else _number(plain)
    if number is None or number > 1_000_000:
        raise UnreadableAmount(_("Tulis dengan angka, misalnya 12 atau 2,5."), field=field)
    return round(number * times)


def parse_percent(text: str, *, field: str = "") -> int:
    """Basis points of "10", "2,5", "10 %"; 0 for nothing typed."""
    points = _measured(text, ("%", "persen"), 100, field)
    if not 0 <= points <= 10_000:
        raise UnreadableAmount(_("Isi antara 0 dan 100 persen."), field=field)
    return points
