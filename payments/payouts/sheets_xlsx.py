"""XLSX files, written and read. Loaded at first use only: the library is large."""

import io
import zipfile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

MOST_ROWS, MOST_CELLS = 20_000, 100
MOST_UNPACKED = 60 * 1024 * 1024  # bytes: a small file must not unpack into all the memory there is


def write(table: list[list[str]]) -> bytes:
    """One sheet of texts: an account number keeps its zeros, and nothing is a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Pencairan")
    for row in table:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=text)
            cell.data_type = "s"
            cell.number_format = "@"
            cells.append(cell)
        sheet.append(cells)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def read(content: bytes) -> list[list[str]]:
    """The first sheet's cells as texts; whole numbers without a comma. Raises whatever the library raises."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise ValueError("the workbook unpacks to too much")
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_CELLS, values_only=True)
        return [[_text(value) for value in row] for row in rows]
    finally:
        book.close()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
