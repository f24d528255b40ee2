"""Proves which settings Saleor's processes really work with, by buying a hidden variant that nobody else can find.

Part of Saleor reads settings from a cache that each process fills once: after a change, some know and some do not until
they restart. So the same question is asked on several fresh connections.
"""

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string

from sellers.regions import places
from storefront.engine import saleor
from storefront.engine.saleor import wanted
from storefront.engine.saleor.errors import Answered, problems, raise_for

REFERENCE = "lapak:probe"
SLUG = "lapak-probe"
ROUNDS = 4
NO_STOCK = frozenset({"INSUFFICIENT_STOCK", "InsufficientStock"})
Json = dict[str, Any]


@dataclass(frozen=True)
class Proof:
    """What is wrong in words, and what to do; nothing when all is well."""

    wrong: str = ""
    todo: str = ""


RESTART = "Restart Saleor's api and worker processes, then run this again."
ALL_WELL = Proof()
LEGACY = Proof("a warehouse outside every shipping zone counts as empty for some of Saleor's processes", RESTART)
UNRESERVED = Proof("a checkout does not reserve its stock: the same piece can be sold twice", RESTART)
STALE = Proof(
    "orders are refused for lack of stock that is there: some of Saleor's processes know old settings", RESTART
)


def prove(api: saleor.Api, *, channel_id: str, with_order: bool) -> Proof:
    """Puts one piece on the shelf, reserves it, tries to take it twice; `with_order` also makes and cancels an order.

    Leaves the shelf empty. Raises SaleorError when something else goes wrong.
    """
    variant, warehouse = _variant(api, channel_id)
    try:
        return _prove(api, variant, warehouse, with_order=with_order)
    finally:
        _shelve(api, variant, warehouse, 0)


