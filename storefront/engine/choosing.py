"""Which engine answers: the one COMMERCE_ENGINE names, or Saleor since the market moved to it.

The move is a row, so that one command switches every process of a running market within a few seconds.
"""

import time

from django.conf import settings

from storefront.engine.saleor.models import Move

LOOK_AGAIN_S = 3.0
_seen: tuple[float, str] | None = None


def name() -> str:
    """The engine in use now; what the database says is remembered for a moment."""
    configured: str = getattr(settings, "COMMERCE_ENGINE", "embedded")
    if configured != "embedded" or not settings.SALEOR:
        return configured
    if _seen is not None and time.monotonic() - _seen[0] < LOOK_AGAIN_S:
        return _seen[1]
    return remember("saleor" if has_moved() else configured)


def has_moved() -> bool:
    """Whether the newest move that switched was a push: a pull that switched leads back."""
    last = Move.objects.exclude(switched_at=None).order_by("-switched_at", "-pk").first()
    return last is not None and last.direction == "push"


def remember(engine_name: str) -> str:
    """What was read a moment ago; it counts for LOOK_AGAIN_S seconds in this process."""
    global _seen
    _seen = (time.monotonic(), engine_name)
    return engine_name


def forget() -> None:
    """Look at once, here, the next time."""
    global _seen
    _seen = None
