"""Throws everything away: for the demo only, where nothing is anybody's."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection


def throw_away() -> None:
    """An empty, migrated database and no photos. The drawn pictures are kept: they cost a minute and never change."""
    if connection.vendor == "sqlite":
        _delete_file()
    else:
        _empty_schema()
    media = Path(settings.MEDIA_ROOT)
    for folder in ("photos", "originals", "proofs"):
        shutil.rmtree(media / folder, ignore_errors=True)
    call_command("migrate", verbosity=0, interactive=False)


def _delete_file() -> None:
    """The books refuse to delete a posting, so the file goes as a whole."""
    name = str(connection.settings_dict["NAME"])
    connection.close()
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(name + suffix).unlink(missing_ok=True)


def _empty_schema() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
