"""From text to words, the same for goods and for queries: lower case, no accents, no stop words, no doubling. Pure."""

import csv
import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from catalog.search.stems import stems

LONGEST_QUERY = 200  # characters read
MOST_WORDS = 8  # words of a query looked at
_WORD = re.compile(r"[^\W_]+")
# fmt: off
_STOP = frozenset({
    "dan", "atau", "yang", "untuk", "di", "ke", "dari", "dengan", "pada", "per", "ini", "itu", "ada", "juga",
    "saya", "mau", "cari", "beli", "jual", "harga", "murah",
    "the", "a", "an", "of", "and", "or", "for", "with", "in", "on", "to", "by",
})
# fmt: on


def words(text: str) -> tuple[str, ...]:
    """Words in order, each once: "Enting-enting GÉTI" → ("enting", "geti"); "oleh2" → ("oleh",)."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).lower())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    found = (_single(word) for word in _WORD.findall(plain))
    return tuple(dict.fromkeys(word[:40] for word in found if word not in _STOP))


def query_words(text: str) -> tuple[str, ...]:
    return words(text[:LONGEST_QUERY])[:MOST_WORDS]


def meanings(word: str) -> frozenset[str]:
    """The word, the roots it may come from, and the common name of what it means."""
    roots = stems(word)
    return roots | {SYNONYMS[root] for root in roots if root in SYNONYMS}


def index_words(text: str) -> str:
    """What is stored for `text`: every word with its meanings, and neighbours written as one ("rumputlaut")."""
    found = words(text)
    joined = (left + right for left, right in pairwise(found) if left.isalpha() and right.isalpha())
    names = [*found, *(joined if len(found) <= 12 else ())]
    return " ".join(dict.fromkeys(meaning for name in names for meaning in _sorted(name)))


def _sorted(word: str) -> Iterable[str]:
    return (word, *sorted(meanings(word) - {word}))


def _single(word: str) -> str:
    if len(word) > 3 and word.endswith("2") and word[:-1].isalpha():
        return word[:-1]
    half = len(word) // 2
    return word[:half] if half >= 3 and word[:half] == word[half:] else word


def _read_synonyms() -> dict[str, str]:
    path = Path(__file__).parent / "data" / "synonyms.csv"
    with path.open(encoding="utf-8", newline="") as rows:
        return {other: row["canonical"] for row in csv.DictReader(rows) for other in row["others"].split()}


SYNONYMS = _read_synonyms()
