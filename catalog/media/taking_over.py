"""Photos that an engine elsewhere has of our goods, taken over here: nobody of ours decided it, so nobody's rights are
asked.

They go through the same intake as a stranger's upload. `prepare` comes before the transaction, for a decoder takes its
time; the others belong to the caller's transaction. Telling of the change is the caller's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from catalog.media.actions import MOST_PHOTOS, SIZES
from catalog.media.errors import TooManyPhotos
from catalog.media.intake import decoded, new_stem, received, save
from catalog.media.models import Photo
from catalog.products.models import Product
from sellers.audit.actions import record
from sellers.kit import clock

LONGEST_ALT = 160


@dataclass(frozen=True)
class Prepared:
    """A picture made small and stored; `sizes` are storage names by longest side."""

    sha256: str
    width: int
    height: int
    sizes: Mapping[str, str]


def prepare(file: IO[bytes]) -> Prepared:
    """Decode and store in all sizes. Raises NotAPicture, PhotoTooLarge, PicturesBusy."""
    with received(file) as upload:
        picture = decoded(upload.path, into=upload.folder, sizes=SIZES)
        stem = new_stem()
        sizes = {size: save(f"photos/{stem}-{size}.webp", path) for size, path in picture.files.items()}
    return Prepared(upload.sha256, picture.width, picture.height, sizes)


def discard(names: Iterable[str]) -> None:
    """The stored files of a picture that nobody shows."""
    for name in names:
        default_storage.delete(name)


def keep(prepared: Prepared, *, product_id: int, alt: str, position: int, origin: str) -> Photo | None:
    """A photo of the product; None when it has this very picture already. Raises TooManyPhotos."""
    _demand_transaction()
    product = Product.objects.select_for_update().get(pk=product_id)
    standing = Photo.objects.filter(seller_id=product.seller_id).of_product(product_id)
    if standing.filter(sha256=prepared.sha256).exists():
        return None
    if standing.count() >= MOST_PHOTOS:
        raise TooManyPhotos(MOST_PHOTOS)
    photo = Photo.objects.create(
        seller_id=product.seller_id, product=product, sha256=prepared.sha256, width=prepared.width,
        height=prepared.height, sizes=dict(prepared.sizes), alt=words(alt), position=position, done_at=clock.now(),
    )  # fmt: skip
    after = {"product": product_id, "sha256": prepared.sha256}
    record(person=None, verb=f"photo.taken_over_from_{origin}", obj=photo, after=after)
    return photo


def take_away(*, photo_id: int, origin: str) -> None:
    """It was removed there. The files go after the row has gone; one that is gone already is no trouble."""
    _demand_transaction()
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:
        return
    names = [name for name in (*photo.sizes.values(), photo.original) if name]
    before = {"product": photo.product_id, "sha256": photo.sha256}
    record(person=None, verb=f"photo.removed_in_{origin}", obj=photo, before=before)
    photo.delete()
    transaction.on_commit(lambda: discard(names), robust=True)


def arrange(*, product_id: int, order: Sequence[int], alts: Mapping[int, str]) -> bool:
    """These photos first and in this order, with these words; whether anything changed."""
    _demand_transaction()
    standing = {one.pk: one for one in Photo.objects.filter(product_id=product_id).in_order()}
    first = [pk for pk in order if pk in standing]
    wanted = [*first, *(pk for pk in standing if pk not in first)]
    changed = wanted != list(standing)
    for position, pk in enumerate(wanted):
        alt = words(alts[pk]) if pk in alts else standing[pk].alt
        if changed or alt != standing[pk].alt:
            changed |= alt != standing[pk].alt
            Photo.objects.filter(pk=pk).update(position=position, alt=alt)
    return changed


def words(alt: str) -> str:
    """What a photo shows, in as many letters as we keep."""
    return " ".join("".join(sign for sign in alt if sign.isprintable()).split())[:LONGEST_ALT]


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("what is taken over belongs to the caller's transaction")
