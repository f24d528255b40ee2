"""What goods cost at the markets nearby, as officers noted it: a second source of the price hint, and its words.

Only fresh prices of the stall's kabupaten count, and where it has none those of its province: each market's newest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from catalog.products.models import Variant
from catalog.products.suggesting import Asked, Range, Wanted, suggest
from catalog.products.windows import today_at
from payments.money import Money
from sellers.accounts.access import Scope
from sellers.regions.market_trends import newest, says_the_same
from sellers.regions.models import MarketPrice
from sellers.regions.register import fold
from storefront.desk.gate import Desk

REACH = (5, 2)  # characters of a village code: the kabupaten, then its province
MOST_ROWS = 3000


@dataclass(frozen=True)
class MarketHint:
    """For one pack: what it costs at `market` and so many `others`, noted on `day` at the latest by `source`."""

    low: Money
    high: Money
    middle_minor: int
    pack: str  # as it is said after "per": "kg", "250 g"
    market: str
    others: int
    day: date
    source: str


class NotedPrices:
    """One page's look at the markets around a village: each place is read once, at the first question about it."""

    fewest = 1  # what one market asks is a fact

    def __init__(self, *, scope: Scope, village_code: str) -> None:
        self._scope, self._village_code = scope, village_code
        self._read: dict[int, list[MarketPrice]] = {}

    def any_near(self) -> bool:
        return any(self._rows(length) for length in REACH)

    def asked(self, wanted: Wanted) -> Sequence[Asked]:
        return [Asked(row.price_minor, row.base_amount, row.place) for row in self.noted(wanted)]

    def noted(self, wanted: Wanted) -> list[MarketPrice]:
        """Newest first; of goods called alike those that say most: "telur ayam" before "telur"."""
        for length in REACH:
            rows = [row for row in self._rows(length) if _fits(row, wanted)]
            most = max((len(row.good_key.split()) for row in rows), default=0)
            if rows:
                return [row for row in rows if len(row.good_key.split()) == most]
        return []

    def hint(self, wanted: Wanted, *, pack: str) -> MarketHint | None:
        rows = self.noted(wanted)
        found = suggest(wanted, sources=[self])
        return _hint(found, rows, wanted, pack) if rows and found else None

    def _rows(self, length: int) -> list[MarketPrice]:
        if length not in self._read:
            near = MarketPrice.objects.within(self._scope).standing().near(self._village_code, length)
            fresh = near.fresh(today_at(self._village_code)).select_related("cooperative").newest_first()
            self._read[length] = [standing.price for standing in newest(fresh[:MOST_ROWS])]
        return self._read[length]


def for_packs(*, desk: Desk, variant_ids: Iterable[int]) -> dict[int, MarketHint]:
    """By variant, what the markets nearby ask for such a pack; nothing for most goods."""
    prices = NotedPrices(scope=desk.scope, village_code=desk.seller.village_code)
    if not prices.any_near():
        return {}
    packs = Variant.objects.within(desk.scope).filter(pk__in=list(variant_ids))
    found = {}
    for pack in packs.select_related("product__category", "pool"):
        wanted = Wanted(
            name=pack.product.name, category=pack.product.category.slug, unit=pack.unit, base=pack.pool.base,
            pack_size=pack.pack_size, currency=pack.currency, village_code=desk.seller.village_code,
        )  # fmt: skip
        hint = prices.hint(wanted, pack=pack.label.removeprefix("1 "))
        if hint is not None:
            found[pack.pk] = hint
    return found


def _fits(row: MarketPrice, wanted: Wanted) -> bool:
    """Weights and volumes compare whatever the pack; what is counted only by the same unit: a bunch is no crate."""
    if row.base != wanted.base or row.currency != wanted.currency or not says_the_same(row.good, wanted.name):
        return False
    return row.base != "pcs" or (row.unit == wanted.unit and row.base_amount == wanted.pack_size)


def _hint(found: Range, rows: Sequence[MarketPrice], wanted: Wanted, pack: str) -> MarketHint:
    low, high = (Money(minor, wanted.currency) for minor in (found.low_minor, found.high_minor))
    latest = rows[0]
    markets = {fold(row.market) for row in rows}
    return MarketHint(
        low, high, found.middle_minor, pack, latest.market, len(markets) - 1, latest.day, latest.cooperative.name
    )
