"""The sheet of goods as a workbook. Loaded at first use only: openpyxl is heavy. No cell is ever a formula."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

WIDE = {"name": 28, "description": 44, "photos": 28, "category": 20, "seen": 4}
LAST_ROW = 1_001


def write(
    *,
    titles: tuple[str, str, str],
    columns: Sequence[tuple[str, str, str]],
    rows: Iterable[Mapping[str, str]],
    numbers: frozenset[str],
    lists: Mapping[str, Sequence[str]],
) -> bytes:
    """`titles` name the sheets: goods, explanations, lists. `columns` are key, heading, explanation.

    `lists` are what may be chosen in a column; `numbers` the columns written as numbers, all others are texts.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = titles[0]
    for place, (key, heading, _explained) in enumerate(columns, 1):
        _put(sheet, 1, place, heading)
        head = sheet.cell(1, place)
        head.font, head.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="243B7A")
        sheet.column_dimensions[get_column_letter(place)].width = WIDE.get(key, 16)
    for line, row in enumerate(rows, 2):
        for place, (key, _heading, _explained) in enumerate(columns, 1):
            if row.get(key):
                _put(sheet, line, place, row[key], as_number=key in numbers)
    sheet.freeze_panes = "D2"
    _explain(book.create_sheet(titles[1]), columns)
    _offer(sheet, book.create_sheet(titles[2]), [key for key, _heading, _explained in columns], lists)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _offer(sheet: Any, choices: Any, keys: Sequence[str], lists: Mapping[str, Sequence[str]]) -> None:
    """What may be chosen stands in a sheet nobody sees; something else may be typed, for the check says it better."""
    choices.sheet_state = "hidden"
    for place, (key, values) in enumerate(lists.items(), 1):
        for line, value in enumerate(values, 1):
            _put(choices, line, place, value)
        column, letter = get_column_letter(keys.index(key) + 1), get_column_letter(place)
        source = f"'{choices.title}'!${letter}$1:${letter}${len(values)}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
        rule.add(f"{column}2:{column}{LAST_ROW}")
        sheet.add_data_validation(rule)


def _explain(sheet: Any, columns: Sequence[tuple[str, str, str]]) -> None:
    for line, (_key, heading, explained) in enumerate(columns, 1):
        _put(sheet, line, 1, heading)
        sheet.cell(line, 1).font = Font(bold=True)
        _put(sheet, line, 2, explained)
        sheet.cell(line, 2).alignment = Alignment(wrap_text=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 70


def _put(sheet: Any, line: int, place: int, text: str, *, as_number: bool = False) -> None:
    """A text stays one, also "=1+1" and "0812": the cell says so, and so it does when somebody edits it."""
    cell = sheet.cell(line, place)
    if as_number and text.replace(",", "", 1).isdigit() and text.isascii():
        cell.value = float(text.replace(",", ".")) if "," in text else int(text)
        return
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True
