"""manage.py funnel: how far people come on the way to a stall that sells."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sellers.accounts.access import Scope
from sellers.kit import clock
from sellers.onboarding.funnel import funnel

BAR = 40


class Command(BaseCommand):
    help = "Print how many people reached each step, and stopped there, of those who began in the last days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=90, help="of those who began in the last DAYS days (90)")

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        steps = funnel(scope=Scope(operator=True), since=clock.now() - timedelta(days=days))
        top = max((step.reached or 0 for step in steps), default=0)
        for step in steps:
            reached, stopped = step.reached or 0, step.stopped or 0
            bar = "█" * round(BAR * reached / top) if top else ""
            stop = f"  stopped here {stopped}" if stopped and step != steps[-1] else ""
            self.stdout.write(f"{step.word!s:<18}{reached:>6}  {bar}{stop}")
