"""The newest price of each good at each market, and how it stands against a week before. Pure but for its rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sellers.regions.models import MarketPrice
from sellers.regions.register import fold
from sellers.regions.search import SHORTEST_TYPO, one_slip

WEEK_FROM, WEEK_TO = 6, 14  # so many days before is "last week": markets are held weekly, and not to the day


@dataclass(frozen=True)
class Standing:
    """`before` is the price of the week before, None when none was noted."""

    price: MarketPrice
    before: MarketPrice | None

    @property
    def change_minor(self) -> int | None:
        return None if self.before is None else self.price.price_minor - self.before.price_minor


def newest(rows: Iterable[MarketPrice]) -> list[Standing]:
    """One for each good, unit and market, newest first; `rows` come newest first and hold standing prices only."""
    groups: dict[tuple[object, ...], list[MarketPrice]] = {}
    for row in rows:
        key = (row.good_key, row.unit, row.currency, row.market_key, row.place, row.cooperative_id)
        groups.setdefault(key, []).append(row)
    return [Standing(group[0], _week_before(group)) for group in groups.values()]


def matches(typed: str, *, good: str, market: str = "") -> bool:
    """Whether each typed word begins a word of the good or its market, or is one letter away from it."""
    words = fold(f"{good} {market}").split()
    return all(any(_near(asked, word) for word in words) for asked in fold(typed).split())


def says_the_same(noted: str, named: str) -> bool:
    """Whether a noted good is what `named` begins with and says: "telur ayam" for "Telur ayam kampung".

    The first word says what a thing is, and no word of the noted good may be missing; a letter may be wrong.
    """
    noted_words, named_words = fold(noted).split(), fold(named).split()
    if not noted_words or not named_words or not _same(noted_words[0], named_words[0]):
        return False
    return all(any(_same(word, other) for other in named_words) for word in noted_words)


def _week_before(group: list[MarketPrice]) -> MarketPrice | None:
    latest: date = group[0].day
    return next((row for row in group[1:] if WEEK_FROM <= (latest - row.day).days <= WEEK_TO), None)


def _near(asked: str, word: str) -> bool:
    return word.startswith(asked) or _same(asked, word)


def _same(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= SHORTEST_TYPO and one_slip(one, other))
