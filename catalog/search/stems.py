"""A light Indonesian stemmer without a dictionary: it answers every root a word may come from. Pure.

Where the sound change of a prefix has two readings ("mengolah" from olah, "mengering" from kering) both are given;
goods and queries are read the same way, so they meet at the right root and a wrong one meets nothing. Prefixes
that many roots begin with by chance (ke-, se-, pe-, te-, be-) ask for more of a rest.
"""

_VOWELS = "aeiou"
_SHORTEST = 4  # letters of a root, but three after -nya, -lah and the like
_PARTICLES = ("nya", "lah", "kah", "pun", "ku", "mu")


def stems(word: str) -> frozenset[str]:
    """The word itself and every root it may come from; a word of five letters or fewer keeps its beginning."""
    found = {word}
    for bare in _without_particle(word):
        found.add(bare)
        for inner in _without_prefix(bare):
            found.add(inner)
            found.update(_without_suffix(inner, prefixed=inner != bare))
    if len(word) >= _SHORTEST and word.endswith("s") and word[-2] not in _VOWELS + "s":
        found.add(word[:-1])  # English plural: eggs, crackers
    return frozenset(found)


def _without_particle(word: str) -> set[str]:
    for particle in _PARTICLES:
        rest = word.removesuffix(particle)
        if rest != word and len(rest) >= (_SHORTEST if len(particle) < 3 else _SHORTEST - 1):
            return {word, rest}
    return {word}


def _without_suffix(word: str, *, prefixed: bool) -> set[str]:
    found = set()
    if word.endswith("an") and len(word) - 2 >= _SHORTEST:
        found.add(word[:-2])
    if prefixed and word.endswith("kan") and len(word) - 3 >= _SHORTEST:
        found.add(word[:-3])
    if prefixed and word.endswith("i") and len(word) - 1 >= _SHORTEST:
        found.add(word[:-1])
    return found


def _without_prefix(word: str) -> set[str]:
    found = {word}
    if len(word) <= _SHORTEST + 1:
        return found
    for first in ("me", "pe"):
        if word.startswith(first):
            found.update(_nasal(word[2:]))
    if word.startswith("pe"):
        found.add(word[2:])  # petani
    for prefix in ("memper", "diper", "keber", "ber", "ter", "per", "bel", "pel", "di", "ke", "se"):
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= _SHORTEST + (len(prefix) == 2 and not word.endswith("an")):
            found.add(rest)
    return {rest for rest in found if len(rest) >= _SHORTEST}


def _nasal(rest: str) -> set[str]:
    """Roots behind me-/pe- and the sound it took: ny→s, ng→k or nothing, m→p, n→t."""
    if rest.startswith("ny"):
        return {"s" + rest[2:], rest}
    if rest.startswith("nge"):
        return {rest[2:], "k" + rest[2:], rest[3:]}
    if rest.startswith("ng"):
        return {rest[2:], "k" + rest[2:]} if rest[2:3] in _VOWELS else {rest[2:]}
    if rest.startswith("m"):
        return {"p" + rest[1:], rest} if rest[1:2] in _VOWELS else {rest[1:]}
    if rest.startswith("n"):
        return {"t" + rest[1:], rest} if rest[1:2] in _VOWELS else {rest[1:]}
    return {rest} if rest[:1] in "lrwy" else set()
