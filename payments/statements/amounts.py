"""Amounts as banks write them. Pure: a cell in, an exact decimal and a direction out.

Which mark divides thousands is said by the mapping and never guessed here. Groups must have exactly three digits and
decimals one or two, so a wrong choice of mark is refused and not read as another amount.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sellers.kit.sheets.cells import Cell, shown, tidy

LONGEST = 40  # characters; more is no amount
MOST = Decimal(10) ** 12  # more is a number of an account


class NotAnAmount(ValueError):
    """The cell holds no amount that can be read in one way only."""


class TooFine(ValueError):
    """The amount has a part smaller than the currency's minor unit, such as interest of Rp12,34."""


class Way(StrEnum):
    IN = "in"
    OUT = "out"


@dataclass(frozen=True)
class Amount:
    """`value` is never negative; `way` is None where the text does not say it."""

    value: Decimal
    way: Way | None = None

    @property
    def signed(self) -> Decimal:
        return -self.value if self.way == Way.OUT else self.value


_MARKS = {
    **dict.fromkeys(("cr", "k", "kr", "c", "kredit", "credit", "masuk", "in", "cr.", "+"), Way.IN),
    **dict.fromkeys(("db", "d", "dr", "debet", "debit", "keluar", "out", "db.", "-"), Way.OUT),
}
_BEFORE = re.compile(r"^(?P<mark>cr|db|dr|k|d|c)\.?\s+", re.IGNORECASE)
_AFTER = re.compile(r"\s*\(?(?<![A-Za-z])(?P<mark>cr|kr|db|dr|k|d|c|kredit|credit|debet|debit)\.?\)?$", re.IGNORECASE)
_CURRENCY = re.compile(r"^(?:[a-z]{3}|rp\.?|rm|us\$|\$|€)\s*", re.IGNORECASE)
_GROUPED = {
    ",": re.compile(r"^(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?:[ ']\d{3})+|\d+)(?:,(?P<part>\d{1,2}))?$"),
    ".": re.compile(r"^(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ ']\d{3})+|\d+)(?:\.(?P<part>\d{1,2}))?$"),
}
_NOTHING = frozenset({"", "-", "–", "—", "0", "--"})


def read(cell: Cell, *, decimal: str) -> Amount | None:
    """The amount of a cell; None when it is empty. `decimal` is the mark before the decimals: "," or ".".

    Raises NotAnAmount for what is no amount, has groups that are not of three digits, or says two directions.
    """
    if isinstance(cell, Decimal):
        return _bounded(Amount(abs(cell), Way.OUT if cell < 0 else None))
    text = tidy(shown(cell)).replace("−", "-")
    if text in _NOTHING:
        return None
    if len(text) > LONGEST or not isinstance(cell, str):
        raise NotAnAmount
    if text.isascii() and text.isdigit():
        return _bounded(Amount(Decimal(text)))
    ways, digits = _directions(text)
    digits = f"0{digits}" if digits.startswith(decimal) else digits  # ".00" is how some banks leave a column empty
    if _GROUPED[decimal].match(digits) is None:
        raise NotAnAmount
    if len(ways) > 1:
        raise NotAnAmount
    plain = re.sub(r"[ ']", "", digits)
    plain = plain.replace(".", "").replace(",", ".") if decimal == "," else plain.replace(",", "")
    return _bounded(Amount(Decimal(plain), next(iter(ways), None)))


def way_of(cell: Cell) -> Way | None:
    """What a column of marks says: CR or K is money in, DB or D money out, anything else says nothing."""
    return _MARKS.get(tidy(shown(cell)).strip("()").casefold())


def to_minor(value: Decimal, *, digits: int) -> int:
    """Whole minor units of a currency with `digits` decimals. Raises TooFine."""
    scaled = value.scaleb(digits)
    if scaled != scaled.to_integral_value():
        raise TooFine
    return int(scaled)


def _directions(text: str) -> tuple[set[Way], str]:
    """The bare number, and each direction its signs and marks tell. A plus or a lone minus are signs too."""
    ways: set[Way] = set()
    for pattern in (_BEFORE, _AFTER):
        found = pattern.search(text)
        if found is not None:
            ways.add(_MARKS[found["mark"].casefold()])
            text = (text[: found.start()] + text[found.end() :]).strip()
    if text.startswith("(") and text.endswith(")"):
        ways.add(Way.OUT)
        text = text[1:-1].strip()
    text, signed = _sign(text)
    ways |= signed
    text, after = _sign(_CURRENCY.sub("", text))
    text = text.removesuffix(",-").removesuffix(",--")
    return ways | after, text.strip()


def _sign(text: str) -> tuple[str, set[Way]]:
    if text.endswith(",-"):
        return text, set()  # "1.000,-" is how a price is written, no sign
    if text.startswith("-"):
        return text[1:].strip(), {Way.OUT}
    if text.endswith("-"):
        return text[:-1].strip(), {Way.OUT}
    if text[:1] == "+" or text[-1:] == "+":
        return text.strip("+").strip(), {Way.IN}
    return text, set()


def _bounded(amount: Amount) -> Amount | None:
    if not amount.value.is_finite() or amount.value > MOST:
        raise NotAnAmount
    return amount if amount.value else None
