"""After Saleor could not be reached the sweeps rest a while, so that one loop is not spent on waiting for timeouts."""

import logging
import time
from collections.abc import Callable

from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor.errors import NotConnected, SaleorError

log = logging.getLogger("lapak.saleor")
FIRST_REST_S, LAST_REST_S = 2.0, 60.0


class _Rest:
    """This process's own; another one finds out by itself."""

    def __init__(self) -> None:
        self.until = 0.0
        self.times = 0


_rest = _Rest()


def unless_away(work: Callable[[], int], *, now: Callable[[], float] = time.monotonic) -> int:
    """Do the work and answer how much was done; nothing while Saleor is away, or will not hear us."""
    if now() < _rest.until:
        return 0
    try:
        done = work()
    except NotConnected:  # not installed yet: nothing to tell anybody every minute
        _go_to_rest(now())
        return 0
    except (EngineUnavailable, SaleorError) as away:
        _go_to_rest(now())
        log.warning("Saleor: %s; resting", away)
        return 0
    if done:
        wake()
    return done


def wake() -> None:
    """Work again at once."""
    _rest.until, _rest.times = 0.0, 0


def _go_to_rest(now: float) -> None:
    _rest.until = now + min(FIRST_REST_S * 2 ** min(_rest.times, 10), LAST_REST_S)
    _rest.times += 1
