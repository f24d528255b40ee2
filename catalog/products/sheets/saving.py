"""Saving the rows of a sheet: each in a transaction of its own, once, by whichever loop comes first.

A row is taken by a conditional UPDATE inside its transaction: killed in the middle it waits again, and two loops or two
phones save it once. What somebody changed since the check is never overwritten: the row comes back with both values.
"""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import IO, Any

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.media.actions import receive_photo
from catalog.media.errors import PicturesBusy
from catalog.products.models import SheetImport, SheetRow
from catalog.products.sheets import applying, photos, pictures, undoing
from catalog.products.sheets.applying import Stands
from catalog.products.sheets.bringing import sheet_for
from catalog.products.sheets.errors import SheetRefused
from catalog.products.sheets.values import photo_names
from sellers.accounts.access import Scope
from sellers.accounts.asking import scope_of
from sellers.audit.actions import record
from sellers.kit import clock, due
from sellers.kit.errors import Expected
from sellers.people.models import Person

log = logging.getLogger("lapak.sheets")
State = SheetRow.State
READY = (State.NEW, State.CHANGED)
LEASE_S = 180
AT_ONCE_S = 20.0  # one sheet holds the loop no longer; the rest waits for the next round
AGAIN_IN_S = 5
Asker = tuple[Scope, Person | None]


@transaction.atomic
def ask(*, scope: Scope, person: Person, sheet_id: int, only_whole: bool = False) -> int:
    """Have the rows that are ready saved; answers how many were put in line. Asking twice is asking once.

    With `only_whole` nothing is saved while a row has a problem: raises SheetRefused.
    """
    sheet = sheet_for(scope, sheet_id)
    SheetImport.objects.select_for_update().get(pk=sheet.pk)  # its pictures are not exchanged meanwhile
    rows = SheetRow.objects.filter(sheet=sheet)
    wrong = rows.filter(state__in=(State.PROBLEM, State.CONFLICT)).count()
    if only_whole and wrong:
        raise SheetRefused(_("%(n)s baris masih salah. Perbaiki atau lewati dulu.") % {"n": wrong})
    put = rows.filter(state__in=READY).update(state=State.WAITING, saved_by=person)
    if put:
        now = clock.now()
        SheetImport.objects.filter(pk=sheet.pk).update(saved_by=person, asked_at=now, due_at=now, done_at=None)
        acting_for = sheet.seller if sheet.seller_id in scope.helped else None
        record(person=person, verb="sheet.saved", obj=sheet, after={"rows": put}, acting_for=acting_for)
        due.nudge("sheets")
    return put


def save_due(*, only: int | None = None, seconds: float = AT_ONCE_S) -> int:
    """Work on a sheet whose save, or its undoing, was asked for; answers how many rows were saved or put back.

    A sweep calls it, and the page.
    """
    waiting = SheetImport.objects.filter(asked_at__isnull=False)
    if only is not None:
        waiting = waiting.filter(pk=only)
    return sum(_work(sheet, seconds) for sheet in due.take(waiting, limit=1, lease_s=LEASE_S))


def _work(sheet: SheetImport, seconds: float) -> int:
    """Each row is saved, or put back, by who asked for it."""
    askers: dict[int | None, Asker] = {}
    until, saved = time.monotonic() + seconds, 0
    rows = SheetRow.objects.filter(sheet=sheet)
    try:
        waiting = rows.filter(state=State.WAITING).order_by("line")
        for row_id, person_id in list(waiting.values_list("pk", "saved_by")):
            if time.monotonic() > until:
                break
            saved += _save(sheet, row_id, *_asker(sheet, person_id or sheet.saved_by_id, askers))
        undo = rows.filter(state=State.UNDOING).order_by("-saved_at", "-line").values_list("pk", "undone_by", "did")
        for row_id, person_id, _did in sorted(undo, key=lambda row: (row[2] or {}).get("made") != "goods"):
            if time.monotonic() > until:
                break
            saved += undoing.undo(sheet, row_id, *_asker(sheet, person_id, askers))
        with pictures.kept(sheet.pictures) as zipped:
            for row in list(rows.filter(state=State.SAVED, photos_due=True).order_by("line")):
                if time.monotonic() > until:
                    break
                _bring_photos(sheet, row, *_asker(sheet, row.saved_by_id or sheet.saved_by_id, askers), zipped)
    except (OperationalError, PicturesBusy) as error:
        due.fail(sheet, error, retry_in_s=AGAIN_IN_S)
        return saved
    _finish(sheet)
    return saved


