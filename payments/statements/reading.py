"""A bank's file to a table: bytes in, rows of cells out. Nothing in the file is run, and nothing is believed.

A CSV is read here; a workbook by reading_xlsx, which is loaded at first use because its library is heavy.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from payments.statements import reading_csv
from payments.statements.cells import Cell, shown
from payments.statements.dates import EPOCH
from payments.statements.errors import FileTooLarge, NotAStatement

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 60
LONGEST_CELL = 500

Numbered = tuple[int, tuple[Cell, ...]]


@dataclass(frozen=True)
class Table:
    """Rows with something in them, each with its line in the file (1 is the first). `epoch` is day 0 of serial days."""

    rows: tuple[Numbered, ...]
    kind: str  # "csv" or "xlsx"
    detail: str  # what was found: "; utf-8", or the name of the sheet
    epoch: date = EPOCH

    @property
    def width(self) -> int:
        return max((len(cells) for _line, cells in self.rows), default=0)


def read(data: bytes) -> Table:
    """Raises NotAStatement or FileTooLarge, whose sentences say how to get a file that can be read."""
    if len(data) > MOST_BYTES:
        raise FileTooLarge
    _refuse_other_kinds(data)
    if data.startswith(b"PK"):
        opened: Callable[..., tuple[list[Numbered], str, date]] = import_string("payments.statements.reading_xlsx.read")
        found, detail, epoch = opened(data, rows=MOST_ROWS + 1, columns=MOST_COLUMNS)
        table = Table(_kept(found), "xlsx", detail, epoch)
    else:
        lines, detail = reading_csv.read(data)
        table = Table(_kept(lines), "csv", detail)
    if not table.rows:
        raise NotAStatement(_("Berkas ini kosong. Unduh lagi mutasi dari bank."))
    return table


def _kept(found: list[Numbered]) -> tuple[Numbered, ...]:
    """Rows that hold anything, without the empty cells at their end; line numbers stay those of the file."""
    kept = []
    for line, cells in found:
        last = max((index for index, cell in enumerate(cells) if shown(cell) != ""), default=-1)
        if last >= 0:
            kept.append((line, tuple(_cut(cell) for cell in cells[: min(last + 1, MOST_COLUMNS)])))
    if len(kept) > MOST_ROWS:
        raise FileTooLarge
    return tuple(kept)


def _cut(cell: Cell) -> Cell:
    return cell[:LONGEST_CELL] if isinstance(cell, str) else cell


def _refuse_other_kinds(data: bytes) -> None:
    start = data[:1024].lstrip().lower()
    if not data.strip(b"\0 \r\n\t"):
        raise NotAStatement(_("Berkas ini kosong. Unduh lagi mutasi dari bank."))
    if data.startswith(b"%PDF"):
        raise NotAStatement(_("Ini PDF. Di internet banking, unduh mutasi sebagai CSV atau Excel."))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotAStatement(_("Ini Excel lama (.xls) atau bersandi. Buka di Excel, simpan sebagai .xlsx atau CSV."))
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta")):
        raise NotAStatement(_("Ini halaman web yang disimpan. Buka di Excel, simpan sebagai .xlsx atau CSV."))
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")):
        raise NotAStatement(_("Ini foto. Unduh mutasi dari internet banking sebagai CSV atau Excel."))
    if data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise NotAStatement(_("Berkas ini masih dipadatkan. Buka dulu, lalu pilih CSV atau Excel di dalamnya."))
