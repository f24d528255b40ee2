"""What a person typed into a form or an address of the desk, fit to be looked up in any database."""

from datetime import date

from django.http import QueryDict


def typed(values: QueryDict, name: str, *, most: int = 120) -> str:
    """Trimmed and cut; the NUL character, which PostgreSQL refuses, is left out."""
    return values.get(name, "").replace("\0", "").strip()[:most]


def number(text: str) -> int:
    """A small whole number; -1 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else -1


def day(text: str) -> date | None:
    """A day as a date field sends it; None for anything else, and for a year nobody means."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 3000 else None
