"""Selling units and the base units (g, ml, pcs) stock is counted in. Pure; the table is data/units.csv."""

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from catalog.products.errors import UnknownUnit

_TABLE = Path(__file__).parent / "data" / "units.csv"
_BASES = {"weight": "g", "volume": "ml"}
_CONTENT = re.compile(r"^(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>[a-z]+)$")


@dataclass(frozen=True)
class Unit:
    """`factor` base units (or pieces) make one of it; None when the seller decides what is inside."""

    code: str
    label: str
    short: str
    kind: str  # weight, volume, count, pack, loose, service, length
    factor: int | None
    base: str


def _read() -> dict[str, Unit]:
    with _TABLE.open(encoding="utf-8", newline="") as rows:
        return {
            row["code"]: Unit(
                row["code"],
                row["label_id"],
                row["short_id"],
                row["kind"],
                int(row["factor"]) if row["factor"] else None,
                row["base"],
            )
            for row in csv.DictReader(rows)
        }


UNITS: dict[str, Unit] = _read()


def unit(code: str) -> Unit:
    """The unit with this code; raises UnknownUnit."""
    try:
        return UNITS[code]
    except KeyError:
        raise UnknownUnit(_("Pilih satuan dari daftar."), field="unit") from None


def base_for(unit_code: str, content: str = "") -> str:
    """The base unit stock of this unit is counted in: what is inside the pack when that is said, else pieces."""
    inside = _content(content)
    found = unit(unit_code) if inside is None else inside[1]
    return _BASES.get(found.kind, "pcs")


def pack_size_for(unit_code: str, content: str = "") -> int:
    """Base units in one of this unit: kg → 1000, tray → 30, ("bungkus", "250 g") → 250, ("buah", "") → 1."""
    outer = unit(unit_code)
    inside = _content(content)
    if inside is None:
        return outer.factor or 1
    number, inner = inside
    size = number * (inner.factor or 1)
    if size < 1 or size != int(size):
        raise UnknownUnit(_("Tulis isi kemasan seperti 250 g atau 30 butir."), field="content")
    return int(size)


def weight_for(unit_code: str, content: str = "") -> int | None:
    """Grams of one pack where the unit tells (a millilitre counts as a gram), else None."""
    if base_for(unit_code, content) == "pcs":
        return None
    return pack_size_for(unit_code, content)


def compare_price(*, base: str, pack_size: int, price_minor: int) -> tuple[str, int]:
    """("kg", price of one kg) or ("l", price of one litre), half up, so that packs compare; ("", 0) for pieces."""
    large = {"g": "kg", "ml": "l"}.get(base)
    if large is None:
        return "", 0
    return large, (price_minor * 1000 * 2 + pack_size) // (2 * pack_size)


def label_for(unit_code: str, content: str = "") -> str:
    """What the pack is called: "1 kg", "bungkus 250 g", "1 buah"."""
    found = unit(unit_code)
    if found.code == "l":
        return f"1 {found.label}"
    return f"{found.code} {content.strip()}" if content.strip() else f"1 {found.code}"


def _content(content: str) -> tuple[Decimal, Unit] | None:
    text = content.strip().lower()
    if not text:
        return None
    match = _CONTENT.match(text)
    inner = _by_any_name(match["unit"]) if match else None
    if match is None or inner is None:
        raise UnknownUnit(_("Tulis isi kemasan seperti 250 g atau 30 butir."), field="content")
    return Decimal(match["number"].replace(",", ".")), inner


def _by_any_name(name: str) -> Unit | None:
    aliases = {"gr": "g", "gram": "g", "kilo": "kg", "lt": "l", "ltr": "l", "pcs": "buah"}
    code = aliases.get(name, name)
    if code in UNITS:
        return UNITS[code]
    return next((found for found in UNITS.values() if name in (found.label, found.short)), None)
