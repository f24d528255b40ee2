"""What a person typed into a form or an address, fit to be looked up in any database."""

from django.http import QueryDict


def typed(values: QueryDict, name: str, *, most: int = 300) -> str:
    """Trimmed and cut; the NUL character, which PostgreSQL refuses, is left out."""
    return values.get(name, "").replace("\0", "").strip()[:most]


def number(values: QueryDict, name: str) -> int | None:
    """A row's number, or None for whatever else was sent."""
    text = values.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
