"""How many packs a pool still holds. Pure."""


def packs(available: int, pack_size: int) -> int:
    """Whole packs of `pack_size` base units in `available` base units; never negative."""
    return max(0, available // pack_size)
