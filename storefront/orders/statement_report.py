"""Every line of an imported file and what became of it, for a page and for a sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count

from payments.statements.models import StatementImport, StatementRow
from payments.statements.movements import HARMLESS
from sellers.accounts.access import Scope
from storefront.orders.statement_words import LINE_WORDS, STATE_WORDS

A_PAGE = 100


@dataclass(frozen=True)
class Line:
    """`row` where the line is a movement, new or known; `why` is a word of LINE_WORDS where it became nothing new."""

    number: int
    row: StatementRow | None
    why: str
    raw: str

    @property
    def is_wrong(self) -> bool:
        return bool(self.why) and self.why != "known" and self.why not in HARMLESS


def lines_of(*, scope: Scope, source: StatementImport) -> list[Line]:
    """In the order of the file; nothing of it is left out."""
    rows = StatementRow.objects.within(scope).select_related("transfer__charge")
    new = [Line(row.line, row, "", row.text) for row in rows.filter(source=source)]
    told = [one for one in source.problems if isinstance(one, dict)]
    known = rows.in_bulk([one["row"] for one in told if one.get("row")])
    others = [
        Line(int(one.get("line", 0)), known.get(one.get("row", 0)), str(one.get("why", "")), str(one.get("raw", "")))
        for one in told
    ]
    return sorted([*new, *others], key=lambda line: line.number)


def paged(lines: Sequence[Line], number: str | None) -> "Page[Line]":
    return Paginator(lines, A_PAGE).get_page(number)


def counts(*, scope: Scope, source: StatementImport) -> dict[str, int]:
    """New rows by their state now, and the lines a person should put right."""
    rows = StatementRow.objects.within(scope).filter(source=source).order_by()
    by_state = dict(rows.values_list("state").annotate(n=Count("pk")))
    wrong = sum(1 for one in source.problems if one.get("why") not in HARMLESS and one.get("why") != "known")
    return {**{state: by_state.get(state, 0) for state in StatementRow.State.values}, "wrong": wrong}


def sheet(lines: Sequence[Line]) -> Iterator[tuple[object, ...]]:
    for line in lines:
        row = line.row
        told = str(LINE_WORDS.get(line.why, "")) if line.why else ""
        state = str(STATE_WORDS[row.state]) if row else ""
        if row is None:
            yield line.number, "", "", "", line.raw, state, told
        else:
            yield line.number, row.booked_on.isoformat(), row.amount_minor, row.currency, row.text, state, told
