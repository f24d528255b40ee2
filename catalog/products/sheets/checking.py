"""What a row of a sheet would do: new, changed (old → new), the same, or a problem said at its column."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from catalog.products import drafting
from catalog.products.models import SheetRow
from catalog.products.prices import parse_quantity
from catalog.products.sheets import values
from catalog.products.sheets.columns import SEEN
from catalog.products.sheets.goods import MARK, WORDS, Goods, Pack, flat, mark, plain
from catalog.products.sheets.pictures import chosen
from catalog.products.sheets.values import Asked
from catalog.products.units import base_for, pack_size_for
from sellers.kit.errors import Expected

State = SheetRow.State
FIXED = frozenset({"product", "variant", "unit", "content"})  # of a pack that stands
NEEDED = ("name", "unit", "price", "stock", "category")
LATEST_ID = 18  # digits
OF_THE_PACK = frozenset({"unit", "content", "price", "stock", "weight_g", "photos"})  # all else is said of the goods
MOVED = "moved"  # of a base: what was changed after the file was taken, with the mark of what the file showed
UNSEEN = "unseen"  # of a base: columns of which the file does not say what it showed, so now is all there is to compare
BLIND = "blind"  # of a base: those of them the row would change, where there are any
UNSAID = {"shown": "ya", "perishable": "tidak", "lead_time_days": "0"}  # what goods are that say nothing of it


@dataclass(frozen=True)
class Checked:
    state: State
    base: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, list[str]] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    product_id: int | None = None
    theirs: dict[str, str] = field(default_factory=dict)  # how it stands now, where others changed it too


@dataclass
class Seen:
    """What earlier rows of the file are about: a pack twice is a mistake, a new name twice is another pack of it."""

    variants: dict[int, int] = field(default_factory=dict)
    new: dict[tuple[str, str, int], int] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)  # a new name → the base unit of its first pack
    said: dict[str, dict[str, str]] = field(default_factory=dict)  # that name → what its first row says


def check(
    given: Mapping[str, str],
    asked: Asked,
    *,
    line: int,
    seen: Seen,
    pictures: tuple[str, ...] = (),
    before: Mapping[str, Any] | None = None,
    afresh: Collection[str] = (),
) -> Checked:
    """`pictures` are the names in the zip. A row that names goods of another stall is unknown, as one of nobody.

    `before` is the base of an earlier check: the row goes on being compared with it, but for what is `afresh`.
    """
    try:
        pack = find(given, asked.goods)
    except Expected as error:
        return Checked(State.PROBLEM, problems={error.field: error.sentence})
    if pack is not None:
        base = _base(given, pack, before or {}, afresh)
        return _of_standing(given, asked, pack, base, line, seen, pictures)
    return _of_new(given, asked, line, seen, pictures)


def find(given: Mapping[str, str], goods: Goods) -> Pack | None:
    """The pack a row is about, by its numbers, else by name and pack; None for a new one. Raises Expected."""
    if variant := given.get("variant", ""):
        pack = goods.by_variant.get(_id(variant))
        if pack is None or ("product" in given and _id(given["product"]) != pack.product_id):
            raise Expected(_("Kemasan ini tidak ada di lapak Anda."), field="variant")
        return pack
    if product := given.get("product", ""):
        packs = goods.by_product.get(_id(product), [])
        if not packs:
            raise Expected(_("Barang ini tidak ada di lapak Anda."), field="product")
    else:
        packs = goods.by_name.get(plain(given.get("name", "")), [])
        if len({pack.product_id for pack in packs}) > 1:
            raise Expected(_("Nama ini dipakai dua barang. Isi nomor barangnya."), field="product")
    return _same_pack(given, packs)


def _same_pack(given: Mapping[str, str], packs: list[Pack]) -> Pack | None:
    if "unit" not in given:
        if len(packs) > 1:
            raise Expected(_("Barang ini punya beberapa kemasan. Isi satuannya."), field="unit")
        return packs[0] if packs else None
    try:
        unit, size, base = _pack_of(given)
    except Expected:
        return packs[0] if len(packs) == 1 and "product" in given else None
    return next((pack for pack in packs if (pack.unit, pack.pack_size, pack.base) == (unit, size, base)), None)


def _base(given: Mapping[str, str], pack: Pack, before: Mapping[str, Any], afresh: Collection[str]) -> dict[str, Any]:
    """How the pack stood when the person last saw it: at the first check, or in the file that was taken along."""
    same = before.get("variant") == pack.texts["variant"]
    base = dict(before) if same else pack.kept | _taken(given.get(SEEN, ""), pack)
    moved = {key: was for key, was in base.get(MOVED, {}).items() if key not in afresh}
    unseen = [key for key in base.get(UNSEEN, ()) if key not in afresh]
    return base | {key: pack.kept[key] for key in afresh if key in pack.kept} | {MOVED: moved, UNSEEN: unseen}


def _taken(text: str, pack: Pack) -> dict[str, Any]:
    """What the file says it showed of this pack, and of what it says nothing: it was typed over, or is of another row.

    Files that were taken before words were remembered say nothing of the words.
    """
    nothing = {UNSEEN: ["price", "stock", *WORDS]}
    try:
        variant, version, price, stock, *more = json.loads(text)
        if variant != pack.variant_id or type(version) is not int or _id(price) < 0:
            return nothing
        drafting.counted(stock, unit=pack.unit, pack_size=pack.pack_size)
    except (ValueError, TypeError, AttributeError, Expected):
        return nothing
    marks = more[0] if more and isinstance(more[0], str) else ""
    was = {key: marks[at * MARK : (at + 1) * MARK] for at, key in enumerate(WORDS)}
    moved = {key: told for key, told in was.items() if len(told) == MARK and told != mark(pack.texts[key])}
    moved |= {"price": mark(price)} if price != pack.texts["price"] else {}
    unseen = [key for key, told in was.items() if len(told) != MARK]
    return {"version": version, "price": price, "stock": stock, MOVED: moved, UNSEEN: unseen}


def _of_standing(
    given: Mapping[str, str],
    asked: Asked,
    pack: Pack,
    base: dict[str, Any],
    line: int,
    seen: Seen,
    pictures: tuple[str, ...],
) -> Checked:
    first = seen.variants.setdefault(pack.variant_id, line)
    if first != line:
        return Checked(State.PROBLEM, base, problems={"variant": _twice(first)}, product_id=pack.product_id)
    problems = _pack_problem(given, pack)
    changes: dict[str, list[str]] = {}
    for key, text in given.items():
        if key in FIXED or key not in values.READERS or flat(text) == flat(base[key]):
            continue
        if mark(text) == base[MOVED].get(key):  # as the file showed it: changed by others since, and not by the seller
            continue
        try:
            new = values.read(key, text, asked)
            if key == "stock":
                new = _counted(new, base["stock"], pack)
        except Expected as error:
            problems[key] = error.sentence
            continue
        if new != base[key] and mark(new) != base[MOVED].get(key):
            changes[key] = [base[key], new]
    if pack.withdrawn and not {"product", "variant", "shown"}.intersection(given):
        changes["shown"] = [pack.texts["shown"], UNSAID["shown"]]  # its name brings the goods of an undone sheet back
    _across(given, changes, pack.texts, problems, pictures)
    blind = [key for key in base[UNSEEN] if key in changes and key in given]
    base = {key: kept for key, kept in base.items() if key != BLIND} | ({BLIND: blind} if blind else {})
    if not problems and any(changes[key][1] != pack.texts[key] for key in base[MOVED] if key in changes):
        theirs = {key: pack.texts[key] for key in changes if key != "photos"}
        return Checked(State.CONFLICT, base, changes, {}, pack.product_id, theirs)
    state = State.PROBLEM if problems else State.CHANGED if changes else State.SAME
    return Checked(state, base, changes, problems, pack.product_id)


def _of_new(given: Mapping[str, str], asked: Asked, line: int, seen: Seen, pictures: tuple[str, ...]) -> Checked:
    problems: dict[str, str] = {}
    read: dict[str, list[str]] = {}
    for key, text in given.items():
        if key in values.READERS:
            try:
                read[key] = ["", values.read(key, text, asked)]
            except Expected as error:
                problems[key] = error.sentence
    first = first_of(given, asked.goods)
    name = plain(given.get("name", "")) or (plain(first.texts["name"]) if first else "")
    is_pack = first is not None or name in seen.named
    _missing(given, problems, is_pack=is_pack, named=bool(name))
    base = ""
    if "unit" in read and "unit" not in problems:
        try:
            unit, size, base = _pack_of({"unit": read["unit"][1], "content": given.get("content", "")})
            earlier = seen.new.setdefault((name, unit, size), line)
            if earlier != line:
                problems = {"name": _twice(earlier)}
            if "stock" in read and not is_pack:
                parse_quantity(read["stock"][1], unit_code=unit, content=given.get("content", ""))
        except Expected as error:
            problems.setdefault(error.field or "unit", error.sentence)
    if is_pack and base and base != (first.base if first else seen.named[name]):
        problems["unit"] = _("Pilih satuan yang sejenis dengan stok barang ini.")
    if is_pack:
        _said_elsewhere(read, first.texts if first else seen.said.get(name, {}), problems)
    if base and name and not is_pack and not problems:
        seen.named[name] = base
        seen.said[name] = {key: new for key, (_old, new) in read.items()}
    _across(given, read, {}, problems, pictures)
    return Checked(State.PROBLEM if problems else State.NEW, {}, read, problems, first.product_id if first else None)


def _missing(given: Mapping[str, str], problems: dict[str, str], *, is_pack: bool, named: bool) -> None:
    sentences = {
        "name": _("Tulis nama barangnya."),
        "unit": _("Tulis satuannya, misalnya kg atau bungkus."),
        "price": _("Tulis harganya, misalnya 25.000."),
        "stock": _("Tulis stoknya. Tulis 0 kalau habis."),
        "category": _("Pilih kategorinya."),
    }
    for key in NEEDED:
        if key in given or (key == "name" and named) or (key in ("stock", "category") and is_pack):
            continue
        problems[key] = sentences[key]
    if is_pack and "stock" in given:
        problems["stock"] = _("Stok kemasan ini ikut barangnya. Kosongkan.")


def _said_elsewhere(read: Mapping[str, list[str]], told: Mapping[str, str], problems: dict[str, str]) -> None:
    """Another pack takes what its goods say: what its row says otherwise would be lost without a word.

    A category is no such word where the first row is of the same file: it may have been guessed.
    """
    for key, (_old, new) in read.items():
        guessed = key == "category" and "product" not in told
        if key in OF_THE_PACK or guessed or plain(new) == plain(told.get(key, UNSAID.get(key, ""))):
            continue
        problems.setdefault(key, _("Tulis ini di baris kemasan pertama."))


def _across(
    given: Mapping[str, str],
    changes: Mapping[str, list[str]],
    texts: Mapping[str, str],
    problems: dict[str, str],
    pictures: tuple[str, ...],
) -> None:
    """What several columns say together."""
    start, end = (
        changes[key][1] if key in changes else texts.get(key, "") for key in ("harvest_from", "harvest_until")
    )
    if start and end and end < start:
        problems["harvest_until"] = _("Pilih hari terakhir setelah hari pertama.")
    for name in () if "photos" in problems else values.photo_names(given.get("photos", "")):
        if chosen(name, pictures) is None:
            problems["photos"] = _("Foto %(name)s tidak ada di ZIP.") % {"name": name[:60]}


def _pack_problem(given: Mapping[str, str], pack: Pack) -> dict[str, str]:
    """Unit and contents of a pack that stands are not changed: orders were made by them."""
    told = {key: given.get(key, pack.texts[key]) for key in ("unit", "content")}
    if all(flat(told[key]) == flat(pack.texts[key]) for key in told):
        return {}
    try:
        if _pack_of(told) == (pack.unit, pack.pack_size, pack.base):
            return {}
    except Expected as error:
        return {error.field or "unit": error.sentence}
    changed = "unit" if flat(told["unit"]) != flat(pack.texts["unit"]) else "content"
    return {changed: _("Kemasan tidak bisa diubah. Kosongkan nomor kemasan untuk yang baru.")}


def _pack_of(given: Mapping[str, str]) -> tuple[str, int, str]:
    unit = values.unit_code(given["unit"])
    content = given.get("content", "")
    return unit, pack_size_for(unit, content), base_for(unit, content)


def _counted(text: str, stood: str, pack: Pack) -> str:
    """The stock as it stood where it is only written in another way."""
    units = drafting.counted(text, unit=pack.unit, pack_size=pack.pack_size)
    same = units == drafting.counted(stood, unit=pack.unit, pack_size=pack.pack_size)
    return stood if same else text


def first_of(given: Mapping[str, str], goods: Goods) -> Pack | None:
    """A standing pack of the goods this new pack belongs to."""
    packs = goods.by_product.get(_id(given.get("product", "")), []) or goods.by_name.get(
        plain(given.get("name", "")), []
    )
    return packs[0] if packs else None


def _twice(line: int) -> str:
    return _("Sama dengan baris %(line)s. Lewati salah satu.") % {"line": line}


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LATEST_ID else -1
