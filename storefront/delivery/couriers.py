"""Couriers by code, from data/couriers.csv, and a look at a tracking number that warns and never blocks."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

_FILE = Path(__file__).parent / "data" / "couriers.csv"
_ANY = "other"
_NO_PARCEL = ("self_pickup", "seller_delivery")


@dataclass(frozen=True)
class Courier:
    code: str
    name: str
    pattern: str  # of a tracking number, learned from public code: for warnings only
    example: str
    page: str  # where the courier lets a parcel be followed; may be empty
    is_company: bool  # else somebody from the neighbourhood, a bus, a boat


@cache
def couriers() -> dict[str, Courier]:
    """Whom a parcel can be handed to, in the file's order; pick-up and the seller's own delivery are left out."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["code"] not in _NO_PARCEL]
    return {
        row["code"]: Courier(
            code=row["code"],
            name=row["name"],
            pattern=row["resi_regex_warn_only"],
            example=row["example_synthetic"],
            page=row["tracking_url_RECALLED"],
            is_company=row["kind"] != "manual",
        )
        for row in rows
    }


def courier_name(code: str) -> str:
    """The courier's name; a code we do not know is shown as it stands."""
    known = couriers().get(code)
    return known.name if known else code


def clean_number(number: str) -> str:
    """A tracking number as couriers print it: capitals, no spaces."""
    return re.sub(r"\s+", "", number).upper()


def tracking_warning(courier: str, number: str) -> str:
    """A sentence when the number does not look like this courier's, else "". A warning: the number may be right."""
    known = couriers().get(courier) or couriers()[_ANY]
    cleaned = clean_number(number)
    if not known.pattern or re.fullmatch(known.pattern, cleaned):
        return ""
    return _("Nomor resi %(courier)s biasanya seperti %(example)s. Periksa lagi.") % {
        "courier": known.name,
        "example": known.example,
    }
