"""Finding goods by what people type: whole words first, then words one slip away, then part of the words."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from catalog.search import spelling
from catalog.search.adapters.postgresql import PostgresqlIndex
from catalog.search.adapters.sqlite import SqliteIndex
from catalog.search.models import Spelling
from catalog.search.port import Alternative, Group, Match, TextIndex
from catalog.search.stems import stems
from catalog.search.words import meanings, query_words

CANDIDATES = 300  # looked at closely for the order
ENOUGH = 24  # goods that hold the words as typed; with so many nobody misses the near ones
SHORTEST_PREFIX = 3
SHORTEST_NEAR = 3
MOST_NEAR = 8  # words one slip away taken for one typed word
TYPED, MEANT, BEGUN, NEAR = 4.0, 3.0, 2.0, 1.5  # how well an alternative does for a typed word
IN_ABOUT = 0.4  # a word of the category, seller or place counts this much of one in the name

_INDEXES: Mapping[str, type[TextIndex]] = {"sqlite": SqliteIndex, "postgresql": PostgresqlIndex}


def find(*, text: str, limit: int = 200) -> list[int]:
    """Ids of published products, best first. Every word must be met; if none does so, some of them may be."""
    typed = query_words(text)
    if not typed:
        return []
    index = _INDEXES[connection.vendor]()
    groups = [_group(word) for word in typed]
    found = _ranked(index.matching(groups, every=True, limit=CANDIDATES), groups)
    if len(found) >= ENOUGH:
        return found[:limit]
    near = _near(typed)
    unknown = [word for word in typed if word not in near[word]]
    if found and not unknown:
        return found[:limit]
    doubted = unknown if found else typed
    wider = [_wider(group, near[word]) if word in doubted else group for word, group in zip(typed, groups, strict=True)]
    found += _ranked(index.matching(wider, every=True, limit=CANDIDATES), wider)
    if not found:
        found = _ranked(index.matching(wider, every=False, limit=CANDIDATES), wider)
    return list(dict.fromkeys(found))[:limit]


def _group(word: str) -> Group:
    other = (Alternative(meaning, MEANT) for meaning in sorted(meanings(word) - {word}))
    begun = [Alternative(word, BEGUN, prefix=True)] if len(word) >= SHORTEST_PREFIX else []
    return (Alternative(word, TYPED), *other, *begun)


def _wider(group: Group, near: Iterable[str]) -> Group:
    return (*group, *(Alternative(word, NEAR) for word in near if word != group[0].word))


def _near(typed: Sequence[str]) -> dict[str, list[str]]:
    """Known words at most one slip from each typed word or a root of it, with what they mean, the nearest first."""
    roots = {word: [root for root in stems(word) if len(root) >= SHORTEST_NEAR] or [word] for word in typed}
    forms = {root: spelling.forms(root) for word in typed for root in roots[word]}
    wanted = frozenset().union(*forms.values())
    rows = list(Spelling.objects.filter(form__in=wanted).values_list("form", "word").distinct())
    return {word: _nearest(word, roots[word], forms, rows) for word in typed}


def _nearest(
    word: str, roots: Sequence[str], forms: Mapping[str, frozenset[str]], rows: Sequence[tuple[str, str]]
) -> list[str]:
    ways: dict[str, tuple[bool, int]] = {}
    for root in roots:
        for other in {other for form, other in rows if form in forms[root]}:
            if other == root or spelling.is_near(root, other):
                way = (root != word, spelling.distance(root, other))
                ways[other] = min(way, ways.get(other, way))
    close = sorted(ways, key=lambda other: (*ways[other], other))
    return list(dict.fromkeys(meaning for other in close[:MOST_NEAR] for meaning in (other, *sorted(meanings(other)))))


def _ranked(matches: Iterable[Match], groups: Sequence[Group]) -> list[int]:
    judges = [_Judge(group) for group in groups]
    scored = [(-sum(judge.worth(match) for judge in judges), len(match.title), match.product_id) for match in matches]
    return [product_id for _score, _length, product_id in sorted(scored)]


class _Judge:
    """How well a match meets one word of the query: its best alternative, in the name or in what is about it."""

    def __init__(self, group: Group) -> None:
        self.whole = {alternative.word: alternative.weight for alternative in reversed(group) if not alternative.prefix}
        self.words = frozenset(self.whole)
        self.begun = [alternative for alternative in group if alternative.prefix]

    def worth(self, match: Match) -> float:
        return max(self._among(match.title), IN_ABOUT * self._among(match.about))

    def _among(self, words: frozenset[str]) -> float:
        best = max((self.whole[word] for word in words & self.words), default=0.0)
        for alternative in self.begun:
            if best < alternative.weight and any(word.startswith(alternative.word) for word in words):
                best = alternative.weight
        return best
