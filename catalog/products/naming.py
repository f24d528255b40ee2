"""Names and slugs of goods."""

import re
import unicodedata
from collections.abc import Callable

from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.products.errors import InvalidProduct
from sellers.kit.codes import new_code

SHORTEST_NAME, LONGEST_NAME = 3, 120
LONGEST_TEXT = 4_000
LONGEST_SLUG = 100  # leaves room for a number after it
_BLANKS = re.compile(r"\s+")


def clean_name(text: str, *, field: str = "name") -> str:
    """One line with single blanks; raises InvalidProduct when it is too short, too long or not text."""
    name = _BLANKS.sub(" ", _without_controls(text)).strip()
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME or not any(character.isalpha() for character in name):
        limits = {"low": SHORTEST_NAME, "high": LONGEST_NAME}
        raise InvalidProduct(_("Tulis nama produk, %(low)s sampai %(high)s huruf.") % limits, field=field)
    return name


def clean_text(text: str, *, field: str, longest: int = LONGEST_TEXT) -> str:
    """Text of several lines without control characters; raises InvalidProduct when it is too long."""
    cleaned = _without_controls(text.replace("\r\n", "\n")).strip()
    if len(cleaned) > longest:
        raise InvalidProduct(_("Terlalu panjang. Tulis paling banyak %(n)s huruf.") % {"n": longest}, field=field)
    return cleaned


def free_slug(name: str, *, taken: Callable[[str], bool]) -> str:
    """The name as an address; where `taken` says it is in use a number follows, and after nine a short code."""
    stem = slugify(name)[:LONGEST_SLUG].strip("-") or "produk"
    numbered = (f"{stem}-{number}" for number in range(2, 10))
    free = (slug for slug in (stem, *numbered) if not taken(slug))
    return next(free, None) or f"{stem}-{new_code().lower()}"


def _without_controls(text: str) -> str:
    kept = (c for c in unicodedata.normalize("NFC", text) if c in "\n\t" or unicodedata.category(c)[0] != "C")
    return "".join(kept)
