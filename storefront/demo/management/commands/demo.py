"""`manage.py demo`: the market of the demo, loaded, shown or thrown away."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from sellers.people.phones import show_phone
from storefront.demo.market.load import load
from storefront.demo.market.reset import throw_away
from storefront.demo.people import DemoPerson, demo_people, first_faces


class Command(BaseCommand):
    help = "Load the demo market; running it again changes nothing. Only with LAPAK_DEMO=1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--json", action="store_true", help="print the demo people for scripts, API tokens included")
        what.add_argument("--who", action="store_true", help="print who can sign in")
        what.add_argument("--reset", action="store_true", help="throw everything away and load the market anew")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo market exists only with LAPAK_DEMO=1.")
        if options["json"]:
            self.stdout.write(json.dumps([_shown(person) for person in demo_people()], indent=2, ensure_ascii=False))
        elif options["who"]:
            self._who()
        else:
            if options["reset"]:
                throw_away()
                self._say("emptied")
            load(self._say)

    def _who(self) -> None:
        with translation.override("en"):
            self.stdout.write("Who can sign in (phone and the code of the outbox page):")
            for person in first_faces():
                self.stdout.write(f"  {show_phone(person.phone)}  {person.name:<18} {_title(person)}")
        self.stdout.write("  everybody, with API tokens: manage.py demo --json")

    def _say(self, line: str) -> None:
        self.stdout.write(f"    {line}")
        self.stdout.flush()


def _shown(person: DemoPerson) -> dict[str, Any]:
    shown = asdict(person)
    return {key: value for key, value in shown.items() if key != "password" or value}


def _title(person: DemoPerson) -> str:
    password = f" (/admin/ password: {person.password})" if person.password else ""
    return f"{person.title}{password}"
