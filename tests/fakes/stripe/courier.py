"""Delivery of events over HTTP by themselves, for browser tests and developers: late, doubled, out of order, lost."""

import threading
from collections.abc import Callable, Sequence
from http.client import HTTPConnection
from urllib.parse import urlsplit

from tests.fakes.port import Webhook

TRIES = 5


class Courier:
    """Posts every event once to `hook`, in order, until told otherwise. Without a hook it stays at home."""

    def __init__(self, webhooks: Callable[[], Sequence[Webhook]], hook: str) -> None:
        self._webhooks = webhooks
        self.hook = hook
        self._seen = 0
        self._held = False
        self._stopped = threading.Event()
        if hook:
            threading.Thread(target=self._run, daemon=True).start()

    def hold(self) -> None:
        """Deliver nothing until `release`."""
        self._held = True

    def release(self, *, doubled: bool = False, reversed_order: bool = False, lose: int = 0) -> None:
        """Deliver what was held: each twice, the last first, without the first `lose` of them."""
        waiting = list(self._webhooks()[self._seen :])
        self._seen += len(waiting)
        waiting = waiting[lose:]
        for one in reversed(waiting) if reversed_order else waiting:
            for _ in range(2 if doubled else 1):
                self.post(one)
        self._held = False

    def post(self, one: Webhook) -> int:
        """The status that came back; 0 when nobody answered."""
        where = urlsplit(self.hook)
        for _attempt in range(TRIES):
            line = HTTPConnection(where.hostname or "", where.port, timeout=5)
            try:
                line.request("POST", where.path, one.body, dict(one.headers))
                status = line.getresponse().status
            except OSError:
                status = 500
            finally:
                line.close()
            if status < 500:
                return status
            self._stopped.wait(0.5)
        return 0

    def close(self) -> None:
        self._stopped.set()

    def _run(self) -> None:
        while not self._stopped.wait(0.1):
            if not self._held and len(self._webhooks()) > self._seen:
                one = self._webhooks()[self._seen]
                self._seen += 1
                self.post(one)
