"""The goods of a stall as a sheet shows them: a row of texts per pack, the same going out and coming in."""

import json
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.db.models import Max, Q

from catalog.products import actions
from catalog.products.availability import stock_text
from catalog.products.making import maker_names, makers
from catalog.products.models import Category, Product, SheetRow, Variant
from catalog.products.sheets import words
from catalog.products.units import UNITS, base_for, pack_size_for
from sellers.accounts.access import Scope
from sellers.audit.models import AuditEntry
from sellers.kit.errors import Expected
from sellers.kit.sheets.cells import tidy_lines

PIECES = {"g": "g", "ml": "ml", "pcs": "buah"}
# what a file that is taken along remembers of a pack beside price and stock, in this order: only ever add at the end
WORDS = (
    "name", "category", "weight_g", "description", "halal", "perishable", "lead_time_days", "maker", "harvest_from",
    "harvest_until", "batch", "best_before", "shown",
)  # fmt: skip
MADE_BY = "berkas-"  # how the client key of goods made by a sheet begins
MARK = 8  # characters of the mark of one text


@dataclass(frozen=True)
class Pack:
    """One pack that stands in the stall; `texts` is its row."""

    product_id: int
    variant_id: int
    version: int
    unit: str
    pack_size: int
    base: str
    texts: dict[str, str]
    withdrawn: bool = False  # made by a sheet whose save was undone

    @property
    def kept(self) -> dict[str, Any]:
        """What a row of a sheet keeps of it, as JSON."""
        return self.texts | {"version": self.version}

    @property
    def seen(self) -> str:
        """What a file that is taken along says of it, so that what is sold meanwhile is no change of the seller's."""
        marks = "".join(mark(self.texts[key]) for key in WORDS)
        return json.dumps([self.variant_id, self.version, self.texts["price"], self.texts["stock"], marks])


@dataclass(frozen=True)
class Goods:
    """What rows are compared with. `by_name` is lower case, one blank between words; a name may stand twice."""

    packs: tuple[Pack, ...]
    by_variant: dict[int, Pack]
    by_product: dict[int, list[Pack]]
    by_name: dict[str, list[Pack]]
    categories: dict[str, str]  # as anybody may write one → its Indonesian name
    slugs: dict[str, str]  # that name → slug
    members: dict[str, int]  # of a group: lower case → person; {} where nobody is to be chosen


def standing(scope: Scope, seller_id: int, *, only: Q | None = None) -> Goods:
    """The stall's goods in the order of their names; `only` narrows it to some packs."""
    found = Variant.objects.within(scope).filter(product__seller_id=seller_id, is_active=True)
    if only is not None:
        found = found.filter(only)
    rows = list(
        found.select_related("pool", "product__category").order_by("product__name", "product_id", "position", "pk")
    )
    names = maker_names(_products(rows))
    gone = _withdrawn(rows)
    packs = tuple(_pack(variant, names[variant.product_id], variant.product_id in gone) for variant in rows)
    by_product: dict[int, list[Pack]] = defaultdict(list)
    by_name: dict[str, list[Pack]] = defaultdict(list)
    for pack in packs:
        by_product[pack.product_id].append(pack)
        by_name[plain(pack.texts["name"])].append(pack)
    chosen = makers(seller_id)
    members = {plain(name): person_id for person_id, name in chosen} if len(chosen) > 1 else {}
    by_variant = {pack.variant_id: pack for pack in packs}
    return Goods(packs, by_variant, dict(by_product), dict(by_name), *categories(), members)


def flat(text: str) -> str:
    """As a sheet that was saved again gives it back."""
    return " ".join(tidy_lines(text).split())


def mark(text: str) -> str:
    """A short sign of a text, by which it is known again; the same whatever a program made of its blanks and lines."""
    return urlsafe_b64encode(blake2b(flat(text).encode(), digest_size=MARK * 3 // 4).digest()).decode()


def plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _products(rows: Iterable[Variant]) -> list[Product]:
    return list({variant.product_id: variant.product for variant in rows}.values())


def _withdrawn(rows: Iterable[Variant]) -> set[int]:
    """Products that undoing a sheet took down again."""
    down = {
        variant.product_id
        for variant in rows
        if variant.product.state == Product.State.TAKEN_DOWN and (variant.product.client_key or "").startswith(MADE_BY)
    }
    if not down:
        return set()
    undone = SheetRow.objects.filter(product_id__in=down, state=SheetRow.State.UNDONE)
    turned = last_turns(down)
    return {found for found, did in undone.values_list("product_id", "did") if (did or {}).get("down") == turned[found]}


def last_turns(product_ids: Iterable[int]) -> dict[int, int]:
    """Product → the line in the book of its last going on sale or coming down, by whomever."""
    turns = AuditEntry.objects.filter(
        object_type=Product._meta.label_lower, object_id__in=[str(pk) for pk in product_ids], verb__in=actions.TURNS
    )
    found = dict(turns.values_list("object_id").annotate(Max("pk")))
    return {pk: found.get(str(pk), 0) for pk in product_ids}


def categories() -> tuple[dict[str, str], dict[str, str]]:
    """As anybody may write one → its Indonesian name, and that name → slug."""
    known: dict[str, str] = {}
    slugs: dict[str, str] = {}
    for category in Category.objects.tidy():
        for text in (category.slug, category.name_id, category.name_en):
            known.setdefault(plain(text), category.name_id)
        slugs[category.name_id] = category.slug
    return known, slugs


def _pack(variant: Variant, maker: str, withdrawn: bool) -> Pack:
    product, pool = variant.product, variant.pool
    texts = {
        "product": str(product.pk),
        "variant": str(variant.pk),
        "name": product.name,
        "category": product.category.name_id,
        "unit": variant.unit,
        "content": _content(variant),
        "price": str(variant.price_minor),
        "stock": stock_text(pool.available, variant.pack_size, variant.unit),
        "weight_g": str(variant.weight_g),
        "description": product.description,
        "halal": words.HALAL[product.halal],
        "perishable": words.yes_or_no(product.perishable),
        "lead_time_days": str(product.lead_time_days),
        "maker": maker,
        "harvest_from": product.harvest_from.isoformat() if product.harvest_from else "",
        "harvest_until": product.harvest_until.isoformat() if product.harvest_until else "",
        "batch": product.batch or "",
        "best_before": product.best_before.isoformat() if product.best_before else "",
        "shown": words.yes_or_no(product.state == Product.State.PUBLISHED),
        "photos": "",
    }
    return Pack(product.pk, variant.pk, variant.version, variant.unit, variant.pack_size, pool.base, texts, withdrawn)


def _content(variant: Variant) -> str:
    """What is inside one pack, as it is typed; nothing where the unit says it."""
    if variant.unit not in UNITS:
        return ""
    if (pack_size_for(variant.unit), base_for(variant.unit)) == (variant.pack_size, variant.pool.base):
        return ""
    told = variant.label.removeprefix(f"{variant.unit} ")
    try:
        if (pack_size_for(variant.unit, told), base_for(variant.unit, told)) == (variant.pack_size, variant.pool.base):
            return told
    except Expected:
        pass  # a label of its own words: said in base units instead
    return f"{variant.pack_size} {PIECES[variant.pool.base]}"
