"""The search port: a full text index over Documents, asked with alternatives for every word of a query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Alternative:
    """One word that will do; `weight` says how well. With `prefix`, any word that begins with it will do."""

    word: str
    weight: float
    prefix: bool = False


Group = tuple[Alternative, ...]  # what will do for one word of the query


@dataclass(frozen=True)
class Match:
    product_id: int
    title: frozenset[str]
    about: frozenset[str]


class TextIndex(Protocol):
    def matching(self, groups: Sequence[Group], *, every: bool, limit: int) -> list[Match]:
        """Published goods of approved sellers that hold a word of each group (`every`) or of any group.

        The likelier ones come first where there are more than `limit`. Words are letters and digits only.
        """
        ...
