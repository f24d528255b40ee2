"""Reads the environment. A bad value stops the start with one sentence."""

import os
from urllib.parse import urlsplit

from sellers.kit import hostnames


class BadSetting(SystemExit):
    """A setting cannot be used; the message says which and why."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    value = text(name).lower()
    if value in ("", "0", "1", "true", "false", "yes", "no"):
        return default if value == "" else value in ("1", "true", "yes")
    raise BadSetting(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int, low: int, high: int) -> int:
    value = text(name, str(default))
    if not value.lstrip("-").isdigit() or not low <= int(value) <= high:
        raise BadSetting(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def hosts(name: str, default: str = "") -> list[str]:
    """Names as browsers send them: one in other letters (lapak-désa.id) as xn--lapak-dsa-h4a.id."""
    return [_as_sent(name, word) for word in words(name, default)]


def origin(name: str, address: str) -> str:
    """What browsers send as Origin from the pages of this address."""
    try:
        parts = urlsplit(address)
        return hostnames.origin(parts.scheme, hostnames.as_sent(parts.hostname or ""), parts.port)
    except ValueError:
        raise BadSetting(f"{name} must be an address such as https://lapak.example, not {address!r}.") from None


def _as_sent(name: str, host: str) -> str:
    dot = "." if host.startswith(".") else ""  # of a pattern for all names below it
    try:
        return host if host.isascii() else dot + hostnames.as_sent(host.removeprefix(dot))
    except UnicodeError:
        raise BadSetting(f"{name} must hold names of machines, not {host!r}.") from None
