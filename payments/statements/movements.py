"""A table and a mapping to movements of money. Pure; every row of the file is either a movement or told why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from payments.statements import amounts
from payments.statements.amounts import NotAnAmount, TooFine, Way
from payments.statements.mapping import Amounts, Mapping, is_header, start_of
from sellers.kit.sheets import dates
from sellers.kit.sheets.cells import Cell, shown, tidy
from sellers.kit.sheets.reading import Table

LONGEST_TEXT = 300
OLDEST = date(2000, 1, 1)
TOTALS = ("total", "saldo", "jumlah", "balance", "subtotal", "ending", "opening", "halaman", "page")


class Why(StrEnum):
    """Why a row is no movement. The first ones are nobody's fault, the others are for a person to put right."""

    TITLE = "title"  # above the rows, or the header once more
    TOTAL = "total"  # an opening or closing line
    EMPTY = "empty"  # no money in it
    PENDING = "pending"  # the bank has not booked it yet
    NO_DAY = "no_day"
    FUTURE = "future"
    TOO_OLD = "too_old"
    NO_AMOUNT = "no_amount"
    BOTH_WAYS = "both_ways"
    NO_MARK = "no_mark"
    TOO_FINE = "too_fine"
    FORMULA = "formula"


HARMLESS = frozenset({Why.TITLE, Why.TOTAL, Why.EMPTY, Why.PENDING})


@dataclass(frozen=True)
class Movement:
    """One row the bank booked. `amount_minor` is negative when money left; `balance` is exact, as the bank says it."""

    line: int
    booked_on: date
    amount_minor: int
    text: str
    balance: Decimal | None


@dataclass(frozen=True)
class Trouble:
    line: int
    why: Why
    raw: str  # the row as it stands in the file


@dataclass(frozen=True)
class Reading:
    """`pairs` neighbours had balances, `agreeing` of them add up; `turned` add up with money in and out swapped."""

    movements: tuple[Movement, ...]
    troubles: tuple[Trouble, ...]
    pairs: int = 0
    agreeing: int = 0
    turned: int = 0

    @property
    def is_trusted(self) -> bool:
        """False when the bank's own balances speak against how the amounts were read."""
        return self.turned <= self.agreeing and self.agreeing * 2 >= self.pairs


@dataclass(frozen=True)
class _Row:
    """A row with money in it: exact amount with its sign, and the balance after it."""

    amount: Decimal
    balance: Decimal | None


