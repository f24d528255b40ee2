"""Undoing a saved sheet: each row that it saved goes back by itself, once, as far as nobody changed its goods since.

New goods are taken down as by hand: what was ordered goes on. Prices and words go back where they still are as the
sheet left them. Stock goes back by the difference the sheet made, so what was sold meanwhile stays sold, and not at all
where somebody counted it since. Photos it added to goods that stood go again where they hang as it hung them. What
stays is said by column, in a sentence.
"""

import logging
from datetime import timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from catalog.products import actions
from catalog.products import stock as pools
from catalog.products.models import Pool, PoolMovement, Product, SheetImport, SheetRow, Variant
from catalog.products.reach import variant_for
from catalog.products.sheets import applying, photos
from catalog.products.sheets import goods as standing
from catalog.products.sheets.bringing import sheet_for
from catalog.products.sheets.columns import BY_KEY
from catalog.products.sheets.errors import SheetRefused
from catalog.products.sheets.goods import Goods, plain
from sellers.accounts.access import Scope
from sellers.audit.actions import record
from sellers.kit import clock, due
from sellers.kit.errors import Expected
from sellers.people.models import Person

log = logging.getLogger("lapak.sheets")
State = SheetRow.State
WITHIN = timedelta(hours=24)  # of the save of a row
BEGUN = (State.UNDOING, State.UNDONE, State.STUCK)
WINDOW = ("harvest_from", "harvest_until")  # one goes back with the other, or not at all
Left = dict[str, str]  # column → why it stays


def undoable(scope: Scope, sheet: SheetImport) -> QuerySet[SheetRow]:
    """The rows that may be undone now; none while some are still being saved."""
    rows = SheetRow.objects.within(scope).filter(sheet=sheet)
    if rows.filter(Q(state=State.WAITING) | Q(photos_due=True)).exists():
        return rows.none()
    return rows.filter(state=State.SAVED, did__isnull=False, saved_at__gt=clock.now() - WITHIN)


@transaction.atomic
def ask(*, scope: Scope, person: Person, sheet_id: int) -> int:
    """Have what the sheet saved put back; answers how many rows were put in line. Asking twice is asking once.

    Raises SheetRefused while rows are still being saved, and a day after they were.
    """
    sheet = sheet_for(scope, sheet_id)
    SheetImport.objects.select_for_update().get(pk=sheet.pk)
    rows = SheetRow.objects.filter(sheet=sheet)
    if rows.filter(Q(state=State.WAITING) | Q(photos_due=True)).exists():
        raise SheetRefused(_("Masih disimpan. Tunggu sebentar, lalu coba lagi."))
    put = undoable(scope, sheet).update(state=State.UNDOING, undone_by=person, problems={})
    if put:
        now = clock.now()
        SheetImport.objects.filter(pk=sheet.pk).update(asked_at=now, due_at=now, done_at=None)
        acting_for = sheet.seller if sheet.seller_id in scope.helped else None
        record(person=person, verb="sheet.undone", obj=sheet, after={"rows": put}, acting_for=acting_for)
        due.nudge("sheets")
    elif not rows.filter(state__in=BEGUN).exists():
        raise SheetRefused(_("Sudah lewat 24 jam. Ubah barangnya satu per satu."))
    return put


def undo(sheet: SheetImport, row_id: int, scope: Scope, person: Person | None) -> int:
    """1 when this call put it back. A row that could not be worked on is as it was, and says why."""
    try:
        with transaction.atomic():
            mine = SheetRow.objects.filter(pk=row_id, state=State.UNDOING)
            if not mine.update(state=State.UNDONE):
                return 0
            row = SheetRow.objects.get(pk=row_id)
            left, told = _undone(scope, person, sheet, row)
            state = State.STUCK if left else State.UNDONE
            SheetRow.objects.filter(pk=row_id).update(state=state, problems=told | left)
    except Expected as error:
        _again(row_id, error.sentence)
    except OperationalError:  # a database that is busy says nothing of the row
        raise
    except Exception:
        log.exception("undoing row %s of sheet %s", row_id, sheet.pk)
        _again(row_id, _("Baris ini belum bisa dibatalkan. Coba lagi."))
    else:
        return 1
    return 0


def _again(row_id: int, sentence: str) -> None:
    SheetRow.objects.filter(pk=row_id, state=State.UNDOING).update(state=State.SAVED, problems={"name": sentence})


def _undone(scope: Scope, person: Person | None, sheet: SheetImport, row: SheetRow) -> tuple[Left, Left]:
    """What stays otherwise than it stood, and what is worth saying besides."""
    did = row.did or {}
    if did.get("made") == "goods":
        return {}, _withdraw(scope, person, row)
    if did.get("made") == "pack":
        return _withdraw_pack(scope, person, sheet, row, int(did["variant"])), {}
    left = _put_back(scope, person, sheet, did) if "was" in did else {}
    return left | _photos(scope, person, row), {}


def _photos(scope: Scope, person: Person | None, row: SheetRow) -> Left:
    why = photos.take_down(scope=scope, person=person, row=row)
    return {"photos": why} if why else {}


def _withdraw(scope: Scope, person: Person | None, row: SheetRow) -> Left:
    product_id = row.product_id or 0
    before = standing.last_turns([product_id])[product_id]
    product = actions.take_down(scope=scope, person=person, product_id=product_id)
    if (after := standing.last_turns([product_id])[product_id]) != before:
        SheetRow.objects.filter(pk=row.pk).update(did={**(row.did or {}), "down": after})
    sold = PoolMovement.objects.filter(pool__variants__product=product, reason="take").exists()
    return {"name": _("Sudah ada yang memesan. Pesanannya tetap jalan.")} if sold else {}


