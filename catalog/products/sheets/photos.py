"""Photos a sheet added to goods: noted as they come, so that they go again where nobody touched them since.

A row's `did` keeps them: "photos" is [[photo, position, whether it became the cover, sha256]] of what came with it,
"found" the photos it named that stood there before.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.media.actions import remove_photo
from catalog.media.models import Photo
from catalog.products.models import Product, SheetRow
from catalog.products.sheets.columns import BY_KEY
from sellers.accounts.access import Scope
from sellers.people.models import Person

CAME, FOUND = "photos", "found"


class TakenBack(Exception):
    """The row waits for no photos any more: another loop brought them, or the sheet was taken back meanwhile."""


def note_new(row: SheetRow, photo: Photo) -> None:
    """In the transaction that keeps the photo: a crash between the two would make it nobody's. Raises TakenBack."""
    waits = SheetRow.objects.select_for_update().filter(pk=row.pk, state=SheetRow.State.SAVED, photos_due=True)
    if not waits.exists():
        raise TakenBack
    _note(row, CAME, [photo.pk, photo.position, _cover(photo.product_id) == photo.pk, photo.sha256])


@transaction.atomic
def note_found(row: SheetRow, photo: Photo) -> None:
    """Of a photo that was there already; not of one that came with this very row before a crash."""
    did = SheetRow.objects.values_list("did", flat=True).get(pk=row.pk) or {}
    if photo.pk not in [pk for pk, *_where in did.get(CAME, [])] and photo.pk not in did.get(FOUND, []):
        _note(row, FOUND, photo.pk)


def take_down(*, scope: Scope, person: Person | None, row: SheetRow) -> str:
    """Remove what came with the row, the last first; "", or why some of it stays. In the caller's transaction.

    A photo goes only where it hangs as the sheet hung it: not once somebody turned it, chose the cover anew, or named
    it again.
    """
    product_id, came = row.product_id or 0, (row.did or {}).get(CAME)
    if came is None:  # saved before this was noted
        return stay() if row.changes.get("photos", ["", ""])[1] else ""
    if not came:
        return ""
    Product.objects.select_for_update().get(pk=product_id)
    standing = {one.pk: one for one in Photo.objects.select_for_update().of_product(product_id).in_order()}
    elsewhere, why = _named_elsewhere(product_id, row), ""
    for photo_id, *as_hung in reversed(came):
        photo = standing.get(photo_id)
        if photo is None:
            continue  # somebody removed it
        if photo_id in elsewhere:
            why = why or _("Foto ini disebut berkas lain juga. Dibiarkan.")
        elif photo.alt or [photo.position, next(iter(standing)) == photo_id, photo.sha256] != as_hung:
            why = _("%(what)s sudah diubah lagi. Dibiarkan.") % {"what": BY_KEY["photos"].heading}
        else:
            remove_photo(scope=scope, person=person, photo_id=photo_id)
            del standing[photo_id]
    return why


def stay() -> str:
    return _("Foto barunya tetap ada. Hapus di halaman barang.")


def _note(row: SheetRow, key: str, what: object) -> None:
    did = SheetRow.objects.select_for_update().values_list("did", flat=True).get(pk=row.pk)
    if did is not None:
        SheetRow.objects.filter(pk=row.pk).update(did={**did, key: [*did.get(key, []), what]})


def _cover(product_id: int | None) -> int | None:
    return Photo.objects.of_product(product_id).in_order().values_list("pk", flat=True).first()


def _named_elsewhere(product_id: int, row: SheetRow) -> set[int]:
    """Photos of the goods that rows of a sheet named again, and that nobody took back; all while a row brings its own,
    for it may just have found any of them."""
    rows = SheetRow.objects.filter(product_id=product_id, state=SheetRow.State.SAVED).exclude(pk=row.pk)
    if rows.filter(photos_due=True).exists():
        return set(Photo.objects.of_product(product_id).values_list("pk", flat=True))
    return {photo_id for did in rows.values_list("did", flat=True) for photo_id in (did or {}).get(FOUND, [])}
