"""What a stall does with the photos of a product: turn, crop, put in order, take away and put back.

A picture is edited in the decoder's own process, from its largest stored size; its sizes are made anew under new
names, so that no browser shows an old one, and the old files go after the commit.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.media.actions import SIZES, put_to_product
from catalog.media.intake import Picture, decoded, new_stem, save
from catalog.media.models import Photo
from catalog.products import changes
from catalog.products.changes import What
from sellers.accounts.access import Scope
from sellers.audit.actions import record
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person

WHOLE = 1000  # a crop is told in thousandths of the picture's width and height
SMALLEST = 100
RATIOS = {"persegi": (1, 1), "4-3": (4, 3)}


class PhotoRefused(Expected):
    """The edit cannot be made; the sentence says what to do."""

    code = "photo_refused"


class PhotoChanged(PhotoRefused):
    code = "photo_changed"
    status = 409


@dataclass(frozen=True)
class Box:
    """What of a picture is kept, in thousandths of its width and height."""

    left: int
    top: int
    width: int
    height: int


def turn(*, scope: Scope, person: Person | None, product_id: int, photo_id: int) -> Photo:
    """A quarter to the right. Raises NotFound, PhotoRefused, PhotoChanged."""
    return _edit(scope, person, product_id, photo_id, verb="photo.turned", quarters=1)


def crop(*, scope: Scope, person: Person | None, product_id: int, photo_id: int, box: Box) -> Photo:
    """Keep what is in the box. Raises NotFound, PhotoRefused, PhotoChanged."""
    fits = (
        min(box.left, box.top) >= 0 and min(box.width, box.height) >= SMALLEST
        and box.left + box.width <= WHOLE and box.top + box.height <= WHOLE
    )  # fmt: skip
    if not fits:
        raise PhotoRefused(_("Pilih bagian foto yang lebih besar."), field="crop")
    return _edit(scope, person, product_id, photo_id, verb="photo.cropped", box=box)


def middle(ratio: str, *, width: int, height: int) -> Box:
    """The largest box of a ratio ("persegi", "4-3") in the middle of a picture. Raises PhotoRefused."""
    if ratio not in RATIOS or not width or not height:
        raise PhotoRefused(_("Pilih bentuk potongan dari daftar."), field="crop")
    across, down = RATIOS[ratio]
    if width * down > height * across:
        part = WHOLE * height * across // (width * down)
        return Box((WHOLE - part) // 2, 0, part, WHOLE)
    part = WHOLE * width * down // (height * across)
    return Box(0, (WHOLE - part) // 2, WHOLE, part)


@transaction.atomic
def move(*, scope: Scope, person: Person | None, product_id: int, photo_id: int, to: int) -> None:
    """Put the photo at place `to` (0 is the one lists show); beyond the ends is at the end."""
    photo = _photo(scope, product_id, photo_id)
    others = list(Photo.objects.within(scope).of_product(product_id).exclude(pk=photo.pk).in_order())
    others.insert(max(0, to), photo)
    for position, one in enumerate(others):
        if one.position != position:
            Photo.objects.filter(pk=one.pk).update(position=position)
    _audit(scope, person, "photo.moved", photo, {"place": to})
    changes.tell(product_ids=[product_id], what=What.PHOTOS)


def place_of(*, scope: Scope, product_id: int, photo_id: int) -> int:
    """The photo's place among those of its product. Raises NotFound."""
    ids = list(Photo.objects.within(scope).of_product(product_id).in_order().values_list("pk", flat=True))
    if photo_id not in ids:
        raise NotFound(_("Foto ini tidak ada."))
    return ids.index(photo_id)


@transaction.atomic
def take_away(*, scope: Scope, person: Person | None, product_id: int, photo_id: int) -> None:
    """Nobody sees it any more. It waits without a product for as long as such photos do, so it can be put back."""
    photo = _photo(scope, product_id, photo_id)
    Photo.objects.filter(pk=photo.pk).update(product=None, created_at=clock.now())
    _audit(scope, person, "photo.taken_away", photo, {"product": product_id})
    changes.tell(product_ids=[product_id], what=What.PHOTOS)


