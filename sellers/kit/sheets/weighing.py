"""How much a part of a workbook would become once it is read: counted as it streams by, before anything is built.

The reader of workbooks builds a whole row before it cuts it, and all texts at once; a few packed KB may be millions.
"""

from collections.abc import Iterator
from pyexpat import ExpatError, ParserCreate

from sellers.kit.sheets.errors import NotASheet, Why

MOST_IN_A_ROW = 80_000  # elements; the widest row a program writes has 16,384 cells
MOST_HEAVY = 60_000  # styles, names and the like, each of which becomes an object of its own
LONGEST_TAG = 1 << 20
CHUNK = 1 << 16
# Cells and texts, and what a summary of other cells keeps; they are read one after the other, and let go.
LIGHT = frozenset({"row", "c", "v", "f", "is", "t", "si", "x", "n", "s", "d"})


class _Count:
    def __init__(self, most: int) -> None:
        self.most, self.light, self.heavy, self.row_began, self.formulas = most, 0, 0, 0, False

    def start(self, name: str, _attributes: object) -> None:
        name = name.rpartition(" ")[2]
        if name in LIGHT:
            self.light += 1
        else:
            self.heavy += 1
        if name == "row":
            self.row_began = self.light
        self.formulas = self.formulas or name == "f"
        in_row = self.light - self.row_began if self.row_began else 0
        if self.light > self.most or self.heavy > MOST_HEAVY or in_row > MOST_IN_A_ROW:
            raise NotASheet(Why.TOO_LARGE)


def holds_formula(chunks: Iterator[bytes], *, most: int) -> bool:
    """Whether there is a formula in it; `most` elements may there be. What is no XML counts until it is none.

    Raises NotASheet for too much.
    """
    count, parser, fed = _Count(most), ParserCreate(namespace_separator=" "), 0
    parser.StartElementHandler = count.start
    try:
        for chunk in chunks:
            parser.Parse(chunk)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > LONGEST_TAG:
                raise NotASheet(Why.TOO_LARGE)
    except ExpatError:
        pass  # the reader stumbles at the same place
    return count.formulas
