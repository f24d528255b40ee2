"""`manage.py media check | sweep | bucket`: the stored files and their rows, and the S3 bucket they lie in."""

from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.media import sweeping
from storefront.config import kept_files


class Command(BaseCommand):
    help = "check: photos whose files are gone. sweep: delete files no row holds. bucket: prepare the S3 bucket."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("check", "sweep", "bucket"))

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['what']}")()

    def _check(self) -> None:
        gone = list(sweeping.missing())
        for photo_id, name in gone:
            self.stdout.write(f"photo {photo_id}: {name} is not stored")
        if gone:
            raise CommandError(f"{len(gone)} files are missing. Bring them back from the backup of photos.")
        self.stdout.write("every photo has its files")

    def _sweep(self) -> None:
        self.stdout.write(f"{kept_files.sweep()} files and photos that nobody needs are gone")

    def _bucket(self) -> None:
        prepare = getattr(default_storage, "prepare_bucket", None)
        if prepare is None:
            raise CommandError("Set S3_BUCKET: files lie on the local disk, which needs no preparing.")
        prepare(origin=settings.BASE_URL)
        self.stdout.write("the bucket is there; everybody may read photos/, and nothing else")
