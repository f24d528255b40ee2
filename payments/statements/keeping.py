"""Where a chosen file waits between its preview and its import: private, under a name nobody can guess, for a day."""

import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from payments.statements.errors import FileGone
from sellers.kit import clock

FOLDER = "statements"  # only names under photos/ are served to anybody
KEPT = timedelta(days=1)


def keep(data: bytes) -> str:
    """The name it is kept under; it begins with the second, so that forgotten files are found by their name."""
    name = f"{int(clock.now().timestamp())}-{secrets.token_hex(16)}"
    default_storage.save(f"{FOLDER}/{name}", ContentFile(data))
    return name


def kept(name: str) -> bytes:
    """Raises FileGone when it was imported, forgotten, or never there."""
    try:
        with default_storage.open(_path(name)) as file:
            return bytes(file.read())
    except (OSError, ValueError) as error:
        raise FileGone from error


def forget(name: str) -> None:
    with suppress(FileGone, OSError):
        default_storage.delete(_path(name))


def forget_old() -> int:
    """Files nobody imported; a sweep calls it. Answers how many went."""
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except OSError:  # nobody kept one yet
        return 0
    old = [name for name in names if _kept_at(name) < clock.now() - KEPT]
    for name in old:
        forget(name)
    return len(old)


def _path(name: str) -> str:
    second, _dash, rest = name.partition("-")
    if not (second.isascii() and second.isdigit() and rest.isascii() and rest.isalnum() and len(rest) == 32):
        raise FileGone
    return f"{FOLDER}/{name}"


def _kept_at(name: str) -> datetime:
    second = name.partition("-")[0]
    ours = second.isascii() and second.isdigit() and len(second) <= 11
    return datetime.fromtimestamp(int(second), UTC) if ours else clock.now()
