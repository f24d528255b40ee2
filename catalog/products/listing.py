"""What buyers browse: cards of published goods, page by page, in a fixed number of queries however long the list."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from catalog.media.models import Photo
from catalog.media.queries import url_of
from catalog.products import cursors
from catalog.products.availability import packs
from catalog.products.models import Category, Product, Variant
from catalog.products.units import compare_price
from catalog.products.windows import Closed, closed, today_at
from sellers.accounts.access import Scope

LONGEST_PAGE = 100
CARD_PHOTO_SIZE = 400
_SORTS = {
    "newest": ("-published_at", "-id"),
    "price_low": ("price_from_minor", "id"),
    "price_high": ("-price_from_minor", "-id"),
}
# fmt: off
_COLUMNS = (
    "id", "slug", "name", "name_en", "perishable", "lead_time_days", "halal", "published_at",
    "price_from_minor", "category__slug", "category__name_id", "category__name_en", "category__emblem",
    "category__hue", "seller_id", "seller__name", "seller__slug", "seller__village_code", "seller__pirt",
    "seller__halal_certificate", "harvest_from", "harvest_until", "best_before", "seller__holiday_from",
    "seller__holiday_until",
)
_PACK_COLUMNS = (
    "id", "product_id", "label", "unit", "pack_size", "price_minor", "currency", "pool__available", "pool__base",
)
# fmt: on


@dataclass(frozen=True)
class Card:
    """One product in a list, sold from its cheapest active pack."""

    product_id: int
    slug: str
    name: str
    name_en: str
    category_slug: str
    category_name: str
    category_name_en: str
    emblem: str
    hue: int
    seller_id: int
    seller_name: str
    seller_slug: str
    village_code: str
    pirt: str
    halal: str
    halal_certificate: str
    perishable: bool
    lead_time_days: int
    variant_id: int
    label: str  # of the pack: "bungkus 250 g"
    unit: str  # code of units.csv; the price is per this unit
    price_minor: int
    currency: str
    compare_unit: str  # "kg", "l" or "" …
    compare_minor: int  # … and the price of one of those, to compare packs by
    pack_count: int  # active packs to choose from
    packs: int  # of this pack that can be bought now; 0 is sold out, or closed
    closed: Closed | None  # why it cannot be bought today, whatever the stock
    photo_url: str
    photo_alt: str
    photos: dict[str, str] = field(hash=False)  # size → URL, for srcset


@dataclass(frozen=True)
class CardPage:
    items: tuple[Card, ...]
    next_cursor: str | None
    _count: Callable[[], int] = field(repr=False, compare=False)

    @cached_property
    def total(self) -> int:
        """All that match, counted only when somebody asks."""
        return self._count()


def cards(
    *,
    category: str | None = None,
    seller: str | None = None,
    region: str | None = None,
    near: str | None = None,
    ids: Sequence[int] | None = None,
    sort: str = "newest",
    first: int = 24,
    after: str | None = None,
) -> CardPage:
    """A page of published goods.

    `category` and `seller` are slugs; `region` keeps sellers of a village, kecamatan, kabupaten or province code;
    `near` (a kabupaten code) puts its sellers first, then those of its province, then the rest. `sort` is newest,
    price_low or price_high; with `ids` (a search result) newest keeps the order of the ids.
    Raises cursors.BadCursor when `after` does not come from the same list.
    """
    sort = sort if sort in _SORTS else "newest"
    first = max(1, min(first, LONGEST_PAGE))
    products = _filtered(category, seller, region, ids)
    if ids is not None and sort == "newest":
        chosen, next_cursor = _page_of_ids(products, ids, first, after)
    else:
        chosen, next_cursor = _page_by_keys(products, near, sort, first, after)
    return CardPage(tuple(_cards(chosen)), next_cursor, products.count)


def prepared_cards(*, scope: Scope, seller_id: int) -> tuple[Card, ...]:
    """What a stall has put up or prepared, newest first, as its owner sees it before buyers may."""
    own = Product.objects.within(scope).filter(seller_id=seller_id, price_from_minor__isnull=False)
    own = own.exclude(state=Product.State.TAKEN_DOWN).order_by("-published_at", "-id")
    return tuple(_cards(list(own.values(*_COLUMNS)[:LONGEST_PAGE])))


def detail(slug: str) -> Product | None:
    """A published product with its category, seller, active variants (and pools) and photos, or None."""
    return (
        Product.objects.published()
        .filter(slug=slug)
        .select_related("category", "seller", "seller__cooperative")
        .prefetch_related(
            Prefetch("variants", queryset=Variant.objects.active().select_related("pool")),
            Prefetch("photos", queryset=Photo.objects.in_order()),
        )
        .first()
    )


def categories() -> tuple[Category, ...]:
    return tuple(Category.objects.tidy())


def _filtered(
    category: str | None, seller: str | None, region: str | None, ids: Sequence[int] | None
) -> QuerySet[Product]:
    products = Product.objects.published().filter(price_from_minor__isnull=False)
    if category:
        products = products.filter(category__slug=category)
    if seller:
        products = products.filter(seller__slug=seller)
    if region:
        products = products.filter(seller__village_code__startswith=region)
    if ids is not None:
        products = products.filter(pk__in=list(ids))
    return products


def _page_of_ids(
    products: QuerySet[Product], ids: Sequence[int], first: int, after: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    start = cursors.read(after, kind="ids", length=1)[0] if after else 0
    kept = set(products.values_list("pk", flat=True))
    ordered = [product_id for product_id in ids if product_id in kept]
    chosen = ordered[start : start + first]
    rows = {row["id"]: row for row in Product.objects.filter(pk__in=chosen).values(*_COLUMNS)}
    more = cursors.write("ids", [start + first]) if start + first < len(ordered) else None
    return [rows[product_id] for product_id in chosen if product_id in rows], more


def _page_by_keys(
    products: QuerySet[Product], near: str | None, sort: str, first: int, after: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """The list is read ring by ring (one ring when nothing is near), each from its index, until the page is full."""
    rings = _rings(near) if near else (Q(),)
    kind = f"{sort}@{near or ''}"
    order = _SORTS[sort]
    moments = [place for place, name in enumerate(order, 1) if name.lstrip("-") == "published_at"]
    start, *keys = cursors.read(after, kind=kind, length=1 + len(order), moments=moments) if after else [0]
    rows: list[dict[str, Any]] = []
    for number, ring in enumerate(rings):
        if number < start or len(rows) > first:
            continue
        beyond = cursors.beyond(order, keys) if keys and number == start else Q()
        found = products.filter(ring, beyond).order_by(*order).values(*_COLUMNS)
        rows += [row | {"ring": number} for row in found[: first + 1 - len(rows)]]
    if len(rows) <= first:
        return rows, None
    last = rows[first - 1]
    return rows[:first], cursors.write(kind, [last["ring"], *(last[name.lstrip("-")] for name in order)])


def _rings(near: str) -> tuple[Q, ...]:
    """Sellers of the kabupaten, those of the rest of its province, and the others."""
    here = Q(seller__village_code__startswith=near)
    around = Q(seller__village_code__startswith=near[:2])
    return here, around & ~here, ~around


def _cards(rows: list[dict[str, Any]]) -> Iterable[Card]:
    product_ids = [row["id"] for row in rows]
    variants = _variants(product_ids)
    photos = _photos(product_ids)
    for row in rows:
        if variants[row["id"]]:
            yield _card(row, variants[row["id"]], photos.get(row["id"]))


def _variants(product_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = Variant.objects.filter(product_id__in=product_ids, is_active=True)
    for row in rows.order_by("price_minor", "id").values(*_PACK_COLUMNS):
        found[row["product_id"]].append(row)
    return found


def _photos(product_ids: list[int]) -> dict[int, dict[str, Any]]:
    """The first photo of each product that has something to show."""
    found: dict[int, dict[str, Any]] = {}
    rows = Photo.objects.filter(product_id__in=product_ids).in_order()
    for row in rows.values("product_id", "sizes", "alt"):
        if row["sizes"]:
            found.setdefault(row["product_id"], dict(row))
    return found


def _card(row: dict[str, Any], variants: list[dict[str, Any]], photo: dict[str, Any] | None) -> Card:
    cheapest = variants[0]
    compare_unit, compare_minor = compare_price(
        base=cheapest["pool__base"], pack_size=cheapest["pack_size"], price_minor=cheapest["price_minor"]
    )
    sizes = photo["sizes"] if photo else {}
    shut = _closed(row)
    return Card(
        product_id=row["id"],
        slug=row["slug"],
        name=row["name"],
        name_en=row["name_en"],
        category_slug=row["category__slug"],
        category_name=row["category__name_id"],
        category_name_en=row["category__name_en"],
        emblem=row["category__emblem"],
        hue=row["category__hue"],
        seller_id=row["seller_id"],
        seller_name=row["seller__name"],
        seller_slug=row["seller__slug"],
        village_code=row["seller__village_code"],
        pirt=row["seller__pirt"],
        halal=row["halal"],
        halal_certificate=row["seller__halal_certificate"],
        perishable=row["perishable"],
        lead_time_days=row["lead_time_days"],
        variant_id=cheapest["id"],
        label=cheapest["label"],
        unit=cheapest["unit"],
        price_minor=cheapest["price_minor"],
        currency=cheapest["currency"],
        compare_unit=compare_unit,
        compare_minor=compare_minor,
        pack_count=len(variants),
        packs=0 if shut else packs(cheapest["pool__available"], cheapest["pack_size"]),
        closed=shut,
        photo_url=url_of(sizes, CARD_PHOTO_SIZE),
        photo_alt=(photo["alt"] if photo else "") or row["name"],
        photos={size: url_of(sizes, int(size)) for size in sizes},
    )


def _closed(row: dict[str, Any]) -> Closed | None:
    """Most goods have no window: only for the others is the day of their place looked up."""
    own = {name: row[name] for name in ("harvest_from", "harvest_until", "best_before")}
    away = {name: row[f"seller__{name}"] for name in ("holiday_from", "holiday_until")}
    if not any((*own.values(), *away.values())):
        return None
    return closed(today=today_at(row["seller__village_code"]), **own, **away)
