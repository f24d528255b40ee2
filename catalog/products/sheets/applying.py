"""One checked row to the goods themselves, by the same actions the forms use. In the caller's transaction."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.products import actions, making, today
from catalog.products.drafting import Window
from catalog.products.models import PoolMovement, Product, SheetImport, SheetRow
from catalog.products.reach import product_for
from catalog.products.sheets import goods as standing
from catalog.products.sheets.checking import Seen, check, find, first_of
from catalog.products.sheets.goods import MADE_BY, Goods, Pack, plain
from catalog.products.sheets.values import Asked
from catalog.products.sheets.words import HALAL
from catalog.products.today import Base, Wish
from catalog.products.windows import today_at
from sellers.accounts.access import Scope
from sellers.kit.errors import Expected
from sellers.people.models import Person

State = SheetRow.State
HALAL_OF = {word: value for value, word in HALAL.items()}
DAYS = ("harvest_from", "harvest_until", "best_before")
BY_THE_PACK = frozenset({"price", "stock"})


@dataclass(frozen=True)
class Made:
    """What became of a row; `did` is what undoing.py needs, as JSON.

    {"made": "goods"} · {"made": "pack", "variant": id} · {"variant": id, "was": {column: text}, "is": {column: text},
    "stock": [id of the pool's movement, base units]} of what changed · {} where nothing did. photos.py adds to it.
    """

    product_id: int
    did: dict[str, Any] = field(default_factory=dict)


class Stands(Exception):
    """The goods are not as they were when the row was checked: it goes back to the person, in `state`."""

    def __init__(
        self, state: str, *, theirs: dict[str, str], changes: dict[str, list[str]], base: dict[str, Any]
    ) -> None:
        super().__init__(state)
        self.state, self.theirs, self.changes, self.base = state, theirs, changes, base


def apply(*, scope: Scope, person: Person | None, sheet: SheetImport, row: SheetRow) -> Made:
    """The product it became, or changed. Raises Expected for what cannot be, Stands for what stands otherwise."""
    if row.base:
        return _change(scope, person, sheet, row)
    only = Q(product__name__iexact=" ".join(row.given.get("name", "").split()))
    if row.product_id is not None:
        only |= Q(product_id=row.product_id)
    goods = standing.standing(scope, sheet.seller_id, only=only)
    stands = find(row.given, goods)
    if stands is not None:
        return Made(_stood_up(sheet, row, goods, stands))
    first = first_of(row.given, goods)
    if first is not None:
        return _add_pack(scope, person, row, first)
    return _create(scope, person, sheet, row, goods)


def _change(scope: Scope, person: Person | None, sheet: SheetImport, row: SheetRow) -> Made:
    variant_id = int(row.base["variant"])
    goods = standing.standing(scope, sheet.seller_id, only=Q(pk=variant_id))
    pack = goods.by_variant.get(variant_id)
    if pack is None:
        raise Expected(_("Kemasan ini tidak ada di lapak Anda."), field="variant")
    changes = {key: new for key, (_old, new) in row.changes.items()}
    others = [key for key in changes if key not in BY_THE_PACK | {"photos"}]
    if any(pack.texts[key] not in row.changes[key] for key in others):
        raise _conflict(row, pack)
    did: dict[str, Any] = {"variant": variant_id}
    if BY_THE_PACK.intersection(changes):
        wish = Wish(variant_id, changes.get("price", ""), changes.get("stock", ""), _base(row.base))
        outcome = today.set_price(scope=scope, person=person, row=wish)
        if outcome.state == today.State.CONFLICT:
            raise _conflict(row, pack)
        if outcome.state == today.State.REFUSED:
            raise Expected(outcome.sentence, field=outcome.field)
        if outcome.state == today.State.SAVED and outcome.now is not None and "stock" in changes:
            did |= _counted(variant_id, outcome.now.version)
    if "weight_g" in changes:
        weight_g = int(changes["weight_g"])
        actions.update_variant(scope=scope, person=person, variant_id=variant_id, weight_g=weight_g)
    edit(scope, person, pack.product_id, changes, goods)
    after = standing.standing(scope, sheet.seller_id, only=Q(pk=variant_id)).by_variant[variant_id].texts
    other = [key for key in changes if key not in ("photos", "stock") and after[key] != pack.texts[key]]
    did |= {"was": {key: pack.texts[key] for key in other}, "is": {key: after[key] for key in other}}
    return Made(pack.product_id, did)


def _counted(variant_id: int, version: int) -> dict[str, Any]:
    """What the count of this version of the pack moved its pool by."""
    ref = f"variant:{variant_id}:{version}"
    moved = PoolMovement.objects.filter(pool__variants=variant_id, reason="count", ref=ref)
    found = moved.values_list("pk", "delta").first()
    return {"stock": list(found)} if found else {}


def edit(scope: Scope, person: Person | None, product_id: int, changes: dict[str, str], goods: Goods) -> None:
    """What is said of the product; nothing where nothing of it changes."""
    given: dict[str, Any] = {key: changes[key] for key in ("name", "description") if key in changes}
    if "category" in changes:
        given["category"] = goods.slugs[changes["category"]]
    if "halal" in changes:
        given["halal"] = HALAL_OF[changes["halal"]]
    if "perishable" in changes:
        given["perishable"] = changes["perishable"] == "ya"
    if "lead_time_days" in changes:
        given["lead_time_days"] = int(changes["lead_time_days"])
    if "maker" in changes and not goods.members:
        given["maker"] = changes["maker"]
    if {*DAYS, "batch"}.intersection(changes):
        given["window"] = _window(product_for(scope, product_id), changes)
    if given:
        actions.edit_product(scope=scope, person=person, product_id=product_id, **given)
    if "maker" in changes and goods.members:
        maker_id = goods.members[plain(changes["maker"])] if changes["maker"] else None
        making.set_maker(scope=scope, person=person, product_id=product_id, maker_id=maker_id)
    if "shown" in changes:
        turn = actions.put_back if changes["shown"] == "ya" else actions.take_down
        turn(scope=scope, person=person, product_id=product_id)


def _create(scope: Scope, person: Person | None, sheet: SheetImport, row: SheetRow, goods: Goods) -> Made:
    read = {key: new for key, (_old, new) in row.changes.items()}
    product = actions.create_product(
        scope=scope, person=person, seller_id=sheet.seller_id,
        name=read["name"], category=goods.slugs[read["category"]], unit=read["unit"], content=read.get("content", ""),
        price_minor=int(read["price"]), stock=read["stock"], currency=sheet.currency,
        weight_g=int(read["weight_g"]) if "weight_g" in read else None, description=read.get("description", ""),
        halal=HALAL_OF[read["halal"]] if "halal" in read else None,
        lead_time_days=int(read.get("lead_time_days", 0)), perishable=read.get("perishable") == "ya",
        maker="" if goods.members else read.get("maker", ""), client_key=f"{MADE_BY}{sheet.pk}-{row.line}",
        publish=read.get("shown") != "tidak",
    )  # fmt: skip
    later = {key: text for key, text in read.items() if key in (*DAYS, "batch") and text}
    later |= {"maker": read["maker"]} if goods.members and read.get("maker") else {}
    edit(scope, person, product.pk, later, goods)
    return Made(product.pk, {"made": "goods"})


def _add_pack(scope: Scope, person: Person | None, row: SheetRow, first: Pack) -> Made:
    read = {key: new for key, (_old, new) in row.changes.items()}
    pack = actions.add_pack(
        scope=scope, person=person, product_id=first.product_id, unit=read["unit"],
        price_minor=int(read["price"]), content=read.get("content", ""),
        weight_g=int(read["weight_g"]) if "weight_g" in read else None,
    )  # fmt: skip
    return Made(first.product_id, {"made": "pack", "variant": pack.pk})


def _stood_up(sheet: SheetImport, row: SheetRow, goods: Goods, pack: Pack) -> int:
    """Somebody made the very pack since the check: the same is done, anything else is looked at again."""
    asked = Asked(goods, today_at(sheet.seller.village_code))
    again = check(row.given, asked, line=row.line, seen=Seen(), pictures=tuple(sheet.picture_names))
    if again.state == State.SAME:
        return pack.product_id
    if again.problems:
        key, sentence = next(iter(again.problems.items()))
        raise Expected(sentence, field=key)
    raise Stands(State.CHANGED, theirs={}, changes=again.changes, base=again.base)


def _conflict(row: SheetRow, pack: Pack) -> Stands:
    theirs = {key: pack.texts[key] for key in row.changes if key != "photos"}
    return Stands(State.CONFLICT, theirs=theirs, changes=row.changes, base=row.base)


def _base(base: dict[str, Any]) -> Base:
    return Base(int(base["version"]), int(base["price"]), str(base["stock"]))


def _window(product: Product, changes: dict[str, str]) -> Window:
    days = {name: _day(changes[name]) if name in changes else getattr(product, name) for name in DAYS}
    return Window(batch=changes.get("batch", product.batch), **days)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
