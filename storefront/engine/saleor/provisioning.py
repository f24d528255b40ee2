"""Brings a Saleor into the shape that Lapak needs; each step looks first, so running it again changes nothing."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings

from storefront.engine import saleor
from storefront.engine.saleor import connection, manifest, wanted
from storefront.engine.saleor.errors import raise_for
from storefront.engine.saleor.mapping import PRODUCT_TYPE_SLUG, SELLER_ATTRIBUTE_SLUG
from storefront.engine.saleor.mirror import PAGE_TYPE_SLUG

Say = Callable[[str], None]
Json = dict[str, Any]
SELLER_REFERENCE = "seller:"


class CannotInstall(Exception):
    """A person must do something first; the message says what."""


def shop(api: saleor.Api, say: Say) -> bool:
    """Whether settings were changed: then Saleor's processes must restart."""
    found = wanted.now(api)["shop"]
    change: Json = {one.name: one.value for one in wanted.differing(found, wanted.SHOP)}
    change |= dict.fromkeys(wanted.unreserved(found), wanted.RESERVED_MIN)
    if not change:
        say("Shop settings: as they must be.")
        return False
    raise_for(api.ask("ShopSettingsUpdate", {"input": change}, safe=True)["shopSettingsUpdate"])
    say(f"Shop settings: set {', '.join(f'{name} = {_shown(value)}' for name, value in change.items())}.")
    return True


def channel(api: saleor.Api, say: Say) -> str:
    """The id of the channel we sell in."""
    found = wanted.now(api)["channel"]
    slug, currency = str(settings.SALEOR["channel"]), wanted.currency()
    if found is None:
        made = raise_for(api.ask("CreateChannel", {"input": _new_channel(slug, currency)})["channelCreate"])
        say(f"Channel {slug}: made, in {currency}.")
        return str(made["channel"]["id"])
    if found["currencyCode"] != currency:
        raise CannotInstall(
            f"The channel {slug} sells in {found['currencyCode']} and Lapak in {currency}; a channel's currency never "
            "changes. Name another channel in SALEOR_CHANNEL."
        )
    orders = wanted.differing(found["orderSettings"] or {}, wanted.ORDERS)
    payments = wanted.differing(found["paymentSettings"] or {}, wanted.PAYMENTS)
    change: Json = {} if found["isActive"] else {"isActive": True}
    if orders:
        change["orderSettings"] = {one.name: one.value for one in orders}
    if payments:
        change["paymentSettings"] = {one.name: one.value for one in payments}
    if change:
        raise_for(api.ask("UpdateChannel", {"id": found["id"], "input": change}, safe=True)["channelUpdate"])
    names = ", ".join(one.name for one in (*orders, *payments)) or "isActive"
    say(f"Channel {slug}: changed {names}." if change else f"Channel {slug}: is there, in {currency}.")
    return str(found["id"])


def kinds(api: saleor.Api, say: Say) -> Json:
    """Ids of the seller attribute, the product type and the page type, made where they are missing."""
    found = wanted.now(api)
    attribute = _attribute(api, found["attribute"], say)
    product_type = _product_type(api, wanted.first(found["productTypes"]), attribute, say)
    page_type = wanted.first(found["pageTypes"])
    if page_type is None:
        made = raise_for(
            api.ask("CreatePageType", {"input": {"name": "Seller", "slug": PAGE_TYPE_SLUG}})["pageTypeCreate"]
        )
        page_type = made["pageType"]
        say(f"Page type {PAGE_TYPE_SLUG}: made.")
    else:
        say(f"Page type {PAGE_TYPE_SLUG}: is there.")
    return {"seller_attribute": attribute, "product_type": product_type, "page_type": page_type["id"]}


def warehouses(api: saleor.Api, channel_id: str, say: Say) -> None:
    """Sellers' warehouses that are there already must be in the channel: what is not, is sold out."""
    inside = {row["id"] for row in (wanted.now(api)["channel"] or {}).get("warehouses") or ()}
    outside = sorted(_sellers_warehouses(api) - inside)
    if outside:
        change = {"id": channel_id, "input": {"addWarehouses": outside}}
        raise_for(api.ask("AddChannelWarehouses", change, safe=True)["channelUpdate"])
    say(f"Warehouses: {len(outside)} of sellers added to the channel, {len(inside)} were in it.")


def outside_channel(api: saleor.Api) -> int:
    inside = {row["id"] for row in (wanted.now(api)["channel"] or {}).get("warehouses") or ()}
    return len(_sellers_warehouses(api) - inside)


