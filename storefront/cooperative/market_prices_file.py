"""Market prices from the office's own list: every row is read, and each that cannot be taken says why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.products.prices import parse_price
from catalog.products.units import UNITS, base_for, pack_size_for
from sellers.kit.errors import Expected
from sellers.kit.sheets import reading
from sellers.kit.sheets.cells import Cell, shown
from sellers.kit.sheets.errors import NotASheet, Why
from sellers.regions.market_prices import MOST_ROWS, Noting, checked
from sellers.regions.register import fold

MOST_BYTES = 2_000_000
LIMITS = reading.Limits(size=MOST_BYTES, rows=MOST_ROWS + 1, columns=20, longest=200)
HEADS = {
    "good": ("barang", "nama", "nama barang", "komoditas"),
    "unit": ("satuan", "unit"),
    "price": ("harga", "harga hari ini"),
    "market": ("pasar", "nama pasar"),
    "day": ("tanggal", "tgl", "hari"),
}
NEEDED = ("good", "unit", "price")
DAY_SHAPES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")


@dataclass(frozen=True)
class Row:
    """One line of the file; `noting` is None where `problem` says what has to be mended."""

    line: int
    text: str
    noting: Noting | None
    problem: str = ""


def read(data: bytes, *, market: str, day: date, today: date) -> list[Row]:
    """`market` and `day` are for rows that name none. Raises Expected when it is no such list."""
    try:
        table = reading.read(data, limits=LIMITS)
    except NotASheet as error:
        sentence = _("Berkas tidak bisa dibaca. Simpan sebagai CSV atau Excel (.xlsx).")
        if error.why == Why.TOO_LARGE:
            sentence = _("Berkas terlalu besar. Kirim paling banyak %(n)s baris.") % {"n": MOST_ROWS}
        raise Expected(sentence, field="berkas") from error
    columns = _columns(table.rows[0][1])
    if len(table.rows) < 2:
        raise Expected(_("Berkas ini belum berisi barang."), field="berkas")
    return [_row(line, cells, columns, market, day, today) for line, cells in table.rows[1:]]


def noting_of(*, good: str, unit: str, price: str, market: str, day: date, today: date) -> Noting:
    """Typed words as a price to be noted. Raises Expected with the field that has to be mended."""
    code = unit_code(unit)
    noting = Noting(good, code, base_for(code), pack_size_for(code), parse_price(price), market, day)
    return checked(noting, today=today)


def unit_code(typed: str) -> str:
    """A unit by its code, short or whole name, "1 kg" too."""
    wanted = fold(typed).removeprefix("1 ")
    named = {fold(name): unit.code for unit in UNITS.values() for name in (unit.label, unit.short, unit.code)}
    try:
        return {"gram": "g", "gr": "g", "kilo": "kg", "pcs": "buah", "lt": "l", **named}[wanted]
    except KeyError:
        raise Expected(_("Satuan tidak dikenal. Tulis misalnya kg, ikat, atau butir."), field="unit") from None


def _columns(head: tuple[Cell, ...]) -> dict[str, int]:
    names = [fold(shown(cell)) for cell in head]
    found = {
        column: next((at for at, name in enumerate(names) if name in known), -1) for column, known in HEADS.items()
    }
    if any(found[column] < 0 for column in NEEDED):
        raise Expected(_("Baris pertama harus berisi judul: Barang, Satuan, Harga."), field="berkas")
    return found


def _row(
    line: int, cells: tuple[Cell, ...], columns: Mapping[str, int], market: str, day: date, today: date
) -> Row:  # fmt: skip
    def cell(column: str) -> Cell:
        at = columns[column]
        return cells[at] if 0 <= at < len(cells) else ""

    text = " · ".join(filter(None, (shown(one) for one in cells[:6])))
    try:
        noting = noting_of(
            good=shown(cell("good")), unit=shown(cell("unit")), price=_price(cell("price")),
            market=shown(cell("market")) or market, day=_day(cell("day"), day), today=today,
        )  # fmt: skip
    except Expected as error:
        return Row(line, text, None, error.sentence)
    return Row(line, text, noting)


def _price(cell: Cell) -> str:
    """A workbook's number is not typed: 26000.0 is no "26.000,0"."""
    return str(int(cell)) if isinstance(cell, Decimal) and cell == int(cell) else shown(cell)


def _day(cell: Cell, usual: date) -> date:
    if isinstance(cell, date):
        return cell
    text = shown(cell).strip()
    for shape in DAY_SHAPES:
        try:
            return datetime.strptime(text, shape).date()
        except ValueError:
            continue
    if text:
        raise Expected(_("Tulis tanggal seperti 21/11/2026."), field="day")
    return usual
