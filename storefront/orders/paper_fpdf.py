"""Draws a Paper with fpdf2; the only module that knows it. Loaded by the first paper.

Tables are drawn cell by cell at known places, not with the library's own tables: a year of movements takes a second
instead of a minute. Measures are millimetres, text sizes points.
"""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.fonts import CORE_FONTS_CHARWIDTHS

from storefront.orders.paper import Facts, Heading, Note, Paper, Table

MARGIN = 16.0
FOOT = 16.0
BODY, SMALL, TITLE = 9.5, 8.0, 17.0
LINE = 4.6  # one line of BODY
GAP = 2.5  # between two columns
INDENT = 44.0  # where what a fact is begins, unless its label is longer
POINTS_PER_MM = 72 / 25.4
INK, SOFT, SOGA, KUNYIT = (34, 26, 20), (95, 82, 72), (122, 68, 38), (233, 168, 32)
RULE, PALE = (230, 220, 203), (251, 246, 236)
# what the four core fonts lack and people type or we write
_INSTEAD = str.maketrans({
    "\u2212": "\u2013", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2192": ">", "\u2190": "<", "\u2605": "*",
    "\u2713": "v", "\u2610": "[ ]", "\u2264": "<=", "\u2265": ">=", "\u2010": "-", "\u2011": "-", "\t": " ",
})  # fmt: skip
# the mark: four petals of a kawung as a stall's roof, on a square of 48 (static/img/mark.svg)
_PETALS = (
    (SOGA, ((18.4, 5.4), (5.3, 17.5), (5.8, 24.4), (12.4, 22.2))),
    (KUNYIT, ((22.2, 4.0), (14.6, 21.8), (17.7, 28.4), (22.9, 23.3))),
    (KUNYIT, ((25.8, 4.0), (25.1, 23.3), (30.3, 28.4), (33.4, 21.8))),
    (SOGA, ((29.6, 5.4), (35.6, 22.2), (42.2, 24.4), (42.7, 17.5))),
)


def draw(paper: Paper) -> bytes:
    """The PDF of a paper; the same bytes for the same paper made at the same moment."""
    with translation.override(paper.language):
        sheet = _Sheet(paper)
        for block in paper.blocks:
            if isinstance(block, Heading):
                sheet.heading(block)
            elif isinstance(block, Facts):
                sheet.facts(block)
            elif isinstance(block, Table):
                sheet.table(block)
            else:
                sheet.note(block)
        sheet.number_pages()
        return bytes(sheet.pdf.output())


