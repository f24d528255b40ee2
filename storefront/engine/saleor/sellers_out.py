"""Sellers in Saleor: a warehouse that holds their goods, a value of the attribute `seller`, a page with their profile.

Each is made once and kept up to date; making again after a lost answer finds what was made. Nothing of it is secret:
warehouses and pages can be read by anybody who can read the shop.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django.db import models, transaction

from catalog.products import changes
from catalog.products.models import Product
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.regions import places
from storefront.engine import saleor
from storefront.engine.saleor import mirror
from storefront.engine.saleor.addresses import address
from storefront.engine.saleor.errors import Denied, Problem, Refused, SaleorError, problems, raise_for
from storefront.engine.saleor.goods_reading import shown_once
from storefront.engine.saleor.mapping import Json, Shop, editor_js, seller_ref
from storefront.engine.saleor.models import SellerMirror
from storefront.engine.saleor.resting import unless_away

Told = Callable[[int], None]  # hears how many more were done
# provinces made in 2022, by code, which Saleor's address list does not know, and those they were cut from
_CUT_FROM = {"93": "Papua", "94": "Papua", "95": "Papua", "96": "Papua Barat"}
_LONGEST_TITLE = 250


def push_sellers_due() -> int:
    """The sweep: sellers whose public words, place or state are not what Saleor was told last."""
    return unless_away(_push_due)


def push_sellers(seller_ids: Iterable[int], told: Told | None = None) -> dict[int, str]:
    """Bring these up to date in Saleor; answers why, for those that Saleor refused. Raises EngineUnavailable."""
    wanted = {row.pk: row for row in _shown_once().filter(pk__in=set(seller_ids))}
    known = set(SellerMirror.objects.filter(seller__in=wanted).values_list("seller_id", flat=True))
    SellerMirror.objects.bulk_create(
        (SellerMirror(seller_id=pk) for pk in sorted(set(wanted) - known)), ignore_conflicts=True
    )
    shop = mirror.shop()
    refused: dict[int, str] = {}
    with mirror.held(SellerMirror.objects.filter(seller__in=wanted)) as rows:
        sent = [row for row in rows if _sent(row, wanted[row.seller_id], shop, refused)]
        _into_channel([row.warehouse_id for row in sent], shop)
        for row in sent:
            _record(row, wanted[row.seller_id])
            if told:
                told(1)
    return refused


def warehouses(seller_ids: Collection[int]) -> dict[int, str]:
    """The warehouse of each seller that is whole in Saleor; those that are not yet are brought there now."""
    found = _warehouses(seller_ids)
    missing = set(seller_ids) - set(found)
    if missing:
        push_sellers(missing)
        found |= _warehouses(missing)
    return found


def facts_hash(seller: Seller) -> str:
    """Of all that Saleor is told; the first letter says whether the stall is open, so that its closing is seen."""
    said = json.dumps([warehouse_of(seller), _page(seller, "")], sort_keys=True)
    state = "+" if seller.open_to_buyers else "-"
    return state + hashlib.sha256(said.encode()).hexdigest()[:63]


def _shown_once() -> "models.QuerySet[Seller]":
    return Seller.objects.filter(shown_once()).select_related("cooperative")


def _push_due() -> int:
    sent = dict(SellerMirror.objects.values_list("seller_id", "sent_hash"))
    waiting = set(SellerMirror.objects.filter(due_at__gt=clock.now()).values_list("seller_id", flat=True))
    rows = _shown_once().exclude(pk__in=waiting)
    changed = [row.pk for row in rows if sent.get(row.pk, "") != facts_hash(row)]
    refused = push_sellers(changed) if changed else {}
    return len(changed) - len(refused)


def _warehouses(seller_ids: Collection[int]) -> dict[int, str]:
    rows = SellerMirror.objects.filter(seller_id__in=seller_ids).exclude(sent_hash="")
    return dict(rows.values_list("seller_id", "warehouse_id"))


def _sent(row: SellerMirror, seller: Seller, shop: Shop, refused: dict[int, str]) -> bool:
    """Each id is kept as soon as it is known."""
    try:
        row.warehouse_id = _put_warehouse(row, seller)
        row.attribute_value_id = _put_value(row, seller, shop)
        row.save(update_fields=["warehouse_id", "attribute_value_id"])
        if shop.page_type:
            row.page_id = _put_page(row, seller, shop)
            row.save(update_fields=["page_id"])
    except Denied:
        raise
    except SaleorError as error:
        refused[seller.pk] = str(error)
        mirror.went_wrong(row, str(error))
        return False
    return True


@transaction.atomic
def _record(row: SellerMirror, seller: Seller) -> None:
    """A stall that opened or closed takes its goods along: they are published, or not, by the next push of goods."""
    new, old = facts_hash(seller), row.sent_hash
    mirror.went_well(row, sent_hash=new)
    if old[:1] != new[:1]:
        goods = Product.objects.filter(seller=seller).exclude(state=Product.State.DRAFT)
        changes.tell(product_ids=goods.values_list("pk", flat=True), what=changes.What.GOODS)


def _put_warehouse(row: SellerMirror, seller: Seller) -> str:
    wanted, ref = warehouse_of(seller), seller_ref(seller.pk)
    if not row.warehouse_id:
        made = _create_warehouse({**wanted, "slug": f"seller-{seller.slug}", "externalReference": ref})
        if made:
            return made
    answer = saleor.api().ask("UpdateWarehouse", {"ref": ref, "input": wanted}, safe=True)["updateWarehouse"]
    return str(raise_for(answer)["warehouse"]["id"])


def _create_warehouse(wanted: Json) -> str | None:
    """None when it is there already."""
    answer = saleor.api().ask("CreateWarehouse", {"input": wanted})["createWarehouse"]
    found = problems(answer)
    if _taken(found, "externalReference"):
        return None
    if _taken(found, "slug"):  # a warehouse of somebody else's has our name
        number = str(wanted["externalReference"]).rpartition(":")[2]
        answer = saleor.api().ask("CreateWarehouse", {"input": {**wanted, "slug": f"{wanted['slug']}-{number}"}})
        answer = answer["createWarehouse"]
    return str(raise_for(answer)["warehouse"]["id"])


def _put_value(row: SellerMirror, seller: Seller, shop: Shop) -> str:
    name, ref = seller.name[:_LONGEST_TITLE], seller_ref(seller.pk)
    if not row.attribute_value_id:
        wanted = {"attribute": shop.seller_attribute, "input": {"name": name, "externalReference": ref}}
        answer = saleor.api().ask("CreateSellerValue", wanted)["attributeValueCreate"]
        if not _taken(problems(answer), "externalReference"):
            return str(raise_for(answer)["attributeValue"]["id"])
    answer = saleor.api().ask("UpdateSellerValue", {"ref": ref, "input": {"name": name}}, safe=True)
    return str(raise_for(answer["attributeValueUpdate"])["attributeValue"]["id"])


def _put_page(row: SellerMirror, seller: Seller, shop: Shop) -> str:
    """Pages have no reference of ours: their slug is the only key."""
    slugs = (f"toko-{seller.slug}", f"toko-{seller.slug}-{seller.pk}")
    for slug in slugs if not row.page_id else ():
        wanted = {**_page(seller, slug), "pageType": shop.page_type}
        answer = saleor.api().ask("CreateSellerPage", {"input": wanted})["pageCreate"]
        if not _taken(problems(answer), "slug"):
            return str(raise_for(answer)["page"]["id"])
        found = saleor.api().ask("PageOfSlug", {"slug": slug}, safe=True)["page"]
        if found and found["pageType"]["id"] == shop.page_type and not _other_seller(found["id"], seller):
            row.page_id = found["id"]
            break
    if not row.page_id:
        raise Refused([Problem("slug", "UNIQUE", f"another page has the address {slugs[0]}")])
    wanted = {key: value for key, value in _page(seller, "").items() if key != "slug"}
    answer = saleor.api().ask("UpdateSellerPage", {"id": row.page_id, "input": wanted}, safe=True)["pageUpdate"]
    return str(raise_for(answer)["page"]["id"])


def _other_seller(page_id: str, seller: Seller) -> bool:
    return SellerMirror.objects.filter(page_id=page_id).exclude(seller=seller).exists()


def _into_channel(warehouse_ids: Sequence[str], shop: Shop) -> None:
    """Being in the channel is enough to sell from (with the legacy rule off)."""
    if warehouse_ids:
        wanted = {"id": shop.channel, "input": {"addWarehouses": sorted(warehouse_ids)}}
        raise_for(saleor.api().ask("AddChannelWarehouses", wanted, safe=True)["channelUpdate"])


def _taken(found: Sequence[Problem], field: str) -> bool:
    return any(one.code == "UNIQUE" and one.field == field for one in found)


def warehouse_of(seller: Seller) -> Json:
    """A WarehouseInput, but for what never changes."""
    return {"name": seller.name[:_LONGEST_TITLE], "address": _address(seller)}


def _address(seller: Seller) -> Json:
    """Where goods leave. A province of 2022 goes by the one it was cut from; the true one stands in the metadata."""
    names, postal_code = _place(seller)
    true_province = names.rpartition(", ")[2]
    known = _CUT_FROM.get(seller.village_code[:2])
    if known:
        names = f"{names.rpartition(', ')[0]}, {known}"
    wanted: Json = address(
        name=seller.name, phone=seller.phone, street=seller.address or names.partition(",")[0],
        village_code=seller.village_code, region_names=names, postal_code=postal_code,
    )  # fmt: skip
    if known:
        wanted["metadata"] = [
            {**pair, "value": true_province} if pair["key"] == "lapak.province" else pair for pair in wanted["metadata"]
        ]
    return wanted


def _place(seller: Seller) -> tuple[str, str]:
    found = places.place(seller.village_code)
    return places.names(seller.village_code), found.postal_code if found else ""


def _page(seller: Seller, slug: str) -> dict[str, Any]:
    """What stands on the stall's public page: no phone, no street, no papers."""
    lines = [line for line in (seller.story, seller.sells, _place(seller)[0]) if line]
    return {
        "title": seller.name[:_LONGEST_TITLE],
        "slug": slug,
        "content": editor_js("\n".join(lines)),
        "isPublished": seller.open_to_buyers,
    }
