"""Emptying the tables after a test that commits (transaction=True).

On SQLite Django empties tables with DELETE, which the append-only tables refuse; on PostgreSQL it truncates, which
their triggers do not see. Here the refusing triggers step aside while the tables are emptied, in the same transaction.
"""

from typing import Any

from django.db.backends.sqlite3 import base

Operations = base.DatabaseWrapper.ops_class
_plain = Operations.sql_flush


def let_append_only_tables_be_emptied() -> None:
    Operations.sql_flush = _sql_flush  # type: ignore[method-assign]  # for the test suite only


def _sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
    with self.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'")
        refusing = cursor.fetchall()
    aside = [f"DROP TRIGGER {self.quote_name(name)}" for name, _sql in refusing]
    return [*aside, *_plain(self, style, tables, **options), *(sql for _name, sql in refusing)]
