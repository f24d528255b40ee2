"""Spreadsheets that are odd, damaged or made to hurt: each is read as it was meant, or refused before it costs."""

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook

from sellers.kit import zips
from sellers.kit.sheets import csv_text, reading
from sellers.kit.sheets.cells import tidy_lines
from sellers.kit.sheets.errors import NotASheet, Why
from sellers.kit.sheets.reading import Limits, Table

LIMITS = Limits(size=5_000_000, rows=1_000, columns=60, longest=4_000)
NAMED = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"


def workbook(*rows: list[Any], also: dict[str, list[list[Any]]] | None = None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for title, more in (also or {}).items():
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part in place of its own, or besides."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return held.getvalue()


def read(data: bytes, **more: Any) -> Table:
    return reading.read(data, limits=LIMITS, **more)


def why(data: bytes) -> Why:
    with pytest.raises(NotASheet) as refused:
        read(data)
    return refused.value.why


ONE = workbook(["Barang", "Harga"])
HURTING = {
    "one row of a million cells": (SHEET, f"<worksheet {NAMED}><sheetData><row r='1'>", "<c/>" * 1_000_000),
    "one row of cells under another name": (
        SHEET, f"<x:worksheet {NAMED.replace('xmlns', 'xmlns:x')}><x:sheetData><x:row r='1'>", "<x:c/>" * 200_000,
    ),
    "texts nobody names": (TEXTS, f"<sst {NAMED}>", "<si><t>a</t></si>" * 300_000),
    "one cell of a million words": (
        SHEET, f"<worksheet {NAMED}><sheetData><row r='1'><c ", " ".join(f"a{n}='1'" for n in range(150_000)),
    ),
    "two hundred thousand styles": ("xl/styles.xml", f"<styleSheet {NAMED}><cellXfs>", "<xf/>" * 200_000),
}  # fmt: skip


@pytest.mark.parametrize("kind", HURTING)
def test_a_small_file_that_would_become_much_is_refused_before_it_is_built(kind: str) -> None:
    name, start, much = HURTING[kind]
    data = with_part(ONE, name, (start + much).encode())
    assert len(data) < 500_000
    assert why(data) == Why.TOO_LARGE


def test_a_part_that_was_damaged_on_its_way_is_a_broken_file() -> None:
    data = bytearray(ONE)
    with zipfile.ZipFile(io.BytesIO(ONE)) as archive:
        at = archive.getinfo(SHEET).header_offset + 30 + len(SHEET)
    data[at : at + 40] = b"\xff" * 40
    assert why(bytes(data)) == Why.BROKEN


def test_rows_far_apart_are_all_read() -> None:
    rows: list[list[Any]] = [["Barang"]]
    for n in range(999):
        rows += [[], [], [f"Opak {n}"]]
    found = read(workbook(*rows)).rows
    assert len(found) == 1_000 and found[-1] == (2_998, ("Opak 998",))


def test_one_row_too_many_is_told_wherever_it_stands() -> None:
    assert why(workbook(*[["Opak"]] * 1_000, *[[]] * 3_000, ["Opak"])) == Why.TOO_LARGE


def test_a_row_of_formulas_alone_keeps_its_line() -> None:
    found = read(workbook(["Barang"], [], ["=A1"], [0])).rows
    assert found == ((1, ("Barang",)), (3, ("=A1",)), (4, (Decimal(0),)))


def test_other_sheets_of_the_kind_are_named_and_not_read() -> None:
    data = workbook(["Barang"], ["Opak"], also={"Petunjuk": [["Isi nama"]], "Sayur": [["Barang"], ["Bayam"]]})
    table = read(data, wanted=lambda rows: rows[0][1][0] == "Barang")
    assert (len(table.rows), table.others) == (2, ("Sayur",))
    assert read(data).others == ()


def test_true_and_false_are_read_as_they_are_shown() -> None:
    assert read(workbook(["Tayang", True, False])).rows[0][1] == ("Tayang", "TRUE", "FALSE")


def test_a_number_beyond_all_numbers_is_a_text() -> None:
    content = f"<worksheet {NAMED}><sheetData><row r='1'><c r='A1'><v>1E400</v></c></row></sheetData></worksheet>"
    assert read(with_part(ONE, SHEET, content.encode())).rows == ((1, ("inf",)),)


def test_lines_in_quotes_whole_with_a_break_inside_are_cut_again() -> None:
    data = b'"a,b,c"\n"Opak,""renyah\ngurih"",5"\n"Bayam\nsegar,x,6"\n'
    rows, _detail = csv_text.read(data, clean=tidy_lines)
    assert [cells for _line, cells in rows] == [
        ("a", "b", "c"), ("Opak", "renyah\ngurih", "5"), ("Bayam segar", "x", "6"),
    ]  # fmt: skip


def test_a_zip_says_how_much_it_names_before_it_is_read() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for n in range(70_000):  # more than the short record can say
            archive.writestr(f"{n}", b"")
    for note in (b"", b"from a computer"):
        with zipfile.ZipFile(held, "a") as archive:
            archive.comment = note
        assert zips.is_within(held, entries=70_000, directory=5_000_000)
        assert not zips.is_within(held, entries=69_999, directory=5_000_000)
        assert not zips.is_within(held, entries=70_000, directory=1_000_000)
    assert why(held.getvalue()) == Why.TOO_LARGE
    assert zips.is_within(io.BytesIO(b"no zip"), entries=0, directory=0)
