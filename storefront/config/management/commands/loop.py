"""`manage.py loop`: works off the rows that wait, with no broker; started by `make run` beside the web server."""

import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from storefront.config import engine_named
from storefront.config.sweeps import run_all_due


class Command(BaseCommand):
    help = "Sweep waiting rows (messages, settlements, deadlines, photos) until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="sweep everything once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        engine_named.demand()
        if options["once"]:
            worked = run_all_due({})
            self.stdout.write(f"{worked} rows worked on")
            return
        stopped: list[int] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda got, _frame: stopped.append(got))
        last_run: dict[str, float] = {}
        while not stopped:
            if run_all_due(last_run) == 0:
                time.sleep(0.5)
