"""Fetches the pictures that photos_in wrote down: once each, by lease, and put through the intake for strangers' files.

Only from where the connected Saleor keeps its media, without our token, following nobody to another address. What is
no picture, or too large, is left out and told to the operator; what cannot be had now is asked for again, later and
later.
"""

import logging
from tempfile import TemporaryFile

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from catalog.media import taking_over
from catalog.media.errors import NotAPicture, PhotoTooLarge, TooManyPhotos
from catalog.media.intake import MOST_BYTES
from catalog.media.taking_over import Prepared
from sellers.kit import due
from sellers.kit.errors import Expected
from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor import connection, differences, merging, photos_in, photos_out
from storefront.engine.saleor.errors import SaleorError, TooLong
from storefront.engine.saleor.models import FoundPhoto, ProductMirror

log = logging.getLogger("lapak.saleor")
AT_ONCE, LEASE_S = 4, 240
FIRST_WAIT_S, LONGEST_WAIT_S = 15, 86_400
BUSY_S = 10
PATIENT_TRIES = 3  # a picture that broke on the way may come whole the next time
TOLD_AFTER = 6  # tries, a quarter of an hour: then the operator hears of it


class Elsewhere(Exception):
    """The address is not where this Saleor keeps its media."""


def fetch_due() -> int:
    """The sweep: how many pictures were asked for."""
    rows = due.take(FoundPhoto.objects.all(), limit=AT_ONCE, lease_s=LEASE_S)
    for row in rows:
        try:
            _bring(row)
        except ProductMirror.DoesNotExist:  # taken from its seller again meanwhile
            due.finish(row)
        except merging.Busy:
            due.fail(row, "these goods are being sent", retry_in_s=BUSY_S)
        except (PhotoTooLarge, TooLong, TooManyPhotos, Elsewhere) as error:
            _leave_out(row, error)
        except Exception as error:
            if not isinstance(error, EngineUnavailable | SaleorError | Expected | OSError):
                log.exception("photo %s of Saleor", row.media_id)
            _wait(row, error)
    return len(rows)


def _bring(row: FoundPhoto) -> None:
    mirror = ProductMirror.objects.get(pk=row.mirror_id)
    if not connection.is_media_address(row.url):
        raise Elsewhere(f"not at this Saleor: {row.url[:200]}")
    with TemporaryFile() as file:
        import_string("storefront.engine.saleor.client.fetch_file")(row.url, file, most_bytes=MOST_BYTES)
        file.seek(0)
        prepared = taking_over.prepare(file)
    is_kept = False
    try:
        with merging.held(str(mirror.saleor_id)) as held, transaction.atomic():
            is_kept = _keep(row, ProductMirror.objects.select_for_update().get(pk=held.pk), prepared)
    finally:
        if not is_kept:
            taking_over.discard(prepared.sizes.values())


def _keep(row: FoundPhoto, mirror: ProductMirror, prepared: Prepared) -> bool:
    """Whether the product has one photo more. Nobody sends these goods at this moment."""
    fresh = FoundPhoto.objects.filter(pk=row.pk, url=row.url, done_at__isnull=True).first()
    if fresh is None:  # another one was faster, or it is gone there by now
        return False
    if fresh.photo_id is not None:  # its file was replaced there
        taking_over.take_away(photo_id=fresh.photo_id, origin=photos_in.ORIGIN)
        mirror.media = {key: media for key, media in mirror.media.items() if int(key) != fresh.photo_id}
    photo = taking_over.keep(
        prepared, product_id=mirror.product_id, alt=fresh.alt, position=fresh.position, origin=photos_in.ORIGIN
    )  # fmt: skip
    if photo is not None:
        mirror.media = {**mirror.media, str(photo.pk): fresh.media_id}
        mirror.media_files = {**(mirror.media_files or {}), str(photo.pk): photos_out.file_of(photo)}
    mirror.save(update_fields=["media", "media_files"])
    FoundPhoto.objects.filter(pk=fresh.pk).update(photo=photo)
    photos_in.tell(mirror)
    due.finish(fresh)
    differences.settle(kind="photo", about=fresh.media_id, done=_("Fotonya sudah diambil."))
    return photo is not None


def _leave_out(row: FoundPhoto, error: Exception) -> None:
    with transaction.atomic():
        due.finish(row, f"{type(error).__name__}: {error}")
        differences.settle(kind="photo", about=row.media_id, done=_("Foto ini dilewati."))
        differences.repaired(kind="photo", subject=_subject(row), theirs=_why(error), done=_("Foto ini dilewati."))


def _wait(row: FoundPhoto, error: Exception) -> None:
    if isinstance(error, NotAPicture) and row.attempts >= PATIENT_TRIES:
        _leave_out(row, error)
        return
    wait_s = min(FIRST_WAIT_S << min(row.attempts, 14), LONGEST_WAIT_S)
    with transaction.atomic():
        if due.fail(row, f"{type(error).__name__}: {error}", retry_in_s=wait_s) and row.attempts >= TOLD_AFTER:
            differences.note(kind="photo", subject=_subject(row), theirs=_why(error), about=row.media_id)


def _subject(row: FoundPhoto) -> str:
    name = ProductMirror.objects.filter(pk=row.mirror_id).values_list("product__name", flat=True).first()
    return _("%(name)s, foto %(n)s") % {"name": name or "", "n": row.position + 1}


def _why(error: Exception) -> str:
    if isinstance(error, Elsewhere):
        return _("Alamatnya di luar Saleor ini.")
    if isinstance(error, PhotoTooLarge | TooLong):
        return _("Berkasnya terlalu besar.")
    if isinstance(error, Expected):
        return error.sentence
    return _("Berkasnya belum bisa diambil.")