def _withdraw_pack(scope: Scope, person: Person | None, sheet: SheetImport, row: SheetRow, variant_id: int) -> Left:
    """A pack of goods that were taken down with this sheet stays in them: put back, they have all their packs."""
    variant = variant_for(scope, variant_id)
    goods = SheetRow.objects.filter(sheet=sheet, product=variant.product_id, did__made="goods", state=State.UNDONE)
    if variant.product.state == Product.State.TAKEN_DOWN and goods.exists():
        return {}
    others = Variant.objects.filter(product=variant.product_id, is_active=True).exclude(pk=variant_id)
    if not others.exists():
        pictured = {"photos": photos.stay()} if (row.did or {}).get(photos.CAME) else {}
        return {"unit": _("Ini kemasan satu-satunya. Turunkan barangnya saja.")} | pictured
    actions.update_variant(scope=scope, person=person, variant_id=variant_id, is_active=False)
    return _photos(scope, person, row)


def _put_back(scope: Scope, person: Person | None, sheet: SheetImport, did: dict[str, Any]) -> Left:
    """Prices, words and stock of a pack that stood before. Locked in the order of every edit: pool, packs, goods."""
    variant_id, was = int(did["variant"]), did["was"]
    variant = variant_for(scope, variant_id)
    pool = Pool.objects.select_for_update().get(pk=variant.pool_id)
    list(Variant.objects.select_for_update().filter(Q(pool=pool) | Q(product=variant.product_id)).order_by("pk"))
    Product.objects.select_for_update().get(pk=variant.product_id)
    found = standing.standing(scope, sheet.seller_id, only=Q(pk=variant_id))
    pack = found.by_variant.get(variant_id)
    if pack is None:
        return {"variant": _("Kemasan ini sudah tidak dijual. Dibiarkan.")}
    changed = {key for key in was if pack.texts[key] not in (did["is"][key], was[key])}
    stays = changed.union(WINDOW).intersection(was) if changed.intersection(WINDOW) else set(changed)
    back = {key: was[key] for key in was if key not in stays and pack.texts[key] != was[key]}
    if not _in_order(pack.texts | back):
        stays |= set(WINDOW).intersection(back)
    back = {key: text for key, text in back.items() if key not in stays and _is_there(key, text, found)}
    _write(scope, person, pack, back, found)
    left = _return_stock(scope, person, sheet, pool, did["stock"]) if "stock" in did else {}
    now = standing.standing(scope, sheet.seller_id, only=Q(pk=variant_id)).by_variant[variant_id].texts
    return left | {key: _stays(key) if key in changed else _why(key) for key in was if now[key] != was[key]}


def _write(scope: Scope, person: Person | None, pack: standing.Pack, back: dict[str, str], goods: Goods) -> None:
    numbers: dict[str, Any] = {"price_minor": int(back["price"])} if "price" in back else {}
    numbers |= {"weight_g": int(back["weight_g"])} if "weight_g" in back else {}
    if numbers:
        actions.update_variant(
            scope=scope, person=person, variant_id=pack.variant_id, version=pack.version, **numbers
        )  # fmt: skip
    if "maker" in back and goods.members and plain(back["maker"]) not in goods.members:
        back = back | {"maker": ""}  # no member was chosen before; what was written by hand still stands below
    applying.edit(scope, person, pack.product_id, back, goods)


def _return_stock(scope: Scope, person: Person | None, sheet: SheetImport, pool: Pool, moved: tuple[int, int]) -> Left:
    """The difference the sheet made, taken back; what others counted since is theirs. The pool is locked."""
    movement, delta = moved
    later = list(PoolMovement.objects.filter(pool=pool, reason="count", pk__gt=movement).values_list("pk", "ref"))
    own = _own_movements(sheet) if later else set()
    if any(pk not in own and not ref.startswith(_ref(sheet, "")) for pk, ref in later):
        return {"stock": _stays("stock")}
    if pool.available < delta:  # what buyers hold may come back: taking only a part would sell what never was
        return {"stock": _("Sebagian sudah dipesan. Stoknya dibiarkan.")}
    available = pools.count(
        pool_id=pool.pk, available=max(0, -delta), seen=max(0, delta), ref=_ref(sheet, str(movement))
    )  # fmt: skip
    Variant.objects.filter(pool=pool).update(version=F("version") + 1)
    acting_for = sheet.seller if sheet.seller_id in scope.helped else None
    record(
        person=person, verb="pool.counted", obj=pool, before={"available": pool.available},
        after={"available": available}, acting_for=acting_for,
    )  # fmt: skip
    return {}


def _own_movements(sheet: SheetImport) -> set[int]:
    """The counts this sheet made, whichever of its rows goes back first."""
    rows = SheetRow.objects.filter(sheet=sheet, did__isnull=False).values_list("did", flat=True)
    return {int(did["stock"][0]) for did in rows if did and "stock" in did}


def _ref(sheet: SheetImport, what: str) -> str:
    return f"sheet-undo:{sheet.pk}:{what}"


def _in_order(texts: dict[str, str]) -> bool:
    start, end = texts["harvest_from"], texts["harvest_until"]
    return not (start and end and end < start)


def _is_there(key: str, text: str, goods: Goods) -> bool:
    return key != "category" or text in goods.slugs


def _why(key: str) -> str:
    """Of what nobody changed since."""
    if key == "category":
        return _("Kategori lama sudah tidak ada. Dibiarkan.")
    if key in WINDOW:
        return _("Pasangan tanggalnya sudah diubah lagi. Dibiarkan.")
    return _stays(key)


def _stays(key: str) -> str:
    return _("%(what)s sudah diubah lagi. Dibiarkan.") % {"what": BY_KEY[key].heading}
