"""manage.py reconcile: says balanced, or names each difference and ends with 1."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from payments.ledger.reconcile import report


class Command(BaseCommand):
    help = "Check that the books balance and agree with what was collected."

    def handle(self, *args: Any, **options: Any) -> None:
        outermost = not connection.in_atomic_block
        with transaction.atomic():
            if outermost and connection.vendor == "postgresql":
                with connection.cursor() as cursor:  # one look at one moment, while others go on booking
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            found = report()
        for name, count in found.counts.items():
            self.stdout.write(f"{name.replace('_', ' ')}: {count}")
        for (kind, currency), minor in sorted(found.totals.items()):
            self.stdout.write(f"balance of {kind}: {minor} {currency}")
        for difference in found.differences:
            self.stdout.write(f"difference: {difference}")
        if not found.balanced:
            raise CommandError(f"not balanced: {len(found.differences)} differences")
        self.stdout.write("balanced")
