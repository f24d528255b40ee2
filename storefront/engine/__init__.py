"""The engine in use. Callers write `from storefront import engine` and ask `engine.active()`."""

from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from storefront.engine.port import Engine


def active() -> Engine:
    """The engine named by COMMERCE_ENGINE, loaded once a process."""
    return _load(getattr(settings, "COMMERCE_ENGINE", "embedded"))


@cache
def _load(name: str) -> Engine:
    # Imported here so that an engine that is not configured costs no memory (and its models need no table).
    if name == "embedded":
        from storefront.engine.embedded.engine import EmbeddedEngine

        return EmbeddedEngine()
    raise ImproperlyConfigured(f"COMMERCE_ENGINE names no engine: {name!r}. Use embedded.")
