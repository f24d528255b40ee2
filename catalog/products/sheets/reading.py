"""A file of goods to rows: each with its line in the file and the text of each column that is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.products.sheets.columns import BY_KEY, Layout, key_of, layout
from catalog.products.sheets.errors import SheetRefused
from sellers.kit.sheets import dates, reading
from sellers.kit.sheets.cells import Cell, shown, tidy_lines
from sellers.kit.sheets.dates import NotADay, Order
from sellers.kit.sheets.errors import NotASheet, Why
from sellers.kit.sheets.reading import Limits, Numbered

MOST_ROWS = 1_000
LIMITS = Limits(size=5 * 1024 * 1024, rows=MOST_ROWS + 50, columns=60, longest=4_100)
DAYS = frozenset({"harvest_from", "harvest_until", "best_before"})
ONE_LINE = frozenset(BY_KEY) - {"description", "photos"}
SENTENCES = {
    Why.EMPTY: gettext_lazy("Berkas ini kosong. Isi dulu, lalu pilih lagi."),
    Why.PDF: gettext_lazy("Ini PDF. Pilih berkas Excel (.xlsx) atau CSV."),
    Why.OLD_EXCEL: gettext_lazy("Ini Excel lama (.xls) atau bersandi. Buka di Excel, simpan sebagai .xlsx."),
    Why.WEB: gettext_lazy("Ini halaman web. Buka di Excel, simpan sebagai .xlsx."),
    Why.PHOTO: gettext_lazy("Ini foto. Pilih berkas Excel (.xlsx) atau CSV."),
    Why.PACKED: gettext_lazy("Berkas ini dipadatkan dengan cara lain. Pakai ZIP."),
    Why.ZIP: gettext_lazy("ZIP ini rusak. Buat lagi, lalu pilih lagi."),
    Why.LIBREOFFICE: gettext_lazy("Ini berkas LibreOffice. Simpan sebagai .xlsx atau CSV."),
    Why.BROKEN: gettext_lazy("Berkas Excel ini tidak bisa dibaca. Simpan ulang sebagai .xlsx."),
    Why.TOO_LARGE: gettext_lazy("Berkas terlalu besar. Bagi menjadi beberapa berkas."),
}


@dataclass(frozen=True)
class Given:
    """`cells`: column → text; what the file says nothing of is not in it."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Read:
    rows: tuple[Given, ...]
    unknown: tuple[str, ...]  # headings nobody knows
    twice: tuple[str, ...]  # headings of a column that came before
    sheets: tuple[str, ...] = ()  # of a workbook: more with such headings, which were not read


def read(data: bytes) -> Read:
    """Raises SheetRefused when there is no table of goods in it."""
    try:
        table = reading.read(data, limits=LIMITS, clean=tidy_lines, wanted=_has_headings)
    except NotASheet as error:
        status = 413 if error.why == Why.TOO_LARGE else 422
        refused = SheetRefused(str(SENTENCES[error.why]), field="berkas")
        refused.status = status
        raise refused from error
    laid = layout(table.rows)
    if laid is None:
        raise SheetRefused(_("Judul kolom tidak ketemu. Pakai berkas contoh kami."), field="berkas")
    rows = tuple(_given(line, cells, laid, table.epoch) for line, cells in table.rows[laid.at + 1 :])
    kept = tuple(row for row in rows if row.cells and not _is_heading(row, laid))
    if not kept:
        raise SheetRefused(_("Belum ada barang di berkas ini. Isi dulu barisnya."), field="berkas")
    if len(kept) > MOST_ROWS:
        raise SheetRefused(_("Paling banyak %(n)s baris. Bagi berkasnya.") % {"n": MOST_ROWS}, field="berkas")
    return Read(kept, laid.unknown, laid.twice, table.others)


def text_of(key: str, cell: Cell, epoch: date) -> str:
    """The cell as it would be typed: a number with a comma, a day as 2026-12-31."""
    if key in DAYS and isinstance(cell, Decimal):
        try:
            return dates.read(cell, order=Order.DMY, upto=epoch, epoch=epoch).isoformat()
        except NotADay:
            return shown(cell)
    if isinstance(cell, Decimal):
        return _number(cell)
    text = shown(cell)
    text = " ".join(text.split()) if key in ONE_LINE else text
    return text.replace("\0", "")[: BY_KEY[key].longest]


def _number(value: Decimal) -> str:
    """Three decimals would read as thousands: a fourth tells them apart."""
    text = shown(value).replace(".", ",")
    whole, comma, part = text.partition(",")
    return f"{whole},{part}0" if comma and len(part) == 3 else text


def _given(line: int, cells: Sequence[Cell], laid: Layout, epoch: date) -> Given:
    texts = ((key, text_of(key, cells[index], epoch)) for index, key in laid.keys.items() if index < len(cells))
    return Given(line, {key: text for key, text in texts if text})


def _is_heading(row: Given, laid: Layout) -> bool:
    """The headings once more, as where a sheet was printed page by page."""
    same = sum(key_of(text) == key for key, text in row.cells.items())
    return same >= 2 and same * 2 >= len(laid.keys)


def _has_headings(rows: list[Numbered]) -> bool:
    return layout(rows) is not None
