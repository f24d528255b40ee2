"""Photos that were sent before it was kept which file of theirs was sent: found out once, in the nightly look.

Without that note a photo that is turned or cropped for the first time would stay the old one in Saleor. The file there
is fetched and compared, byte by byte. One that differs was edited meanwhile, and is told to be sent again. Of a photo
that began in Saleor ours is made from theirs, never the same bytes: the one we have now is what both sides agree on.
"""

import hashlib
import logging
from collections.abc import Sequence
from tempfile import TemporaryFile
from typing import IO

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.module_loading import import_string

from catalog.media.intake import MOST_BYTES
from catalog.media.models import Photo
from catalog.products import changes
from catalog.products.changes import What
from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor import connection, merging
from storefront.engine.saleor.errors import BadRequest, TooLong
from storefront.engine.saleor.models import FoundPhoto, ProductMirror
from storefront.engine.saleor.photos_out import REFUSED, SENDING, file_of
from storefront.engine.saleor.reading_products import SaleorProduct

log = logging.getLogger("lapak.saleor")
MOST_A_NIGHT = 200  # files to fetch; the rest is found out in the nights after
PIECE = 64 * 1024
OTHER = ""  # noted for a file that is not the one we have


def note(ours: Sequence[tuple[ProductMirror, SaleorProduct]], *, most: int = MOST_A_NIGHT) -> int:
    """Find out for these products; answers how many photos were noted. A media store that is silent waits a night."""
    wanted = [(row, found, keys) for row, found in ours if (keys := _unknown(row))]
    noted = 0
    try:
        for row, found, keys in wanted:
            if noted < most:
                noted += _note(row, found, keys[: most - noted])
    except EngineUnavailable as error:
        log.info("files of photos are compared another night: %s", error)
    return noted


def _unknown(row: ProductMirror) -> list[str]:
    return [
        key
        for key, media in row.media.items()
        if media not in (SENDING, REFUSED) and key not in (row.media_files or {})
    ]


def _note(row: ProductMirror, found: SaleorProduct, keys: Sequence[str]) -> int:
    photos = {str(one.pk): one for one in Photo.objects.filter(pk__in=keys, original="").exclude(sizes={})}
    urls = {one.id: one.url for one in found.photos}
    from_there = set(FoundPhoto.objects.filter(mirror=row).values_list("media_id", flat=True))
    files: dict[str, str] = {}
    for key, photo in photos.items():
        media, name = row.media[key], file_of(photo)
        if media in from_there:
            files[key] = name
        elif connection.is_media_address(urls.get(media, "")):
            files[key] = name if _is_same(name, urls[media]) else OTHER
    try:
        with merging.held(found.id) as held:
            return _write(held, {key: row.media[key] for key in files}, files)
    except (merging.Busy, ProductMirror.DoesNotExist):
        return 0


def _write(row: ProductMirror, media: dict[str, str], files: dict[str, str]) -> int:
    """Only what nobody sent again since."""
    with transaction.atomic():
        fresh = ProductMirror.objects.select_for_update().get(pk=row.pk)
        known = fresh.media_files or {}
        mine = {key: name for key, name in files.items() if fresh.media.get(key) == media[key] and key not in known}
        if mine:
            ProductMirror.objects.filter(pk=fresh.pk).update(media_files={**known, **mine})
        if OTHER in mine.values():
            changes.tell(product_ids=[fresh.product_id], what=What.PHOTOS)
    return len(mine)


def _is_same(name: str, url: str) -> bool:
    """A file that Saleor has no more, or that is too large to be ours, is another."""
    with TemporaryFile() as there, default_storage.open(name) as here:
        try:
            import_string("storefront.engine.saleor.client.fetch_file")(url, there, most_bytes=MOST_BYTES)
        except (BadRequest, TooLong):
            return False
        there.seek(0)
        return _hash(there) == _hash(here)


def _hash(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
