"""Relay connections: `first` and `after`, with Saleor's cursors and refusals."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any

from tests.fakes.saleor.faults import TopLevel
from tests.fakes.saleor.things import Json

LIMIT = 100
Key = Callable[[Any], list[Any]]


def connection(
    name: str, rows: Sequence[Any], *, first: int | None = None, after: str | None = None, last: int | None = None,
    before: str | None = None, key: Key | None = None, down: bool = False, kind: str = "",
) -> Json:  # fmt: skip
    """`rows` are in order already; `key` makes the cursor of a row (without it the cursor is the position)."""
    _checked(name, first, last)
    cursors = [_cursor(key(row)) if key else _position(n) for n, row in enumerate(rows)]
    start, end = 0, len(rows)
    if after:
        start = _after(after, cursors, key, down)
    if before:
        end = next((n for n, one in enumerate(cursors) if one == before), end)
    if first is not None:
        cut = min(end, start + first)
        page = range(start, cut)
        more, less = cut < end, start > 0
    else:
        begin = max(start, end - (last or 0))
        page = range(begin, end)
        more, less = end < len(rows), begin > 0
    edges = [{"__typename": f"{kind}CountableEdge", "node": rows[n], "cursor": cursors[n]} for n in page]
    info = {
        "__typename": "PageInfo",
        "hasNextPage": more,
        "hasPreviousPage": less,
        "startCursor": cursors[page[0]] if page else None,
        "endCursor": cursors[page[-1]] if page else None,
    }
    return {"__typename": f"{kind}CountableConnection", "edges": edges, "pageInfo": info, "totalCount": len(rows)}


def _checked(name: str, first: int | None, last: int | None) -> None:
    if first is None and last is None:
        raise TopLevel(f"You must provide a `first` or `last` value to properly paginate the `{name}` connection.")
    for word, value in (("first", first), ("last", last)):
        if value is not None and value > LIMIT:
            raise TopLevel(
                f"Requesting {value} records on the `{name}` connection exceeds the `{word}` limit of {LIMIT} records."
            )


def _cursor(values: list[Any]) -> str:
    return base64.b64encode(json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode()).decode()


def _position(n: int) -> str:
    return base64.b64encode(f"arrayconnection:{n}".encode()).decode()


def _after(cursor: str, cursors: list[str], key: Key | None, down: bool) -> int:
    """A cursor holds sort keys: it stays good when its row has moved or gone."""
    if cursor in cursors:
        return cursors.index(cursor) + 1
    try:
        text = base64.b64decode(cursor, validate=True).decode()
        if key is None:
            return int(text.partition(":")[2]) + 1
        values = json.loads(text)
        passed = (json.loads(base64.b64decode(one)) for one in cursors)
        return sum(1 for one in passed if (one >= values if down else one <= values))
    except (ValueError, TypeError) as error:
        raise TopLevel("Received cursor is invalid.") from error
