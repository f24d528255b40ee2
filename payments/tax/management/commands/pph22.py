"""manage.py pph22 recount: set the yearly turnover counters to what the books say."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from payments.tax.actions import recount
from sellers.kit import clock


class Command(BaseCommand):
    help = "PPh 22: recount the yearly turnover of all sellers from the books, after switching LAPAK_PPH22 on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("deed", choices=["recount"])
        parser.add_argument("--year", type=int, default=None)

    def handle(self, *args: Any, deed: str, year: int | None, **options: Any) -> None:
        if not settings.PPH22:
            raise CommandError("PPh 22 is off; set LAPAK_PPH22=1")
        year = year or clock.now().year
        self.stdout.write(f"{year}: {recount(year=year)} counters were put right")
