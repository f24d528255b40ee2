"""Search over goods: `search.find(text=…)` and `search.index(product_ids)`.

The two are looked up when first used: this package is a Django app, and Django loads it before any model.
"""

from importlib import import_module
from typing import Any

_HOMES = {"find": "finding", "index": "indexing", "index_seller": "indexing", "index_all": "indexing"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(name)
