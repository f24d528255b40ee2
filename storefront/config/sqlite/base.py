"""Django's SQLite backend with one write lock before every transaction.

SQLite's own busy handler is unfair: under load a waiting writer may starve for seconds. Transactions here begin
IMMEDIATE, so taking a lock first (a thread lock in the process, `flock` between processes) gives each its turn and
costs about a tenth of the throughput. Django finds a backend by the module name `base`, hence the file's name.
"""

import fcntl
import os
import threading
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base as sqlite3_base
from django.db.utils import OperationalError

_WAIT_S = 30


class _WriteLock:
    """One per database file and process; flock follows the open file, so a forked child opens its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.thread_lock = threading.Lock()
        self.pid = 0
        self.file_descriptor = -1

    def acquire(self) -> None:
        if not self.thread_lock.acquire(timeout=_WAIT_S):
            raise OperationalError("the database stayed busy for too long")
        try:
            if self.pid != os.getpid():
                self.file_descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                self.pid = os.getpid()
            fcntl.flock(self.file_descriptor, fcntl.LOCK_EX)
        except BaseException:  # a full disk, a signal: the next transaction must find the lock free
            self.thread_lock.release()
            raise

    def release(self) -> None:
        fcntl.flock(self.file_descriptor, fcntl.LOCK_UN)
        self.thread_lock.release()


_locks: dict[str, _WriteLock] = {}
_locks_guard = threading.Lock()


def _lock_for(name: str) -> _WriteLock | None:
    if ":memory:" in name or "mode=memory" in name:
        return None
    with _locks_guard:
        return _locks.setdefault(name, _WriteLock(Path(f"{name}.write-lock")))


class DatabaseWrapper(sqlite3_base.DatabaseWrapper):
    """Takes the write lock where a transaction begins and gives it back where it ends, however it ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._write_lock: _WriteLock | None = None

    def _start_transaction_under_autocommit(self) -> None:
        lock = _lock_for(str(self.settings_dict["NAME"]))
        if lock is None:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
            return
        lock.acquire()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            lock.release()
            raise
        self._write_lock = lock

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # the stubs leave it out
        self._let_go()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._let_go()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._let_go()

    def _let_go(self) -> None:
        lock, self._write_lock = self._write_lock, None
        if lock is not None:
            lock.release()
