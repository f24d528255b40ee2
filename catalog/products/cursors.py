"""Opaque page cursors: where a list was left, as its last row's sort keys. Pure but for Django's Q."""

import base64
import binascii
import json
from collections.abc import Container, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sellers.kit.errors import Expected


class BadCursor(Expected):
    """The cursor was not made by this list."""

    code = "bad_cursor"
    status = 400


def write(kind: str, values: Sequence[Any]) -> str:
    """A cursor for a list of this `kind` (its sort), left at `values`."""
    plain = [{"t": value.isoformat()} if isinstance(value, datetime) else value for value in values]
    text = json.dumps([kind, *plain], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str, *, kind: str, length: int, moments: Container[int] = ()) -> list[Any]:
    """The values of a cursor; those at the places `moments` are times. Raises BadCursor when it is not of this kind."""
    try:
        found, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [datetime.fromisoformat(value["t"]) if isinstance(value, dict) else value for value in values]
    except (binascii.Error, ValueError, TypeError, KeyError):
        found, values = None, []
    odd = any(_odd(value, moment=place in moments) for place, value in enumerate(values))
    if found != kind or len(values) != length or odd:
        raise BadCursor(_("Halaman ini tidak ada. Mulai dari awal daftar."), field="after")
    return values


def beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows that come after the row with these sort values; `order` is as in order_by, all keys not null."""
    name, descending = order[0].lstrip("-"), order[0].startswith("-")
    further = Q(**{f"{name}__{'lt' if descending else 'gt'}": values[0]})
    if len(order) == 1:
        return further
    at_or_beyond = Q(**{f"{name}__{'lte' if descending else 'gte'}": values[0]})  # lets an index range do the work
    return at_or_beyond & (further | beyond(order[1:], values[1:]))


def _odd(value: Any, *, moment: bool) -> bool:
    if moment:
        return not isinstance(value, datetime) or value.tzinfo is None or not 2000 <= value.year < 9999
    return isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**62
