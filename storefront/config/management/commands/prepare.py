"""`manage.py prepare`: database, static files and, in the demo, the market; safe to run again, and quick then."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from storefront.config import engine_named

# parts of packages that no page of ours loads; compressing them takes longer than all the rest
UNUSED = ["htmax-*", "htmx-4*", "htmx-2.js", "ext/*", "graphene_django/*"]


class Command(BaseCommand):
    help = "Migrate, collect static files and, with LAPAK_DEMO=1, load the demo market."

    def handle(self, *args: Any, **options: Any) -> None:
        self._say("1/3 database")
        call_command("migrate", verbosity=0, interactive=False)
        engine_named.demand()
        self._say("2/3 pages")
        _collect_static()
        if settings.DEMO:
            self._say("3/3 demo market")
            call_command("demo", stdout=self.stdout)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _collect_static() -> None:
    """Only when a file changed since the last time: hashing and compressing take seconds."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    now = _fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=UNUSED)
    stamp.write_text(now)


def _fingerprint() -> str:
    """Of every source file's name, size and time of change."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list(UNUSED), key=lambda found: found[0]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
