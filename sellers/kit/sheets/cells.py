"""What a cell of a spreadsheet may hold, and how a person sees it."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

# A CSV knows texts alone; a workbook also gives numbers and dates, which need no guessing about marks.
Cell = str | Decimal | date
Tidy = Callable[[str], str]


def shown(cell: Cell) -> str:
    """The cell as text: "25123", "2026-11-22"; what is empty stays empty."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return cell


def tidy(text: str) -> str:
    """One line without doubled spaces, control characters, no-break spaces and the apostrophe of a forced text."""
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text.replace("\ufeff", ""))
    if "  " in text or text[:1] == " " or text[-1:] == " ":
        text = " ".join(text.split())
    return text[1:].strip() if text[:1] == "'" else text


def tidy_lines(text: str) -> str:
    """As tidy, with the line breaks that were meant."""
    return "\n".join(tidy(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()
