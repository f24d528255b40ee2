"""When each step of a past order was taken, never later than now. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from storefront.demo.history.plan import PastPart
from storefront.terms.queries import Deadlines

MARGIN = timedelta(minutes=20)


@dataclass(frozen=True)
class Steps:
    """`received` and `completed` are None when they still lie ahead; `deadline` is the present state's."""

    state: str
    confirmed: datetime
    accepted: datetime
    packed: datetime
    out: datetime  # sent, or ready for pick-up
    received: datetime | None
    completed: datetime | None
    deadline: datetime | None


def steps(dice: Random, part: PastPart, *, confirmed: datetime, now: datetime, terms: Deadlines) -> Steps:
    hours = [dice.uniform(0.2, 7), dice.uniform(1, 16), dice.uniform(0.5, 5)]
    room = max((now - MARGIN - confirmed).total_seconds() / 3600, 0.1)
    if sum(hours) > room:  # a recent order was handled as fast as the day allows
        hours = [hour * room / sum(hours) for hour in hours]
    accepted = confirmed + timedelta(hours=hours[0])
    packed = accepted + timedelta(hours=hours[1])
    out = packed + timedelta(hours=hours[2])
    received = out + _travel(dice, part)
    completed = received + timedelta(days=terms.complete_days_after_receipt)
    if received > now:
        waits = part.way.kind == "pickup"
        deadline = None if waits else out + timedelta(days=terms.received_days_after_sending)
        return Steps("ready" if waits else "sent", confirmed, accepted, packed, out, None, None, deadline)
    if completed > now:
        return Steps("received", confirmed, accepted, packed, out, received, None, completed)
    return Steps("completed", confirmed, accepted, packed, out, received, completed, None)


def _travel(dice: Random, part: PastPart) -> timedelta:
    if part.way.kind == "courier":
        return timedelta(hours=dice.uniform(26, 110))
    return timedelta(hours=dice.uniform(1, 26) if part.way.kind == "pickup" else dice.uniform(0.4, 4))
