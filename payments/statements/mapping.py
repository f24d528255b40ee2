"""Which column of a bank's file means what. Saved as JSON once a person saw the preview; found again by its header.

Banks put a changing number of title lines above the header, so the header's own texts say where the rows begin.
"""

from collections.abc import Mapping as Given
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from payments.statements.errors import MappingIncomplete
from payments.statements.headings import joined
from payments.statements.reading import MOST_COLUMNS
from sellers.kit.sheets.cells import Cell, shown, tidy
from sellers.kit.sheets.dates import Order
from sellers.kit.sheets.reading import Table

HEADER_WITHIN = 80  # rows: a header stands near the top
MARKS = (",", ".")


class Amounts(StrEnum):
    SIGNED = "signed"  # one column; a minus, brackets, or DB beside the number is money out
    TWO = "two"  # a column of money in and one of money out
    MARKED = "marked"  # one column of amounts, and one that says DB or CR


@dataclass(frozen=True)
class Mapping:
    """Columns count from 0. `header` holds the texts of the header line, () when the file has none."""

    date: int
    order: Order
    amounts: Amounts
    decimal: str  # the mark before the decimals: "," or "."
    amount: int | None = None
    incoming: int | None = None
    outgoing: int | None = None
    mark: int | None = None
    texts: tuple[int, ...] = ()
    balance: int | None = None
    header: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "date": self.date,
            "order": self.order.value,
            "amounts": self.amounts.value,
            "decimal": self.decimal,
            "amount": self.amount,
            "incoming": self.incoming,
            "outgoing": self.outgoing,
            "mark": self.mark,
            "texts": list(self.texts),
            "balance": self.balance,
            "header": list(self.header),
        }

    def checked(self) -> "Mapping":
        """Itself; raises MappingIncomplete with what is missing, so that no file is read by half a mapping."""
        needed = {
            Amounts.SIGNED: (self.amount,),
            Amounts.TWO: (self.incoming, self.outgoing),
            Amounts.MARKED: (self.amount, self.mark),
        }[self.amounts]
        if None in needed:
            raise MappingIncomplete(_("Pilih kolom jumlah uang."), field="jumlah")
        used = [self.date, *(column for column in needed if column is not None)]
        if self.balance is not None:
            used.append(self.balance)
        if len(set(used)) != len(used):
            raise MappingIncomplete(_("Satu kolom dipilih untuk dua hal. Pilih kolom lain."), field="jumlah")
        if not self.texts:
            raise MappingIncomplete(_("Pilih kolom keterangan."), field="uraian")
        return self


def from_json(given: Given[str, Any]) -> Mapping | None:
    """The mapping that was saved; None when what was saved is not one."""
    try:
        return Mapping(
            date=_column(given["date"]) or 0,
            order=Order(given["order"]),
            amounts=Amounts(given["amounts"]),
            decimal=given["decimal"] if given["decimal"] in MARKS else MARKS[0],
            amount=_column(given.get("amount")),
            incoming=_column(given.get("incoming")),
            outgoing=_column(given.get("outgoing")),
            mark=_column(given.get("mark")),
            texts=tuple(column for one in given.get("texts", ()) if (column := _column(one)) is not None),
            balance=_column(given.get("balance")),
            header=tuple(str(text) for text in given.get("header", ()))[:MOST_COLUMNS],
        ).checked()
    except (KeyError, ValueError, TypeError, MappingIncomplete):
        return None


def start_of(mapping: Mapping, table: Table) -> int | None:
    """The index of the first row under the header; 0 without a header; None when the header is not in this file."""
    if not mapping.header:
        return 0
    rows = table.rows[:HEADER_WITHIN]
    for index, (_line, cells) in enumerate(rows):
        if is_header(cells, mapping):
            return index + 1
        if index + 1 < len(rows) and is_header(joined(_texts(cells), _texts(rows[index + 1][1])), mapping):
            return index + 2
    return None


def is_header(cells: Sequence[Cell], mapping: Mapping) -> bool:
    """Whether the columns the mapping uses are headed as they were when it was saved."""
    used = _used(mapping)
    if not any(_named(mapping.header, column) for column in used):
        return False
    return all(_named(mapping.header, column) == _named(cells, column) for column in used)


def with_header(mapping: Mapping, table: Table, line: int) -> Mapping:
    """The mapping headed by the row on `line` of the file, joined with the one above when that heads the days."""
    index = next((index for index, (number, _cells) in enumerate(table.rows) if number == line), None)
    if index is None:
        return replace(mapping, header=())
    own = _texts(table.rows[index][1])
    if index and not _named(own, mapping.date):
        own = joined(_texts(table.rows[index - 1][1]), own)
    return replace(mapping, header=own)


def header_line(mapping: Mapping, table: Table) -> int:
    """The line of the file the header stands on; 0 when there is none."""
    start = start_of(mapping, table)
    return table.rows[start - 1][0] if start else 0


def _used(mapping: Mapping) -> list[int]:
    """The columns that must be headed the same. A second line of headers leaves some of them empty."""
    columns = (mapping.date, mapping.amount, mapping.incoming, mapping.outgoing, mapping.mark, mapping.balance)
    return [column for column in columns if column is not None]


def _texts(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    return tuple(shown(cell) for cell in cells)


def _named(cells: Sequence[Cell], column: int) -> str:
    return tidy(shown(cells[column])).casefold() if 0 <= column < len(cells) else ""


def _column(given: Any) -> int | None:
    if given is None or given == "":
        return None
    column = int(given)
    if not 0 <= column < MOST_COLUMNS:
        raise ValueError(f"no column {column}")
    return column
