"""Which row of a fee table applies: pure, no database."""

from collections.abc import Iterable
from dataclasses import dataclass

from payments.money import Money


@dataclass(frozen=True)
class FeeRow:
    """To places whose code starts with `region` ("" is everywhere), up to `upto_weight_g` grams."""

    region: str
    upto_weight_g: int
    fee: Money
    days: str = ""


def covers(region: str, region_code: str) -> bool:
    """True when `region_code` lies in `region`: "35.72" covers "35.72.02.1005" and not "35.720"."""
    return region == "" or region_code == region or region_code.startswith(region + ".")


def fee_for(*, rows: Iterable[FeeRow], region_code: str, weight_g: int) -> FeeRow | None:
    """The longest region that covers the place, then its smallest band that fits; None when nothing fits.

    A heavier parcel never falls back to a wider region: the nearer table says how much its courier carries.
    """
    covering = [row for row in rows if covers(row.region, region_code)]
    if not covering:
        return None
    nearest = max(len(row.region) for row in covering)
    bands = [row for row in covering if len(row.region) == nearest and weight_g <= row.upto_weight_g]
    return min(bands, key=lambda row: row.upto_weight_g, default=None)
