"""Invented buyers with their homes. The same ones on every machine."""

from dataclasses import dataclass
from random import Random

from sellers.regions import places
from storefront.demo import sheets

STREETS = (
    "Jl. Anggrek", "Jl. Melati", "Jl. Mawar", "Jl. Kenanga", "Jl. Cempaka", "Jl. Veteran", "Jl. Merdeka", "Jl. Mastrip",
    "Jl. Diponegoro", "Jl. Kartini", "Jl. Imam Bonjol", "Jl. Sudirman", "Perum Griya Asri", "Gg. Masjid",
)  # fmt: skip
# where they live: (regency, share), near the market first
HOMES = {
    "blitar": (("35.72", 40), ("35.05", 27), ("35.07", 7), ("35.73", 6), ("35.04", 5), ("35.71", 4), ("35.78", 6),
               ("31.74", 3), ("34.71", 2)),
    "tarakan": (("65.71", 60), ("65.01", 9), ("65.03", 9), ("65.04", 4), ("65.02", 3), ("64.71", 6), ("35.78", 4),
                ("31.74", 3), ("73.71", 2)),
}  # fmt: skip
COUNT = {"blitar": 250, "tarakan": 150}


@dataclass(frozen=True)
class Buyer:
    name: str
    phone: str
    street: str
    rt: str
    rw: str
    village_code: str
    postal_code: str
    region_names: str
    market: str  # the cooperative whose goods they mostly buy
    keen: float  # how often beside the others


def buyers(seed: int = 7) -> list[Buyer]:
    dice = Random(seed)
    return [_buyer(dice, market, number) for market, count in COUNT.items() for number in range(count)]


def _buyer(dice: Random, market: str, number: int) -> Buyer:
    homes, first, last = HOMES[market], sheets.names("first"), sheets.names("last")
    regency = dice.choices([code for code, _ in homes], [share for _, share in homes])[0]
    district = dice.choice(sorted(place.code for place in places.children(regency)))
    village = places.village(dice.choice(sorted(place.code for place in places.children(district))))
    return Buyer(
        name=f"{dice.choice(first)} {dice.choice(last)}",
        phone=f"+62812000{20_000 + number + (5_000 if market == 'tarakan' else 0)}",
        street=f"{dice.choice(STREETS)} {dice.randint(1, 96)}",
        rt=f"{dice.randint(1, 9):03}",
        rw=f"{dice.randint(1, 12):03}",
        village_code=village.code,
        postal_code=village.postal_code,
        region_names=places.names(village.code),
        market=market,
        keen=dice.paretovariate(1.25),
    )
