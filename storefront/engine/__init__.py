"""The engine in use. Callers write `from storefront import engine` and ask `engine.active()`."""

from collections.abc import Callable
from functools import cache

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from storefront.engine.port import Engine


def active() -> Engine:
    """The engine in use now, each loaded once a process."""
    return _load(_choosing()())


@cache
def _choosing() -> Callable[[], str]:
    name: Callable[[], str] = import_string("storefront.engine.choosing.name")  # it reads a table: apps come first
    return name


@cache
def _load(name: str) -> Engine:
    # Imported here so that an engine that is not configured costs no memory (and its models need no table).
    if name == "embedded":
        from storefront.engine.embedded.engine import EmbeddedEngine

        return EmbeddedEngine()
    if name == "saleor":
        from storefront.engine.saleor.engine import SaleorEngine

        return SaleorEngine()
    raise ImproperlyConfigured(f"COMMERCE_ENGINE names no engine: {name!r}. Use embedded or saleor.")
