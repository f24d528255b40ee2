"""Goods that Saleor does not have yet, a hundred a call; and those it has although we do not know."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from storefront.engine import saleor
from storefront.engine.saleor import mirror
from storefront.engine.saleor.errors import Denied, Problem, Refused, SaleorError, problems
from storefront.engine.saleor.mapping import (
    Goods,
    Json,
    Pack,
    Shop,
    agreed_goods,
    agreed_pack,
    new_product,
    number_in,
    product_ref,
)
from storefront.engine.saleor.models import ProductMirror, VariantMirror

log = logging.getLogger("lapak.saleor")
Item = tuple[ProductMirror, Goods]


@dataclass(frozen=True)
class Places:
    """Where goods go in Saleor: the shop, the categories by our slug, the warehouses by seller."""

    shop: Shop
    categories: Mapping[str, str]
    warehouses: Mapping[int, str]


@dataclass
class Created:
    """Products that are whole in Saleor now, and why the refused ones were refused."""

    whole: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)


def create(items: Sequence[Item], places: Places) -> Created:
    """Make them, row by row: one that is refused stops no other. A row found there gets its `saleor_id` only."""
    result = Created()
    taken = _create_apart(items, places, result, numbered=False)
    if taken:  # a product of the shop that is not ours stands under the same address
        again = _create_apart(taken, places, result, numbered=True)
        result.refused |= {row.product_id: "the address (slug) is taken" for row, _goods in again}
    return result


def _create_apart(items: Sequence[Item], places: Places, result: Created, *, numbered: bool) -> list[Item]:
    """When Saleor stumbles over the whole document, the row that it stumbles over is found by halves."""
    try:
        return _create(items, places, result, numbered=numbered)
    except Denied:
        raise
    except SaleorError as error:
        if len(items) == 1:
            result.refused[items[0][0].product_id] = str(error)
            return []
        half = len(items) // 2
        parts = (items[:half], items[half:])
        return [one for part in parts for one in _create_apart(part, places, result, numbered=numbered)]


def _create(items: Sequence[Item], places: Places, result: Created, *, numbered: bool) -> list[Item]:
    """Those whose address is taken."""
    taken = []
    answer = saleor.api().ask("CreateProducts", {"products": [_row(goods, places, numbered) for _m, goods in items]})
    told = answer["productBulkCreate"]
    if len(told["results"]) != len(items):
        raise Refused(problems(told) or [Problem("", "NO_ANSWER", "productBulkCreate answered for other rows")])
    for (row, goods), one in zip(items, told["results"], strict=True):
        found = problems(one)
        if one["product"]:
            record(row, goods, one["product"], places.shop, whole=True)
            result.whole.add(row.product_id)
        elif _is_taken(found, "externalReference"):
            if not adopt(row, goods, places.shop):
                result.refused[row.product_id] = str(Refused(found))
        elif _is_taken(found, "slug") and len(found) == 1 and not numbered:
            taken.append((row, goods))
        else:
            result.refused[row.product_id] = str(Refused(found)) if found else "Saleor made nothing and gave no reason"
    return taken


def adopt(row: ProductMirror, goods: Goods, shop: Shop) -> bool:
    """Take what stands in Saleor under our reference for ours; what it holds is not known, so all is sent again."""
    ref = product_ref(row.product_id)
    found = saleor.api().ask("ProductOfReference", {"ref": ref}, safe=True)["product"]
    if found is None:
        return False
    log.info("found %s in Saleor", ref)
    record(row, goods, found, shop, whole=False)
    return True


@transaction.atomic
def record(row: ProductMirror, goods: Goods, told: Json, shop: Shop, *, whole: bool) -> None:
    """Keep the ids; with `whole` Saleor has all that was sent, and both sides agree on it."""
    row.saleor_id = told["id"]
    by_pack = {pack.variant_id: pack for pack in goods.packs}
    for variant in told["variants"]:
        pack = by_pack.get(number_in(variant["externalReference"], "lapak:v:") or 0)
        if pack is not None:
            record_variant(pack, variant, shop, whole=whole, made=whole)
    if whole:
        row.agreed = agreed_goods(goods)
        mirror.went_well(row, saleor_id=row.saleor_id, agreed=row.agreed, goods_number=row.goods_number)
    else:
        row.agreed = {}
        ProductMirror.objects.filter(pk=row.pk).update(saleor_id=row.saleor_id, agreed={})


def record_variant(pack: Pack, told: Mapping[str, Any], shop: Shop, *, whole: bool, made: bool) -> VariantMirror:
    """`whole`: it is there as we want it; `made`: with the stock we gave it."""
    listings = [one["id"] for one in told["channelListings"] or () if one["channel"]["id"] == shop.channel]
    stocks = told["stocks"] or ()
    fields: dict[str, Any] = {
        "saleor_id": told["id"],
        "listing_id": listings[0] if listings else "",
        "stock_id": stocks[0]["id"] if stocks else "",
        "agreed": agreed_pack(pack, shop) if whole else {},
    }
    if made:
        fields["sent_quantity"] = pack.quantity
    found, _made = VariantMirror.objects.update_or_create(variant_id=pack.variant_id, defaults=fields)
    return found


def _row(goods: Goods, places: Places, numbered: bool) -> Json:
    return new_product(
        goods,
        places.shop,
        category=places.categories[goods.category],
        warehouse=places.warehouses[goods.seller_id],
        slug=f"{goods.slug}-{goods.product_id}" if numbered else "",
    )


def _is_taken(found: Sequence[Problem], field_name: str) -> bool:
    return any(one.code == "UNIQUE" and one.field == field_name for one in found)
