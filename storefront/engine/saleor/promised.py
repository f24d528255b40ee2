"""Packs that open orders of a shop hold of a product when it is given to a seller.

Its pool begins with what can still be promised to somebody, so it was counted without them. Such an order may become
one of ours afterwards (it changes while it is open) and takes its packs like any other, or it ends and nobody takes
them: either way they are first put into the pool, once. One that is sent and paid in Saleor alone leaves nothing to do.

| 10 on the shelf, 2 in an open order | pool | on the shelf there |
|---|---|---|
| assigned | 8 | 10, 2 of them allocated |
| the order is taken in: 2 back, 2 taken and held | 8 | 10 |
| it is sent, taken in or not | 8 | 8 |
| it is cancelled, taken in or not | 10 | 10 |
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from catalog.products import stock
from sellers.kit import clock
from storefront.engine import saleor
from storefront.engine.saleor.models import PromisedLine, VariantMirror
from storefront.engine.saleor.reading_products import SaleorProduct

MOST_PAGES = 1000


@dataclass(frozen=True)
class Promise:
    """`packs` are allocated to this line, of `quantity` that were ordered."""

    order_id: str
    line_id: str
    variant: str  # Saleor's id
    packs: int
    quantity: int


def holds_some(found: SaleorProduct) -> bool:
    return any(row.allocated for variant in found.variants for row in variant.stocks)


def of_open_orders(found: SaleorProduct) -> tuple[Promise, ...]:
    """What every open order holds of this product. Raises EngineUnavailable.

    Read before the product's stock is: an order that comes in between is then counted twice, never not at all.
    """
    wanted = {variant.id for variant in found.variants}
    return tuple(one for one in _all() if one.variant in wanted)


def _all() -> Iterable[Promise]:
    after = None
    for _page in range(MOST_PAGES):
        told = saleor.api().ask("OrdersOpen", {"after": after}, safe=True)["orders"]
        for edge in told["edges"]:
            for line in edge["node"]["lines"]:
                packs = sum(one["quantity"] for one in line["allocations"] or ())
                if packs and line["productVariantId"]:
                    yield Promise(edge["node"]["id"], line["id"], line["productVariantId"], packs, line["quantity"])
        if not told["pageInfo"]["hasNextPage"]:
            return
        after = told["pageInfo"]["endCursor"]


def remember(promises: Iterable[Promise]) -> None:
    """Belongs to the transaction that makes the pools."""
    rows = list(promises)
    known = VariantMirror.objects.filter(saleor_id__in={one.variant for one in rows})
    variant_of = dict(known.values_list("saleor_id", "variant_id"))
    PromisedLine.objects.bulk_create(
        PromisedLine(
            saleor_order_id=one.order_id, line_id=one.line_id, variant_id=variant_of[one.variant], packs=one.packs,
            quantity=one.quantity,
        )
        for one in rows
        if one.variant in variant_of
    )  # fmt: skip


def count_in(saleor_order_id: str, *, whole: bool) -> None:
    """Put the packs of this order into their pools, once. `whole`: all that was ordered, for the order takes all."""
    with transaction.atomic():
        rows = PromisedLine.objects.select_for_update().filter(saleor_order_id=saleor_order_id, counted_at=None)
        for row in rows.order_by("variant__pool_id", "pk"):
            variant = row.variant
            packs = row.quantity if whole else row.packs
            ref = f"before:{row.line_id}"[:80]
            stock.give_back(quantities={variant.pool_id: packs * variant.pack_size}, ref=ref)
        rows.update(counted_at=clock.now())


def forget(saleor_order_id: str) -> None:
    """It was sent: its packs are gone for good."""
    PromisedLine.objects.filter(saleor_order_id=saleor_order_id, counted_at=None).update(counted_at=clock.now())


def waiting_orders() -> list[str]:
    """Orders whose end was not seen yet."""
    rows = PromisedLine.objects.filter(counted_at=None).order_by("saleor_order_id")
    return list(rows.values_list("saleor_order_id", flat=True).distinct())