class _Sheet:
    """The pages so far, and how far down the last one is written."""

    def __init__(self, paper: Paper) -> None:
        self.title, self.pdf = printable(str(paper.title)), FPDF("L" if paper.wide else "P", "mm", "A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_creation_date(paper.made_at or datetime(2000, 1, 1, tzinfo=UTC))
        self.pdf.set_title(str(paper.title))
        self.pdf.set_lang(paper.language)
        self.pdf.set_creator("Lapak")
        self.right, self.bottom = self.pdf.w - MARGIN, self.pdf.h - MARGIN - FOOT / 2
        self.width = self.right - MARGIN
        self._page()
        self._letterhead(printable(str(paper.subtitle)))

    def heading(self, block: Heading) -> None:
        self._room(24)  # with the head of what follows and its first row
        self.y += 6.5
        self._text(MARGIN, printable(block.text), 12, bold=True, colour=SOGA)
        self.y += 3.5

    def facts(self, block: Facts) -> None:
        size, line = (12.5, 6.4) if block.strong else (BODY, LINE + 0.6)
        pairs = [(printable(label), printable(value)) for label, value in block.pairs]
        longest = max((wide(label, BODY) for label, _value in pairs), default=0)
        indent = min(max(longest + 6, INDENT), self.width / 2)
        for label, value in pairs:
            values = wrap(value, self.width - indent, size, block.strong)
            labels = wrap(label, indent - 2, BODY)
            self._room(line * max(len(values), len(labels)))
            for number in range(max(len(values), len(labels))):
                self.y += line
                if number < len(labels):
                    self._text(MARGIN, labels[number], BODY, colour=SOFT)
                if number < len(values):
                    self._text(MARGIN + indent, values[number], size, bold=block.strong)
        self.y += 2.5

    def table(self, block: Table) -> None:
        head = tuple(map(printable, block.headers))
        rows = [tuple(map(printable, row)) for row in block.rows]
        totals = [tuple(map(printable, row)) for row in block.totals]
        widths = _widths([*rows, *totals], head, block.align, self.width)
        self._room(LINE * 5)
        self.y += 2
        self._head(head, widths, block.align)
        last = len(rows) - 1
        for number, row in enumerate(rows):
            keep = (LINE + 2.4) * len(totals) if number == last else 0  # sums stay with the last thing they sum
            self._row(row, widths, block.align, head, keep=keep)
        for row in totals:
            self._row(row, widths, block.align, head, bold=True)
        self.y += 3

    def note(self, block: Note) -> None:
        self.y += 1
        for line in wrap(printable(block.text), self.width, BODY):
            self._room(LINE)
            self.y += LINE
            self._text(MARGIN, line, BODY, colour=SOFT)
        self.y += 1.5

    def number_pages(self) -> None:
        """The foot of every page, once it is known how many there are."""
        for page in range(1, self.pdf.pages_count + 1):
            self.pdf.page, self.pdf.current_font_is_set_on_page = page, False
            self.y = self.pdf.h - MARGIN + 3
            number = _("Halaman %(page)s dari %(pages)s") % {"page": page, "pages": self.pdf.pages_count}
            self._text(MARGIN, printable(number), SMALL, colour=SOFT)
            self._text(self.right - wide("Lapak", SMALL, True), "Lapak", SMALL, bold=True, colour=SOGA)

    def _head(self, head: Sequence[str], widths: Sequence[float], align: str) -> None:
        cells = [wrap(text, width, SMALL, True) for text, width in zip(head, widths, strict=True)]
        tall = max(map(len, cells)) * 3.6 + 3
        self.pdf.set_fill_color(*PALE)
        self.pdf.rect(MARGIN, self.y, self.width, tall, style="F")
        self._cells(cells, widths, align, SMALL, 3.6, bold=True, colour=SOGA)
        self.y += tall

    def _row(
        self, row: Sequence[str], widths: Sequence[float], align: str, head: Sequence[str], *, bold: bool = False,
        keep: float = 0,
    ) -> None:  # fmt: skip
        cells = [wrap(text, width, BODY, bold) for text, width in zip(row, widths, strict=True)]
        tall = max(map(len, cells)) * LINE + 2.4
        if self.y + tall + keep > self.bottom:
            self._page()
            self._head(head, widths, align)
        self._cells(cells, widths, align, BODY, LINE, bold=bold)
        self.y += tall
        self.pdf.set_draw_color(*(SOFT if bold else RULE))
        self.pdf.set_line_width(0.25)
        self.pdf.line(MARGIN, self.y, self.right, self.y)

    def _cells(
        self, cells: Sequence[Sequence[str]], widths: Sequence[float], align: str, size: float, line: float, *,
        bold: bool = False, colour: tuple[int, int, int] = INK,
    ) -> None:  # fmt: skip
        left, top = MARGIN, self.y
        for lines, width, side in zip(cells, widths, align, strict=True):
            for number, text in enumerate(lines):
                self.y = top + line * (number + 1)
                x = left + width - wide(text, size, bold) if side == "r" else left
                self._text(x, text, size, bold=bold, colour=colour)
            left += width + GAP
        self.y = top

    def _text(
        self, x: float, text: str, size: float, *, bold: bool = False, colour: tuple[int, int, int] = INK
    ) -> None:
        if text:
            self.pdf.set_font("helvetica", "B" if bold else "", size)
            self.pdf.set_text_color(*colour)
            self.pdf.text(x, self.y, text)

    def _room(self, needed: float) -> None:
        if self.y + needed > self.bottom:
            self._page()

    def _page(self) -> None:
        self.pdf.add_page()
        self.y = MARGIN
        if self.pdf.page > 1:
            self.y += 1
            self._text(MARGIN, self.title, SMALL, bold=True, colour=SOFT)
            self.y += 3

    def _letterhead(self, subtitle: str) -> None:
        mark(self.pdf, MARGIN, MARGIN - 4, 15)
        self.y = MARGIN + 3
        for line in wrap(self.title, self.width - 20, TITLE, True):
            self._text(MARGIN + 20, line, TITLE, bold=True, colour=SOGA)
            self.y += 7
        for line in wrap(subtitle, self.width - 20, 11):
            self._text(MARGIN + 20, line, 11, colour=SOFT)
            self.y += 5
        self.y = max(self.y, MARGIN + 14)
        self.pdf.set_draw_color(*SOGA)
        self.pdf.set_line_width(0.5)
        self.pdf.line(MARGIN, self.y, self.right, self.y)
        self.y += 3


def printable(text: str) -> str:
    """`text` in the signs the core fonts have (those of Windows-1252), one character a byte."""
    text = " ".join(text.translate(_INSTEAD).split())
    try:
        return text.encode("cp1252").decode("latin-1")
    except UnicodeEncodeError:
        return "".join(map(_nearest, text))


@lru_cache(maxsize=1024)
def _nearest(sign: str) -> str:
    """A letter without its unknown mark; nothing for a picture; a question mark for any other letter."""
    for one in (sign, unicodedata.normalize("NFKD", sign)[:1]):
        try:
            return one.encode("cp1252").decode("latin-1")
        except UnicodeEncodeError:
            continue
    return "?" if unicodedata.category(sign)[0] in "LN" else ""


def wide(text: str, size: float, bold: bool = False) -> float:
    widths = CORE_FONTS_CHARWIDTHS["helveticaB" if bold else "helvetica"]
    return sum(widths[sign] for sign in text) * size / 1000 / POINTS_PER_MM


def wrap(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Lines no wider than `width`; a word that is too long is cut."""
    if wide(text, size, bold) <= width + 0.01:
        return [text]
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if wide(longer, size, bold) <= width + 0.01:
            line = longer
            continue
        if line:
            lines.append(line)
        while wide(word, size, bold) > width + 0.01 and len(word) > 1:
            cut = next((n for n in range(len(word) - 1, 1, -1) if wide(word[:n], size, bold) <= width), 1)
            lines.append(word[:cut])
            word = word[cut:]
        line = word
    return [*lines, line]


def _widths(rows: Sequence[Sequence[str]], head: Sequence[str], align: str, whole: float) -> list[float]:
    """Amounts get what they need, texts at least their longest word; what is left goes to those that still wish."""
    inside = whole - GAP * (len(head) - 1)
    wish, need = [], []
    for n, name in enumerate(head):
        cells = {row[n] for row in rows}
        words = {word for cell in cells for word in cell.split()}
        wish.append(max([wide(name, SMALL, True), *(wide(cell, BODY, True) for cell in cells)]))
        least = max([0.0, *(wide(word, SMALL, True) for word in name.split())])
        need.append(max([least, *(wide(word, BODY, True) for word in words)]) if align[n] == "l" else wish[n])
    left = inside - sum(need)
    if left < 0:  # not even the words fit side by side: all are cut alike
        return [width * inside / sum(need) for width in need]
    more = [wanted - needed for wanted, needed in zip(wish, need, strict=True)]
    if left >= sum(more):
        growing = [n for n, side in enumerate(align) if side == "l"] or [0]
        spare = (left - sum(more)) / len(growing)
        return [width + (spare if n in growing else 0) for n, width in enumerate(wish)]
    return [needed + left * extra / sum(more) for needed, extra in zip(need, more, strict=True)]


def mark(pdf: FPDF, x: float, y: float, size: float) -> None:
    unit = size / 48
    for colour, (top, left, low, right) in _PETALS:
        pdf.set_fill_color(*colour)
        pdf.set_draw_color(*colour)
        pdf.set_line_width(0.1)
        pdf.polygon([(x + dx * unit, y + dy * unit) for dx, dy in (top, left, low, right)], style="DF")
    pdf.set_draw_color(78, 42, 22)
    pdf.set_line_width(0.8)
    for (x1, y1), (x2, y2) in (((9.5, 29.5), (9.5, 43.5)), ((38.5, 29.5), (38.5, 43.5)), ((7, 36.5), (41, 36.5))):
        pdf.line(x + x1 * unit, y + y1 * unit, x + x2 * unit, y + y2 * unit)
