"""A file somebody hands in, as a table of texts: CSV of any separator and encoding, or XLSX. Pure but for the loading.

Nothing is believed about the file: it may be cut, huge, in an old encoding, or no table at all.
"""

import csv
import io

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from payments.payouts.errors import FileUnreadable

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS, MOST_CELLS, LONGEST_CELL = 20_000, 100, 500
ENCODINGS = ("utf-8-sig", "utf-16", "cp1252", "latin-1")
SEPARATORS = ";,\t|"


def table(content: bytes) -> list[list[str]]:
    """Rows of trimmed cells, empty rows left out. Raises FileUnreadable."""
    if len(content) > MOST_BYTES:
        raise FileUnreadable(_("Berkas terlalu besar. Paling besar 5 MB."))
    rows = _xlsx(content) if content.startswith(b"PK\x03\x04") else _csv(content)
    cleaned = [[_clean(cell) for cell in row[:MOST_CELLS]] for row in rows[:MOST_ROWS]]
    found = [row for row in cleaned if any(row)]
    if not found:
        raise FileUnreadable
    return found


def _xlsx(content: bytes) -> list[list[str]]:
    try:
        rows: list[list[str]] = import_string("payments.payouts.sheets_xlsx.read")(content)
    except Exception as error:  # the library raises what its parsers raise: zip, XML, key and value errors
        raise FileUnreadable from error
    return rows


def _csv(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    lines = [line for line in text.splitlines() if line.strip()][:MOST_ROWS]
    if not lines or any(ord(sign) < 9 for sign in text[:2000]):
        raise FileUnreadable
    separator = max(SEPARATORS, key=lambda sign: (_agrees(lines, sign), -SEPARATORS.index(sign)))
    try:
        return list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise FileUnreadable from error


def _agrees(lines: list[str], sign: str) -> tuple[int, int]:
    """How many of the first lines agree on how often the separator stands in them, and how often that is."""
    counts = [line.count(sign) for line in lines[:50] if line.count(sign)]
    return max(((counts.count(count), count) for count in set(counts)), default=(0, 0))


def _decoded(content: bytes) -> str:
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ENCODINGS:
        if encoding == "utf-16" and not utf16:
            continue
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable


def _clean(cell: str) -> str:
    return " ".join(cell.replace("\0", "").split())[:LONGEST_CELL]
