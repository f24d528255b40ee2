"""How many packs a pool still holds, and how that is said. Pure."""

from catalog.products.models import Variant
from catalog.products.units import UNITS


def packs(available: int, pack_size: int) -> int:
    """Whole packs of `pack_size` base units in `available` base units; never negative."""
    return max(0, available // pack_size)


def packs_elsewhere(variant: Variant) -> int:
    """What an engine elsewhere is told of a variant, which comes with its pool and product: none while it is shut."""
    return 0 if variant.product.shut else packs(variant.pool.available, variant.pack_size)


def stock_text(available: int, pack_size: int, unit_code: str) -> str:
    """Packs as a seller types them: parts of a kilo or a litre are shown ("2,5"), parts of a bag are not."""
    unit = UNITS.get(unit_code)
    if unit is None or unit.kind not in ("weight", "volume", "length") or unit.factor != pack_size:
        return str(packs(available, pack_size))
    whole, part = divmod(available * 1000 // pack_size, 1000)
    return f"{whole},{part:03}".rstrip("0").rstrip(",")
