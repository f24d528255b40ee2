"""How many packs stand on the shelf in Saleor: mapping.on_hand, for every variant of every pool that moved.

What Saleor has allocated is read first, our pools and waiting placings after it. An order that is made in between is
then counted too little, never twice: nobody is promised a pack that is not there. When Saleor's allocation moved while
we wrote, or an order is recorded, the product is done once more; so the number always comes right by itself.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from catalog.products.changes import What
from catalog.products.models import Variant
from storefront.engine import saleor
from storefront.engine.saleor import mirror
from storefront.engine.saleor.errors import Denied, Refused, SaleorError, problems, raise_for
from storefront.engine.saleor.mapping import in_batches, on_hand
from storefront.engine.saleor.models import ProductMirror, VariantMirror
from storefront.engine.saleor.resting import unless_away
from storefront.engine.saleor.sellers_out import warehouses

PRODUCTS_AT_ONCE = 200
ROWS_AT_ONCE = 500
READ_AT_ONCE = 100
Told = Callable[[int], None]


@dataclass(frozen=True)
class Shelf:
    """A variant's stock in its seller's warehouse as Saleor told it; `stock_id` is "" where there is no row yet."""

    mirror: VariantMirror
    product_id: int
    warehouse_id: str
    stock_id: str
    quantity: int
    allocated: int
    wanted: int = 0


def push_stock_due() -> int:
    """The sweep: products whose pools moved since their stock was sent."""
    return unless_away(_push_due)


def push_stock(product_ids: Iterable[int], told: Told | None = None) -> int:
    """Bring the stock of these up to date in Saleor; answers how many products are. Raises EngineUnavailable."""
    done = 0
    for batch in in_batches(list(dict.fromkeys(product_ids)), PRODUCTS_AT_ONCE):
        known = ProductMirror.objects.filter(product_id__in=batch, saleor_id__isnull=False)
        with mirror.held(known) as rows:
            done += _push_batch(rows)
        if told:
            told(len(batch))
    return done


def _push_due() -> int:
    waiting = mirror.behind(What.STOCK, limit=PRODUCTS_AT_ONCE)
    return push_stock(waiting) if waiting else 0


def _push_batch(rows: Sequence[ProductMirror]) -> int:
    numbers = mirror.numbers(What.STOCK, [row.product_id for row in rows])
    shelves = _with_wanted(_shelves([row.product_id for row in rows]))
    unsettled: dict[int, str] = {}
    there = [one for one in shelves if one.stock_id and one.quantity != one.wanted]
    for batch in in_batches(there, ROWS_AT_ONCE):
        unsettled |= _set(batch)
    for one in shelves:
        if not one.stock_id:
            unsettled |= _put(one)
    _remember(shelves, unsettled)
    for row in rows:
        if row.product_id in unsettled:
            _later(row, unsettled[row.product_id])
        else:
            number = numbers.get(row.product_id, row.stock_number)
            ProductMirror.objects.filter(pk=row.pk).update(stock_number=number)
    return len(rows) - len(unsettled)


def _shelves(product_ids: Sequence[int]) -> list[Shelf]:
    rows = VariantMirror.objects.filter(variant__product_id__in=product_ids).select_related("variant__product")
    known = list(rows.order_by("variant_id"))
    places = warehouses({row.variant.product.seller_id for row in known})
    found: list[Shelf] = []
    for batch in in_batches(known, READ_AT_ONCE):
        told = saleor.api().ask("StocksOfVariants", {"ids": [row.saleor_id for row in batch]}, safe=True)
        stocks = {edge["node"]["id"]: edge["node"]["stocks"] or [] for edge in told["productVariants"]["edges"]}
        found += [
            _shelf(row, places.get(row.variant.product.seller_id, ""), stocks[row.saleor_id])
            for row in batch
            if row.saleor_id in stocks  # one that was deleted there is for the push of goods to find
        ]
    return found


def _shelf(row: VariantMirror, warehouse_id: str, stocks: Sequence[dict[str, Any]]) -> Shelf:
    """Only the seller's own warehouse counts; a stock somewhere else is not ours to change."""
    own = next((one for one in stocks if one["warehouse"]["id"] == warehouse_id), None)
    product_id = row.variant.product_id
    if own is None:
        return Shelf(row, product_id, warehouse_id, "", 0, 0)
    return Shelf(row, product_id, warehouse_id, own["id"], own["quantity"], own["quantityAllocated"])


