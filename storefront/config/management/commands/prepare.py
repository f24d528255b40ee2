"""`manage.py prepare`: database, static files and, in the demo, the market; safe to run again."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate, collect static files and, with LAPAK_DEMO=1, load the demo market."

    def handle(self, *args: Any, **options: Any) -> None:
        self._say("1/3 database")
        call_command("migrate", verbosity=0, interactive=False)
        self._say("2/3 pages")
        call_command("collectstatic", verbosity=0, interactive=False)
        if settings.DEMO:
            self._say("3/3 demo market")
            call_command("demo", stdout=self.stdout)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
