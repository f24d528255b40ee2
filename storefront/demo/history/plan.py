"""Ninety days of purchases that could have been: who, when, what, how sent, how paid, and how it ended. Pure.

The same seed and the same day give the same past. A weekly rhythm, slow growth, a star-fruit season, pay-day weeks
for crafts, buyers who come back, a few that never paid or changed their minds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from random import Random

from sellers.regions import places
from storefront.demo.history.buyers import Buyer
from storefront.demo.history.shelves import Pack, Shelf, Way

DAYS = 90
BY_WEEKDAY = (0.88, 0.84, 0.92, 0.98, 1.12, 1.3, 1.14)
BY_HOUR = (0, 0, 0, 0, 0, 1, 3, 5, 6, 7, 7, 6, 5, 5, 5, 6, 7, 7, 8, 9, 8, 5, 2, 0)
NOW_AND_THEN = frozenset({"kerajinan", "batik", "gerabah", "ikan_hias", "bibit"})
STAR_FRUIT = frozenset({"P010", "P011", "P015", "P016"})
TOGETHER = (0.70, 0.23, 0.07)  # one, two, three sellers in a basket


@dataclass(frozen=True)
class PastLine:
    pack: Pack
    quantity: int

    @property
    def total(self) -> int:
        return self.pack.price * self.quantity

    @property
    def weight_g(self) -> int:
        return self.pack.weight_g * self.quantity


@dataclass(frozen=True)
class PastPart:
    shelf: Shelf
    lines: tuple[PastLine, ...]
    way: Way
    fee: int

    @property
    def goods(self) -> int:
        return sum(line.total for line in self.lines)


@dataclass(frozen=True)
class PastBill:
    """Parts that one collector is paid for. `fate`: done, expired, changed_mind (unpaid), returned_money (paid)."""

    way: str
    parts: tuple[PastPart, ...]
    fate: str
    paid_after: timedelta


@dataclass(frozen=True)
class PastPurchase:
    buyer: Buyer
    at: datetime
    bills: tuple[PastBill, ...]


def plan(
    *, shelves: Sequence[Shelf], buyers: Sequence[Buyer], now: datetime, days: int = DAYS, seed: int = 90
) -> Iterator[PastPurchase]:
    """From `days` ago to yesterday, oldest first."""
    dice = Random(seed)
    wanted = {pack.product_key: dice.lognormvariate(0, 0.55) for shelf in shelves for pack in shelf.packs}
    keen = [buyer.keen for buyer in buyers]
    for age in range(days, 0, -1):
        midday = now - timedelta(days=age)
        weekday = midday.astimezone(places.zone_of(shelves[0].village_code)).weekday()
        growth = 0.72 + 0.56 * (DAYS - age) / DAYS
        count = max(round(16.5 * growth * BY_WEEKDAY[weekday] * dice.gauss(1, 0.14)), 3)
        moments = sorted(_moment(dice, midday, shelves[0]) for _ in range(count))
        for at in moments:
            purchase = _purchase(dice, shelves, dice.choices(buyers, keen)[0], at, wanted, age)
            if purchase:
                yield purchase


def _moment(dice: Random, midday: datetime, shelf: Shelf) -> datetime:
    local = midday.astimezone(places.zone_of(shelf.village_code))
    hour = dice.choices(range(24), BY_HOUR)[0]
    return local.replace(hour=hour, minute=dice.randrange(60), second=dice.randrange(60), microsecond=0)


def _purchase(
    dice: Random, shelves: Sequence[Shelf], buyer: Buyer, at: datetime, wanted: dict[str, float], age: int
) -> PastPurchase | None:
    market = buyer.market if dice.random() < 0.95 else ("tarakan" if buyer.market == "blitar" else "blitar")
    near = [shelf for shelf in shelves if shelf.market == market]
    appeal = [sum(_appeal(pack, wanted, at, age) for pack in shelf.packs) for shelf in near]
    parts: list[PastPart] = []
    for _ in range(dice.choices((1, 2, 3), TOGETHER)[0]):
        shelf = dice.choices(near, appeal)[0]
        part = _part(dice, shelf, buyer, wanted, at, age)
        if part and all(part.shelf != other.shelf for other in parts):
            parts.append(part)
    return PastPurchase(buyer, at, _bills(dice, parts)) if parts else None


def _appeal(pack: Pack, wanted: dict[str, float], at: datetime, age: int) -> float:
    appeal = wanted[pack.product_key] * (1.0 if pack.main else 0.45)
    if pack.category in NOW_AND_THEN:
        appeal *= 0.5 if at.day not in (*range(1, 6), *range(25, 32)) else 0.85
    if pack.price > 200_000:
        appeal *= 0.35 if pack.price < 1_000_000 else 0.08
    if pack.product_key in STAR_FRUIT:
        appeal *= 0.6 + 2.4 * exp(-(((age - 10) / 19) ** 2))  # the harvest
    return appeal


def _part(
    dice: Random, shelf: Shelf, buyer: Buyer, wanted: dict[str, float], at: datetime, age: int
) -> PastPart | None:
    appeal = [_appeal(pack, wanted, at, age) for pack in shelf.packs]
    lines_wanted = dice.choices((1, 2, 3), (6, 3, 1))[0]
    chosen = {pack.variant_id: pack for pack in dice.choices(shelf.packs, appeal, k=lines_wanted)}
    lines = tuple(PastLine(pack, _quantity(dice, pack)) for pack in chosen.values())
    weight = sum(line.weight_g for line in lines)
    ways = []
    for way in shelf.ways:
        fee = way.fee(village_code=buyer.village_code, weight_g=weight)
        if fee is not None and _sensible(way, shelf, buyer):
            ways.append((way, fee, {"pickup": 4, "seller": 5, "courier": 1.5}[way.kind]))
    if not ways:
        return None
    way, fee, _ = dice.choices(ways, [liked for _, _, liked in ways])[0]
    return PastPart(shelf, lines, way, fee)


def _sensible(way: Way, shelf: Shelf, buyer: Buyer) -> bool:
    """Nobody fetches star fruit from another island."""
    if way.kind != "pickup":
        return True
    around = {"35.72": {"35.72", "35.05"}, "35.05": {"35.72", "35.05"}}.get(shelf.regency, {shelf.regency})
    return buyer.village_code[:5] in around


def _quantity(dice: Random, pack: Pack) -> int:
    if pack.price < 12_000:
        return dice.choices((1, 2, 3, 4, 5, 10), (2, 4, 4, 2, 3, 1))[0]
    if pack.price < 60_000:
        return dice.choices((1, 2, 3, 4), (6, 4, 2, 1))[0]
    return dice.choices((1, 2), (9, 1))[0]


def _bills(dice: Random, parts: list[PastPart]) -> tuple[PastBill, ...]:
    """Transfers go to the collector, cash to each seller; cash only where it can be paid at the handover."""
    groups: dict[tuple[str, int, str], list[PastPart]] = {}
    cash = dice.random() < 0.34
    for part in parts:
        to = part.shelf.collector
        by_cash = cash and part.way.cod
        key = ("seller", part.shelf.seller_id, "cash") if by_cash else (to.kind, to.id, "bank_transfer")
        groups.setdefault(key, []).append(part)
    return tuple(_bill(dice, way, tuple(group)) for (_, _, way), group in groups.items())


def _bill(dice: Random, way: str, parts: tuple[PastPart, ...]) -> PastBill:
    fate = dice.choices(("done", "expired", "changed_mind", "returned_money"), (94.6, 3, 1.4, 1))[0]
    if way == "cash" and fate != "changed_mind":
        fate = "done"
    return PastBill(way, parts, fate, timedelta(minutes=min(dice.lognormvariate(3.8, 1.2), 1_200)))