def _with_wanted(shelves: Sequence[Shelf]) -> list[Shelf]:
    """Read after Saleor's numbers, and our two together: what a placing took from its pool waits, or is an order."""
    ids = [one.mirror.variant_id for one in shelves]
    with transaction.atomic():
        waiting = mirror.waiting_packs(ids)
        pools = {pk: (left, size) for pk, left, size in _pools(ids)}
    return [_wanted(one, *pools[one.mirror.variant_id], waiting.get(one.mirror.variant_id, 0)) for one in shelves]


def _pools(variant_ids: Sequence[int]) -> list[tuple[int, int, int]]:
    rows = Variant.objects.filter(pk__in=variant_ids)
    told = rows.values_list("pk", "pool__available", "pack_size", "product__shut")
    return [(pk, 0 if shut else available, pack_size) for pk, available, pack_size, shut in told]


def _wanted(one: Shelf, available: int, pack_size: int, waiting: int) -> Shelf:
    wanted = on_hand(available=available, pack_size=pack_size, allocated=one.allocated, waiting=waiting)
    return replace(one, wanted=wanted)


def _set(shelves: Sequence[Shelf]) -> dict[int, str]:
    """Why products are not settled: refused rows, and those whose allocation moved meanwhile."""
    rows = [
        {"variantId": one.mirror.saleor_id, "warehouseId": one.warehouse_id, "quantity": one.wanted} for one in shelves
    ]
    unsettled: dict[int, str] = {}
    try:
        answer = saleor.api().ask("SetStocks", {"stocks": rows}, safe=True)["stockBulkUpdate"]
        if len(answer["results"]) != len(shelves):
            raise Refused(problems(answer))
    except Denied:
        raise
    except SaleorError:  # one row that it stumbles over must not keep the others: each goes alone
        for one in shelves:
            unsettled |= _put(one)
        return unsettled
    for one, told in zip(shelves, answer["results"], strict=True):
        if not told["stock"]:
            unsettled |= _put(one)  # the row went away meanwhile
        elif told["stock"]["quantityAllocated"] != one.allocated:
            unsettled[one.product_id] = ""
    return unsettled


def _put(one: Shelf) -> dict[int, str]:
    """A first row in the warehouse."""
    wanted = {"variant": one.mirror.saleor_id, "stocks": [{"warehouse": one.warehouse_id, "quantity": one.wanted}]}
    try:
        raise_for(saleor.api().ask("PutStock", wanted, safe=True)["productVariantStocksUpdate"])
    except SaleorError as error:
        return {one.product_id: str(error)}
    return {}


def _remember(shelves: Sequence[Shelf], unsettled: dict[int, str]) -> None:
    changed = []
    for one in shelves:
        if not unsettled.get(one.product_id) and (one.mirror.sent_quantity, one.mirror.stock_id) != (
            one.wanted, one.stock_id
        ):  # fmt: skip
            one.mirror.sent_quantity, one.mirror.stock_id = one.wanted, one.stock_id
            changed.append(one.mirror)
    VariantMirror.objects.bulk_update(changed, ["sent_quantity", "stock_id"], batch_size=READ_AT_ONCE)


def _later(row: ProductMirror, why: str) -> None:
    """A moved allocation is looked at again by the next sweep; a refusal later and later."""
    if why:
        mirror.went_wrong(row, why)
