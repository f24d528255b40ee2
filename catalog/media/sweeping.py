"""Files nobody knows any more, and rows whose files are gone. A crash between a file and its row leaves the first.

Each kind of file names its prefix and who keeps what: of some names, those a row still holds. What lies under another
prefix is never touched. A file is swept a day after its last change, for its row may be about to be written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import islice
from typing import cast

from django.core.files.storage import default_storage

from catalog.media.models import Photo
from catalog.media.storage.port import DRAWN, INCOMING, MediaStorage, Stored
from sellers.kit import clock

Keeper = Callable[[Iterable[str]], set[str]]
YOUNG = timedelta(days=1)
WAITING = timedelta(days=7)  # photos received for a product that was never made
BATCH = 500


def sizes_kept(names: Iterable[str]) -> set[str]:
    """Of these files of photos, those a photo holds. Their names say nothing of their row, so all rows are asked."""
    wanted = set(names)
    held = (name for sizes in Photo.objects.values_list("sizes", flat=True).iterator() for name in sizes.values())
    return wanted.intersection(held)


def originals_kept(names: Iterable[str]) -> set[str]:
    return set(Photo.objects.filter(original__in=list(names)).values_list("original", flat=True))


def nothing_kept(_names: Iterable[str]) -> set[str]:
    return set()


KEEPERS: dict[str, Keeper] = {
    "photos/": sizes_kept,
    "originals/": originals_kept,
    INCOMING: nothing_kept,
    DRAWN: nothing_kept,
}


def sweep_orphans(keepers: Mapping[str, Keeper]) -> int:
    """Delete files older than a day that no row holds; answers how many went."""
    storage, gone = cast(MediaStorage, default_storage), 0
    for prefix, kept_of in keepers.items():
        for batch in _batches(storage, prefix):
            names = [one.name for one in batch if one.at < clock.now() - YOUNG]
            kept = kept_of(names) if names else set()
            for name in names:
                if name not in kept:
                    storage.delete(name)
                    gone += 1
    return gone


def sweep_waiting() -> int:
    """Remove photos that wait for a product since a week, with their files."""
    old = Photo.objects.of_product(None).filter(created_at__lt=clock.now() - WAITING).order_by("pk")[:BATCH]
    storage, gone = cast(MediaStorage, default_storage), 0
    for photo in old:
        if Photo.objects.of_product(None).filter(pk=photo.pk).delete()[0]:
            for name in filter(None, (*photo.sizes.values(), photo.original)):
                storage.delete(name)
            gone += 1
    return gone


def missing() -> Iterator[tuple[int, str]]:
    """Photo id and name of each file that a photo holds and the storage does not."""
    storage = cast(MediaStorage, default_storage)
    for prefix in ("photos/", "originals/"):
        there = {one.name for one in storage.listed(prefix)}
        for photo in Photo.objects.order_by("pk").iterator():
            for name in filter(None, (*photo.sizes.values(), photo.original)):
                if name.startswith(prefix) and name not in there:
                    yield photo.pk, name


def _batches(storage: MediaStorage, prefix: str) -> Iterator[list[Stored]]:
    files = storage.listed(prefix)
    while batch := list(islice(files, BATCH)):
        yield batch
