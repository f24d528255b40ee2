"""Workbooks. Loaded at first use only: openpyxl is heavy. The first sheet with rows is read, values and no formulas."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from payments.statements.cells import Cell, tidy
from payments.statements.errors import FileTooLarge, NotAStatement

MOST_UNPACKED = 120 * 1024 * 1024  # bytes; a zip may not grow beyond
MOST_PARTS = 400  # files inside


def read(data: bytes, *, rows: int, columns: int) -> tuple[list[tuple[int, tuple[Cell, ...]]], str, date]:
    """Numbered rows of the first sheet that has any, its name, and day 0 of its serial days."""
    has_formulas = _checked(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                found = [(line, _cells(values)) for line, values in _rows(sheet, rows, columns)]
                if any(any(cells) for _line, cells in found):
                    if has_formulas:
                        found = _with_formulas(data, sheet.title, found, rows, columns)
                    return found, sheet.title, book.epoch.date()
        finally:
            book.close()
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError, ParseError,
            zipfile.BadZipFile, OSError, EOFError) as error:  # fmt: skip  # what a broken workbook makes it raise
        raise _broken() from error
    raise NotAStatement(_("Berkas ini kosong. Unduh lagi mutasi dari bank."))


def _broken() -> NotAStatement:
    return NotAStatement(_("Berkas Excel ini tidak bisa dibaca. Simpan ulang sebagai .xlsx atau CSV."))


def _checked(data: bytes) -> bool:
    """Whether the sheets hold formulas; refuses what is no workbook and what would unpack to too much.

    A part never unpacks to more than it says: Python's zip reader stops there.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _broken() from error
    with archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise FileTooLarge
        names = {part.filename for part in parts}
        if "mimetype" in names:
            raise NotAStatement(_("Ini berkas LibreOffice. Simpan sebagai .xlsx atau CSV."))
        if "xl/workbook.xml" not in names and "[Content_Types].xml" not in names:
            raise NotAStatement(_("Ini berkas zip. Buka dulu, lalu pilih CSV atau Excel di dalamnya."))
        return any(_holds_formula(archive, name) for name in names if name.startswith("xl/worksheets/sheet"))


def _holds_formula(archive: zipfile.ZipFile, name: str) -> bool:
    tail = b""
    try:
        with archive.open(name) as part:
            while chunk := part.read(1 << 20):
                if b"<f>" in tail + chunk or b"<f " in tail + chunk:
                    return True
                tail = chunk[-3:]
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise _broken() from error
    return False


def _rows(sheet: Any, rows: int, columns: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    sheet.reset_dimensions()  # what the sheet says about its own size may be a lie
    return enumerate(sheet.iter_rows(max_row=rows + 100, max_col=columns, values_only=True), start=1)


def _with_formulas(
    data: bytes, title: str, found: list[tuple[int, tuple[Cell, ...]]], rows: int, columns: int
) -> list[tuple[int, tuple[Cell, ...]]]:
    """A formula that was never reckoned has no value: its text stands in, so that the row is reported and not lost."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        texts = dict(_rows(book[title], rows, columns))
    finally:
        book.close()
    return [(line, _filled(cells, texts.get(line, ()))) for line, cells in found]


def _filled(cells: tuple[Cell, ...], formulas: tuple[Any, ...]) -> tuple[Cell, ...]:
    return tuple(
        tidy(str(formulas[index])) if cell == "" and index < len(formulas) and formulas[index] is not None else cell
        for index, cell in enumerate(cells)
    )


def _cells(values: tuple[Any, ...]) -> tuple[Cell, ...]:
    return tuple(_cell(value) for value in values)


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(round(value, 4)))  # 0.1 + 0.2 in a sheet is 0.3 to whoever looks at it
    return "" if isinstance(value, time) else tidy(str(value))
