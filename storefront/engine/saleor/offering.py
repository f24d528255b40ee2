"""What the operator's pages of found products ask: which wait, by which attributes they part, who could have them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from catalog.products.models import Category
from sellers.accounts.models import Seller
from storefront.engine.saleor.assigning_lists import KnownSeller, Offered
from storefront.engine.saleor.models import FoundProduct

MOST_VALUES = 200  # of one attribute: a page that a person fills in


@dataclass(frozen=True)
class Value:
    slug: str
    name: str
    count: int  # products that wait and have it
    seller_id: int | None = None  # the seller whose name it is


@dataclass(frozen=True)
class Attribute:
    slug: str
    name: str
    count: int  # products that wait and say something here
    values: tuple[Value, ...] = ()


def waiting() -> "QuerySet[FoundProduct]":
    return FoundProduct.objects.filter(product=None, ignored_at=None, gone_at=None)


def ignored() -> "QuerySet[FoundProduct]":
    return FoundProduct.objects.filter(product=None, ignored_at__isnull=False, gone_at=None)


def assigned() -> "QuerySet[FoundProduct]":
    return FoundProduct.objects.filter(product__isnull=False).select_related("product__seller", "assigned_by")


def searched(rows: "QuerySet[FoundProduct]", text: str) -> "QuerySet[FoundProduct]":
    """By name, address or SKU."""
    if not text:
        return rows
    said = rows.annotate(said=Cast("facts", TextField()))
    return said.filter(Q(name__icontains=text) | Q(slug__icontains=text) | Q(said__icontains=text))


def attributes() -> list[Attribute]:
    """Those of the products that wait, most telling first."""
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()
    values: dict[str, Counter[tuple[str, str]]] = {}
    for facts in waiting().values_list("facts", flat=True).iterator(chunk_size=500):
        for one in facts.get("attributes", ()):
            slug = one["slug"]
            names[slug] = one["name"]
            counts[slug] += 1
            values.setdefault(slug, Counter()).update({(value[0], value[1]) for value in one["values"]})
    known = {one.name.lower(): one.seller_id for one in sellers()}
    return [
        Attribute(slug, names[slug] or slug, count, _values(values[slug], known))
        for slug, count in counts.most_common()
    ]


def by_attribute(slug: str, chosen: Mapping[str, int]) -> dict[int, int]:
    """`chosen`: sellers by the value's slug. A product with values of two sellers is left for a person."""
    wanted: dict[int, int] = {}
    for pk, facts in waiting().values_list("pk", "facts").iterator(chunk_size=500):
        mine = next((one for one in facts.get("attributes", ()) if one["slug"] == slug), None)
        theirs = {chosen[value[0]] for value in mine["values"] if value[0] in chosen} if mine else set()
        if len(theirs) == 1:
            wanted[pk] = theirs.pop()
    return wanted


def sellers() -> list[KnownSeller]:
    """Who may get products: stalls that are open."""
    rows = Seller.objects.filter(state=Seller.State.APPROVED).order_by("name", "pk")
    return [KnownSeller(*row) for row in rows.values_list("pk", "name", "slug")]


def offered() -> list[Offered]:
    """All that a list may name, those that have a seller too: then the row can say whose they are."""
    rows = FoundProduct.objects.filter(gone_at=None).select_related("product__seller")
    return [
        Offered(
            row.pk, row.name,
            (row.slug, row.facts.get("reference") or "", *(one["sku"] for one in row.facts.get("variants", ()))),
            row.product.seller.name if row.product else "",
        )
        for row in rows
    ]  # fmt: skip


def _values(counted: Counter[tuple[str, str]], known: Mapping[str, int]) -> tuple[Value, ...]:
    rows = counted.most_common(MOST_VALUES)
    return tuple(Value(slug, name or slug, count, known.get(name.lower())) for (slug, name), count in rows)


def categories() -> list[tuple[int, str]]:
    """For products whose own category has no namesake here."""
    return list(Category.objects.tidy().values_list("pk", "name_id"))
