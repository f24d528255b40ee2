"""Bringing a sheet: read whole, each row checked and kept, so that it is put right on the page and never sent again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.media.intake import new_stem
from catalog.products.models import SheetImport, SheetRow
from catalog.products.reach import seller_for
from catalog.products.sheets import goods as standing
from catalog.products.sheets import pictures
from catalog.products.sheets.checking import UNSEEN, Checked, Seen, check, find, first_of
from catalog.products.sheets.columns import BY_KEY, COLUMNS
from catalog.products.sheets.errors import SheetRefused
from catalog.products.sheets.goods import Goods
from catalog.products.sheets.pictures import Packed
from catalog.products.sheets.reading import LIMITS, Given, read
from catalog.products.sheets.values import Asked
from catalog.products.windows import today_at
from sellers.accounts.access import Scope
from sellers.audit.actions import record
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person

State = SheetRow.State
DONE = (State.WAITING, State.SAVED, State.UNDOING, State.UNDONE, State.STUCK)  # not looked at again
OPEN = (State.NEW, State.CHANGED, State.SAME, State.PROBLEM)
EXAMPLE = {column.key: column.example for column in COLUMNS if column.example}
WRITTEN = ("given", "state", "base", "changes", "problems", "theirs", "product")
Guess = Callable[[str], str]


@dataclass(frozen=True)
class Brought:
    """The file with the list, and the zip with the pictures; the list may lie in the zip."""

    name: str
    sheet: IO[bytes]
    pictures: IO[bytes] | None = None


def bring(
    *, scope: Scope, person: Person, seller_id: int, key: str, brought: Brought, currency: str, guess: Guess
) -> SheetImport:
    """Read and check a file; the same `key` again answers the sheet of the first time. Nothing of the stall changes.

    `guess` names the category (a slug) of new goods that say none. Raises SheetRefused, NotFound.
    """
    seller = seller_for(scope, seller_id)
    again = SheetImport.objects.filter(seller=seller, client_key=key[:80]).first()
    if again is not None:
        return again
    data, packed, zipped = _unpacked(brought)
    found = read(data)
    sheet = SheetImport(
        seller=seller, brought_by=person, client_key=key[:80], file_name=brought.name.replace("\0", "")[:120],
        currency=currency,
        unread={"unknown": list(found.unknown), "twice": list(found.twice), "sheets": list(found.sheets)},
        picture_names=list(packed.pictures), odd_names=list(packed.odd),
    )  # fmt: skip
    asked = Asked(standing.standing(scope, seller.pk), today_at(seller.village_code))
    rows = _checked(sheet, found.rows, asked, guess)
    if zipped is not None and packed.pictures:
        sheet.pictures = _stored(zipped)
    try:
        with transaction.atomic():
            sheet.save()
            SheetRow.objects.bulk_create(rows, batch_size=200)
            acting_for = seller if seller.pk in scope.helped else None
            after = {"rows": len(rows), "file": sheet.file_name}
            record(person=person, verb="sheet.brought", obj=sheet, after=after, acting_for=acting_for)
    except IntegrityError:  # the same form, sent twice at once
        return SheetImport.objects.get(seller=seller, client_key=key[:80])
    return sheet


def add_pictures(*, scope: Scope, person: Person, sheet_id: int, file: IO[bytes]) -> SheetImport:
    """A zip brought after its sheet, in place of the one before, which the sweep of orphans takes. Raises SheetRefused.

    Rows that wait to be saved name pictures of the zip that stands: it is not exchanged under them.
    """
    sheet = sheet_for(scope, sheet_id)
    if not pictures.is_zip(file):
        raise SheetRefused(_("Pilih berkas ZIP berisi foto."), field="foto")
    packed = pictures.look(file)
    if not packed.pictures:
        raise SheetRefused(_("Tidak ada foto di ZIP ini."), field="foto")
    _demand_idle(sheet)
    name = _stored(file)
    with transaction.atomic():
        _demand_idle(SheetImport.objects.select_for_update().get(pk=sheet.pk))  # it took a while to store
        SheetImport.objects.filter(pk=sheet.pk).update(
            pictures=name, picture_names=list(packed.pictures), odd_names=[*packed.odd, *packed.sheets]
        )
        fix(scope=scope, person=person, sheet_id=sheet.pk, edits={})
    return sheet_for(scope, sheet_id)


def _demand_idle(sheet: SheetImport) -> None:
    if SheetRow.objects.filter(Q(photos_due=True) | Q(state=State.WAITING), sheet=sheet).exists():
        raise SheetRefused(_("Foto masih disimpan. Tunggu sebentar."), field="foto")


@transaction.atomic
def fix(
    *,
    scope: Scope,
    person: Person,
    sheet_id: int,
    edits: Mapping[int, Mapping[str, str]],
    out: Iterable[int] = (),
    back: Iterable[int] = (),
    mine: Iterable[int] = (),
) -> int:
    """Put rows right: `edits` row → column → text, `out` leaves rows out, `back` takes them in again.

    `mine` are rows somebody else was faster at and whose own values shall stand.
    Answers how many are still to be put right. A row that waits to be saved, or was, is not touched.
    """
    sheet = sheet_for(scope, sheet_id)
    rows = list(SheetRow.objects.select_for_update().filter(sheet=sheet).order_by("line"))
    out, back = set(out), set(back)
    mine = {row.pk for row in rows if row.state == State.CONFLICT}.intersection(mine)
    touched: set[int] = set()
    for row in rows:
        if row.state in DONE:
            continue
        changed = {key: text for key, text in edits.get(row.pk, {}).items() if key in BY_KEY}
        typed = {key for key, text in changed.items() if row.given.get(key, "") != text}
        if row.state in OPEN and typed:
            if UNSEEN in row.base:  # what is typed here was typed at what stands now
                row.base = row.base | {UNSEEN: [key for key in row.base[UNSEEN] if key not in typed]}
            row.given = {key: text for key, text in (row.given | changed).items() if text}
            touched.add(row.pk)
        if row.pk in out:
            row.state = State.OUT
            touched.add(row.pk)
        elif (row.state == State.OUT and row.pk in back) or row.pk in mine:
            row.state = State.PROBLEM
            touched.add(row.pk)
    touched |= _recheck(scope, sheet, rows, touched, mine)
    SheetRow.objects.bulk_update([row for row in rows if row.pk in touched], WRITTEN, batch_size=100)
    return sum(row.state in (State.PROBLEM, State.CONFLICT) for row in rows)


def sheet_for(scope: Scope, sheet_id: int) -> SheetImport:
    sheet = SheetImport.objects.within(scope).select_related("seller").filter(pk=sheet_id).first()
    if sheet is None:
        raise NotFound(_("Berkas ini tidak ada."))
    return sheet


def _recheck(scope: Scope, sheet: SheetImport, rows: list[SheetRow], touched: set[int], mine: set[int]) -> set[int]:
    """All are read again, for one may be another's twin; each keeps the goods it was first compared with.

    What is sold meanwhile would come back otherwise, and what others changed would be undone. Only of a row whose own
    values shall stand over those of others is what it changes compared with the goods of now.
    """
    asked = Asked(standing.standing(scope, sheet.seller_id), today_at(sheet.seller.village_code))
    seen, names, laid = Seen(), tuple(sheet.picture_names), set()
    for row in rows:
        if row.state not in OPEN:
            continue
        afresh = (*row.changes, "version") if row.pk in mine else ()
        found = check(
            row.given, asked, line=row.line, seen=seen, pictures=names, before=row.base, afresh=afresh
        )  # fmt: skip
        if row.pk in touched or State.PROBLEM in (row.state, found.state):
            _lay(row, found)
            laid.add(row.pk)
    return laid


def _lay(row: SheetRow, found: Checked) -> None:
    wrong = found.state == State.PROBLEM  # a number typed wrong does not make it forget what it was compared with
    row.state, row.base, row.theirs = found.state, found.base or (row.base if wrong else {}), found.theirs
    row.changes, row.problems, row.product_id = found.changes, found.problems, found.product_id


def _checked(sheet: SheetImport, rows: Iterable[Given], asked: Asked, guess: Guess) -> list[SheetRow]:
    seen, names, made = Seen(), tuple(sheet.picture_names), []
    by_slug = {slug: name for name, slug in asked.goods.slugs.items()}
    guessed: dict[str, str] = {}
    for given in rows:
        row = SheetRow(sheet=sheet, line=given.line, given=given.cells)
        made.append(row)
        if all(given.cells.get(key) == text for key, text in EXAMPLE.items()):
            row.state = State.OUT  # the example of the empty sheet, left standing
            continue
        if _wants_category(given.cells, asked.goods):
            word = given.cells["name"].casefold().split()[0]
            if word not in guessed:
                guessed[word] = by_slug.get(guess(given.cells["name"]), "")
            row.given |= {"category": guessed[word]} if guessed[word] else {}
        _lay(row, check(row.given, asked, line=row.line, seen=seen, pictures=names))
    return made


def _wants_category(given: Mapping[str, str], goods: Goods) -> bool:
    if "category" in given or not given.get("name", "").strip():
        return False
    try:
        return find(given, goods) is None and first_of(given, goods) is None
    except Expected:
        return False


def _stored(file: IO[bytes]) -> str:
    file.seek(0)
    return default_storage.save(f"sheets/{new_stem()}", File(file))


def _unpacked(brought: Brought) -> tuple[bytes, Packed, IO[bytes] | None]:
    """The bytes of the list, what lies in the zip, and the zip."""
    zipped, inside = brought.pictures, Packed((), (), ())
    if zipped is not None:
        if not pictures.is_zip(zipped):
            raise SheetRefused(_("Pilih berkas ZIP berisi foto."), field="foto")
        inside = pictures.look(zipped)
        inside = Packed(inside.pictures, (), (*inside.odd, *inside.sheets))
    if not pictures.is_zip(brought.sheet):
        return brought.sheet.read(LIMITS.size + 1), inside, zipped
    packed = pictures.look(brought.sheet)
    data = pictures.sheet_in(brought.sheet, packed)
    return (data, inside, zipped) if zipped is not None else (data, packed, brought.sheet)
