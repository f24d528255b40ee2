"""The write lock in front of SQLite: each writer gets its turn, and it is always given back."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import IntegrityError

from storefront.config.databases import database
from storefront.config.sqlite.base import DatabaseWrapper, _lock_for

pytestmark = pytest.mark.django_db

DEFAULTS: dict[str, Any] = {
    "ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False, "TIME_ZONE": None,
    "USER": "", "PASSWORD": "", "HOST": "", "PORT": "",
}  # fmt: skip


def _connect(folder: Path) -> DatabaseWrapper:
    return DatabaseWrapper(DEFAULTS | database("", folder), alias="locked")


def _increment(folder: Path, times: int) -> None:
    connection = _connect(folder)
    for _ in range(times):
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT n FROM counter")
            cursor.execute("UPDATE counter SET n = %s", [cursor.fetchone()[0] + 1])
        connection.commit()
        connection.set_autocommit(True)
    connection.close()


@pytest.fixture
def counter(tmp_path: Path) -> Path:
    connection = _connect(tmp_path)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE counter (n integer CHECK (n >= 0))")
        cursor.execute("INSERT INTO counter VALUES (0)")
    connection.close()
    return tmp_path


def test_eight_threads_that_read_then_write_lose_no_step(counter: Path) -> None:
    threads = [threading.Thread(target=_increment, args=(counter, 25)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection = _connect(counter)
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM counter")
        assert cursor.fetchone()[0] == 200
    connection.close()


def test_a_failed_transaction_gives_the_lock_back(counter: Path) -> None:
    connection = _connect(counter)
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE counter SET n = -1")
    lock = _lock_for(str(counter / "lapak.sqlite3"))
    assert lock is not None and lock.thread_lock.locked()
    connection.rollback()
    assert not lock.thread_lock.locked()
    connection.close()


def test_a_closed_connection_gives_the_lock_back(counter: Path) -> None:
    connection = _connect(counter)
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    connection.close()
    lock = _lock_for(str(counter / "lapak.sqlite3"))
    assert lock is not None and not lock.thread_lock.locked()


def test_a_database_in_memory_needs_no_lock() -> None:
    assert _lock_for("file:memorydb_default?mode=memory&cache=shared") is None
