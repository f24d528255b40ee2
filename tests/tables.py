"""The tables of the test database on SQLite, made by the migrations once for each state of them and copied after that.

Making them takes as long as hundreds of tests, in every worker of every run.
"""

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("sellers", "catalog", "payments", "storefront")


def keep_in(folder: Path) -> None:
    """From now on the test database begins as a copy of the one in `folder`, or leaves its copy there."""
    plain: Callable[..., str] = connection.creation.create_test_db

    def create(*args: object, **options: object) -> str:
        kept = folder / f"{_state()}.sqlite3"
        with closing(sqlite3.connect(connection.creation._get_test_db_name(), uri=True)) as memory:
            if kept.exists():
                with closing(sqlite3.connect(kept)) as copy:
                    copy.backup(memory)
            name = plain(*args, **options)  # applies what is missing: nothing, where there was a copy
            if not kept.exists():
                _keep(memory, kept)
        return name

    connection.creation.create_test_db = create  # type: ignore[method-assign]  # for the test suite only


def _state() -> str:
    """Another migration, or another version of an app that brings its own, makes other tables."""
    told = hashlib.sha256((ROOT / "requirements" / "run.txt").read_bytes())
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("migrations/*.py")):
            told.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return told.hexdigest()[:16]


def _keep(memory: sqlite3.Connection, kept: Path) -> None:
    """Whole or not at all: several workers may do so at once."""
    for old in kept.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(dir=kept.parent)
    os.close(handle)
    with closing(sqlite3.connect(name)) as copy:
        memory.backup(copy)
    os.replace(name, kept)
