"""The steps on the way to a stall that sells: who reached them, how many, and who stands where."""

import secrets
from collections import defaultdict
from collections.abc import MutableMapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sellers.accounts.access import Scope, Verb
from sellers.kit import clock, limits
from sellers.onboarding.models import Opening, StepEvent
from sellers.people.models import Person

VISIT_KEY = "onboarding_visit"  # in the session, from the sign-up page until the code was right
VISITS_LIVE = timedelta(days=180)
SMALLEST_SHOWN = 5  # a viewer of totals is not shown a smaller group
MOST_STUCK = 200

STEPS: dict[str, Promise] = {
    "signup": _("Daftar dibuka"),
    "code_asked": _("Kode diminta"),
    "code_right": _("Kode benar"),
    "open_siapa": _("Jenis usaha"),
    "open_nama": _("Nama lapak"),
    "open_desa": _("Desa"),
    "open_jual": _("Barang pertama"),
    "open_bayar": _("Lapak dibuka"),
    "first_product": _("Barang tersimpan"),
    "approved": _("Disetujui"),
    "first_order": _("Pesanan pertama"),
}
ORDER = {step: place for place, step in enumerate(STEPS)}


@dataclass(frozen=True)
class Step:
    """`reached`: came this far or further; `stopped`: came no further. None: hidden, too few."""

    code: str
    word: Promise
    reached: int | None
    stopped: int | None


@dataclass(frozen=True)
class Stuck:
    """Somebody who may be helped on: their draft, and since when it rests."""

    opening: Opening
    step: str
    word: Promise
    since: datetime


def visit(session: MutableMapping[str, Any], *, address: str) -> None:
    """The sign-up page was opened. Programs that keep no cookie are counted a few times and then no more."""
    if VISIT_KEY not in session and limits.hit(what="funnel.visit", key=address, limit=30, per_s=600):
        session[VISIT_KEY] = secrets.token_hex(16)
        _write(visit=session[VISIT_KEY], step="signup")


def visit_reached(session: MutableMapping[str, Any], step: str) -> None:
    """A step of somebody not signed in; of those who did not come by the sign-up page nothing is kept."""
    if VISIT_KEY in session:
        _write(visit=session[VISIT_KEY], step=step)


@transaction.atomic
def claim(session: MutableMapping[str, Any], *, person: Person) -> None:
    """The visit turned out to be this person, whose steps these are now; those reached before stay as they were."""
    key = session.pop(VISIT_KEY, None)
    if key is None:
        return
    own = set(StepEvent.objects.filter(person=person).values_list("step", flat=True))
    visited = StepEvent.objects.filter(visit=key, person__isnull=True)
    visited.filter(step__in=own).delete()
    visited.update(person=person, visit="")
    reach(person=person, step="code_right")


def reach(*, person: Person, step: str, at: datetime | None = None) -> None:
    """Once a person, whatever the number of tries."""
    _write(person=person, step=step, at=at)


def forget_old() -> int:
    """Visits that never became anybody are forgotten after half a year."""
    return StepEvent.objects.filter(person__isnull=True, at__lt=clock.now() - VISITS_LIVE).delete()[0]


def funnel(*, scope: Scope, since: datetime) -> tuple[Step, ...]:
    """Of those who began since then, how many came how far; small groups hidden from whoever sees totals only."""
    furthest: dict[str, int] = defaultdict(int)
    for place in _furthest(scope, since).values():
        furthest[list(STEPS)[place]] += 1
    counts, beyond = [], 0
    for code in reversed(STEPS):
        beyond += furthest[code]
        counts.append((code, beyond, furthest[code]))
    steps = [Step(code, STEPS[code], reached, stopped) for code, reached, stopped in counts]
    if not scope.operator and not scope.cooperative_ids(Verb.REVIEW):
        steps = _small_groups_hidden(steps)
    return tuple(reversed(steps))


def stuck(*, scope: Scope) -> tuple[Stuck, ...]:
    """Openings nobody finished, the longest resting first; only of villages of the asker's cooperatives."""
    if not scope.operator and not scope.cooperative_ids(Verb.REVIEW):
        return ()
    open_ones = Opening.objects.within(scope).under_way().exclude(step="").select_related("person")
    if not scope.operator:
        open_ones = open_ones.filter(cooperative_id__in=scope.cooperative_ids(Verb.REVIEW))
    rows = open_ones.order_by("updated_at", "pk")[:MOST_STUCK]
    return tuple(Stuck(row, row.step, STEPS[f"open_{row.step}"], row.updated_at) for row in rows)


def _furthest(scope: Scope, since: datetime) -> dict[tuple[int | None, str], int]:
    """The furthest step by (person, visit) of those whose first step is since then."""
    rows = StepEvent.objects.countable(scope)
    first: dict[tuple[int | None, str], datetime] = {}
    far: dict[tuple[int | None, str], int] = {}
    for person_id, key, step, at in rows.values_list("person_id", "visit", "step", "at").iterator():
        who = (person_id, key)
        first[who] = min(first.get(who, at), at)
        far[who] = max(far.get(who, 0), ORDER.get(step, 0))
    return {who: place for who, place in far.items() if first[who] >= since}


def _small_groups_hidden(steps: list[Step]) -> list[Step]:
    """From the last step back: a count is shown when no shown one is so near that the two give a small group."""
    hidden, nearest = [], 0
    for step in steps:
        reached, stopped = step.reached or 0, step.stopped or 0
        near = 0 < reached - nearest < SMALLEST_SHOWN
        hidden.append(replace(step, reached=None if near else reached,
                              stopped=None if 0 < stopped < SMALLEST_SHOWN else stopped))  # fmt: skip
        nearest = nearest if near else reached
    return hidden


def _write(*, step: str, person: Person | None = None, visit: str = "", at: datetime | None = None) -> None:
    """One INSERT that a standing row turns away, inside whatever transaction there is."""
    event = StepEvent(person=person, visit=visit, step=step, at=at or clock.now())
    StepEvent.objects.bulk_create([event], ignore_conflicts=True)