def _asker(sheet: SheetImport, person_id: int | None, known: dict[int | None, Asker]) -> Asker:
    """The scope is asked for anew: a helper whose permission was withdrawn meanwhile saves nothing more."""
    if person_id not in known:
        person = Person.objects.filter(pk=person_id or 0).first()
        known[person_id] = scope_of(person).only_seller(sheet.seller_id), person
    return known[person_id]


def _finish(sheet: SheetImport) -> None:
    """Done where nothing waits, and nothing more was asked for since it was taken."""
    rows = SheetRow.objects.filter(sheet=sheet)
    if not rows.filter(Q(state__in=(State.WAITING, State.UNDOING)) | Q(photos_due=True)).exists():
        mine = SheetImport.objects.filter(pk=sheet.pk, asked_at=sheet.asked_at)
        if mine.update(done_at=clock.now(), leased_until=None):
            return
    due.fail(sheet, "", retry_in_s=0)


def _save(sheet: SheetImport, row_id: int, scope: Scope, person: Person | None) -> int:
    """1 when this call saved it. Whatever is wrong with the row becomes its problem, and the others go on."""
    try:
        with transaction.atomic():
            mine = SheetRow.objects.filter(pk=row_id, state=State.WAITING)
            if not mine.update(state=State.SAVED, saved_at=clock.now()):
                return 0
            row = SheetRow.objects.get(pk=row_id)
            made = applying.apply(scope=scope, person=person, sheet=sheet, row=row)
            named = bool(row.changes.get("photos", ["", ""])[1])
            did = made.did | ({photos.CAME: []} if named else {})
            SheetRow.objects.filter(pk=row_id).update(product=made.product_id, did=did, photos_due=named)
    except Stands as stands:
        _back(row_id, state=stands.state, theirs=stands.theirs, changes=stands.changes, base=stands.base)
    except Expected as error:
        _back(row_id, state=State.PROBLEM, problems={error.field or "name": error.sentence})
    except OperationalError:  # a database that is busy says nothing of the row
        raise
    except Exception:
        log.exception("row %s of sheet %s", row_id, sheet.pk)
        _back(row_id, state=State.PROBLEM, problems={"name": _("Baris ini belum bisa disimpan. Coba lagi.")})
    else:
        return 1
    return 0


def _back(row_id: int, **said: Any) -> None:
    SheetRow.objects.filter(pk=row_id, state=State.WAITING).update(**{"problems": {}, **said})


def _bring_photos(
    sheet: SheetImport, row: SheetRow, scope: Scope, person: Person | None, zipped: Callable[[], IO[bytes]]
) -> None:
    """A picture that came before is kept once, so this may run again after a crash."""
    told: list[str] = []
    for name in photo_names(row.changes["photos"][1]):
        entry = pictures.chosen(name, tuple(sheet.picture_names))
        try:
            if entry is None:
                raise SheetRefused(_("Tidak ada di ZIP."))
            with pictures.unpacked(zipped(), entry) as picture:
                photo = receive_photo(
                    scope=scope, person=person, seller_id=sheet.seller_id, file=picture, product_id=row.product_id,
                    kept=partial(photos.note_new, row),
                )  # fmt: skip
            photos.note_found(row, photo)
        except photos.TakenBack:
            return
        except (PicturesBusy, OperationalError):
            raise
        except Expected as error:
            told.append(f"{name[:60]}: {error.sentence}")
        except OSError:
            told.append(_("%(name)s: ZIP tidak tersimpan lagi.") % {"name": name[:60]})
        except Exception:  # one odd picture may not hold up all others for ever
            log.exception("a picture of row %s of sheet %s", row.pk, sheet.pk)
            told.append(f"{name[:60]}: {_('Foto ini tidak bisa dibaca. Ambil sekali lagi.')}")
    SheetRow.objects.filter(pk=row.pk).update(photos_due=False, photo_problems=told)
