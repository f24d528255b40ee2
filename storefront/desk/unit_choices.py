"""Units as the desk offers them: a few big ones to tap, the rest in a list."""

from catalog.products.units import UNITS

COMMON = ("kg", "ons", "bungkus", "buah", "ikat", "botol", "ekor", "lembar")


def common(first: str = "") -> tuple[tuple[str, str], ...]:
    """The eight to tap; `first`, the unit the stall used last, leads them."""
    codes = [first, *(code for code in COMMON if code != first)] if first in UNITS else list(COMMON)
    return tuple((code, UNITS[code].code if code != "l" else UNITS[code].label) for code in codes[: len(COMMON)])


def others(shown: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    taken = {code for code, _label in shown}
    return tuple((unit.code, unit.label) for unit in UNITS.values() if unit.code not in taken)


def all_of() -> tuple[tuple[str, str], ...]:
    return tuple((unit.code, unit.label) for unit in UNITS.values())
