"""Where a process can die, found by running: every commit, every write outside a transaction, every provider call.

`Points` counts them while a story runs, and dies at the one it is told to. A death before a commit loses what was
open; a death after it keeps it. A death before a provider's call leaves the work undone; after it, only the answer is
lost.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Death(BaseException):
    """The process is gone: nothing of ours may catch this."""


@dataclass
class Points:
    """`deadly` is the number of the point to die at, counted from 0; none: only count."""

    deadly: int | None = None
    seen: list[str] = field(default_factory=list)
    died: bool = False

    def pass_(self, name: str) -> None:
        self.seen.append(name)
        if not self.died and self.deadly == len(self.seen) - 1:
            self.died = True
            raise Death(name)

    def is_next(self) -> bool:
        return not self.died and self.deadly == len(self.seen)


@contextmanager
def watched(points: Points, calls: list[tuple[type, str]]) -> Iterator[None]:
    """While inside, commits, writes and the named methods of providers are points."""
    plain_commit = connection._commit
    originals = [(owner, name, getattr(owner, name)) for owner, name in calls]

    def commit() -> None:
        if points.is_next():
            connection._rollback()
        points.pass_("before a commit")
        plain_commit()
        points.pass_("after a commit")

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        alone = not connection.in_atomic_block and sql.lstrip().upper().startswith(WRITES)
        if not alone:
            return run(sql, params, many, context)
        points.pass_(f"before {sql[:40]}")
        answer = run(sql, params, many, context)
        points.pass_(f"after {sql[:40]}")
        return answer

    connection._commit = commit
    for owner, name, original in originals:
        setattr(owner, name, _around(points, f"{owner.__name__}.{name}", original))
    try:
        with connection.execute_wrapper(execute):
            yield
    finally:
        connection._commit = plain_commit
        for owner, name, original in originals:
            setattr(owner, name, original)


def _around(points: Points, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def called(*args: Any, **kwargs: Any) -> Any:
        points.pass_(f"before {name}")
        answer = call(*args, **kwargs)
        points.pass_(f"after {name}")
        return answer

    return called
