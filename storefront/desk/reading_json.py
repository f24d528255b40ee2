"""Reads what a phone sends as JSON: small, flat enough, text that every database can keep. Anything else is refused."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from sellers.kit.errors import Expected
from sellers.kit.texts import is_text

MOST_BYTES = 256 * 1024
LONGEST_NUMBER = 15
DEEPEST = 6


class NotReadable(Expected):
    """Not JSON, or JSON of a shape nobody sends."""

    code = "not_readable"


class TooMuch(Expected):
    code = "too_much"
    status = 413


class NotJson(Expected):
    code = "not_json"
    status = 415


def document(request: HttpRequest) -> dict[str, Any]:
    """The object that was sent. Numbers with a fraction stay text, as they were written."""
    if request.content_type != "application/json":
        raise NotJson(_("Kirim sebagai JSON."))
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise TooMuch(_("Kiriman ini terlalu besar."))
    try:
        found = json.loads(body, parse_float=str, parse_int=_whole, parse_constant=_nothing)
    except (ValueError, RecursionError):
        raise NotReadable(_("Kiriman ini tidak bisa dibaca.")) from None
    if not isinstance(found, dict) or not _sound(found, DEEPEST):
        raise NotReadable(_("Kiriman ini tidak bisa dibaca."))
    return found


@dataclass(frozen=True)
class Given:
    """Named values of an object, read as what they should be. Each method raises NotReadable with the field's name."""

    values: Mapping[str, Any]
    prefix: str = ""

    def text(self, name: str, *, most: int = 120, default: str = "") -> str:
        """A text or a number as it would be typed, trimmed and cut; `default` where there is none."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self._odd(name)
        return str(value).strip()[:most]

    def number(self, name: str) -> int:
        """A whole number from 0, also where it was sent as text."""
        text = self.text(name, most=LONGEST_NUMBER + 1)
        if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_NUMBER:
            raise self._odd(name)
        return int(text)

    def key(self, name: str) -> UUID:
        return self._key(name, self.values.get(name))

    def keys(self, name: str, *, most: int) -> tuple[UUID, ...]:
        """A list of keys, none twice; empty where there is none."""
        value = self.values.get(name)
        if value is None or value == "":
            return ()
        if not isinstance(value, list) or len(value) > most:
            raise self._odd(name)
        return tuple(dict.fromkeys(self._key(name, one) for one in value))

    def inner(self, name: str) -> "Given":
        value = self.values.get(name)
        if not isinstance(value, dict):
            raise self._odd(name)
        return Given(value, f"{self.prefix}{name}.")

    def rows(self, name: str, *, most: int) -> Iterator["Given"]:
        value = self.values.get(name)
        if not isinstance(value, list) or not 0 < len(value) <= most or not all(isinstance(row, dict) for row in value):
            raise self._odd(name)
        return (Given(row, f"{self.prefix}{name}.{at}.") for at, row in enumerate(value))

    def _key(self, name: str, value: Any) -> UUID:
        try:
            if isinstance(value, str) and len(value) == 36:
                return UUID(value)
        except ValueError:
            pass
        raise self._odd(name)

    def _odd(self, name: str) -> NotReadable:
        return NotReadable(_("Isian ini tidak bisa dibaca. Isi sekali lagi."), field=f"{self.prefix}{name}")


def _whole(digits: str) -> int | str:
    """A number too long to be meant stays text: no time is spent on reading it."""
    return int(digits) if len(digits) <= LONGEST_NUMBER + 1 else digits


def _nothing(_constant: str) -> Any:
    raise ValueError("NaN and Infinity are no JSON")


def _sound(value: Any, deep: int) -> bool:
    if isinstance(value, str):
        return is_text(value)
    if isinstance(value, dict):
        return deep > 0 and all(is_text(key) and _sound(inner, deep - 1) for key, inner in value.items())
    return not isinstance(value, list) or (deep > 0 and all(_sound(inner, deep - 1) for inner in value))
