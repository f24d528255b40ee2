"""Finding a village by what people type: part of a name, a postal code, the district behind it, one wrong letter.

A name with one wrong letter still holds one of its halves unharmed. So the halves are looked up in the text of all
names (fast), and only the names found that way are compared letter by letter.
"""

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from sellers.regions import register

EXACT, START, WORD, INSIDE, TYPO = range(5)
SHORTEST_TYPO = 4  # letters; shorter names differ by one letter from too many others


def find(text: str, *, limit: int, near: str = "") -> list[str]:
    """Codes of villages, best first; of equal ones those in the same regency or province as `near` come first.

    "karangsari blitar" narrows by what lies above; "66125" lists the villages of a postal code.
    """
    query = register.fold(text)
    if query.isdigit():
        return [register.villages().code(i) for i in _by_postal_code(query)[:limit]]
    if len(query) < 2:
        return []
    words = query.split()
    for split in range(len(words), 0, -1):
        found = _matches(" ".join(words[:split]), words[split:], limit, near)
        if found:
            return found
    return []


def one_slip(a: str, b: str) -> bool:
    """Equal but for one letter changed, added or missing, or two neighbours swapped."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    if rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:]:
        return True
    return rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:]


def _by_postal_code(digits: str) -> list[int]:
    if len(digits) != 5:
        return []
    wanted = int(digits)
    return [i for i, code in enumerate(register.villages().postal_codes) if code == wanted]


def _matches(name: str, above: list[str], limit: int, near: str) -> list[str]:
    folded = register.villages().folded
    ranked = {i: _rank(folded.line(i), name) for i in _holding(name)}
    best = _narrowed(ranked, above, limit, near)
    if best or len(name) < SHORTEST_TYPO:
        return best
    half = len(name) // 2
    close = {i for part in (name[:half], name[half:]) for i in _holding(part)}
    return _narrowed({i: TYPO for i in close if one_slip(folded.line(i), name)}, above, limit, near)


def _holding(part: str) -> Iterator[int]:
    """Indexes of the villages whose name holds `part`."""
    folded, wanted, at, last = register.villages().folded, part.encode(), -1, -1
    while (at := folded.joined.find(wanted, at + 1)) >= 0:
        i = bisect_right(folded.starts, at) - 1
        if i != last:
            yield i
        last = i


def _narrowed(ranked: dict[int, int], above: list[str], limit: int, near: str) -> list[str]:
    villages, found = register.villages(), list[str]()
    starts = villages.folded.starts
    codes = {i: villages.code(i) for i in ranked}
    best = sorted(ranked, key=lambda i: (ranked[i], _distance(codes[i], near), starts[i + 1] - starts[i], i))
    for i in best:
        if len(found) == limit:
            break
        if all(_word_in(word, _folded_parents(codes[i][:8])) for word in above):
            found.append(codes[i])
    return found


def _distance(code: str, near: str) -> int:
    return 0 if near and code[:5] == near[:5] else 1 if near and code[:2] == near[:2] else 2


@lru_cache(maxsize=8192)
def _folded_parents(district_code: str) -> tuple[str, ...]:
    names = register.regions()
    return tuple(register.fold(" ".join(names.get(district_code[:n], "") for n in (8, 5, 2))).split())


def _word_in(word: str, parents: tuple[str, ...]) -> bool:
    if any(parent.startswith(word) for parent in parents):
        return True
    return len(word) >= SHORTEST_TYPO and any(one_slip(parent, word) for parent in parents)


def _rank(name: str, query: str) -> int:
    if name == query:
        return EXACT
    if name.startswith(query):
        return START
    return WORD if f" {query}" in name else INSIDE
