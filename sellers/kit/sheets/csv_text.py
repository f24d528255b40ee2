"""Texts with a separator, as programs export them and people save them again: encodings, quotes and separators vary."""

import csv
import io
from collections import Counter

from sellers.kit.sheets.cells import Cell, Tidy, tidy

SEPARATORS = (";", "\t", "|", ",")  # the comma last: it stands inside amounts too
SAMPLE = 200  # lines looked at to find the separator
MOST_LINES_IN_A_CELL = 5  # more: a quote was never closed; where texts of several lines are meant, LINES_MEANT
LINES_MEANT = 200


def read(data: bytes, *, clean: Tidy = tidy) -> tuple[list[tuple[int, tuple[Cell, ...]]], str]:
    """Numbered rows, and what was found, such as "; utf-8". `clean` tidies each cell: in one line, or in its lines."""
    text, encoding = decoded(data)
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = _declared(lines) or _separator(lines.split("\n")[:SAMPLE])
    rows = _unwrapped(_rows(lines, separator, clean), separator, clean)
    if separator != "," and lines[:4].lower() == "sep=":
        rows = rows[1:]
    return rows, f"{separator if separator != chr(9) else 'tab'} {encoding}"


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the encoding it was in. Every byte means something in the last one tried, so this never fails."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "utf-16"
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig", errors="replace"), "utf-8"
    sample = data[:2000]
    if sample and sample.count(0) > len(sample) // 4:  # every second byte is nothing: UTF-16 without its mark
        order = "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"
        return data.decode(order, errors="replace"), "utf-16"
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"


def _declared(text: str) -> str:
    """The "sep=;" that Excel writes into the first line."""
    return text[4:5] if text[:4].lower() == "sep=" and text[4:5] in SEPARATORS else ""


def _separator(lines: list[str]) -> str:
    """The one that cuts most lines into the same number of parts, three or more if possible."""
    best, most = SEPARATORS[-1], (0, 0)
    for separator in SEPARATORS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1)
        except csv.Error:
            continue
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda one: (one[1], one[0]))
        if (times if width > 2 else times // 2, width) > most:
            best, most = separator, (times if width > 2 else times // 2, width)
    return best


def _rows(text: str, separator: str, clean: Tidy) -> list[tuple[int, tuple[Cell, ...]]]:
    """Rows with quotes as they are meant; without, when a quote was opened and never closed."""
    most_lines = MOST_LINES_IN_A_CELL if clean is tidy else LINES_MEANT
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        reader = csv.reader(io.StringIO(text), delimiter=separator, quoting=quoting)
        rows: list[tuple[int, tuple[Cell, ...]]] = []
        line = 1
        try:
            for row in reader:
                if quoting != csv.QUOTE_NONE and any(cell.count("\n") > most_lines for cell in row):
                    raise csv.Error("a quote that is never closed")
                rows.append(
                    (line, tuple(clean(cell if quoting != csv.QUOTE_NONE else cell.strip('"')) for cell in row))
                )
                line = reader.line_num + 1
        except csv.Error:
            continue
        return rows
    return [(number, (tidy(line[:500]),)) for number, line in enumerate(text.split("\n"), start=1)]


def _unwrapped(
    rows: list[tuple[int, tuple[Cell, ...]]], separator: str, clean: Tidy
) -> list[tuple[int, tuple[Cell, ...]]]:
    """Lines that were put in quotes whole, as a spreadsheet does that did not know the separator, are cut again."""
    filled = [row for row in rows if any(row[1])]
    single = [row for row in filled if len([cell for cell in row[1] if cell]) == 1]
    inside = [row for row in single if isinstance(row[1][0], str) and row[1][0].count(separator) >= 2]
    if len(inside) * 2 <= len(filled):
        return rows
    cut: list[tuple[int, tuple[Cell, ...]]] = []
    for line, cells in rows:
        text = cells[0] if cells and isinstance(cells[0], str) else ""
        whole = text.count(separator) >= 2 and not any(cells[1:])
        again = _cut(text, separator) if whole else []
        cut.append((line, tuple(clean(cell) for cell in again) if again else cells))
    return cut


def _cut(text: str, separator: str) -> list[str]:
    """The cells of one line; a break in the middle is kept inside quotes, and a space elsewhere. [] where none is."""
    for one in (text, text.replace("\n", " ")):
        try:
            found = list(csv.reader(io.StringIO(one), delimiter=separator))
        except csv.Error:  # longer than a cell may be
            continue
        if len(found) == 1:
            return found[0]
    return []
