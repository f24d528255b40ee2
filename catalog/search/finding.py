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

CANDIDATES = 400  # looked at closely for the order
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
    scored = [(-_score(match, groups), len(match.title), match.product_id) for match in matches]
    return [product_id for _score_, _length, product_id in sorted(scored)]


def _score(match: Match, groups: Sequence[Group]) -> float:
    return sum(max((_worth(alternative, match) for alternative in group), default=0.0) for group in groups)


def _worth(alternative: Alternative, match: Match) -> float:
    if _holds(match.title, alternative):
        return alternative.weight
    return alternative.weight * IN_ABOUT if _holds(match.about, alternative) else 0.0


def _holds(words: frozenset[str], alternative: Alternative) -> bool:
    if alternative.prefix:
        return any(word.startswith(alternative.word) for word in words)
    return alternative.word in words
