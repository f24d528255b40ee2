"""A file to a table: bytes in, rows of cells out. Nothing in the file is run, and nothing is believed.

A CSV is read by csv_text; a workbook by workbook.py, which is loaded at first use because its library is heavy.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.module_loading import import_string

from sellers.kit.sheets import csv_text
from sellers.kit.sheets.cells import Cell, Tidy, shown, tidy
from sellers.kit.sheets.dates import EPOCH
from sellers.kit.sheets.errors import NotASheet, Why

Numbered = tuple[int, tuple[Cell, ...]]


@dataclass(frozen=True)
class Limits:
    """`longest` is of one cell in characters; what is longer is cut."""

    size: int
    rows: int
    columns: int
    longest: int


@dataclass(frozen=True)
class Table:
    """Rows with something in them, each with its line in the file (1 is the first). `epoch` is day 0 of serial days."""

    rows: tuple[Numbered, ...]
    kind: str  # "csv" or "xlsx"
    detail: str  # what was found: "; utf-8", or the name of the sheet
    epoch: date = EPOCH
    others: tuple[str, ...] = ()  # visible sheets of a workbook that were wanted as well, and are not read

    @property
    def width(self) -> int:
        return max((len(cells) for _line, cells in self.rows), default=0)


def read(
    data: bytes, *, limits: Limits, clean: Tidy = tidy, wanted: Callable[[list[Numbered]], bool] | None = None
) -> Table:
    """`wanted` says which of several visible sheets is meant; else the first with rows is. Raises NotASheet."""
    if len(data) > limits.size:
        raise NotASheet(Why.TOO_LARGE)
    _refuse_other_kinds(data)
    if data.startswith(b"PK"):
        opened: Callable[..., tuple[list[Numbered], str, date, tuple[str, ...]]]
        opened = import_string("sellers.kit.sheets.workbook.read")
        found, detail, epoch, others = opened(
            data, rows=limits.rows + 1, columns=limits.columns, clean=clean, wanted=wanted
        )
        table = Table(_kept(found, limits), "xlsx", detail, epoch, others)
    else:
        lines, detail = csv_text.read(data, clean=clean)
        table = Table(_kept(lines, limits), "csv", detail)
    if not table.rows:
        raise NotASheet(Why.EMPTY)
    return table


def _kept(found: list[Numbered], limits: Limits) -> tuple[Numbered, ...]:
    """Rows that hold anything, without the empty cells at their end; line numbers stay those of the file."""
    kept = []
    for line, cells in found:
        last = max((index for index, cell in enumerate(cells) if shown(cell) != ""), default=-1)
        if last >= 0:
            within = cells[: min(last + 1, limits.columns)]
            kept.append((line, tuple(_cut(cell, limits.longest) for cell in within)))
    if len(kept) > limits.rows:
        raise NotASheet(Why.TOO_LARGE)
    return tuple(kept)


def _cut(cell: Cell, longest: int) -> Cell:
    return cell[:longest] if isinstance(cell, str) else cell


def _refuse_other_kinds(data: bytes) -> None:
    start = data[:1024].lstrip().lower()
    if not data.strip(b"\0 \r\n\t"):
        raise NotASheet(Why.EMPTY)
    if data.startswith(b"%PDF"):
        raise NotASheet(Why.PDF)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotASheet(Why.OLD_EXCEL)
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta")):
        raise NotASheet(Why.WEB)
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")):
        raise NotASheet(Why.PHOTO)
    if data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise NotASheet(Why.PACKED)
