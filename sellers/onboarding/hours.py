"""When a stall is open. Pure: hours and a local moment in, a standing out.

Hours are kept as {"1": [["07:00", "16:00"]], …}: ISO weekday → ranges in the village's own time; a day left out is
closed. Ranges of one day do not overlap and end on the same day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.translation import gettext as _

from sellers.kit.errors import Expected

Hours = Mapping[str, Sequence[Sequence[str]]]
DAYS = ("1", "2", "3", "4", "5", "6", "7")


class WrongHours(Expected):
    code = "wrong_hours"


@dataclass(frozen=True)
class Standing:
    """Open until `at`, or closed until `at` of a day `in_days` from now; `at` is None when no hours are known."""

    is_open: bool
    at: time | None
    in_days: int = 0


def standing(hours: Hours | None, now: datetime) -> Standing | None:
    """`now` is local. None when the stall has said no hours."""
    if not hours or not any(hours.get(day) for day in DAYS):
        return None
    clock = now.time()
    for begins, ends in _ranges(hours, now.isoweekday()):
        if begins <= clock < ends:
            return Standing(True, ends)
        if clock < begins:
            return Standing(False, begins)
    for ahead in range(1, 8):
        later = _ranges(hours, (now.isoweekday() - 1 + ahead) % 7 + 1)
        if later:
            return Standing(False, later[0][0], ahead)
    return None


def read(rows: Mapping[str, tuple[str, str]]) -> dict[str, list[list[str]]]:
    """What a form says, {weekday: (from, until)}, a closed day left out. Raises WrongHours, its field the weekday."""
    given: dict[str, list[list[str]]] = {}
    for day in DAYS:
        if day not in rows:
            continue
        begins, ends = (_time(text, day) for text in rows[day])
        if begins >= ends:
            raise WrongHours(_("Jam tutup harus setelah jam buka."), field=day)
        given[day] = [[f"{begins:%H:%M}", f"{ends:%H:%M}"]]
    return given


def _time(text: str, day: str) -> time:
    hour, sign, minute = text.strip().replace(".", ":").partition(":")
    parts = (hour, minute[:2] if sign else "00")
    if not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts):
        raise WrongHours(_("Tulis jam seperti 07.00."), field=day)
    if int(parts[0]) > 23 or int(parts[1]) > 59:
        raise WrongHours(_("Tulis jam seperti 07.00."), field=day)
    return time(int(parts[0]), int(parts[1]))


def _ranges(hours: Hours, weekday: int) -> list[tuple[time, time]]:
    rows = hours.get(str(weekday)) or ()
    return sorted((time.fromisoformat(row[0]), time.fromisoformat(row[1])) for row in rows)