@transaction.atomic
def put_back(*, scope: Scope, person: Person | None, product_id: int, photo_id: int, to: int) -> None:
    """Undo taking away, at its former place. Raises NotFound when it is gone, TooManyPhotos when there is no room."""
    if put_to_product(scope=scope, person=person, photo_id=photo_id, product_id=product_id) is None:
        if Photo.objects.within(scope).filter(pk=photo_id, product_id=product_id).exists():
            return
        raise NotFound(_("Foto ini tidak ada lagi."))
    move(scope=scope, person=person, product_id=product_id, photo_id=photo_id, to=to)


def _edit(
    scope: Scope, person: Person | None, product_id: int, photo_id: int, *, verb: str, quarters: int = 0,
    box: Box | None = None,
) -> Photo:  # fmt: skip
    photo = _photo(scope, product_id, photo_id)
    if photo.original or not photo.sizes:  # the sweep makes its sizes in a moment, and would write over ours
        raise PhotoChanged(_("Foto masih disiapkan. Coba lagi sebentar."), field="photo")
    with TemporaryDirectory(prefix="lapak-photo-") as name:
        made = _decoded(photo, Path(name), quarters, box)
        stem = new_stem()
        sizes = {size: save(f"photos/{stem}-{size}.webp", path) for size, path in made.files.items()}
        digest = sha256(made.files[max(made.files, key=int)].read_bytes()).hexdigest()
    try:
        _write(scope, person, photo, made, sizes, digest, verb)
    except PhotoChanged:
        _delete(list(sizes.values()))
        raise
    photo.refresh_from_db()
    return photo


def _decoded(photo: Photo, folder: Path, quarters: int, box: Box | None) -> Picture:
    source = folder / "source"
    largest = photo.sizes[max(photo.sizes, key=int)]
    with default_storage.open(largest) as stored, source.open("wb") as copy:
        for chunk in stored.chunks():
            copy.write(chunk)
    edit = {"quarters": quarters, "crop": [box.left, box.top, box.width, box.height] if box else None}
    return decoded(source, into=folder, sizes=SIZES, edit=edit)


@transaction.atomic
def _write(
    scope: Scope, person: Person | None, photo: Photo, made: Picture, sizes: dict[str, str], digest: str, verb: str
) -> None:  # fmt: skip
    standing = Photo.objects.select_for_update().of_product(photo.product_id).filter(pk=photo.pk).first()
    if standing is None or standing.sizes != photo.sizes:
        raise PhotoChanged(_("Foto baru saja diubah. Lihat lagi."), field="photo")
    old = list(standing.sizes.values())
    # another picture than the one that was uploaded: that one may be added again beside it
    edited = {"sizes": sizes, "width": made.width, "height": made.height, "sha256": digest}
    Photo.objects.filter(pk=photo.pk).update(**edited)
    _audit(scope, person, verb, photo, {"width": made.width, "height": made.height})
    changes.tell(product_ids=[photo.product_id or 0], what=What.PHOTOS)
    transaction.on_commit(lambda: _delete(old), robust=True)


def _photo(scope: Scope, product_id: int, photo_id: int) -> Photo:
    photo = Photo.objects.within(scope).select_related("seller").filter(pk=photo_id, product_id=product_id).first()
    if photo is None:
        raise NotFound(_("Foto ini tidak ada."))
    return photo


def _audit(scope: Scope, person: Person | None, verb: str, photo: Photo, after: dict[str, int]) -> None:
    acting_for = photo.seller if photo.seller_id in scope.helped else None
    record(person=person, verb=verb, obj=photo, before=None, after=after, acting_for=acting_for)


def _delete(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
