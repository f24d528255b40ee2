"""Photos that an assigned product has in Saleor: written down to be fetched, and forgotten when they are gone there.

A shop that existed before Lapak has pictures of its goods; the seller's phone and our shop show them too. Only goods
that began in Saleor bring photos along: of ours, Saleor's are copies. A photo that is fetched (photos_fetching) stands
in the product's map like one that was sent, so nothing is sent back; from then on its seller may remove it.

Everything here belongs to the caller's transaction, which holds the product's mirror.
"""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from catalog.media import taking_over
from catalog.media.actions import MOST_PHOTOS
from catalog.products import changes
from catalog.products.changes import What
from catalog.products.models import Change
from sellers.kit import clock, due
from storefront.engine.saleor.models import FoundPhoto, ProductMirror
from storefront.engine.saleor.photos_out import SENDING
from storefront.engine.saleor.reading_products import SaleorPhoto, SaleorProduct

ORIGIN = "saleor"
SWEEP = "saleor_photos_in"


def note(row: ProductMirror, found: SaleorProduct) -> None:
    """What must be fetched waits from here on; what is gone there goes here."""
    if row.ours or SENDING in row.media.values():  # a lost upload of ours stands there and is nobody's yet
        return
    known = {one.media_id: one for one in FoundPhoto.objects.filter(mirror=row)}
    sent = set(row.media.values())
    for position, picture in enumerate(found.photos[:MOST_PHOTOS]):
        if picture.id in known:
            _again(known[picture.id], picture, position)
        elif picture.id not in sent:
            FoundPhoto.objects.create(
                mirror=row, media_id=picture.id, url=picture.url, alt=picture.alt, position=position
            )  # fmt: skip
            due.nudge(SWEEP)
    there = {one.id for one in found.photos}
    _gone(row, [one for media_id, one in known.items() if media_id not in there])
    _arrange(row, found.photos)


def strange(rows: Mapping[str, ProductMirror], page: Iterable[SaleorProduct]) -> set[str]:
    """Which of these products have other photos in Saleor than we know of. `rows` by Saleor's id; one query."""
    noted: dict[int, set[str]] = {}
    brought = [row.pk for row in rows.values() if not row.ours]
    for mirror_id, media_id in FoundPhoto.objects.filter(mirror__in=brought).values_list("mirror_id", "media_id"):
        noted.setdefault(mirror_id, set()).add(media_id)
    return {one.id for one in page if one.id in rows and _is_strange(rows[one.id], one, noted)}


def tell(row: ProductMirror) -> None:
    """The photos changed by what stands in Saleor already: nothing has to be sent, unless something of ours waits."""
    waiting = is_ours_on_its_way(row)
    changes.tell(product_ids=[row.product_id], what=What.PHOTOS, origin="" if waiting else ORIGIN)
    if not waiting:
        number = Change.objects.values_list("number", flat=True).get(product_id=row.product_id, what=What.PHOTOS)
        ProductMirror.objects.filter(pk=row.pk).update(photos_number=number)
        row.photos_number = number


def is_ours_on_its_way(row: ProductMirror) -> bool:
    newer = Change.objects.filter(product_id=row.product_id, what=What.PHOTOS, number__gt=row.photos_number)
    return newer.exists()


def _is_strange(row: ProductMirror, found: SaleorProduct, noted: Mapping[int, set[str]]) -> bool:
    if row.ours:
        return False
    here = noted.get(row.pk, set())
    there = [one.id for one in found.photos]
    return not set(there[:MOST_PHOTOS]) <= here | set(row.media.values()) or not here <= set(there)


def _again(one: FoundPhoto, picture: SaleorPhoto, position: int) -> None:
    """Another file under the same id is another picture; the signature behind a storage's address is not the file."""
    fields: dict[str, object] = {"url": picture.url, "alt": picture.alt, "position": position}
    if _file(one.url) != _file(picture.url):
        fields |= {"done_at": None, "due_at": clock.now(), "attempts": 0, "last_error": ""}
        due.nudge(SWEEP)
    FoundPhoto.objects.filter(pk=one.pk).update(**fields)


def _file(url: str) -> str:
    return urlsplit(url)._replace(query="", fragment="").geturl()


def _gone(row: ProductMirror, ones: Sequence[FoundPhoto]) -> None:
    if not ones:
        return
    found = [(one.photo_id, one.media_id) for one in ones if one.photo_id is not None]
    lost = [photo_id for photo_id, media_id in found if row.media.get(str(photo_id)) == media_id]
    FoundPhoto.objects.filter(pk__in=[one.pk for one in ones]).delete()
    if not lost:
        return
    for photo_id in lost:
        taking_over.take_away(photo_id=photo_id, origin=ORIGIN)
    row.media = {key: media for key, media in row.media.items() if int(key) not in lost}
    row.save(update_fields=["media"])
    tell(row)


def _arrange(row: ProductMirror, there: Sequence[SaleorPhoto]) -> None:
    """Their order and words, unless something of ours is on its way: then ours count."""
    if is_ours_on_its_way(row):
        return
    ids = {media: int(key) for key, media in row.media.items() if media}
    brought = [one for one in there if one.id in ids]
    alts = {ids[one.id]: one.alt for one in brought}
    if brought and taking_over.arrange(product_id=row.product_id, order=[ids[one.id] for one in brought], alts=alts):
        tell(row)
