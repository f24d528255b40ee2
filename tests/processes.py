"""A market of their own for tests that need real processes at once: a database with its tables, and its environment."""

import atexit
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def own_market(folder: Path, *, empty: bool = False) -> Iterator[dict[str, str]]:
    """The environment of a worker: a SQLite file in `folder`, or a new database on the PostgreSQL of DATABASE_URL.

    Every migration has run there and no row of anybody's stands; `empty`: not even a table.
    """
    own = _environment(folder)
    if not os.environ.get("DATABASE_URL"):
        for file in [] if empty else Path(_migrated()).glob("lapak.sqlite3*"):
            shutil.copy(file, folder)
        yield own
        return
    name = _name()
    _on_server(f'CREATE DATABASE "{name}"' + ("" if empty else f' TEMPLATE "{_migrated()}"'))
    try:
        yield {**own, "DATABASE_URL": _url(name)}
    finally:
        _drop(name)


@functools.cache
def _migrated() -> str:
    """A database that only its tables stand in, made once a run: a folder with its file, or its name on the server.

    Twenty markets made by the migrations themselves take longer than all that is tested on them.
    """
    folder = tempfile.mkdtemp(prefix="lapak-tables-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    own = _environment(Path(folder))
    if on_server := bool(os.environ.get("DATABASE_URL")):
        name = _name()
        _on_server(f'CREATE DATABASE "{name}"')
        atexit.register(_drop, name)
        own["DATABASE_URL"] = _url(name)
    command = [sys.executable, "-W", "ignore", "manage.py", "migrate", "--verbosity=0", "--skip-checks"]
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return name if on_server else folder


def _environment(folder: Path) -> dict[str, str]:
    own = {**os.environ, "LAPAK_VAR": str(folder), "LAPAK_DEMO": "1"}
    return own | {"DJANGO_SETTINGS_MODULE": "storefront.config.settings"}


def _name() -> str:
    return f"lapak_race_{uuid.uuid4().hex[:12]}"


def _url(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def _drop(name: str) -> None:
    _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def _on_server(statement: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(statement)
