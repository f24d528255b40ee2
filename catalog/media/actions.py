"""What changes photos of goods: received whole or not at all, made small by the sweep, removed by their stall."""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext as _

from catalog.media.errors import TooManyPhotos
from catalog.media.intake import decoded, new_stem, received, save
from catalog.media.models import Photo
from catalog.products import changes
from catalog.products.changes import What
from catalog.products.models import Product
from catalog.products.naming import clean_text
from catalog.products.reach import product_for, seller_for
from sellers.accounts.access import Scope
from sellers.audit.actions import record
from sellers.kit import due
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person

log = logging.getLogger("lapak.photos")
SIZES = {400: 20_000, 800: 70_000, 1200: 150_000}  # longest side → bytes aimed at
FIRST_SIZE = 400  # made at receipt, so that there is something to show at once
MOST_PHOTOS = 8  # of one product
MOST_WAITING = 40  # of one stall, received but not yet put to a product
MOST_ATTEMPTS = 5
LEASE_S = 120


def receive_photo(
    *,
    scope: Scope,
    person: Person | None,
    seller_id: int,
    file: "File[bytes] | IO[bytes]",
    product_id: int | None = None,
    alt: str = "",
    kept: Callable[[Photo], None] | None = None,
) -> Photo:
    """Check and keep a photo; the same photo sent twice is kept once. Raises NotAPicture, PhotoTooLarge, TooManyPhotos.

    The decoder runs before the transaction, which is only as long as writing the row; `kept` is called in it, of a new
    photo only.
    """
    seller = seller_for(scope, seller_id)
    if product_id is not None and product_for(scope, product_id).seller_id != seller_id:
        raise NotFound(_("Produk ini tidak ada."))
    alt = clean_text(alt, field="alt", longest=160)
    with received(file) as upload:
        standing = Photo.objects.filter(seller=seller).of_product(product_id)
        again = standing.filter(sha256=upload.sha256).first()
        if again is not None:
            return again
        position = _room(standing, MOST_WAITING if product_id is None else MOST_PHOTOS)
        picture = decoded(upload.path, into=upload.folder, sizes={FIRST_SIZE: SIZES[FIRST_SIZE]})
        stem = new_stem()
        first = save(f"photos/{stem}-{FIRST_SIZE}.webp", picture.files[str(FIRST_SIZE)])
        original = save(f"originals/{stem}", upload.path)
    with transaction.atomic():
        photo = Photo.objects.create(
            seller=seller, product_id=product_id, original=original, sha256=upload.sha256, width=picture.width,
            height=picture.height, sizes={str(FIRST_SIZE): first}, alt=alt, position=position,
        )  # fmt: skip
        if kept is not None:
            kept(photo)
        after = {"product": product_id, "sha256": upload.sha256}
        _audit(scope, person, "photo.received", photo, before=None, after=after)
        _tell(photo)
        due.nudge("photos")
    return photo


@transaction.atomic
def put_to_product(*, scope: Scope, person: Person | None, photo_id: int, product_id: int) -> Photo | None:
    """Show a photo that was received before with a product, once per picture; None when it waits no longer.

    Raises TooManyPhotos, NotFound. The product's row is locked, so that its photos are counted by one at a time.
    """
    product = product_for(scope, product_id)
    waiting = Photo.objects.within(scope).of_product(None).filter(pk=photo_id, seller_id=product.seller_id).first()
    if waiting is None:
        return None
    Product.objects.select_for_update().get(pk=product.pk)
    standing = Photo.objects.of_product(product.pk)
    again = standing.filter(sha256=waiting.sha256).first()
    if again is not None:
        return again
    position = _room(standing, MOST_PHOTOS)
    if not Photo.objects.of_product(None).filter(pk=waiting.pk).update(product=product, position=position):
        return None
    photo = _photo(scope, waiting.pk)
    _audit(scope, person, "photo.added", photo, before=None, after={"product": product.pk, "sha256": photo.sha256})
    _tell(photo)
    return photo


def drop_waiting(*, photo_id: int) -> bool:
    """Remove a photo that was received for a product and not put to one; its files go after its row."""
    with transaction.atomic():
        photo = Photo.objects.of_product(None).filter(pk=photo_id).first()
        if photo is None or not Photo.objects.of_product(None).filter(pk=photo_id).delete()[0]:
            return False
        names = [*photo.sizes.values(), photo.original]
        transaction.on_commit(lambda: _delete_files(names), robust=True)
    return True


