"""One cell of a sheet to what it means, or a plain sentence why not. Each answer is text in one spelling.

The texts are those goods.py writes, so that what was not changed compares as the same.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from catalog.media.actions import MOST_PHOTOS
from catalog.media.errors import TooManyPhotos
from catalog.products import drafting, naming
from catalog.products.drafting import LONGEST_BATCH
from catalog.products.errors import InvalidProduct
from catalog.products.prices import parse_price, parse_quantity
from catalog.products.sheets import words
from catalog.products.sheets.goods import Goods, plain
from catalog.products.units import UNITS, unit
from sellers.kit.errors import Expected
from sellers.kit.sheets import dates
from sellers.kit.sheets.dates import NotADay, Order

MAY_BE_EMPTIED = frozenset({"description", "halal", "maker", "harvest_from", "harvest_until", "batch", "best_before"})
_YEAR_FIRST = re.compile(r"20\d{6}")  # 20261231
SOON = timedelta(days=330)  # a day without a year is the next such day, or was one just now


@dataclass(frozen=True)
class Asked:
    """What a cell is read against."""

    goods: Goods
    today: date


def read(key: str, text: str, asked: Asked) -> str:
    """The cell in its one spelling; "" for emptied. Raises Expected with the sentence for this column."""
    if text.startswith("="):
        raise InvalidProduct(_("Ini rumus yang belum dihitung. Tulis hasilnya."), field=key)
    if key in MAY_BE_EMPTIED and plain(text) in words.NOTHING:
        return ""
    try:
        return READERS[key](text, asked)
    except Expected as error:
        error.field = key
        raise


def photo_names(text: str) -> tuple[str, ...]:
    """File names, by ; or , or one a line; folders in front of them do not count."""
    for mark in (",", "\n", "|"):
        text = text.replace(mark, ";")
    found = (name.replace("\\", "/").rsplit("/", 1)[-1].strip().strip("\"'") for name in text.split(";"))
    return tuple(dict.fromkeys(name for name in found if name))


def _name(text: str, asked: Asked) -> str:
    return naming.clean_name(text)


def _category(text: str, asked: Asked) -> str:
    name = asked.goods.categories.get(plain(text))
    if name is None:
        raise InvalidProduct(_("Kategori ini tidak ada. Pilih dari daftar."))
    return name


def _unit(text: str, asked: Asked) -> str:
    return unit_code(text)


def unit_code(text: str) -> str:
    """A unit as people write it: "KG", "bks", "per kilo". Raises InvalidProduct."""
    said = plain(text).removeprefix("per ").removeprefix("/").strip(" .")
    said = said.removeprefix("1 ")
    named = (one.code for one in UNITS.values() if said in (one.code, plain(one.label), plain(one.short)))
    code = words.UNITS.get(said) or next(named, "")
    if not code:
        raise InvalidProduct(_("Satuan ini tidak dikenal. Pilih dari daftar."), field="unit")
    return unit(code).code


def _content(text: str, asked: Asked) -> str:
    return plain(text)


def _price(text: str, asked: Asked) -> str:
    return str(parse_price(text))


def _stock(text: str, asked: Asked) -> str:
    return " ".join(text.split())


def _weight(text: str, asked: Asked) -> str:
    try:
        return str(drafting.weight(parse_quantity(text, unit_code="g")))
    except Expected:
        raise InvalidProduct(_("Tulis berat dalam gram, misalnya 250.")) from None


def _description(text: str, asked: Asked) -> str:
    return naming.clean_text(text, field="description")


def _halal(text: str, asked: Asked) -> str:
    value = words.HALAL_WORDS.get(plain(text))
    if value is None:
        raise InvalidProduct(_("Pilih status halal dari daftar."))
    return words.HALAL[value]


def _yes_or_no(text: str, asked: Asked) -> str:
    said = plain(text)
    if said not in words.YES | words.NO:
        raise InvalidProduct(_("Tulis ya atau tidak."))
    return words.yes_or_no(said in words.YES)


def _days(text: str, asked: Asked) -> str:
    said = plain(text).removesuffix("hari").strip()
    if not (said.isascii() and said.isdigit() and len(said) < 6):
        raise InvalidProduct(_("Tulis jumlah hari dengan angka, misalnya 3."))
    return str(drafting.lead_time(int(said)))


def _maker(text: str, asked: Asked) -> str:
    if asked.goods.members and plain(text) not in asked.goods.members:
        raise InvalidProduct(_("Pilih pembuat dari anggota lapak."))
    return naming.clean_text(" ".join(text.split()), field="maker", longest=120)


def _day(text: str, asked: Asked) -> str:
    try:
        order = Order.YMD if _YEAR_FIRST.fullmatch(text) else Order.DMY
        found = dates.read(text, order=order, upto=asked.today + SOON)
    except NotADay:
        raise InvalidProduct(_("Tulis tanggal seperti 31/12/2026.")) from None
    if not 2000 <= found.year < 3000:
        raise InvalidProduct(_("Tulis tanggal seperti 31/12/2026."))
    return found.isoformat()


def _batch(text: str, asked: Asked) -> str:
    return " ".join(naming.clean_text(text, field="batch", longest=LONGEST_BATCH).split())


def _photos(text: str, asked: Asked) -> str:
    names = photo_names(text)
    if len(names) > MOST_PHOTOS:
        raise TooManyPhotos(MOST_PHOTOS)
    return "; ".join(names)


READERS: Mapping[str, Callable[[str, Asked], str]] = {
    "name": _name,
    "category": _category,
    "unit": _unit,
    "content": _content,
    "price": _price,
    "stock": _stock,
    "weight_g": _weight,
    "description": _description,
    "halal": _halal,
    "perishable": _yes_or_no,
    "lead_time_days": _days,
    "maker": _maker,
    "harvest_from": _day,
    "harvest_until": _day,
    "batch": _batch,
    "best_before": _day,
    "shown": _yes_or_no,
    "photos": _photos,
}
