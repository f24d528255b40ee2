"""The database: SQLite in LAPAK_VAR, or PostgreSQL where DATABASE_URL names one."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from storefront.config.env import BadSetting

SQLITE = "storefront.config.sqlite"
SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
    "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864;"
)


def database(url: str, var: Path) -> dict[str, Any]:
    """Django's settings for `url`; an empty one gives SQLite at `var`/lapak.sqlite3."""
    if not url:
        var.mkdir(parents=True, exist_ok=True)
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_START}
        return {"ENGINE": SQLITE, "NAME": str(var / "lapak.sqlite3"), "OPTIONS": options}
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise BadSetting("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}, **dict(parse_qsl(parts.query))},
    }
