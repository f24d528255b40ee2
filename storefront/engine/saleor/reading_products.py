"""Reads products of Saleor into frozen values. Prices are whole minor units, or named as the trouble they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings

from payments.money import Money
from storefront.engine import saleor
from storefront.engine.saleor import connection
from storefront.engine.saleor.amounts import NotOurMoney, from_saleor
from storefront.engine.saleor.errors import Denied
from storefront.engine.saleor.mapping import plain_text

NAMELESS = "UHJvZHVjdFZhcmlhbnQ6Tm9uZQ=="  # what Saleor calls a variant that was made in bulk without a name
MOST_PAGES = 10_000
_GRAMS = {
    "G": Decimal(1), "KG": Decimal(1000), "TONNE": Decimal(1_000_000), "LB": Decimal("453.592"), "OZ": Decimal("28.35"),
}  # fmt: skip


@dataclass(frozen=True)
class SaleorStock:
    id: str
    warehouse_id: str
    warehouse_ref: str
    quantity: int  # on the shelf
    allocated: int
    reserved: int

    @property
    def free(self) -> int:
        """What can still be promised to somebody."""
        return max(0, self.quantity - self.allocated)


@dataclass(frozen=True)
class SaleorVariant:
    """`price` is None where nobody can buy it in our channel, or where `price_said` is no amount of our money."""

    id: str
    sku: str
    reference: str
    name: str
    weight_g: int | None
    listing_id: str
    price: Money | None
    price_said: str  # as it was written: "25000.5 IDR", "" when there is none
    stocks: tuple[SaleorStock, ...]

    @property
    def listed(self) -> bool:
        return bool(self.price_said)

    @property
    def free(self) -> int:
        return sum(stock.free for stock in self.stocks)


@dataclass(frozen=True)
class SaleorAttribute:
    slug: str
    name: str
    values: tuple[tuple[str, str], ...]  # slug and name of each


@dataclass(frozen=True)
class SaleorPhoto:
    id: str
    url: str  # of the file itself: a thumbnail's address only leads to another one
    alt: str


@dataclass(frozen=True)
class SaleorProduct:
    id: str
    reference: str
    name: str
    slug: str
    description: str
    category_slug: str
    category_name: str
    type_id: str
    thumbnail: str
    photos: tuple[SaleorPhoto, ...]
    attributes: tuple[SaleorAttribute, ...]
    published: bool
    variants: tuple[SaleorVariant, ...]


@dataclass(frozen=True)
class Page:
    products: tuple[SaleorProduct, ...]
    after: str  # the cursor of the next page, empty at the end


def product(saleor_id: str) -> SaleorProduct | None:
    """The product as it is now; None when Saleor has no such product (any more)."""
    told = saleor.api().ask("ProductNow", {"id": saleor_id}, safe=True)["product"]
    if told is None:
        as_ourselves()
        return None
    return _product(told, connection.row().currency)


def as_ourselves() -> None:
    """Raises Denied when Saleor takes us for a stranger.

    A token that is good no more brings no error but a stranger's view, in which most goods do not exist (contract,
    rule 26): without this question all of them would be taken for deleted.
    """
    if saleor.api().ask("AppId", safe=True)["app"] is None:
        raise Denied("saleor: our token is good no more: install the app again", code="ANONYMOUS")


def product_of_variant(variant_id: str) -> str:
    """The id of the product a variant belongs to; empty when it is gone."""
    told = saleor.api().ask("ProductOfVariant", {"id": variant_id}, safe=True)["productVariant"]
    return str(told["product"]["id"]) if told else ""


def products_page(after: str = "") -> Page:
    """A hundred products, oldest first: what is made meanwhile comes at the end."""
    told = saleor.api().ask("ProductsPage", {"after": after or None}, safe=True)["products"]
    currency = connection.row().currency
    return Page(tuple(_product(edge["node"], currency) for edge in told["edges"]), _next(told))


def warehouse_refs() -> Iterator[tuple[str, str]]:
    """Id and external reference of every warehouse."""
    after = ""
    for _number in range(MOST_PAGES):
        told = saleor.api().ask("SellersWarehouses", {"after": after or None}, safe=True)["warehouses"]
        yield from ((edge["node"]["id"], edge["node"]["externalReference"] or "") for edge in told["edges"])
        after = _next(told)
        if not after:
            return


def _next(told: Mapping[str, Any]) -> str:
    page = told["pageInfo"]
    return str(page["endCursor"] or "") if page["hasNextPage"] else ""


def _product(told: Mapping[str, Any], currency: str) -> SaleorProduct:
    category = told["category"] or {}
    return SaleorProduct(
        id=told["id"],
        reference=told["externalReference"] or "",
        name=told["name"],
        slug=told["slug"],
        description=plain_text(told["description"]),
        category_slug=category.get("slug") or "",
        category_name=category.get("name") or "",
        type_id=told["productType"]["id"],
        thumbnail=(told["thumbnail"] or {}).get("url") or "",
        photos=tuple(
            SaleorPhoto(row["id"], row["url"], row["alt"] or "")
            for row in told["media"] or ()
            if row["type"] == "IMAGE"
        ),
        attributes=tuple(_attribute(row) for row in told["attributes"] if row["values"]),
        published=bool((_ours(told["channelListings"]) or {}).get("isPublished")),
        variants=tuple(_variant(row, currency) for row in told["variants"] or ()),
    )


def _attribute(told: Mapping[str, Any]) -> SaleorAttribute:
    values = tuple((value["slug"] or "", value["name"] or "") for value in told["values"])
    return SaleorAttribute(told["attribute"]["slug"] or "", told["attribute"]["name"] or "", values)


def _variant(told: Mapping[str, Any], currency: str) -> SaleorVariant:
    listing = _ours(told["channelListings"]) or {}
    written = listing.get("price") or {}
    return SaleorVariant(
        id=told["id"],
        sku=told["sku"] or "",
        reference=told["externalReference"] or "",
        name="" if told["name"] == NAMELESS else told["name"],
        weight_g=_grams(told["weight"]),
        listing_id=listing.get("id") or "",
        price=_price(written, currency),
        price_said=f"{written['amount']} {written['currency']}" if written else "",
        stocks=tuple(_stock(row) for row in told["stocks"] or ()),
    )


def _stock(told: Mapping[str, Any]) -> SaleorStock:
    warehouse = told["warehouse"]
    return SaleorStock(
        id=told["id"],
        warehouse_id=warehouse["id"],
        warehouse_ref=warehouse["externalReference"] or "",
        quantity=told["quantity"],
        allocated=told["quantityAllocated"],
        reserved=told["quantityReserved"],
    )


def _price(written: Mapping[str, Any], currency: str) -> Money | None:
    if not written:
        return None
    try:
        found = from_saleor(written["amount"], written["currency"])
    except NotOurMoney:
        return None
    return found if found.currency == currency and found.minor > 0 else None


def _grams(told: Mapping[str, Any] | None) -> int | None:
    """Whole grams, or None when nothing is said; Saleor keeps kilograms as a number with a point."""
    if not told or told["value"] is None:
        return None
    return int((Decimal(str(told["value"])) * _GRAMS.get(told["unit"], Decimal(1000))).to_integral_value())


def _ours(listings: Any) -> Mapping[str, Any] | None:
    """The listing in our channel."""
    slug = str(settings.SALEOR["channel"])
    return next((row for row in listings or () if row["channel"]["slug"] == slug), None)
