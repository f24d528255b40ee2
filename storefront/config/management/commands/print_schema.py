"""`manage.py print_schema`: writes schema.graphql, or with --check says whether it is what the code says."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from storefront.graphql.schema import schema


class Command(BaseCommand):
    help = "Write the public API's schema to schema.graphql."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the file is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = settings.ROOT / "schema.graphql"
        now = f"{schema}\n"
        if not options["check"]:
            path.write_text(now)
        elif not path.exists() or path.read_text() != now:
            raise CommandError("schema.graphql is out of date. Run: make schema")
        self.stdout.write("schema.graphql is current")
