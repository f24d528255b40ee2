"""A market of their own for tests that need real processes at once: an empty database, and its environment."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def own_market(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a worker: a SQLite file in `folder`, or a new database on the PostgreSQL of DATABASE_URL."""
    own = {**os.environ, "LAPAK_VAR": str(folder), "LAPAK_DEMO": "1"}
    own["DJANGO_SETTINGS_MODULE"] = "storefront.config.settings"
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield own
        return
    name = f"lapak_race_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {**own, "DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))}
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
