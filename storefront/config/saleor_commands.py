"""`manage.py saleor push` and `pull`: a market moved to Saleor, and a copy brought back."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

import click

from storefront.config import moving
from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor.errors import SaleorError
from storefront.engine.saleor.provisioning import Say

SHOWN_PROBLEMS = 30
Options = Mapping[str, Any]


class Bar:
    """A progress bar at a terminal, one line a step elsewhere."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._bar: Any = None  # click's, of the running step
        self._name, self._done = "", 0

    def begin(self, name: str, total: int) -> None:
        self._name, self._done = name, 0
        self._bar = click.progressbar(length=total, label=f"{name:10}", show_pos=True) if total else None

    def add(self, count: int) -> None:
        self._done += count
        if self._bar is not None:
            self._bar.update(count)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.render_finish()
        self._say(f"{self._name}: {self._done}")


class Push:
    help = "Carry sellers, goods, photos and open orders to Saleor, compare, switch. Goes on where it stopped."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-switch", action="store_true", help="carry and compare only; the engine stays")

    def run(self, options: Options, say: Say) -> int:
        try:
            report = moving.push(Bar(say), switch=not options["no_switch"])
        except moving.CannotMove as error:
            say(str(error))
            return 1
        except (EngineUnavailable, SaleorError) as error:
            say(f"Stopped: {error}. Nothing is lost: run the same command again, it goes on from here.")
            return 1
        return _told(report, options, say)


class Pull:
    help = "Bring back what changed in Saleor. With --switch-back the embedded engine sells again."

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--switch-back", action="store_true", help="then let the embedded engine sell again")

    def run(self, options: Options, say: Say) -> int:
        try:
            report = moving.pull(Bar(say), switch_back=options["switch_back"])
        except moving.CannotMove as error:
            say(str(error))
            return 1
        except (EngineUnavailable, SaleorError) as error:
            say(f"Stopped: {error}. Nothing is lost: run the same command again.")
            return 1
        _say_problems(report, say)
        if options["switch_back"] and report.well:
            say("The embedded engine sells again. Saleor keeps its copy; its open orders go on here.")
        elif options["switch_back"]:
            say("Not switched back: mend what is named above, then run it again.")
        return 0 if report.well else 1


def _told(report: moving.Report, options: Options, say: Say) -> int:
    _say_problems(report, say)
    if report.switched:
        say("Saleor sells now: every process asks it. `manage.py saleor check` tells how it fares.")
    elif report.well and options["no_switch"]:
        say("Both sides are equal. Run it without --no-switch to let Saleor sell.")
    elif not report.well:
        say("Not switched: mend what is named above, then run it again. The market sells on as before.")
    return 0 if report.well else 1


def _say_problems(report: moving.Report, say: Say) -> None:
    lines = [f"stays here: {what}: {why}" for what, why in report.staying.items()]
    lines += [f"not carried: {what}: {why}" for what, why in report.problems.items()]
    lines += [f"differs: {one}" for one in report.unequal]
    for line in lines[:SHOWN_PROBLEMS]:
        say(line)
    if len(lines) > SHOWN_PROBLEMS:
        say(f"… and {len(lines) - SHOWN_PROBLEMS} more.")