def webhooks(api: saleor.Api, say: Say) -> None:
    """By identifier: changed where they differ, made where they are missing, removed where we know them no more."""
    there = {row["identifier"]: row for row in raise_app(api)["webhooks"] or () if row["identifier"]}
    done = {"made": 0, "changed": 0, "removed": 0}
    for hook in manifest.WEBHOOKS:
        row = there.pop(hook.identifier, None)
        wanted_ = manifest.as_manifest(hook)
        if row is None:
            raise_for(api.ask("CreateWebhook", {"input": wanted_})["webhookCreate"])
            done["made"] += 1
        elif differences(hook, row):
            change = {
                "identifier": hook.identifier,
                "input": {key: wanted_[key] for key in wanted_ if key != "identifier"},
            }
            raise_for(api.ask("UpdateWebhook", change, safe=True)["webhookUpdate"])
            done["changed"] += 1
    for row in there.values():
        raise_for(api.ask("DeleteWebhook", {"id": row["id"]}, safe=True)["webhookDelete"], but=frozenset({"NOT_FOUND"}))
        done["removed"] += 1
    told = ", ".join(f"{count} {what}" for what, count in done.items() if count)
    say(f"Webhooks: {told or f'all {len(manifest.WEBHOOKS)} as they must be'}.")


def raise_app(api: saleor.Api) -> Json:
    """Our app as it sees itself. Raises CannotInstall when the token is good no more."""
    found = api.ask("AppSelf", safe=True)["app"]
    if found is None:
        raise CannotInstall("Saleor does not know our token any more. Run `manage.py saleor install` again.")
    return dict(found)


def differences(hook: manifest.Webhook, row: Mapping[str, Any]) -> tuple[str, ...]:
    """In which words a webhook in Saleor is not what it must be."""
    kinds_there = {one["eventType"] for one in (*(row["asyncEvents"] or ()), *(row["syncEvents"] or ()))}
    wrong = {
        "is switched off": not row["isActive"],
        f"calls {row['targetUrl']} instead of {hook.address}": row["targetUrl"] != hook.address,
        "asks for other things": _words(row["subscriptionQuery"]) != _words(hook.query),
        "hears other events": kinds_there != set(hook.events),
    }
    return tuple(words for words, is_so in wrong.items() if is_so)


def remember(channel_id: str, ids: Mapping[str, str]) -> None:
    connection.remember_ids(channel=channel_id, **ids)


def _new_channel(slug: str, currency: str) -> Json:
    return {
        "name": settings.OPERATOR_NAME,
        "slug": slug,
        "currencyCode": currency,
        "defaultCountry": settings.PHONE_REGION,
        "isActive": True,
        "stockSettings": {"allocationStrategy": "PRIORITIZE_SORTING_ORDER"},
        "orderSettings": {one.name: one.value for one in wanted.ORDERS} | wanted.NEW_CHANNEL_ORDERS,
        "paymentSettings": {one.name: one.value for one in wanted.PAYMENTS},
    }


def _attribute(api: saleor.Api, found: Json | None, say: Say) -> str:
    if found is None:
        new: Json = {"name": "Seller", "slug": SELLER_ATTRIBUTE_SLUG, "type": "PRODUCT_TYPE", "inputType": "DROPDOWN"}
        new |= {"externalReference": f"attr:{SELLER_ATTRIBUTE_SLUG}", "visibleInStorefront": True}
        made = raise_for(api.ask("CreateAttribute", {"input": new})["attributeCreate"])
        say(f"Attribute {SELLER_ATTRIBUTE_SLUG}: made.")
        return str(made["attribute"]["id"])
    if found["inputType"] != "DROPDOWN" or found["type"] != "PRODUCT_TYPE":
        raise CannotInstall(
            f"The shop has an attribute {SELLER_ATTRIBUTE_SLUG!r} of another kind. Rename it in the Dashboard "
            "(Configuration, Attributes), then install again."
        )
    say(f"Attribute {SELLER_ATTRIBUTE_SLUG}: is there.")
    return str(found["id"])


def _product_type(api: saleor.Api, found: Json | None, attribute: str, say: Say) -> str:
    if found is None:
        new = {"name": "Lapak", "slug": PRODUCT_TYPE_SLUG, "kind": "NORMAL", "isShippingRequired": True}
        made = raise_for(
            api.ask("CreateProductType", {"input": {**new, "productAttributes": [attribute]}})["productTypeCreate"]
        )
        say(f"Product type {PRODUCT_TYPE_SLUG}: made.")
        return str(made["productType"]["id"])
    if attribute not in {one["id"] for one in found["productAttributes"] or ()}:
        change = {"productType": found["id"], "operations": [{"id": attribute, "type": "PRODUCT"}]}
        raise_for(api.ask("AssignProductAttribute", change, safe=True)["productAttributeAssign"])
        say(f"Product type {PRODUCT_TYPE_SLUG}: the seller attribute was added.")
    else:
        say(f"Product type {PRODUCT_TYPE_SLUG}: is there.")
    return str(found["id"])


def _sellers_warehouses(api: saleor.Api) -> set[str]:
    found: set[str] = set()
    after = None
    while True:
        page = api.ask("SellersWarehouses", {"after": after}, safe=True)["warehouses"]
        rows = [edge["node"] for edge in page["edges"]]
        found |= {row["id"] for row in rows if (row["externalReference"] or "").startswith(SELLER_REFERENCE)}
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


def _shown(value: object) -> str:
    return "none" if value is None else str(value).lower()


def _words(query: str | None) -> list[str]:
    """A query without its line breaks: Saleor may keep it in another shape."""
    return (query or "").split()
