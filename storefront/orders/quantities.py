"""How many of what, in the seller's own units: "2 kg", "2 bungkus × 250 g". Pure."""

import re

_ONE_OF = re.compile(r"1 (?P<unit>\D.*)")  # "1 kg", "1 buah"
_FILLED = re.compile(r"(?P<pack>[^\W\d]+) (?P<content>\d.*)")  # "bungkus 250 g"


def in_units(quantity: int, label: str) -> str:
    """`quantity` packs that are called `label`."""
    count = f"{quantity:,}".replace(",", ".")
    if found := _ONE_OF.fullmatch(label):
        return f"{count} {found['unit']}"
    if found := _FILLED.fullmatch(label):
        return f"{count} {found['pack']} × {found['content']}"
    return f"{count} × {label}" if label else count
