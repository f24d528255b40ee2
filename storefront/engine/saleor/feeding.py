"""The sweeps that keep Saleor's copy of our catalogue: at work while Saleor is the engine in use, and only then."""

from collections.abc import Callable

from storefront.engine import choosing
from storefront.engine.saleor import photos_out, pushing, sellers_out, stock_out


def sellers() -> int:
    return _while_in_use(sellers_out.push_sellers_due)


def goods() -> int:
    return _while_in_use(pushing.push_due)


def stock() -> int:
    return _while_in_use(stock_out.push_stock_due)


def photos() -> int:
    return _while_in_use(photos_out.push_photos_due)


def _while_in_use(work: Callable[[], int]) -> int:
    return work() if choosing.name() == "saleor" else 0
