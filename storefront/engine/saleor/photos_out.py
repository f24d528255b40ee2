"""Photos to Saleor: uploaded once each, described, in our order; those removed here are removed there.

Before an upload its photo is marked in the product's map, and the answer's id replaces the mark. A mark that still
stands says that an answer was lost: a photo in Saleor that nobody knows and that says the same is then taken for it.
A photo that was turned or cropped has other files than those that were sent: it is removed there and uploaded again.
What others put to the product in Saleor is never touched.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.files.storage import default_storage

from catalog.media import taking_over
from catalog.media.models import Photo
from catalog.products.changes import What
from storefront.engine import saleor
from storefront.engine.saleor import mirror
from storefront.engine.saleor.errors import Denied, SaleorError, problems, raise_for
from storefront.engine.saleor.models import FoundPhoto, ProductMirror
from storefront.engine.saleor.resting import unless_away

log = logging.getLogger("lapak.saleor")
PRODUCTS_AT_ONCE = 8
SENDING = "?"  # in the map: an upload was begun
REFUSED = ""  # in the map: Saleor does not take this picture
_KINDS = {b"\xff\xd8": ("image/jpeg", "jpg"), b"\x89P": ("image/png", "png"), b"RI": ("image/webp", "webp")}
Told = Callable[[int], None]


def push_photos_due() -> int:
    """The sweep: products whose photos changed since they were sent."""
    return unless_away(_push_due)


def push_photos(product_ids: Iterable[int], told: Told | None = None) -> int:
    """Bring the photos of these up to date in Saleor; answers how many products are. Raises EngineUnavailable."""
    done = 0
    for product_id in dict.fromkeys(product_ids):
        known = ProductMirror.objects.filter(product_id=product_id, saleor_id__isnull=False)
        with mirror.held(known) as rows:
            done += sum(_push(row) for row in rows)
        if told:
            told(1)
    return done


def file_of(photo: Photo) -> str:
    """The storage name of its largest size, as it is sent."""
    return str(photo.sizes[max(photo.sizes, key=int)])


def _push_due() -> int:
    waiting = mirror.behind(What.PHOTOS, limit=PRODUCTS_AT_ONCE)
    return push_photos(waiting) if waiting else 0


def _push(row: ProductMirror) -> bool:
    number = mirror.numbers(What.PHOTOS, [row.product_id]).get(row.product_id, row.photos_number)
    photos = list(Photo.objects.filter(product_id=row.product_id, original="").exclude(sizes={}).in_order())
    try:
        _bring(row, photos)
    except Denied:
        raise
    except SaleorError as error:
        mirror.went_wrong(row, f"photos: {error}")
        return False
    ProductMirror.objects.filter(pk=row.pk).update(photos_number=number)
    return True


def _bring(row: ProductMirror, photos: Sequence[Photo]) -> None:
    wanted = {str(photo.pk) for photo in photos}
    for key in [key for key in row.media if key not in wanted]:
        _remove(row, key)
    if SENDING in row.media.values():
        _find_lost(row, photos)
    for photo in photos:
        if row.media.get(str(photo.pk), SENDING) != SENDING and _was_edited(row, photo):
            _remove(row, str(photo.pk))
    for photo in photos:
        if row.media.get(str(photo.pk)) in (None, SENDING):
            _upload(row, photo)
    if len(photos) > 1 or len(row.media) > 1:
        _in_order(row, photos)


def _was_edited(row: ProductMirror, photo: Photo) -> bool:
    name = file_of(photo)
    return bool((row.media_files or {}).get(str(photo.pk), name) != name)


def _upload(row: ProductMirror, photo: Photo) -> None:
    name = file_of(photo)
    with default_storage.open(name) as stored:
        content = stored.read()
    kind, ending = _KINDS.get(content[:2], ("image/webp", "webp"))
    row.media_files = {**(row.media_files or {}), str(photo.pk): name}
    _note(row, photo, SENDING)
    wanted = {"input": {"product": row.saleor_id, "alt": photo.alt}}
    answer = saleor.api().upload(
        "AddPhoto", wanted, "input.image", f"foto-{photo.pk}.{ending}", kind, content
    )["productMediaCreate"]  # fmt: skip
    refused = [one for one in problems(answer) if one.field == "image"]
    if refused:
        log.warning("Saleor does not take photo %s: %s", photo.pk, refused[0].message)
        _note(row, photo, REFUSED)
        return
    _note(row, photo, raise_for(answer)["media"]["id"])


def _remove(row: ProductMirror, key: str) -> None:
    if row.media[key] not in (SENDING, REFUSED):
        answer = saleor.api().ask("RemovePhoto", {"id": row.media[key]}, safe=True)["productMediaDelete"]
        raise_for(answer, but=frozenset({"NOT_FOUND"}))
        # its photo may wait here to be put back, and is then another there: it must not go when this one is missed
        FoundPhoto.objects.filter(mirror=row, media_id=row.media[key]).update(photo=None)
    row.media = {other: media for other, media in row.media.items() if other != key}
    row.media_files = {other: name for other, name in (row.media_files or {}).items() if other != key}
    row.save(update_fields=["media", "media_files"])


def _find_lost(row: ProductMirror, photos: Sequence[Photo]) -> None:
    known = set(row.media.values())
    strangers = [one for one in _there(row) if one["id"] not in known]
    for photo in photos:
        if row.media.get(str(photo.pk)) == SENDING:
            same = next((one for one in strangers if one["alt"] == photo.alt), None)
            if same:
                strangers.remove(same)
                _note(row, photo, same["id"])


def _in_order(row: ProductMirror, photos: Sequence[Photo]) -> None:
    """Ours first, in our order, with our words; then those of others as they stood.

    Of goods that began in Saleor every photo keeps its place but for what was moved here: one that could not be fetched
    must not go to the end for that.
    """
    there = _there(row)
    ids = [one["id"] for one in there]
    ours = [media for photo in photos if (media := row.media.get(str(photo.pk))) in ids]
    said = {one["id"]: one["alt"] for one in there}
    for photo in photos:
        media = row.media.get(str(photo.pk), "")
        if media in said and taking_over.words(said[media]) != photo.alt:
            answer = saleor.api().ask("DescribePhoto", {"id": media, "input": {"alt": photo.alt}}, safe=True)
            raise_for(answer["productMediaUpdate"])
    left = iter(ours)
    kept = [next(left) if one in ours else one for one in ids]
    wanted = [*ours, *(one for one in ids if one not in ours)] if row.ours else kept
    if wanted != ids:
        answer = saleor.api().ask("OrderPhotos", {"product": row.saleor_id, "media": wanted}, safe=True)
        raise_for(answer["productMediaReorder"])


def _there(row: ProductMirror) -> list[Mapping[str, Any]]:
    found = saleor.api().ask("PhotosOfProduct", {"id": row.saleor_id}, safe=True)["product"]
    return list(found["media"] or ()) if found else []


def _note(row: ProductMirror, photo: Photo, media: str) -> None:
    row.media = {**row.media, str(photo.pk): media}
    row.save(update_fields=["media", "media_files"])
