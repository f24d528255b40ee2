"""Workbooks. Loaded at first use only: openpyxl is heavy. One visible sheet is read, values and no formulas."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from sellers.kit import zips
from sellers.kit.sheets import weighing
from sellers.kit.sheets.cells import Cell, Tidy, tidy
from sellers.kit.sheets.errors import NotASheet, Why

Numbered = tuple[int, tuple[Cell, ...]]
MOST_UNPACKED = 120 * 1024 * 1024  # bytes; a zip may not grow beyond
UNPACKED, UNPACKED_A_ROW = 20 * 1024 * 1024, 2_000  # bytes, by the rows that are wanted
ELEMENTS, ELEMENTS_A_ROW = 200_000, 60  # of a part
MOST_PARTS = 400  # files inside
MOST_DIRECTORY = 256 * 1024  # bytes that name them
LAST_LINE = 1_048_576  # no spreadsheet has more
MOST_LINES = LAST_LINE + 200_000  # of all sheets together, the empty ones with them
_BROKEN = (
    InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError, ParseError, zipfile.BadZipFile,
    OSError, EOFError, RuntimeError, NotImplementedError, ArithmeticError, zlib.error, lzma.LZMAError,
)  # fmt: skip  # what a broken workbook makes its readers raise
Wanted = Callable[[list[Numbered]], bool]


def read(
    data: bytes, *, rows: int, columns: int, clean: Tidy = tidy, wanted: Wanted | None = None
) -> tuple[list[Numbered], str, date, tuple[str, ...]]:
    """Numbered rows that hold something, of the first visible sheet that has any; its name; day 0 of its serial days.

    At most `rows` are read. With `wanted` the first sheet that it answers for is taken before another, and the other
    visible ones it answers for are named at the end: they are not read.
    """
    try:
        has_formulas = _checked(data, rows)
        found, title, epoch, others = _chosen(data, rows, columns, clean, wanted)
        if has_formulas:
            found = _with_formulas(data, title, found, rows, columns)
    except NotASheet:
        raise
    except _BROKEN as error:
        raise NotASheet(Why.BROKEN) from error
    return found, title, epoch, others


def _chosen(
    data: bytes, rows: int, columns: int, clean: Tidy, wanted: Wanted | None
) -> tuple[list[Numbered], str, date, tuple[str, ...]]:
    chosen: tuple[list[Numbered], str] | None = None
    has_fit, others, budget = False, [], [MOST_LINES]
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            found = list(_filled_rows(sheet, rows, columns, clean, budget))
            if not found:
                continue
            fits = wanted is None or wanted(found)
            if fits and has_fit:
                others.append(sheet.title)
            elif fits or chosen is None:
                chosen, has_fit = (found, sheet.title), fits
            if has_fit and wanted is None:
                break
        epoch = book.epoch.date()
    finally:
        book.close()
    if chosen is None:
        raise NotASheet(Why.EMPTY)
    return *chosen, epoch, tuple(others)


def _checked(data: bytes, rows: int) -> bool:
    """Whether it holds formulas; refuses what is no workbook and what would unpack, or be built, to too much.

    A part never unpacks to more than it says: Python's zip reader stops there.
    """
    if not zips.is_within(io.BytesIO(data), entries=MOST_PARTS, directory=MOST_DIRECTORY):
        raise NotASheet(Why.TOO_LARGE)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        most = min(MOST_UNPACKED, UNPACKED + rows * UNPACKED_A_ROW)
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most:
            raise NotASheet(Why.TOO_LARGE)
        names = {part.filename for part in parts}
        if "mimetype" in names:
            raise NotASheet(Why.LIBREOFFICE)
        if "xl/workbook.xml" not in names and "[Content_Types].xml" not in names:
            raise NotASheet(Why.ZIP)
        most = ELEMENTS + rows * ELEMENTS_A_ROW
        found = [weighing.holds_formula(_chunks(archive, name), most=most) for name in sorted(names)]
        return any(found)


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as part:
        while chunk := part.read(weighing.CHUNK):
            yield chunk


def _filled_rows(sheet: Any, rows: int, columns: int, clean: Tidy, budget: list[int]) -> Iterator[Numbered]:
    """Rows that hold something, `rows` of them at most, wherever they stand; each line looked at costs of `budget`."""
    sheet.reset_dimensions()  # what the sheet says about its own size may be a lie
    lines = enumerate(sheet.iter_rows(max_row=LAST_LINE, max_col=columns, values_only=True), start=1)
    held = 0
    for line, values in lines:
        budget[0] -= 1
        if budget[0] < 0:
            raise NotASheet(Why.TOO_LARGE)
        if all(value is None for value in values):
            continue
        cells = tuple(_cell(value, clean) for value in values)
        if any(cell != "" for cell in cells):
            yield line, cells
            held += 1
            if held >= rows:
                return


def _with_formulas(data: bytes, title: str, found: list[Numbered], rows: int, columns: int) -> list[Numbered]:
    """A formula that was never reckoned has no value: its text stands in, so that the row is reported and not lost."""
    values = dict(found)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        texts = list(_filled_rows(book[title], rows, columns, tidy, [MOST_LINES]))
    finally:
        book.close()
    return [(line, _filled(values.get(line, ("",) * len(cells)), cells)) for line, cells in texts]


def _filled(cells: tuple[Cell, ...], formulas: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return tuple(formulas[index] if cell == "" and index < len(formulas) else cell for index, cell in enumerate(cells))


def _cell(value: Any, clean: Tidy) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()  # as the sheet shows it, and as it stands in a CSV
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float) and isfinite(value):
        return Decimal(repr(round(value, 4)))  # 0.1 + 0.2 in a sheet is 0.3 to whoever looks at it
    return "" if isinstance(value, time) else clean(str(value))
