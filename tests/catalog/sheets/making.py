"""Files of goods as people make them, made here so that none has to be kept."""

import io
import zipfile
from typing import Any

from openpyxl import Workbook

HEAD = ["Nama barang", "Kategori", "Satuan", "Isi kemasan", "Harga", "Stok"]
OPAK = ["Opak Manis", "Camilan", "bungkus", "250 g", "11000", "20"]


def csv(*rows: list[str], separator: str = ";", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(separator.join(row) for row in rows).encode(encoding)


def workbook(*rows: list[Any], before: int = 0, hidden: list[list[Any]] | None = None) -> bytes:
    """The rows on a visible sheet; `hidden` on one in front of it that nobody sees."""
    book = Workbook()
    sheet = book.active
    if hidden is not None:
        for row in hidden:
            sheet.append(row)
        sheet.sheet_state = "hidden"
        sheet = book.create_sheet("Barang")
        book.active = 1
    for _ in range(before):
        sheet.append([])
    for row in rows:
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()
