"""Goods that Saleor has: only what differs from what was agreed last is sent, so what came from there stays there."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from storefront.engine import saleor
from storefront.engine.saleor import mirror
from storefront.engine.saleor.errors import Problem, Refused, problems, raise_for
from storefront.engine.saleor.mapping import (
    Goods,
    Json,
    Pack,
    agreed_goods,
    agreed_pack,
    changed_variant,
    content,
    listing,
    new_variant,
    variant_ref,
)
from storefront.engine.saleor.models import ProductMirror, VariantMirror
from storefront.engine.saleor.pushing_new import Places, record_variant

_STALE = frozenset({"NOT_FOUND", "UNIQUE"})
_LISTING = frozenset({"published"})


def change(row: ProductMirror, goods: Goods, places: Places) -> None:
    """Send what differs and keep each step that went well. Raises Refused (SaleorError) at the first that did not."""
    try:
        _change(row, goods, places)
    except Refused as refused:
        if not refused.codes & _STALE:
            raise
        _look_again(row, goods, places)  # somebody changed it there, or an answer of ours was lost
        _change(row, goods, places)
    mirror.went_well(row, agreed=row.agreed, goods_number=row.goods_number)


def _change(row: ProductMirror, goods: Goods, places: Places) -> None:
    wanted = agreed_goods(goods)
    if _without(wanted, _LISTING) != _without(row.agreed, _LISTING):
        said = content(goods, places.shop, category=places.categories[goods.category])
        if not row.ours:  # where it stands in its own shop is its owner's
            said = {key: value for key, value in said.items() if key != "category"}
        _must("UpdateProduct", "productUpdate", {"id": row.saleor_id, "input": said})
        _agree(row, _without(wanted, _LISTING))
    if wanted["published"] != row.agreed.get("published"):
        shown = {"updateChannels": [listing(goods, places.shop)]}
        _must("ListProduct", "productChannelListingUpdate", {"id": row.saleor_id, "input": shown})
        _agree(row, {"published": wanted["published"]})
    known = {one.variant_id: one for one in VariantMirror.objects.filter(variant__product_id=row.product_id)}
    _add_packs(row, goods, [pack for pack in goods.packs if pack.variant_id not in known], places)
    _change_packs(row, goods, known, places)


def _add_packs(row: ProductMirror, goods: Goods, packs: Sequence[Pack], places: Places) -> None:
    if not packs:
        return
    inputs = [new_variant(pack, places.shop, warehouse=places.warehouses[goods.seller_id]) for pack in packs]
    answer = saleor.api().ask("CreateVariants", {"product": row.saleor_id, "variants": inputs})
    _keep_packs(packs, answer["productVariantBulkCreate"], places, made=True)


def _change_packs(
    row: ProductMirror, goods: Goods, known: Mapping[int, VariantMirror], places: Places
) -> None:  # fmt: skip
    shop = places.shop
    packs = [
        pack
        for pack in goods.packs
        if pack.variant_id in known and known[pack.variant_id].agreed != agreed_pack(pack, shop)
    ]
    if not packs:
        return
    inputs = [_input(pack, known[pack.variant_id], places, ours=row.ours) for pack in packs]
    answer = saleor.api().ask("UpdateVariants", {"product": row.saleor_id, "variants": inputs}, safe=True)
    _keep_packs(packs, answer["productVariantBulkUpdate"], places, made=False)


def _input(pack: Pack, known: VariantMirror, places: Places, *, ours: bool) -> Json:
    wanted = changed_variant(pack, places.shop, saleor_id=known.saleor_id, listing_id=known.listing_id)
    if not ours:  # it began in Saleor: its number and references there are its owner's
        wanted = {key: value for key, value in wanted.items() if key not in ("sku", "externalReference")}
    return wanted


def _keep_packs(packs: Sequence[Pack], answer: Mapping[str, Any], places: Places, *, made: bool) -> None:
    """Those that went well are kept even when others did not."""
    if len(answer["results"]) != len(packs):
        raise Refused(problems(answer) or [Problem("", "NO_ANSWER", "Saleor answered for other rows")])
    refused: list[Problem] = []
    with transaction.atomic():
        for pack, one in zip(packs, answer["results"], strict=True):
            if one["productVariant"]:
                record_variant(pack, one["productVariant"], places.shop, whole=True, made=made)
            else:
                refused += problems(one) or [Problem(variant_ref(pack.variant_id), "NO_ANSWER", "nothing was done")]
    if refused:
        raise Refused(refused)


def _look_again(row: ProductMirror, goods: Goods, places: Places) -> None:
    """Read the ids of variants, listings and stocks as they are there now; what was agreed holds no more."""
    found = saleor.api().ask("ProductVariants", {"id": row.saleor_id}, safe=True)["product"]
    if found is None:
        raise Refused([Problem("id", "GONE", "the product was deleted in Saleor")])
    row.agreed = {}
    ids = dict(VariantMirror.objects.filter(variant__product_id=row.product_id).values_list("saleor_id", "variant_id"))
    by_reference = {variant_ref(pack.variant_id): pack.variant_id for pack in goods.packs}
    packs = {pack.variant_id: pack for pack in goods.packs}
    with transaction.atomic():
        for told in found["variants"]:
            number = ids.get(told["id"]) or by_reference.get(told["externalReference"] or "")
            if number in packs:
                record_variant(packs[number], told, places.shop, whole=False, made=False)


def _must(name: str, field: str, variables: Json) -> None:
    raise_for(saleor.api().ask(name, variables, safe=True)[field])


def _agree(row: ProductMirror, part: Json) -> None:
    row.agreed = {**row.agreed, **part}
    ProductMirror.objects.filter(pk=row.pk).update(agreed=row.agreed)


def _without(facts: Mapping[str, Any], names: frozenset[str]) -> Json:
    return {key: value for key, value in facts.items() if key not in names}
