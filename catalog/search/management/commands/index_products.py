from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from catalog.search.indexing import index_all


class Command(BaseCommand):
    help = "Read every published product into the search index anew."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            count = index_all()
        self.stdout.write(f"{count} products can be found.")
