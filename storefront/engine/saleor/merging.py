"""A product that was changed in Saleor meets ours: a three-way merge against what both sides last agreed on.

What changed only there is taken over; what changed only here is sent; what changed on both sides stays ours, is sent,
and a Difference says so. Afterwards `agreed` holds what Saleor has, so that the next push sends exactly what still
differs, and nothing when we took all of it over.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.products import changes, taking_over
from catalog.products.changes import What
from catalog.products.models import Change, Product, Variant
from catalog.products.taking_over import Says, SaysOfPack
from payments.money import Money
from sellers.kit.errors import Expected
from storefront.engine.saleor import (
    differences,
    gone,
    goods_reading,
    mirror,
    new_variants,
    photos_in,
    seller_notices,
)
from storefront.engine.saleor.amounts import to_saleor
from storefront.engine.saleor.mapping import Goods, Pack, Shop, agreed_goods, agreed_pack
from storefront.engine.saleor.models import ProductMirror, VariantMirror
from storefront.engine.saleor.reading_products import SaleorProduct, SaleorVariant, product

ORIGIN = "saleor"
WAIT_S, WAITS = 0.2, 25  # for whoever is sending the same goods at this moment
GOODS_FIELDS = ("name", "description", "published")
PACK_FIELDS = ("name", "price", "active", "weight_g")


class Busy(Exception):
    """Another process sends these goods at this moment: try again."""


@dataclass(frozen=True)
class Compared:
    """Of one product or pack: what to take over, and what stays ours although it was changed there too."""

    take: Mapping[str, Any] = field(default_factory=dict)
    disputed: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)  # field -> ours, theirs


@dataclass
class Merged:
    """What one meeting did."""

    taken: list[str] = field(default_factory=list)
    disputed: list[str] = field(default_factory=list)
    to_send: bool = False


def compare(base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Compared:
    """Pure. A field that was never agreed on is ours."""
    take: dict[str, Any] = {}
    disputed: dict[str, tuple[Any, Any]] = {}
    for name, value in theirs.items():
        if name not in base or value in (ours[name], base[name]):
            continue
        if ours[name] == base[name]:
            take[name] = value
        else:
            disputed[name] = (ours[name], value)
    return Compared(take, disputed)


def goods_there(found: SaleorProduct) -> dict[str, Any]:
    """Of a product in Saleor, what is compared with `agreed_goods`."""
    return {"name": found.name, "description": found.description, "published": found.published}


def pack_there(found: SaleorVariant) -> dict[str, Any]:
    """Of a variant in Saleor, what is compared with `agreed_pack`. A price that is no money of ours keeps its text."""
    told: dict[str, Any] = {"active": found.listed}
    if found.name:
        told["name"] = found.name
    if found.listed:
        told["price"] = str(to_saleor(found.price)) if found.price else found.price_said
    if found.weight_g is not None:
        told["weight_g"] = found.weight_g
    return told


def is_agreed(row: ProductMirror, packs: Mapping[str, VariantMirror], found: SaleorProduct) -> bool:
    """Whether Saleor still has what was agreed on: then there is nothing to merge."""
    same_goods = _same(row.agreed, goods_there(found))
    return same_goods and {one.id for one in found.variants} == set(packs) and all(
        _same(packs[one.id].agreed, pack_there(one)) for one in found.variants
    )  # fmt: skip


def merge(saleor_id: str) -> Merged:
    """Read a product of ours again and bring both sides together. Raises Busy and EngineUnavailable."""
    with held(saleor_id) as row:
        found = product(saleor_id)
        if found is None:
            gone.product_deleted(row.product_id)
            return Merged()
        shop = mirror.shop()
        with transaction.atomic():
            return _merge(ProductMirror.objects.select_for_update().get(pk=row.pk), found, shop)


@contextmanager
def held(saleor_id: str) -> Iterator[ProductMirror]:
    """The mirror of these goods while nobody sends them. Raises Busy when that takes too long, or DoesNotExist."""
    rows = ProductMirror.objects.filter(saleor_id=saleor_id)
    rows.get()
    for _try in range(WAITS):
        with mirror.held(rows) as mine:
            if mine:
                yield mine[0]
                return
        time.sleep(WAIT_S)
    raise Busy(saleor_id)


def _merge(row: ProductMirror, found: SaleorProduct, shop: Shop) -> Merged:
    result = Merged()
    standing = Product.objects.select_related("seller__cooperative").get(pk=row.product_id)
    goods = goods_reading.read([row.product_id]).get(row.product_id)
    if goods is not None and not row.agreed:  # it was never whole there: all of ours is sent
        result.to_send = True
    elif goods is not None:
        _merge_goods(row, standing, goods, found, result)
    packs = {pack.variant_id: pack for pack in goods.packs} if goods else {}
    known = {one.saleor_id: one for one in VariantMirror.objects.filter(variant__product_id=row.product_id)}
    for variant in found.variants:
        if variant.id not in known:
            new_variants.note(standing, variant)
        elif known[variant.id].variant_id in packs:
            _merge_pack(known[variant.id], packs[known[variant.id].variant_id], variant, standing, shop, result)
    there = {variant.id for variant in found.variants}
    result.taken += gone.variants_deleted(standing, [one for key, one in known.items() if key not in there])
    _tell(row, result)
    photos_in.note(row, found)
    return result


def _merge_goods(
    row: ProductMirror, standing: Product, goods: Goods, found: SaleorProduct, result: Merged
) -> None:  # fmt: skip
    theirs = goods_there(found)
    seen = compare(row.agreed, agreed_goods(goods), theirs)
    take = dict(seen.take)
    disputed = dict(seen.disputed)
    if take.get("published") and not standing.seller.open_to_buyers:
        disputed["published"] = (False, take.pop("published"))  # a stall that is closed here stays closed there
    if take:
        says = Says(take.get("name"), take.get("description"), take.get("published"))
        disputed |= _taken(lambda: taking_over.product(product_id=row.product_id, says=says, origin=ORIGIN), take)
    _note(standing.name, disputed, result)
    result.taken += [name for name in take if name not in disputed]
    _agree(row, theirs)


def _merge_pack(
    row: VariantMirror, pack: Pack, found: SaleorVariant, standing: Product, shop: Shop, result: Merged
) -> None:  # fmt: skip
    if not row.agreed:
        result.to_send = True
        return
    theirs, ours = pack_there(found), agreed_pack(pack, shop)
    seen = compare(row.agreed, ours, theirs)
    take, disputed = dict(seen.take), dict(seen.disputed)
    if "price" in disputed and found.price:
        disputed["price"] = (pack.price, found.price)
    if found.listed and found.price is None and "price" in take | disputed:
        take.pop("price", None)
        disputed["price"] = (pack.price, theirs["price"])
    subject = f"{standing.name}, {pack.label}"
    if take:
        says = SaysOfPack(
            label=take.get("name"), weight_g=take.get("weight_g"), is_active=take.get("active"),
            price_minor=found.price.minor if "price" in take and found.price else None,
        )  # fmt: skip
        disputed |= _taken(lambda: taking_over.pack(variant_id=row.variant_id, says=says, origin=ORIGIN), take)
    if "price" in take and "price" not in disputed and found.price:
        version = Variant.objects.values_list("version", flat=True).get(pk=row.variant_id)
        seller_notices.price_changed(
            product=standing, variant_id=row.variant_id, label=pack.label, version=version, was=pack.price,
            now=found.price,
        )  # fmt: skip
    _note(subject, disputed, result)
    result.taken += [name for name in take if name not in disputed]
    row.listing_id = found.listing_id
    _agree(row, theirs)


def _taken(act: Any, take: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Take it over; what our own rules refuse is disputed."""
    try:
        with transaction.atomic():
            act()
    except Expected:
        return {name: ("", value) for name, value in take.items()}
    return {}