class _Told(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def read(table: Table, mapping: Mapping, *, digits: int, upto: date, today: date) -> Reading:
    """`digits` are the currency's decimals, `upto` the last day of the period, `today` the day where the account is."""
    start = start_of(mapping, table)
    found: list[Movement] = []
    troubles: list[Trouble] = []
    chain: list[_Row | None] = []
    reader = _Reader(table, mapping, digits, upto, today)
    above: Movement | None = None  # the row before, when it was read
    for index, (line, cells) in enumerate(table.rows):
        try:
            if start is None or index < start or is_header(cells, mapping):
                raise _Told(Why.TITLE)
            above = reader.movement(line, cells, above, chain)
            found.append(above)
        except _Told as told:
            above = None
            # without a header the rows begin at the first that can be read
            why = Why.TITLE if not mapping.header and not found and told.why == Why.NO_DAY else told.why
            troubles.append(Trouble(line, why, raw_text(cells)))
    pairs = list(_pairs(chain))
    return Reading(tuple(found), tuple(troubles), len(pairs), _agreeing(pairs, 1), _agreeing(pairs, -1))


def raw_text(cells: tuple[Cell, ...]) -> str:
    return " | ".join(text for cell in cells if (text := shown(cell)))[:LONGEST_TEXT]


@dataclass(frozen=True)
class _Reader:
    table: Table
    mapping: Mapping
    digits: int
    upto: date
    today: date

    def movement(
        self, line: int, cells: tuple[Cell, ...], above: Movement | None, chain: list[_Row | None]
    ) -> Movement:
        day = tidy(shown(_at(cells, self.mapping.date)))
        text = " ".join(part for column in self.mapping.texts if (part := tidy(shown(_at(cells, column)))))
        if day.casefold() in ("pend", "pending"):
            raise _Told(Why.PENDING)
        if _is_total(day) or (not day and (_is_total(text) or not text)):
            raise _Told(Why.TOTAL if _has_digit(raw_text(cells)) or text or day else Why.EMPTY)
        chain.append(None)  # until the row is read, it breaks the chain of balances
        amount = self._amount(cells)
        balance = self._balance(cells)
        if amount is None:
            chain.pop()
            raise _Told(Why.TOTAL if _is_total(text) else Why.EMPTY)
        chain[-1] = _Row(amount.signed, balance)
        booked_on = self._day(cells, day, above)
        try:
            minor = amounts.to_minor(amount.signed, digits=self.digits)
        except TooFine as error:
            raise _Told(Why.TOO_FINE) from error
        return Movement(line, booked_on, minor, text[:LONGEST_TEXT], balance)

    def _day(self, cells: tuple[Cell, ...], text: str, above: Movement | None) -> date:
        if not text and above is not None:
            return above.booked_on  # the day stands once, in a cell merged over its rows
        try:
            day = dates.read(
                _at(cells, self.mapping.date), order=self.mapping.order, upto=self.upto, epoch=self.table.epoch
            )
        except dates.NotADay as error:
            raise _Told(Why.FORMULA if text.startswith("=") else Why.NO_DAY) from error
        if day > self.today:
            raise _Told(Why.FUTURE)
        if day < OLDEST:
            raise _Told(Why.TOO_OLD)
        return day

    def _amount(self, cells: tuple[Cell, ...]) -> amounts.Amount | None:
        mapping = self.mapping
        if mapping.amounts == Amounts.TWO:
            came, left = self._read(cells, mapping.incoming), self._read(cells, mapping.outgoing)
            if came is not None and left is not None:
                raise _Told(Why.BOTH_WAYS)
            return _directed(came, Way.IN) or _directed(left, Way.OUT)
        amount = self._read(cells, mapping.amount)
        if amount is None or mapping.amounts == Amounts.SIGNED:
            return amount
        way = amounts.way_of(_at(cells, mapping.mark))
        if way is None or (amount.way is not None and amount.way != way):
            raise _Told(Why.NO_MARK)
        return amounts.Amount(amount.value, way)

    def _read(self, cells: tuple[Cell, ...], column: int | None) -> amounts.Amount | None:
        cell = _at(cells, column)
        try:
            return amounts.read(cell, decimal=self.mapping.decimal)
        except NotAnAmount as error:
            raise _Told(Why.FORMULA if shown(cell).startswith("=") else Why.NO_AMOUNT) from error

    def _balance(self, cells: tuple[Cell, ...]) -> Decimal | None:
        """The balance only helps; one that cannot be read is left out."""
        if self.mapping.balance is None or not tidy(shown(_at(cells, self.mapping.balance))):
            return None
        try:
            amount = self._read(cells, self.mapping.balance)
        except _Told:
            return None
        return amount.signed if amount is not None else Decimal(0)


def _directed(amount: amounts.Amount | None, way: Way) -> amounts.Amount | None:
    """An amount of the column of money in or out. A minus in the column of money out is how some banks write it; a
    minus in the column of money in takes money back."""
    if amount is None or amount.way is None:
        return amount and amounts.Amount(amount.value, way)
    if way == Way.IN:
        return amount
    if amount.way == Way.IN:
        raise _Told(Why.BOTH_WAYS)
    return amounts.Amount(amount.value, Way.OUT)


def _is_total(text: str) -> bool:
    words = text.casefold().replace(":", " ").split()
    return bool(words) and words[0] in TOTALS and len(words) <= 4


def _has_digit(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


def _at(cells: tuple[Cell, ...], column: int | None) -> Cell:
    return cells[column] if column is not None and column < len(cells) else ""


def _pairs(chain: list[_Row | None]) -> Iterator[tuple[_Row, _Row]]:
    for one, other in pairwise(chain):
        if one is not None and other is not None and one.balance is not None and other.balance is not None:
            yield one, other


def _agreeing(pairs: list[tuple[_Row, _Row]], sign: int) -> int:
    """How many neighbours add up, the newest row last or first, whichever explains more of them."""
    down = sum(1 for one, other in pairs if _is_sum(one.balance, other.amount * sign, other.balance))
    up = sum(1 for one, other in pairs if _is_sum(other.balance, one.amount * sign, one.balance))
    return max(down, up)


def _is_sum(before: Decimal | None, amount: Decimal, after: Decimal | None) -> bool:
    return before is not None and after is not None and before + amount == after