def make_sizes_due() -> int:
    """Make the sizes of photos that wait; the upload, which may say where it was taken, is deleted after."""
    photos = due.take(Photo.objects.exclude(original=""), limit=4, lease_s=LEASE_S)
    for photo in photos:
        try:
            _make_sizes(photo)
        except Exception as error:  # one photo's trouble must not stop the others; the row keeps what happened
            if not isinstance(error, Expected | OSError):
                log.exception("photo %s", photo.pk)
            _give_up_or_wait(photo, error)
    return len(photos)


@transaction.atomic
def remove_photo(*, scope: Scope, person: Person | None, photo_id: int) -> None:
    """Nobody sees it any more; the files go after the row has gone."""
    photo = _photo(scope, photo_id)
    names = [*photo.sizes.values(), photo.original]
    before = {"product": photo.product_id, "sha256": photo.sha256}
    _audit(scope, person, "photo.removed", photo, before=before, after=None)
    photo.delete()
    _tell(photo)
    transaction.on_commit(lambda: _delete_files(names), robust=True)


@transaction.atomic
def show_first(*, scope: Scope, person: Person | None, photo_id: int) -> None:
    """The photo that lists show."""
    photo = _photo(scope, photo_id)
    others = Photo.objects.filter(seller_id=photo.seller_id).of_product(photo.product_id).exclude(pk=photo.pk)
    for position, other_id in enumerate([photo.pk, *others.in_order().values_list("pk", flat=True)]):
        Photo.objects.filter(pk=other_id).update(position=position)
    _tell(photo)


def _make_sizes(photo: Photo) -> None:
    with TemporaryDirectory(prefix="lapak-photo-") as folder:
        source = Path(folder) / "upload"
        with default_storage.open(photo.original) as stored, source.open("wb") as copy:
            shutil.copyfileobj(stored, copy, 256 * 1024)  # 30 MB never stand in memory at once
        picture = decoded(source, into=Path(folder), sizes=SIZES)
        stem = photo.original.removeprefix("originals/")
        for size, path in picture.files.items():
            if size not in photo.sizes:
                photo.sizes[size] = save(f"photos/{stem}-{size}.webp", path)
    original, photo.original = photo.original, ""
    with transaction.atomic():
        photo.save(update_fields=["sizes", "original"])
        _tell(photo)
        due.finish(photo)
        transaction.on_commit(lambda: _delete_files([original]), robust=True)


def _give_up_or_wait(photo: Photo, error: Exception) -> None:
    if photo.attempts >= MOST_ATTEMPTS:
        with transaction.atomic():
            if due.finish(photo, error=f"{type(error).__name__}: {error}"):  # its first size is what there is of it
                Photo.objects.filter(pk=photo.pk).update(original="")
                _tell(photo)
                names = [photo.original]
                transaction.on_commit(lambda: _delete_files(names), robust=True)
    else:
        due.fail(photo, f"{type(error).__name__}: {error}", retry_in_s=30 * 2**photo.attempts)


def _room(standing: "models.QuerySet[Photo]", most: int) -> int:
    count = standing.count()
    if count >= most:
        raise TooManyPhotos(most)
    return count


def _photo(scope: Scope, photo_id: int) -> Photo:
    photo = Photo.objects.within(scope).select_related("seller").filter(pk=photo_id).first()
    if photo is None:
        raise NotFound(_("Foto ini tidak ada."))
    return photo


def _audit(
    scope: Scope, person: Person | None, verb: str, photo: Photo, *, before: dict[str, Any] | None, after: Any
) -> None:
    acting_for = photo.seller if photo.seller_id in scope.helped else None
    record(person=person, verb=verb, obj=photo, before=before, after=after, acting_for=acting_for)


def _tell(photo: Photo) -> None:
    """A photo that waits for its product is told of with it."""
    if photo.product_id is not None:
        changes.tell(product_ids=[photo.product_id], what=What.PHOTOS)


def _delete_files(names: list[str]) -> None:
    for name in names:
        if name:
            default_storage.delete(name)