def _agree(row: ProductMirror | VariantMirror, theirs: Mapping[str, Any]) -> None:
    """From here on both know what stands in Saleor; what of ours is otherwise will be sent."""
    row.agreed = {**row.agreed, **theirs}
    fields = ["agreed"] if isinstance(row, ProductMirror) else ["agreed", "listing_id"]
    row.save(update_fields=fields)


def _note(subject: str, disputed: Mapping[str, tuple[Any, Any]], result: Merged) -> None:
    for name, (ours, theirs) in disputed.items():
        result.to_send = True
        result.disputed.append(name)
        kind = "price" if name == "price" else "goods"
        said = {"name": _("nama"), "description": _("cerita"), "published": _("tampil"), "price": _("harga"),
                "active": _("dijual"), "weight_g": _("berat")}  # fmt: skip
        differences.repaired(
            kind=kind, subject=f"{subject}: {said.get(name, name)}", ours=_said(ours), theirs=_said(theirs),
            done=_("Data Lapak dipakai dan dikirim ke Saleor."),
        )  # fmt: skip


def _said(value: Any) -> str:
    if isinstance(value, Money):
        return seller_notices.said(value)
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    return str(value)


def _tell(row: ProductMirror, result: Merged) -> None:
    """Our change that must go there is told as ours; what we took over is told as theirs, and counts as sent."""
    standing = Change.objects.filter(product_id=row.product_id, what=What.GOODS).first()
    waiting = standing is not None and standing.number > row.goods_number
    if not (result.taken or result.to_send):
        return
    if result.to_send and waiting:
        return  # it is on its way already
    changes.tell(product_ids=[row.product_id], what=What.GOODS, origin="" if result.to_send or waiting else ORIGIN)
    if not (result.to_send or waiting):
        number = Change.objects.values_list("number", flat=True).get(product_id=row.product_id, what=What.GOODS)
        ProductMirror.objects.filter(pk=row.pk).update(goods_number=number)


def _same(base: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    return bool(base) and all(base.get(name) == value for name, value in theirs.items())
