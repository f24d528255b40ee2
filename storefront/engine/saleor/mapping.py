"""From our goods to Saleor's inputs. Pure.

`agreed_goods` and `agreed_pack` are what both sides have in common once a push succeeded: the base of a three-way merge
when somebody changes the goods in Saleor's Dashboard. They hold our words, in JSON.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from payments.money import Money
from storefront.engine.saleor.amounts import to_saleor

PRODUCT_TYPE_SLUG = "lapak-item"
SELLER_ATTRIBUTE_SLUG = "seller"
_EDITOR_VERSION = "2.30.7"

Json = dict[str, Any]


@dataclass(frozen=True)
class Shop:
    """Ids of what `saleor install` made; `page_type` may be empty: then sellers have no page."""

    channel: str
    product_type: str
    seller_attribute: str
    page_type: str
    currency: str


@dataclass(frozen=True)
class Pack:
    """A variant. `quantity` is the on-hand number of a new one; an inactive one is unlisted, never deleted."""

    variant_id: int
    label: str
    price: Money
    weight_g: int
    active: bool
    quantity: int = 0


@dataclass(frozen=True)
class Goods:
    product_id: int
    seller_id: int
    slug: str
    name: str
    name_en: str
    description: str
    category: str  # slug
    halal: str
    maker: str
    lead_time_days: int
    perishable: bool
    published: bool  # its own state and its seller's
    packs: tuple[Pack, ...]


def product_ref(product_id: int) -> str:
    return f"lapak:p:{product_id}"


def variant_ref(variant_id: int) -> str:
    return f"lapak:v:{variant_id}"


def seller_ref(seller_id: int) -> str:
    return f"seller:{seller_id}"


def sku(variant_id: int) -> str:
    return f"LPK-{variant_id}"


def number_in(reference: str | None, prefix: str) -> int | None:
    """The key in one of our references: number_in("lapak:p:12", "lapak:p:") is 12; None for what is not ours."""
    rest = (reference or "").removeprefix(prefix)
    return int(rest) if rest != reference and rest.isascii() and rest.isdecimal() and len(rest) < 19 else None


def editor_js(text: str) -> str:
    """Plain text as Saleor's editor keeps it: a paragraph a line, as JSON in a string; always the same for a text."""
    lines = [line.strip() for line in text.splitlines()]
    blocks = [
        {"id": f"lapak{number}", "type": "paragraph", "data": {"text": _escaped(line)}}
        for number, line in enumerate(line for line in lines if line)
    ]
    return json.dumps({"time": 1, "blocks": blocks, "version": _EDITOR_VERSION}, ensure_ascii=False)


def plain_text(editor: Any) -> str:
    """What `editor_js` was made of, and the best that can be read of what a person wrote in the Dashboard."""
    try:
        told = json.loads(editor) if isinstance(editor, str) else editor
        blocks = (told or {}).get("blocks") or []
        texts = [str((block.get("data") or {}).get("text") or "") for block in blocks]
    except (ValueError, AttributeError, TypeError):
        return ""
    return "\n".join(_unescaped(text) for text in texts if text)


def kilograms(weight_g: int) -> Decimal:
    return Decimal(weight_g) / 1000


def listed(pack: Pack, shop: Shop) -> bool:
    """A pack priced in another currency than the channel's cannot be sold in it."""
    return pack.active and pack.price.currency == shop.currency


def agreed_goods(goods: Goods) -> Json:
    return {
        "name": goods.name,
        "description": plain_text(editor_js(goods.description)),  # as it can come back
        "category": goods.category,
        "published": goods.published,
        "seller": goods.seller_id,
        "weight_g": _weight_g(goods),
        "said": _said(goods),
    }


def agreed_pack(pack: Pack, shop: Shop) -> Json:
    return {
        "name": pack.label,
        "sku": sku(pack.variant_id),
        "price": str(to_saleor(pack.price)),
        "active": listed(pack, shop),
        "weight_g": pack.weight_g,
    }


