"""Words one slip away. Pure.

Two words are at most one wrong, missing, extra or swapped letter apart only if leaving out at most one letter of
each can make them equal. So every known word is stored under itself and under each of its forms with one letter
left out, and a query looks up its own such forms: an index probe instead of a scan, and nothing is missed.
"""

SHORTEST, LONGEST = 3, 24  # letters; shorter words have too many neighbours


def forms(word: str) -> frozenset[str]:
    """The word, and the word with any one letter left out."""
    if not SHORTEST <= len(word) <= LONGEST:
        return frozenset({word})
    return frozenset({word, *(word[:i] + word[i + 1 :] for i in range(len(word)))})


def is_near(typed: str, known: str) -> bool:
    """At most one slip apart, two in words of nine letters and more; of three letters the first is never wrong."""
    shorter = min(len(typed), len(known))
    if len(typed) < SHORTEST or (len(typed) == len(known) == SHORTEST and typed[0] != known[0]):
        return False
    return distance(typed, known) <= (2 if shorter >= 9 else 1)


def distance(left: str, right: str) -> int:
    """Slips between two words: wrong, missing, extra and swapped neighbouring letters count one each."""
    before: list[int] = []
    above = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]
