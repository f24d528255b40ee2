"""A mapping proposed for a file nobody has mapped yet, with the reasons for it. A person sees both before an import."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from payments.statements import amounts
from payments.statements.amounts import NotAnAmount
from payments.statements.headings import Role, joined, role_of
from payments.statements.mapping import HEADER_WITHIN, Amounts, Mapping
from sellers.kit.sheets import dates
from sellers.kit.sheets.cells import Cell, shown, tidy
from sellers.kit.sheets.dates import NotADay, Order
from sellers.kit.sheets.reading import Table

SAMPLE = 400  # rows looked at
MOSTLY = 0.7


@dataclass(frozen=True)
class Reason:
    """Why a part was chosen: `of` is a word of REASONS on the page, `column` where there is one."""

    of: str
    column: int | None = None


@dataclass(frozen=True)
class Guess:
    mapping: Mapping | None  # None: no column of days or no column of money was found
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Column:
    """What the cells of one column under the header look like; shares of the filled ones."""

    index: int
    filled: int
    days: float
    marks: float
    commas: float  # read as amounts with the comma before the decimals
    points: float
    length: float

    @property
    def numbers(self) -> float:
        return max(self.commas, self.points)


def guess(table: Table, today: date) -> Guess:
    """Headings first, as far as the cells under them agree; else the cells alone."""
    top, header = _header(table)
    rows = [cells for _line, cells in table.rows[top : top + SAMPLE]]
    columns = [_look(rows, index, today) for index in range(table.width)]
    roles = {index: role for index, text in enumerate(header) if (role := role_of(text)) is not None}
    day = _day_column(columns, roles)
    if day is None:
        return Guess(None, (Reason("no_days"),))
    reasons = [Reason("days_by_heading" if roles.get(day) == Role.DATE else "days_by_cells", day)]
    order, sure = _order([cells[day] for cells in rows if day < len(cells)], today)
    reasons.append(Reason(f"order_{order.value}" if sure else "order_unsure", day))
    named = {index for index, text in enumerate(header) if text and index not in roles}  # an account's number
    money = _money([c for c in columns if c.index not in named], roles, day, rows)
    if money is None:
        return Guess(None, (*reasons, Reason("no_money")))
    reasons.append(Reason(f"money_{money.amounts.value}", money.amount if money.amount is not None else money.incoming))
    texts = _texts(columns, roles, money, day)
    used = [column for column in columns if column.index in (money.amount, money.incoming, money.outgoing)]
    decimal = "." if sum(c.points for c in used) > sum(c.commas for c in used) else ","
    reasons.append(Reason("decimal_comma" if decimal == "," else "decimal_point"))
    mapping = replace(money, date=day, order=order, decimal=decimal, texts=texts, header=header)
    return Guess(mapping, tuple(reasons))


def _header(table: Table) -> tuple[int, tuple[str, ...]]:
    """How many rows stand above the first movement, and the headings; two lines are joined when a title is merged
    over several columns and the second line says which is which."""
    best, most = -1, 1
    for index, (_line, cells) in enumerate(table.rows[:HEADER_WITHIN]):
        found = {role for cell in cells if isinstance(cell, str) and (role := role_of(cell)) is not None}
        money = found & {Role.AMOUNT, Role.INCOMING, Role.OUTGOING}
        score = len(found) + (2 if Role.DATE in found else 0) + (1 if money else 0)
        if len(found) > 1 and (Role.DATE in found or len(money) > 1) and score > most:
            best, most = index, score
    if best < 0:
        return 0, ()
    own = tuple(shown(cell) for cell in table.rows[best][1])
    above = tuple(shown(cell) for cell in table.rows[best - 1][1]) if best else ()
    below = tuple(shown(cell) for cell in table.rows[best + 1][1]) if best + 1 < len(table.rows) else ()
    roles = {role_of(text) for text in own} - {None}
    if _completes(below, roles, own):
        return best + 2, joined(own, below)
    if Role.DATE not in roles and Role.DATE in {role_of(text) for text in above}:
        return best + 1, joined(above, own)
    return best + 1, own


def _completes(below: tuple[str, ...], roles: set[Role | None], own: tuple[str, ...]) -> bool:
    """A second line of headings names money in and out, has no digits, and stands where the first one is empty."""
    more = {role_of(text) for text in below if text} - {None}
    return (
        {Role.INCOMING, Role.OUTGOING} <= more
        and not {Role.INCOMING, Role.OUTGOING} <= roles
        and not any(sign.isdigit() for text in below for sign in text)
        and bool(own)
    )


def _look(rows: Sequence[tuple[Cell, ...]], index: int, today: date) -> Column:
    cells = [cells[index] for cells in rows if index < len(cells) and tidy(shown(cells[index]))]
    if not cells:
        return Column(index, 0, 0, 0, 0, 0, 0)
    count = len(cells)
    return Column(
        index=index,
        filled=count,
        days=sum(any(_is_day(cell, order, today) for order in Order) for cell in cells) / count,
        marks=sum(amounts.way_of(cell) is not None for cell in cells) / count,
        commas=sum(_is_amount(cell, ",") for cell in cells) / count,
        points=sum(_is_amount(cell, ".") for cell in cells) / count,
        length=sum(len(shown(cell)) for cell in cells) / count,
    )


def _is_day(cell: Cell, order: Order, today: date) -> bool:
    try:
        dates.read(cell, order=order, upto=today)
    except NotADay:
        return False
    return True


def _is_amount(cell: Cell, decimal: str) -> bool:
    try:
        amounts.read(cell, decimal=decimal)
    except NotAnAmount:
        return False
    return True


def _day_column(columns: list[Column], roles: dict[int, Role]) -> int | None:
    """The column headed as a date that holds most days, else any that mostly holds days. Totals stand below them."""
    headed = [c for c in columns if roles.get(c.index) == Role.DATE and c.days > 0]
    if headed:
        return max(headed, key=lambda c: (round(c.days, 1), -c.index)).index
    likely = [c for c in columns if c.days >= MOSTLY and roles.get(c.index) in (None, Role.DATE)]
    return max(likely, key=lambda c: (c.filled, -c.index)).index if likely else None


def _order(cells: list[Cell], today: date) -> tuple[Order, bool]:
    """The order most cells can be read in, and whether another one fits as well."""
    texts = [cell for cell in cells if isinstance(cell, str) and cell]
    fits = {order: sum(_is_day(text, order, today) for text in texts) for order in Order}
    best = max(Order, key=lambda order: fits[order])
    differ = any(
        fits[other] == fits[best] and _read_differs(texts, best, other, today) for other in Order if other != best
    )
    return best, not differ


def _read_differs(texts: list[str], one: Order, other: Order, today: date) -> bool:
    both = [text for text in texts if _is_day(text, one, today) and _is_day(text, other, today)]
    return any(dates.read(t, order=one, upto=today) != dates.read(t, order=other, upto=today) for t in both)


def _money(columns: list[Column], roles: dict[int, Role], day: int, rows: Sequence[tuple[Cell, ...]]) -> Mapping | None:
    """Which columns hold the money. Everything but the amounts is filled in by the caller."""
    headed = {Role.AMOUNT, Role.INCOMING, Role.OUTGOING, Role.BALANCE}
    numeric = [
        c
        for c in columns
        if c.index != day and c.numbers >= (0.01 if roles.get(c.index) in headed else MOSTLY) and c.marks < 0.5
    ]
    by_role = {role: [c.index for c in numeric if roles.get(c.index) == role] for role in Role}
    balance = next(iter(by_role[Role.BALANCE]), None)
    bare = {c.index for c in columns if not c.filled}
    empty_in = [i for i, role in roles.items() if role == Role.INCOMING and i in bare]
    empty_out = [i for i, role in roles.items() if role == Role.OUTGOING and i in bare]
    incoming = next(iter(by_role[Role.INCOMING] or empty_in), None)
    outgoing = next(iter(by_role[Role.OUTGOING] or empty_out), None)
    plain = Mapping(day, Order.DMY, Amounts.SIGNED, ",", balance=balance)
    if incoming is not None and outgoing is not None:
        return replace(plain, amounts=Amounts.TWO, incoming=incoming, outgoing=outgoing)
    amount = next(iter(by_role[Role.AMOUNT]), None)
    if amount is None:
        return _by_cells(plain, numeric, roles, columns, rows)
    return _marked(replace(plain, amount=amount), columns)


def _by_cells(
    plain: Mapping,
    numeric: list[Column],
    roles: dict[int, Role],
    columns: list[Column],
    rows: Sequence[tuple[Cell, ...]],
) -> Mapping | None:
    """No heading helps: two columns of which each row fills one are money out and in; else the first is the amount."""
    free = [c.index for c in numeric if roles.get(c.index) not in (Role.BALANCE, Role.TEXT, Role.DATE)]
    if not free:
        return None
    if len(free) >= 2 and _take_turns(rows, free[0], free[1]):
        rest = free[2] if len(free) > 2 and plain.balance is None else plain.balance
        return replace(plain, amounts=Amounts.TWO, outgoing=free[0], incoming=free[1], balance=rest)
    rest = free[-1] if len(free) > 1 and plain.balance is None else plain.balance
    return _marked(replace(plain, amount=free[0], balance=rest), columns)


def _marked(mapping: Mapping, columns: list[Column]) -> Mapping:
    marks = [c.index for c in columns if c.filled and c.marks >= MOSTLY and c.index != mapping.amount]
    if not marks:
        return mapping
    return replace(mapping, amounts=Amounts.MARKED, mark=min(marks, key=lambda i: abs(i - (mapping.amount or 0))))


def _take_turns(rows: Sequence[tuple[Cell, ...]], one: int, other: int) -> bool:
    def filled(cells: tuple[Cell, ...], index: int) -> bool:
        try:
            return index < len(cells) and amounts.read(cells[index], decimal=",") is not None
        except NotAnAmount:
            return True

    counts = [filled(cells, one) + filled(cells, other) for cells in rows]
    return counts.count(1) >= MOSTLY * (len(counts) - counts.count(0)) > 0


def _texts(columns: list[Column], roles: dict[int, Role], money: Mapping, day: int) -> tuple[int, ...]:
    """Every column headed as a text, else the longest one that is left."""
    used = {day, money.amount, money.incoming, money.outgoing, money.mark, money.balance}
    headed = [c.index for c in columns if roles.get(c.index) == Role.TEXT and c.index not in used and c.filled]
    if headed:
        return tuple(headed[:3])
    left = [c for c in columns if c.index not in used and c.filled]
    return (max(left, key=lambda c: c.length).index,) if left else ()
