"""The demo market as it stands in data/*.csv. All people, numbers and stories are invented; the villages are real."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"
_COOPERATIVE_BY_PREFIX = {"B": "blitar", "T": "tarakan"}


@dataclass(frozen=True)
class CategoryRow:
    slug: str
    name_id: str
    name_en: str
    emblem: str
    hue: int
    motif: str
    is_food: bool
    default_weight_g: int


@dataclass(frozen=True)
class SellerRow:
    id: str
    name: str
    archetype: str
    village_code: str
    papers: frozenset[str]  # NIB, PIRT, HALAL: of the seller or of one of its products
    ways: frozenset[str]  # pickup, seller_delivery, local_courier, courier
    street: str
    hours: str
    story: str

    @property
    def cooperative(self) -> str:
        return _COOPERATIVE_BY_PREFIX[self.id[0]]

    @property
    def number(self) -> int:
        """1-12 in Blitar, 21-28 in Tarakan: as in the phone numbers."""
        return int(self.id[1:]) + (20 if self.id[0] == "T" else 0)


@dataclass(frozen=True)
class PackRow:
    unit: str
    content: str
    label: str
    price: int
    weight_g: int


@dataclass(frozen=True)
class ProductRow:
    id: str
    seller_id: str
    name: str
    name_en: str
    category: str
    first: PackRow
    others: tuple[PackRow, ...]
    papers: frozenset[str]
    perishable: bool
    lead_time_days: int
    stock: int  # of the first pack
    low: int
    maker: str
    description: str


@dataclass(frozen=True)
class PersonRow:
    phone: str
    name: str
    role: str
    of: tuple[str, ...]  # seller ids or cooperative keys


@cache
def categories() -> tuple[CategoryRow, ...]:
    return tuple(
        CategoryRow(
            row["slug"], row["name_id"], row["name_en"], row["emblem"], int(row["hue"]), row["motif"],
            row["is_food"] == "y", int(row["default_weight_g"]),
        )
        for row in _rows("categories")
    )  # fmt: skip


@cache
def sellers() -> tuple[SellerRow, ...]:
    stories = {row["seller_id"]: row for row in _rows("stories")}
    papers: dict[str, set[str]] = defaultdict(set)
    for row in _rows("demo_products"):
        papers[row["seller_id"]] |= _words(row["legal_docs"])
    return tuple(
        SellerRow(
            id=row["seller_id"],
            name=row["name_fictional"],
            archetype=row["archetype"],
            village_code=row["adm4"],
            papers=frozenset(_words(row["legal_docs"]) | papers[row["seller_id"]]),
            ways=_words(row["fulfilment"]),
            street=stories[row["seller_id"]]["street"],
            hours=stories[row["seller_id"]]["hours"],
            story=stories[row["seller_id"]]["story"],
        )
        for row in _rows("demo_sellers")
    )


@cache
def products() -> tuple[ProductRow, ...]:
    texts = {row["product_id"]: row for row in _rows("texts")}
    packs: dict[str, list[PackRow]] = defaultdict(list)
    for row in _rows("packs"):
        pack = PackRow(row["unit"], row["content"], row["label"], int(row["price_idr"]), int(row["weight_g"]))
        packs[row["product_id"]].append(pack)
    return tuple(_product(row, texts[row["product_id"]], packs[row["product_id"]]) for row in _rows("demo_products"))


@cache
def people() -> tuple[PersonRow, ...]:
    return tuple(
        PersonRow(row["phone"], row["name"], row["role"], tuple(row["of"].split("|")) if row["of"] else ())
        for row in _rows("people")
    )


@cache
def names(part: str) -> tuple[str, ...]:
    """First or last names for invented buyers."""
    return tuple(row["name"] for row in _rows("names") if row["part"] == part)


def _product(row: dict[str, str], text: dict[str, str], others: list[PackRow]) -> ProductRow:
    first = PackRow(row["unit"], row["net_content"], "", int(row["price_idr"]), int(row["ship_weight_g"]))
    return ProductRow(
        id=row["product_id"],
        seller_id=row["seller_id"],
        name=row["name_id"],
        name_en=row["name_en"],
        category=row["category"],
        first=first,
        others=tuple(others),
        papers=_words(row["legal_docs"]),
        perishable=row["perishable"] == "y",
        lead_time_days=int(row["lead_time_days"]),
        stock=int(text["stock"]),
        low=int(text["low"]),
        maker=text["maker"],
        description=text["description"],
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in text.split("|") if word)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
