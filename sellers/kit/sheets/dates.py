"""Days as banks and people write them. Pure: a cell in, a day out; what could be two days is read in the order said."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from sellers.kit.sheets.cells import Cell, tidy

EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet's serial numbers
SERIALS = range(32_874, 73_051)  # 1990 to 2099
LONGEST = 40


class NotADay(ValueError):
    """The cell holds no day, or none that exists."""


class Order(StrEnum):
    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


_NAMES = (
    ("januari", "january", "jan"),
    ("februari", "february", "pebruari", "feb", "peb"),
    ("maret", "march", "mar", "mrt"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agt", "agu", "ags", "aug", "agst"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "december", "des", "dec"),
)
MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names}
_TIME = re.compile(
    r"[\sT,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:am|pm|wib|wita|wit|z)?(?:[+-]\d{2}:?\d{2})?$", re.I
)
_PARTS = re.compile(r"[\s/.,\-]+")
_WEEKDAY = re.compile(r"^(?:senin|selasa|rabu|kamis|jumat|sabtu|minggu|mon|tue|wed|thu|fri|sat|sun)[a-z']*[,\s]+", re.I)


def read(cell: Cell, *, order: Order, upto: date, epoch: date = EPOCH) -> date:
    """The day of a cell. `upto` is the last day of the statement's period: a day without a year is the last such day
    on or before it. `epoch` is day 0 of serial numbers. Raises NotADay.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, Decimal):
        return _serial(cell, epoch) or _digits(f"{cell.normalize():f}", order)
    text = _TIME.sub("", tidy(cell)[: LONGEST + 1])
    text = _WEEKDAY.sub("", text)
    if not text or len(text) > LONGEST:
        raise NotADay
    if text.isascii() and text.isdigit():
        return (_serial(Decimal(text), epoch) if len(text) == 5 else None) or _digits(text, order)
    return _of_parts([part for part in _PARTS.split(text) if part], order, upto)


def _of_parts(parts: list[str], order: Order, upto: date) -> date:
    named = [index for index, part in enumerate(parts) if part.casefold() in MONTHS]
    if len(named) == 1:
        month = MONTHS[parts.pop(named[0]).casefold()]
        numbers = [_number(part) for part in parts]
        if len(numbers) == 1:
            return _without_year(numbers[0], month, upto)
        if len(numbers) != 2:
            raise NotADay
        year_first = len(parts[0]) == 4
        day, year = (numbers[1], numbers[0]) if year_first else (numbers[0], numbers[1])
        return _day(_year(year, parts[0 if year_first else 1]), month, day)
    if named:
        raise NotADay
    numbers = [_number(part) for part in parts]
    if len(numbers) == 2 and max(len(part) for part in parts) <= 2:
        day, month = (numbers[1], numbers[0]) if order == Order.MDY else (numbers[0], numbers[1])
        return _without_year(day, month, upto)
    if len(numbers) != 3:
        raise NotADay
    if len(parts[0]) == 4:
        return _day(numbers[0], numbers[1], numbers[2])
    if order == Order.YMD:
        if len(parts[2]) == 4:
            raise NotADay
        return _day(_year(numbers[0], parts[0]), numbers[1], numbers[2])
    day, month = (numbers[1], numbers[0]) if order == Order.MDY else (numbers[0], numbers[1])
    return _day(_year(numbers[2], parts[2]), month, day)


def _digits(text: str, order: Order) -> date:
    """20261122, 22112026 or 221126, by the order that was said."""
    if len(text) not in (6, 8):
        raise NotADay
    wide = len(text) - 4
    if order == Order.YMD:
        parts = [text[:wide], text[wide : wide + 2], text[wide + 2 :]]
    else:
        parts = [text[:2], text[2:4], text[4:]]
    year, month, day = _sorted(parts, order)
    return _day(_year(int(year), year), int(month), int(day))


def _sorted(parts: list[str], order: Order) -> tuple[str, str, str]:
    first, second, third = parts
    if order == Order.YMD:
        return first, second, third
    return (third, first, second) if order == Order.MDY else (third, second, first)


def _serial(number: Decimal, epoch: date) -> date | None:
    return epoch + timedelta(days=int(number)) if int(number) in SERIALS else None


def _without_year(day: int, month: int, upto: date) -> date:
    """The last such day on or before `upto`; 29 February goes back to a leap year."""
    for year in range(upto.year, upto.year - 5, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= upto:
            return found
    raise NotADay


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise NotADay
    return int(text)


def _year(number: int, text: str) -> int:
    if len(text) == 4:
        return number
    if len(text) == 2:
        return 2000 + number
    raise NotADay


def _day(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise NotADay from error
    if not 1990 <= found.year <= 2099:
        raise NotADay
    return found
