"""What the title lines above a statement's rows tell: its last day, and whose account it is of. Pure."""

import calendar
import re
from datetime import date

from sellers.kit.sheets.cells import Cell, shown
from sellers.kit.sheets.dates import MONTHS, NotADay, Order, read
from sellers.kit.sheets.reading import Table

TITLES = 30  # rows looked at
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAYS = re.compile(
    rf"\b(?:\d{{1,2}}[/.\-]\d{{1,2}}[/.\-]\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}} (?:{_NAMES}) \d{{4}})\b", re.I
)
_MONTH = re.compile(rf"\b(?P<month>{_NAMES})[ ,/\-]+(?P<year>20\d{{2}})\b", re.I)


def last_day(table: Table, *, start: int, order: Order, today: date) -> date:
    """The latest day the titles name, never after today; today when they name none."""
    text = "\n".join(shown(cell) for _line, cells in table.rows[: min(start, TITLES)] for cell in cells)
    found = []
    for match in _DAYS.finditer(text):
        try:
            found.append(read(match[0], order=order, upto=today))
        except NotADay:
            continue
    for match in _MONTH.finditer(text):
        year, month = int(match["year"]), MONTHS[match["month"].casefold()]
        found.append(date(year, month, calendar.monthrange(year, month)[1]))
    return min(max(found), today) if found else today


_ACCOUNT = re.compile(r"\b(?:rekening|rek|account|acc|acct)\b", re.I)
_NUMBER = re.compile(r"[\d*xX•]{2,}[\d*xX•\-. ]{2,}\d{3,}|\d{6,20}")


def is_of_another(table: Table, *, start: int, number: str) -> bool:
    """Whether the file names accounts and `number` is none of them; what the bank masked is compared by its end."""
    named = [found for cells in _accounts(table, start) for found in _numbers(cells)]
    return bool(named) and not any(_same(found, number) for found in named)


def _accounts(table: Table, start: int) -> list[tuple[Cell, ...]]:
    """Title lines about an account, and what stands in a column headed as one."""
    titles = [cells for _line, cells in table.rows[: min(start, TITLES)]]
    found = [cells for cells in titles[:-1] if any(_ACCOUNT.search(shown(cell)) for cell in cells)]
    heads = titles[-1] if titles else ()
    columns = [i for i, cell in enumerate(heads) if _ACCOUNT.search(shown(cell)) and _is_number(shown(cell))]
    rows = [cells for _line, cells in table.rows[start : start + TITLES]]
    return found + [(cells[i],) for i in columns for cells in rows if i < len(cells)]


def _is_number(heading: str) -> bool:
    return bool(re.search(r"\b(?:no|nomor|number|rekening|account)\b", heading, re.I))


def _numbers(cells: tuple[Cell, ...]) -> list[str]:
    texts = (re.sub(r"[-. ]", "", match[0]) for cell in cells for match in _NUMBER.finditer(shown(cell)))
    return [text for text in texts if sum(sign.isdigit() for sign in text) >= 3 and len(text) >= 6]


def _same(found: str, number: str) -> bool:
    digits = re.search(r"\d+$", found)
    if digits is None:
        return False
    if digits[0] == found:
        return found.lstrip("0") == number.lstrip("0")
    return number.endswith(digits[0][-4:])
