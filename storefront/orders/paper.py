"""Papers people keep: a title, facts, tables with sums and notes, as a PDF on A4.

    paper = Paper(_("Laporan uang"), "Dapur Sari", language="id", made_at=clock.now())
    paper.facts([(_("Masa"), "Agustus 2026")])
    paper.table(["Tanggal", "Untuk apa", "Jumlah"], rows, align="llr", totals=[["Akhir", "", "Rp25.000"]])
    paper.note(_("Simpan untuk pembukuan Anda."))
    paper.bytes()

All text comes written for people already: amounts and days in the reader's language. The same paper made at the same
moment gives the same bytes. What draws (24 MB of library) is loaded by the first paper, not by the server.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from django.utils.functional import Promise
from django.utils.module_loading import import_string

Text = str | Promise


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Facts:
    """Pairs of a label and what it is, one under the other; `strong` prints them large."""

    pairs: tuple[tuple[str, str], ...]
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """`align` has one letter a column: l or r. `totals` are rows at the end, in bold, kept with what they sum."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: str
    totals: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Note:
    text: str


Block = Heading | Facts | Table | Note


@dataclass
class Paper:
    """`made_at` is kept in the file; `wide` turns the sheet on its side."""

    title: Text
    subtitle: Text = ""
    language: str = "id"
    made_at: datetime | None = None
    wide: bool = False
    blocks: list[Block] = field(default_factory=list)

    def heading(self, text: Text) -> "Paper":
        return self._with(Heading(str(text)))

    def facts(self, pairs: Iterable[tuple[Text, Text]], *, strong: bool = False) -> "Paper":
        return self._with(Facts(tuple((str(label), str(value)) for label, value in pairs), strong))

    def table(
        self,
        headers: Sequence[Text],
        rows: Iterable[Sequence[Text]],
        *,
        align: str = "",
        totals: Iterable[Sequence[Text]] = (),
    ) -> "Paper":
        """Rows as long as `headers`; columns are left unless `align` says r. Raises ValueError for another length."""
        table = Table(
            _texts(headers), tuple(map(_texts, rows)), align or "l" * len(headers), tuple(map(_texts, totals))
        )
        lengths = {len(table.align), *map(len, table.rows), *map(len, table.totals)}
        if lengths != {len(headers)} or set(table.align) - set("lr"):
            raise ValueError(f"{len(headers)} columns, but the rows or the alignment have another number")
        return self._with(table)

    def note(self, text: Text) -> "Paper":
        return self._with(Note(str(text)))

    def bytes(self) -> bytes:
        """The PDF."""
        return _draw()(self)

    def _with(self, block: Block) -> "Paper":
        self.blocks.append(block)
        return self


def _texts(cells: Sequence[Text]) -> tuple[str, ...]:
    return tuple(str(cell) for cell in cells)


@cache
def _draw() -> Callable[[Paper], bytes]:
    draw: Callable[[Paper], bytes] = import_string("storefront.orders.paper_fpdf.draw")
    return draw