def _prove(api: saleor.Api, variant: str, warehouse: str, *, with_order: bool) -> Proof:
    _shelve(api, variant, warehouse, 1)
    for _round in range(ROUNDS):
        import_string("storefront.engine.saleor.client.hang_up")()  # the next one may meet another process
        found = _reserves(api, variant)
        if found is not ALL_WELL:
            return found
    for _round in range(ROUNDS // 2 if with_order else 0):
        import_string("storefront.engine.saleor.client.hang_up")()
        found = _sells(api, variant)
        if found is not ALL_WELL:
            return found
    return ALL_WELL


def _reserves(api: saleor.Api, variant: str) -> Proof:
    mine, codes = _checkout(api, variant)
    if mine is None:
        return _refusal(codes, LEGACY)
    try:
        if not mine["stockReservationExpires"]:
            return UNRESERVED
        other, codes = _checkout(api, variant)
        if other is not None:
            _let_go(api, other)
            return UNRESERVED
        return ALL_WELL if codes & NO_STOCK else _refusal(codes, UNRESERVED)
    finally:
        _let_go(api, mine)


def _sells(api: saleor.Api, variant: str) -> Proof:
    checkout, codes = _checkout(api, variant)
    if checkout is None:
        return _refusal(codes, LEGACY)
    told = api.ask("ProbeOrder", {"id": checkout["id"], "private": [{"key": "lapak.probe", "value": "1"}]})
    answer = told["orderCreateFromCheckout"]
    codes = frozenset(one.code for one in problems(answer))
    if codes:
        _let_go(api, checkout)
        return _refusal(codes, STALE)
    raise_for(api.ask("OrderCancel", {"id": answer["order"]["id"]}, safe=True)["orderCancel"])
    return ALL_WELL


def _refusal(codes: frozenset[str], when_no_stock: Proof) -> Proof:
    if codes & NO_STOCK:
        return when_no_stock
    return Proof(f"the probe checkout was refused ({', '.join(sorted(codes))})", "See what Saleor's log says of it.")


def _checkout(api: saleor.Api, variant: str) -> tuple[Json | None, frozenset[str]]:
    address = _address()
    wanted_ = {
        "channel": str(settings.SALEOR["channel"]),
        "email": "probe@lapak.invalid",
        "lines": [{"variantId": variant, "quantity": 1}],
        "billingAddress": address,
    }
    try:
        told = api.ask("CheckoutCreate", {"input": wanted_})["checkoutCreate"]
    except Answered as error:
        return None, frozenset({error.code})
    return told["checkout"], frozenset(one.code for one in problems(told))


def _let_go(api: saleor.Api, checkout: Json) -> None:
    lines = [line["id"] for line in checkout["lines"]]
    api.ask("CheckoutEmpty", {"id": checkout["id"], "lines": lines}, safe=True)


def _shelve(api: saleor.Api, variant: str, warehouse: str, free: int) -> None:
    """`free` pieces beside those that orders hold."""
    held = _allocated(_now(api)["product"], warehouse_only=REFERENCE)
    stocks = [{"warehouse": warehouse, "quantity": held + free}]
    raise_for(api.ask("PutStock", {"variant": variant, "stocks": stocks}, safe=True)["productVariantStocksUpdate"])


def _allocated(product: Json | None, *, warehouse_only: str) -> int:
    rows = [row for one in (product or {}).get("variants") or () for row in one["stocks"] or ()]
    return sum(row["quantityAllocated"] for row in rows if row["warehouse"]["externalReference"] == warehouse_only)


def _now(api: saleor.Api) -> Json:
    return api.ask("ProbeNow", {"reference": REFERENCE, "slug": SLUG}, safe=True)


def _variant(api: saleor.Api, channel_id: str) -> tuple[str, str]:
    """The hidden variant and its warehouse, made where they are missing."""
    found = _now(api)
    warehouse = (found["warehouse"] or {}).get("id") or _new_warehouse(api)
    raise_for(
        api.ask("AddChannelWarehouses", {"id": channel_id, "input": {"addWarehouses": [warehouse]}}, safe=True)[
            "channelUpdate"
        ]
    )
    product = found["product"] or _new_product(api, found, warehouse, channel_id)
    variant = product["variants"][0]
    if channel_id not in {one["channel"]["id"] for one in variant["channelListings"] or ()}:
        _list(api, product["id"], variant["id"], channel_id)
    return variant["id"], warehouse


def _new_warehouse(api: saleor.Api) -> str:
    new = {"name": "Lapak (probe)", "slug": SLUG, "externalReference": REFERENCE, "address": _address()}
    return str(raise_for(api.ask("CreateWarehouse", {"input": new})["createWarehouse"])["warehouse"]["id"])


def _new_product(api: saleor.Api, found: Json, warehouse: str, channel_id: str) -> Json:
    """Needs no delivery, so that it can be ordered without a price for one; in no list, and empty but for the proof."""
    kind = wanted.first(found["productTypes"])
    if kind is None:
        new: Json = {"name": "Lapak (probe)", "slug": SLUG, "kind": "NORMAL", "isShippingRequired": False}
        kind = raise_for(api.ask("CreateProductType", {"input": new})["productTypeCreate"])["productType"]
    category = api.ask("CategoryOfSlug", {"slug": SLUG}, safe=True)["category"]
    if category is None:
        new = {"name": "Lapak (probe)", "slug": SLUG}
        category = raise_for(api.ask("CreateCategory", {"input": new})["categoryCreate"])["category"]
    product = {
        "name": "Lapak (probe)",
        "slug": SLUG,
        "productType": kind["id"],
        "category": category["id"],
        "externalReference": REFERENCE,
        "attributes": [],
        "channelListings": [_listing(channel_id)],
        "variants": [
            {
                "sku": "LPK-PROBE",
                "externalReference": REFERENCE,
                "attributes": [],
                "trackInventory": True,
                "stocks": [{"warehouse": warehouse, "quantity": 0}],
                "channelListings": [{"channelId": channel_id, "price": 1}],
            }
        ],
    }
    told = raise_for(api.ask("CreateProducts", {"products": [product]})["productBulkCreate"])
    return cast(Json, raise_for(told["results"][0])["product"])


def _list(api: saleor.Api, product: str, variant: str, channel_id: str) -> None:
    told = api.ask(
        "ListProbe",
        {
            "product": product,
            "listing": {"updateChannels": [_listing(channel_id)]},
            "variant": variant,
            "price": [{"channelId": channel_id, "price": 1}],
        },
        safe=True,
    )
    for answer in told.values():
        raise_for(answer)


def _listing(channel_id: str) -> Json:
    return {"channelId": channel_id, "isPublished": True, "visibleInListings": False, "isAvailableForPurchase": True}


def _address() -> Json:
    return {
        "firstName": "Lapak",
        "lastName": "Probe",
        "streetAddress1": "-",
        "city": "-",
        "countryArea": places.children()[0].name,  # a warehouse's province is checked, whatever is asked to be skipped
        "country": settings.PHONE_REGION,
        "skipValidation": True,
    }
