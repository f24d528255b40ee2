"""Moving a running market from the embedded engine to Saleor, and back. Safe to kill at any point and to run again.

Nothing stops while it runs: buyers and sellers go on with the embedded engine until both sides were found equal. Then
one row switches every process within seconds, and what happened in those seconds is carried after.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from django.conf import settings
from django.db import transaction

from sellers.kit import clock
from storefront.engine import choosing
from storefront.engine.saleor import reconciling
from storefront.engine.saleor.models import Move
from storefront.engine.saleor.moving import catalogue, equality, standing_orders
from storefront.hooks import saleor_orders
from storefront.orders import standing

ROUNDS = 5  # of sending what changed meanwhile, before both sides must be equal


class Bar(Protocol):
    """Shows how far one step is."""

    def begin(self, name: str, total: int) -> None: ...

    def add(self, count: int) -> None: ...

    def end(self) -> None: ...


@dataclass
class Report:
    """What was carried, by step, and what was not, with the reason in words."""

    counts: dict[str, int] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    staying: dict[str, str] = field(default_factory=dict)  # open purchases that are finished here; nothing is wrong
    unequal: list[str] = field(default_factory=list)
    switched: bool = False

    @property
    def well(self) -> bool:
        return not self.problems and not self.unequal


class CannotMove(Exception):
    """The move cannot begin; the message says what to do."""


def push(bar: Bar, *, switch: bool, pause: Callable[[float], None] = time.sleep) -> Report:
    """Carry everything over, compare, and switch when both sides are equal and `switch` says so.

    Raises CannotMove, or EngineUnavailable: then run it again, it goes on where it stopped.
    """
    if not settings.SALEOR:
        raise CannotMove("Set SALEOR_API_URL, and run `manage.py saleor install` first.")
    move = _begun("push")
    report = Report(counts=dict(move.counts))
    for step in catalogue.STEPS:
        _carry(move, step, report, bar)
    _carry_orders(move, report, bar)
    report.unequal = _compared(bar)
    if report.well and switch and not choosing.has_moved():
        _switch(move)
        pause(choosing.LOOK_AGAIN_S * 2)  # by then every process asks Saleor
        _carry_orders(move, report, bar)
        report.unequal = _compared(bar)
    report.switched = choosing.has_moved()
    if report.switched:
        _tell(move, in_s=0)
    _end(move, report)
    return report


def pull(bar: Bar, *, switch_back: bool) -> Report:
    """Bring back what changed in Saleor: orders first, then goods and stock. Compare, and switch back when told to.

    Raises CannotMove, or EngineUnavailable: then run it again.
    """
    if not settings.SALEOR:
        raise CannotMove("Set SALEOR_API_URL: no Saleor is named to bring a copy back from.")
    if switch_back and settings.COMMERCE_ENGINE != "embedded":
        raise CannotMove(
            f"COMMERCE_ENGINE={settings.COMMERCE_ENGINE} says which engine sells, whatever is switched here. Set "
            "COMMERCE_ENGINE=embedded for all of Lapak's processes, restart them, and run this at once."
        )
    move = _begun("pull")
    report = Report()
    bar.begin("orders", 0)
    report.counts["orders"] = saleor_orders.look_due()
    bar.add(report.counts["orders"])
    bar.end()
    bar.begin("goods", 0)
    found = reconciling.reconcile(bar.add)
    report.counts["goods"] = found.products
    report.problems = {f"goods: {what}": "must be decided by a person" for what in found.left}
    bar.end()
    report.unequal = _compared(bar)
    if report.well and switch_back:
        _switch_back(move)
    report.switched = choosing.has_moved()
    _end(move, report)
    return report


def _switch_back(move: Move) -> None:
    """The embedded engine answers again within seconds; what stands in Saleor stays there."""
    Move.objects.filter(pk=move.pk).update(switched_at=clock.now(), step="switched")
    choosing.forget()


def _begun(direction: str) -> Move:
    """The run that was killed, or a new one."""
    stopped = Move.objects.filter(direction=direction, ended_at=None).order_by("-pk").first()
    return stopped or Move.objects.create(direction=direction)


def _carry(move: Move, step: catalogue.Step, report: Report, bar: Bar) -> None:
    total, done = step.total(), int(move.counts.get(step.name, 0))
    bar.begin(step.name, total)
    bar.add(done)
    for ids in step.batches(after=int(move.cursor.get(step.name, 0))):
        report.problems |= {f"{step.name}: {what}": why for what, why in step.send(ids).items()}
        done += len(ids)
        _remember(move, step.name, cursor=ids[-1], count=done)
        bar.add(len(ids))
    report.counts[step.name] = done
    bar.end()


def _carry_orders(move: Move, report: Report, bar: Bar) -> None:
    """Every open purchase that Saleor does not know yet; one that it knows costs a look at a row."""
    bar.begin("orders", standing.open_count())
    done = 0
    for pk, placing in standing.open_placings():
        left = standing_orders.carry_over(placing)
        if left is not None:
            (report.staying if left.stays else report.problems)[f"orders: {placing.ref}"] = left.why
        done += 1
        _remember(move, "orders", cursor=pk, count=done)
        bar.add(1)
    report.counts["orders"] = done
    bar.end()


def _compared(bar: Bar) -> list[str]:
    """Both sides, after what changed meanwhile was sent; a market that never rests is compared a few times."""
    unequal: list[str] = []
    for _round in range(ROUNDS):
        catalogue.catch_up()
        bar.begin("compare", 0)
        unequal = [str(one) for one in equality.compare(bar.add)]
        bar.end()
        if not unequal:
            break
    return unequal


def _switch(move: Move) -> None:
    with transaction.atomic():
        move.switched_at, move.step = clock.now(), "switched"
        move.save(update_fields=["switched_at", "step"])
        _tell(move, in_s=choosing.LOOK_AGAIN_S * 2)
    choosing.forget()


def _tell(move: Move, *, in_s: float) -> None:
    """Owe Saleor what happened to the carried orders before every process asked it; each thing once, over all runs."""
    with transaction.atomic():
        told: dict[str, list[str]] = {ref: [] for ref in standing_orders.moved_refs()}
        for cursor in Move.objects.values_list("cursor", flat=True):
            for ref, names in cursor.get("told", {}).items():
                told[ref] = list(dict.fromkeys([*told.get(ref, ()), *names]))
        move.cursor = {**move.cursor, "told": standing.owe_news(told=told, in_s=in_s)}
        move.save(update_fields=["cursor"])


def _remember(move: Move, step: str, *, cursor: int, count: int) -> None:
    move.step = step
    move.cursor = {**move.cursor, step: cursor}
    move.counts = {**move.counts, step: count}
    move.save(update_fields=["step", "cursor", "counts"])


def _end(move: Move, report: Report) -> None:
    """A run with problems is over too: the next one begins at the first seller, and finds most of it done."""
    Move.objects.filter(pk=move.pk).update(ended_at=clock.now(), counts=report.counts)
