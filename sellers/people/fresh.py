"""When the person last proved to hold the phone: kept in the session, asked before money changes its way."""

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest

from sellers.kit import clock

KEY = "fresh_at"  # in the session, seconds; a session belongs to one person, signing in as another empties it
LASTS = timedelta(minutes=10)


def mark(request: HttpRequest) -> None:
    """The person has just entered a code that only this phone got."""
    request.session[KEY] = clock.now().timestamp()


def is_fresh(request: HttpRequest) -> bool:
    """Whether whoever asks signed in, or entered a code again, within the last 10 minutes."""
    at = request.session.get(KEY)
    if not request.user.is_authenticated or not isinstance(at, int | float):
        return False
    return timedelta(0) <= clock.now() - datetime.fromtimestamp(at, UTC) < LASTS
