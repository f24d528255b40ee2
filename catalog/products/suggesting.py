"""What a thing usually costs, from what others ask for it. Pure: prices in, a range for one pack out.

Worked through in README.md; a test asserts that table. Prices are compared per base unit (gram, millilitre, piece), as
exact fractions. The range is the middle half of what is asked, from the nearest place that has enough. Sources are
asked by `Source`: similar goods are one (similar.py), what was noted at markets is another, which the pages join.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

FEWEST = 3  # sellers; fewer say nothing of what is usual
SLIP = 8  # so many times more, or less, looks like a zero too many or too few
NEARNESS = (5, 2, 0)  # characters of a village code: the kabupaten, its province, everywhere


@dataclass(frozen=True)
class Asked:
    """What somebody asks for a pack of `pack_size` base units, in a village."""

    price_minor: int
    pack_size: int
    village_code: str


@dataclass(frozen=True)
class Range:
    """For one pack: `low` to `high` is the middle half, `of` so many prices of `place` ("35.72", "35", or "").

    Of fewer than three it is the lowest and the highest as they are.
    """

    low_minor: int
    middle_minor: int
    high_minor: int
    of: int
    place: str


@dataclass(frozen=True)
class Wanted:
    """What is to be priced."""

    name: str
    category: str  # slug
    unit: str
    base: str  # of its pool: g, ml, pcs
    pack_size: int
    currency: str
    village_code: str


class Source(Protocol):
    """Somebody who knows what such goods cost; `fewest` is how many of its prices are worth saying."""

    @property
    def fewest(self) -> int: ...

    def asked(self, wanted: Wanted) -> Sequence[Asked]:
        """Prices of goods like the wanted one, counted in the same base unit and currency."""
        ...


def suggest(wanted: Wanted, *, sources: Iterable[Source]) -> Range | None:
    """The range of the first source that knows enough, or None."""
    ranges = (
        price_range(source.asked(wanted), pack_size=wanted.pack_size, near=wanted.village_code, fewest=source.fewest)
        for source in sources
    )
    return next((found for found in ranges if found is not None), None)


def price_range(asked: Sequence[Asked], *, pack_size: int, near: str, fewest: int = FEWEST) -> Range | None:
    """The middle half of what is asked near `near`, for a pack of `pack_size`; None when fewer than `fewest` ask."""
    for length in NEARNESS:
        place = near[:length]
        rates = sorted(Fraction(one.price_minor, one.pack_size) for one in asked if one.village_code.startswith(place))
        if fewest <= len(rates) < FEWEST:
            lowest, between, highest = (percentile(rates, Fraction(part, 2)) * pack_size for part in (0, 1, 2))
            return Range(_half_up(lowest), _half_up(between), _half_up(highest), len(rates), place)
        if len(rates) >= fewest:
            low, middle, high = (percentile(rates, Fraction(part, 4)) * pack_size for part in (1, 2, 3))
            return Range(round_down(low), _half_up(middle), round_up(high), len(rates), place)
    return None


def percentile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    """The value below which `part` of the ordered values lie, in a straight line between its two neighbours."""
    place = part * (len(ordered) - 1)
    at = int(place)
    if at + 1 == len(ordered):
        return ordered[at]
    return ordered[at] + (ordered[at + 1] - ordered[at]) * (place - at)


def looks_like_a_slip(price_minor: int, *, usual: int) -> bool:
    """Whether a price is so far from the usual one that a zero too many or too few is likelier."""
    return usual > 0 and (price_minor >= usual * SLIP or price_minor * SLIP <= usual)


def round_down(amount: Fraction) -> int:
    """To a sum people say: two digits, and never to nothing."""
    step = _step(amount)
    return max(1, int(amount // step) * step)


def round_up(amount: Fraction) -> int:
    step = _step(amount)
    return max(1, int(-(-amount // step)) * step)


def _step(amount: Fraction) -> int:
    """One in the second digit: 100 for Rp2.500, 1.000 for Rp25.000."""
    return int(10 ** max(0, len(str(int(amount))) - 2))


def _half_up(amount: Fraction) -> int:
    return max(1, int(amount + Fraction(1, 2)))
