"""What a new listing does not ask: as the stall's last product of the same kind, else as its kind of stall sells."""

import csv
from dataclasses import dataclass
from pathlib import Path

from catalog.products.models import Product, Variant
from sellers.accounts.access import Scope
from sellers.accounts.models import Seller

_TABLE = Path(__file__).parent / "data" / "listing_defaults.csv"


@dataclass(frozen=True)
class OfKind:
    """How stalls of a kind usually sell."""

    category: str
    unit: str
    perishable: bool
    lead_time_days: int


@dataclass(frozen=True)
class Defaults:
    """What goes unasked. `halal` None and `weight_g` None: as the category and the unit say."""

    perishable: bool
    lead_time_days: int
    halal: str | None = None
    maker: str = ""
    weight_g: int | None = None


def _read() -> dict[str, OfKind]:
    with _TABLE.open(encoding="utf-8", newline="") as rows:
        return {
            row["archetype"]: OfKind(row["category"], row["unit"], row["perishable"] == "1", int(row["lead_time_days"]))
            for row in csv.DictReader(rows)
        }


OF_KIND = _read()
_PLAIN = OfKind("", "", perishable=False, lead_time_days=0)


def of_kind(seller: Seller) -> OfKind:
    return OF_KIND.get(seller.archetype, _PLAIN)


def last_unit(*, scope: Scope, seller: Seller) -> str:
    """The unit the stall used last, else the one its kind uses."""
    own = Variant.objects.within(scope).filter(product__seller=seller).order_by("-pk")
    return own.values_list("unit", flat=True).first() or of_kind(seller).unit


def defaults_for(*, scope: Scope, seller: Seller, category: str, unit: str) -> Defaults:
    """For a new product of this category: like the last one of it; its weight where the unit is the same too."""
    own = Product.objects.within(scope).filter(seller=seller, category__slug=category).order_by("-pk")
    last = own.first()
    if last is None:
        kind = of_kind(seller)
        same = kind.category == category
        return Defaults(kind.perishable and same, kind.lead_time_days if same else 0)
    pack = Variant.objects.within(scope).filter(product=last, unit=unit, pool__base="pcs").order_by("pk").first()
    weight_g = pack.weight_g if pack else None
    return Defaults(last.perishable, last.lead_time_days, last.halal, last.maker, weight_g)
