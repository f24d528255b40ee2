"""The one place that tells the time, so that a test can stop it."""

from datetime import datetime, timedelta

from django.utils import timezone

_frozen: datetime | None = None


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return _frozen or timezone.now()


class frozen:
    """Stops the clock inside a `with` block; `.tick(hours=25)` moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __enter__(self) -> "frozen":
        global _frozen
        _frozen = self.moment
        return self

    def tick(self, **timedelta_parts: float) -> None:
        global _frozen
        self.moment = _frozen = self.moment + timedelta(**timedelta_parts)

    def __exit__(self, *_exc: object) -> None:
        global _frozen
        _frozen = None
