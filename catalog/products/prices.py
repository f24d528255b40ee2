"""Prices and quantities as people type them. Pure: text in, whole numbers out, one sentence when it cannot be read."""

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.products.errors import InvalidPrice, InvalidQuantity
from catalog.products.units import UNITS, base_for, pack_size_for, unit

LOWEST_PRICE = 1
HIGHEST_PRICE = 100_000_000  # minor units; above it a zero too many is likelier than a sale
HIGHEST_QUANTITY = 1_000_000_000_000  # base units: a million tonnes

_PRICE = re.compile(r"^(?:(?:rp|idr)\.?)?\s*(?P<number>[0-9][0-9.,]*?)\s*(?P<times>rb|ribu|k|jt|juta)?\s*(?:,-|,--)?$")
_QUANTITY = re.compile(r"^(?P<number>[0-9][0-9.,]*)\s*(?P<unit>[a-z]*)$")
_TIMES = {"rb": 1_000, "ribu": 1_000, "k": 1_000, "jt": 1_000_000, "juta": 1_000_000}


def parse_price(text: str) -> int:
    """Minor units of a typed price: "25.000", "Rp25.000", "25rb", "1,2jt". Raises InvalidPrice."""
    match = _PRICE.match(_plain(text))
    if match is None:
        raise InvalidPrice(_("Tulis harga dengan angka, misalnya 25.000."), field="price")
    times = _TIMES.get(match["times"] or "", 1)
    number = _number(match["number"], thousands=".," if times < 1_000_000 else "")
    if number is None:
        raise InvalidPrice(_("Tulis harga dengan angka, misalnya 25.000."), field="price")
    amount = number * times
    if amount != int(amount):
        raise InvalidPrice(_("Harga tanpa sen. Bulatkan ke angka utuh."), field="price")
    return check_price(int(amount))


def check_price(price_minor: int) -> int:
    """The price itself when it is a sane whole number. Raises InvalidPrice."""
    if not isinstance(price_minor, int) or isinstance(price_minor, bool):
        raise InvalidPrice(_("Harga tanpa sen. Bulatkan ke angka utuh."), field="price")
    if not LOWEST_PRICE <= price_minor <= HIGHEST_PRICE:
        limits = {"low": LOWEST_PRICE, "high": f"{HIGHEST_PRICE:,}".replace(",", ".")}
        raise InvalidPrice(_("Isi harga antara %(low)s dan %(high)s.") % limits, field="price")
    return price_minor


def parse_quantity(text: str, *, unit_code: str, content: str = "") -> int:
    """Base units, exactly, of a typed stock: ("12", kg) → 12000, ("2,5", kg) → 2500, ("500 g", kg) → 500."""
    match = _QUANTITY.match(_plain(text))
    number = _number(match["number"], thousands=".") if match else None
    if match is None or number is None:
        raise InvalidQuantity(_("Tulis stok dengan angka, misalnya 12 atau 2,5."), field="stock")
    return to_base(number, pack_size=_size_of(match["unit"], unit_code, content))


def to_base(quantity: Decimal | int, *, pack_size: int) -> int:
    """`quantity` packs in base units; raises InvalidQuantity when it is negative, absurd or not whole."""
    base = Decimal(quantity) * pack_size
    if not base.is_finite() or base < 0 or base > HIGHEST_QUANTITY:
        raise InvalidQuantity(_("Isi stok dengan angka 0 atau lebih yang wajar."), field="stock")
    if base != int(base):
        raise InvalidQuantity(_("Satuan ini tidak bisa dipecah. Isi angka utuh."), field="stock")
    return int(base)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _number(digits: str, *, thousands: str) -> Decimal | None:
    """Reads "25.000", "2,5", "1.250.000,00"; three digits after a single mark of `thousands` are thousands."""
    groups = re.split(r"[.,]", digits)
    if any(not group for group in groups):
        return None
    marks = [mark for mark in digits if mark in ".,"]
    if not marks:
        return Decimal(digits)
    if len(set(marks)) == 1 and _grouped(groups) and (marks[0] in thousands or len(marks) > 1):
        return Decimal("".join(groups))
    whole = groups[:-1]
    if len(whole) > 1 and (not _grouped(whole) or marks[-1] in marks[:-1] or len(set(marks[:-1])) > 1):
        return None
    return Decimal(f"{''.join(whole)}.{groups[-1]}")


def _grouped(groups: list[str]) -> bool:
    return 1 <= len(groups[0]) <= 3 and groups[0][0] != "0" and all(len(group) == 3 for group in groups[1:])


def _size_of(typed: str, unit_code: str, content: str) -> int:
    own = unit(unit_code)
    if typed in ("", own.code, own.short):
        return pack_size_for(unit_code, content)
    other = UNITS.get({"gr": "g", "gram": "g", "kilo": "kg", "liter": "l"}.get(typed, typed))
    if other is None or base_for(other.code) != base_for(unit_code, content) or other.kind not in ("weight", "volume"):
        raise InvalidQuantity(_("Tulis stok dalam %(unit)s.") % {"unit": own.code}, field="stock")
    return pack_size_for(other.code)