def new_product(goods: Goods, shop: Shop, *, category: str, warehouse: str, slug: str = "") -> Json:
    """A row of productBulkCreate, complete: once it is in, the goods can be bought."""
    return {
        **content(goods, shop, category=category),
        "slug": slug or goods.slug,
        "productType": shop.product_type,
        "externalReference": product_ref(goods.product_id),
        "channelListings": [listing(goods, shop)],
        "variants": [new_variant(pack, shop, warehouse=warehouse) for pack in goods.packs],
    }


def content(goods: Goods, shop: Shop, *, category: str) -> Json:
    """What productUpdate says of a product; its slug stays what it was, for others link to it."""
    return {
        "name": goods.name,
        "description": editor_js(goods.description),
        "category": category,
        "weight": kilograms(_weight_g(goods)),
        "attributes": [{"id": shop.seller_attribute, "dropdown": {"externalReference": seller_ref(goods.seller_id)}}],
        "metadata": pairs({f"lapak.{key}": value for key, value in _said(goods).items()}),
        "privateMetadata": pairs({"lapak.id": goods.product_id, "lapak.seller_id": goods.seller_id}),
    }


def listing(goods: Goods, shop: Shop) -> Json:
    shown = goods.published
    return {
        "channelId": shop.channel,
        "isPublished": shown,
        "visibleInListings": shown,
        "isAvailableForPurchase": shown,
    }


def new_variant(pack: Pack, shop: Shop, *, warehouse: str) -> Json:
    return {
        **_described(pack),
        "attributes": [],
        "externalReference": variant_ref(pack.variant_id),
        "stocks": [{"warehouse": warehouse, "quantity": pack.quantity}],
        "channelListings": [_priced(pack, shop)] if listed(pack, shop) else [],
    }


def changed_variant(pack: Pack, shop: Shop, *, saleor_id: str, listing_id: str) -> Json:
    """A row of productVariantBulkUpdate: what is no longer sold loses its listing, and gets one when it is again."""
    listings: Json = {}
    if listed(pack, shop) and listing_id:
        listings = {"update": [{"channelListing": listing_id, "price": to_saleor(pack.price)}]}
    elif listed(pack, shop):
        listings = {"create": [_priced(pack, shop)]}
    elif listing_id:
        listings = {"remove": [listing_id]}
    row = {"id": saleor_id, **_described(pack), "externalReference": variant_ref(pack.variant_id)}
    return {**row, "channelListings": listings} if listings else row


def pairs(values: Mapping[str, object]) -> list[dict[str, str]]:
    """Metadata; a value that is empty is written too, for Saleor keeps what is not named."""
    return [{"key": key, "value": str(value)} for key, value in sorted(values.items())]


def on_hand(*, available: int, pack_size: int, allocated: int, waiting: int) -> int:
    """What Saleor is told stands on the shelf, in packs: it subtracts what it has allocated and reserved itself.

    `available` is the pool in base units, `allocated` what Saleor has promised to orders, `waiting` the packs that
    placings of ours hold in the pool but that are no order in Saleor yet (their checkout reserves them there).
    """
    return max(0, available // pack_size) + allocated + waiting


def in_batches(rows: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _described(pack: Pack) -> Json:
    return {
        "sku": sku(pack.variant_id),
        "name": pack.label,
        "trackInventory": True,
        "weight": kilograms(pack.weight_g),
        "privateMetadata": pairs({"lapak.id": pack.variant_id}),
    }


def _priced(pack: Pack, shop: Shop) -> Json:
    return {"channelId": shop.channel, "price": to_saleor(pack.price)}


def _said(goods: Goods) -> dict[str, str]:
    """What everybody may read of the goods beside name and price."""
    return {
        "seller": str(goods.seller_id),
        "name_en": goods.name_en,
        "maker": goods.maker,
        "halal": goods.halal,
        "lead_time_days": str(goods.lead_time_days),
        "perishable": "true" if goods.perishable else "false",
    }


def _weight_g(goods: Goods) -> int:
    return goods.packs[0].weight_g if goods.packs else 0


def _escaped(text: str) -> str:
    """The editor's text is HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unescaped(text: str) -> str:
    return text.replace("<br>", "\n").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
