"""A stock number that somebody typed in Saleor's Dashboard: the difference, in packs, is a count of the pool.

Whoever calls this has read the orders first: what others bought is then taken from the pool already. Two ways to see
what was typed agree unless something of ours is on its way:

* what can be promised there (on the shelf, less what is allocated) against what our pool says it should be. Right
  whatever was fulfilled meanwhile, but blind to movements of ours that were not sent yet;
* the number on the shelf against the one we sent last. Right whatever of ours waits to be sent.

The second is taken while a stock change of ours waits, else the first. What was seen is remembered as sent in the same
transaction, so that another delivery about the same edit finds nothing; and a repeated delivery finds its own movement.
The count makes every variant of the pool dirty, and each gets its corrected number back.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from catalog.products import stock as pools
from catalog.products.changes import What
from catalog.products.models import Change, Pool, PoolMovement
from sellers.audit.actions import record
from storefront.engine.saleor import mirror
from storefront.engine.saleor.models import ProductMirror, SellerMirror, VariantMirror
from storefront.engine.saleor.reading_products import SaleorProduct, SaleorStock, product


@dataclass(frozen=True)
class Edit:
    """What somebody added to (or took from) the shelf of one variant, in packs."""

    row: VariantMirror
    pool_id: int
    pack_size: int
    packs: int
    quantity: int


def counted(*, saleor_id: str, key: str) -> int:
    """Apply what was typed about this product, once a key; how many pools changed. The caller holds the goods."""
    before = _waiting(saleor_id)
    found = product(saleor_id)
    return apply(found, key=key, waited=before) if found else 0


@transaction.atomic
def apply(found: SaleorProduct, *, key: str, waited: Mapping[int, int]) -> int:
    """`waited`: packs that waited to become orders before Saleor was read. One that became an order in between must not
    be taken for packs that somebody added."""
    row = ProductMirror.objects.select_for_update().filter(saleor_id=found.id).first()
    if row is None:
        return 0
    edits = _edits(row, found, waited)
    changed: dict[int, int] = {}
    for edit in edits:
        changed[edit.pool_id] = changed.get(edit.pool_id, 0) + edit.packs * edit.pack_size
        edit.row.sent_quantity = edit.quantity
        edit.row.save(update_fields=["sent_quantity"])
    return sum(_count(pool_id, delta, key) for pool_id, delta in sorted(changed.items()))


def expected(available: int, pack_size: int, stock: SaleorStock, waiting: int) -> int:
    """What should stand on the shelf there (mapping.on_hand)."""
    return max(0, available // pack_size) + stock.allocated + waiting


def own_stock(stocks: tuple[SaleorStock, ...], warehouse_id: str) -> SaleorStock | None:
    """The row in the seller's own warehouse; a stock elsewhere is somebody else's."""
    return next((one for one in stocks if one.warehouse_id == warehouse_id), None)


def warehouse_of(seller_id: int) -> str:
    return SellerMirror.objects.filter(seller_id=seller_id).values_list("warehouse_id", flat=True).first() or ""


def _waiting(saleor_id: str) -> dict[int, int]:
    product_ids = ProductMirror.objects.filter(saleor_id=saleor_id).values_list("product_id", flat=True)
    known = VariantMirror.objects.filter(variant__product_id__in=list(product_ids))
    return mirror.waiting_packs(list(known.values_list("variant_id", flat=True)))


def _edits(row: ProductMirror, found: SaleorProduct, waited: Mapping[int, int]) -> list[Edit]:
    known = {
        one.saleor_id: one
        for one in VariantMirror.objects.filter(variant__product_id=row.product_id).select_related("variant__product")
    }
    warehouse = warehouse_of(next(iter(known.values())).variant.product.seller_id) if known else ""
    waiting = mirror.waiting_packs([one.variant_id for one in known.values()])
    left = _available(known)
    is_waiting = _ours_is_on_its_way(row)
    edits = []
    for variant in found.variants:
        one = known.get(variant.id)
        stock = own_stock(variant.stocks, warehouse)
        if one is None or stock is None or one.sent_quantity is None or stock.quantity == one.sent_quantity:
            continue
        pack = one.variant
        packs = stock.quantity - one.sent_quantity
        if not is_waiting:
            held = max(waiting.get(pack.pk, 0), waited.get(pack.pk, 0))
            available = 0 if pack.product.shut else left[pack.pool_id]
            packs = stock.quantity - expected(available, pack.pack_size, stock, held)
        if packs:
            edits.append(Edit(one, pack.pool_id, pack.pack_size, packs, stock.quantity))
    return edits


def _available(known: Mapping[str, VariantMirror]) -> dict[int, int]:
    """The pools, locked in their order: nobody sells from them while we count."""
    ids = sorted({one.variant.pool_id for one in known.values()})
    rows = Pool.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return dict(rows.values_list("pk", "available"))


def _ours_is_on_its_way(row: ProductMirror) -> bool:
    return Change.objects.filter(product_id=row.product_id, what=What.STOCK, number__gt=row.stock_number).exists()


def _count(pool_id: int, delta: int, key: str) -> int:
    ref = f"saleor:{key}"[:80]
    if not delta or PoolMovement.objects.filter(pool_id=pool_id, reason="count", ref=ref).exists():
        return 0
    pool = Pool.objects.get(pk=pool_id)
    wanted = max(0, pool.available + delta)
    after = pools.count(pool_id=pool_id, available=wanted, ref=ref)
    if after == pool.available:
        return 0
    record(
        person=None, verb="pool.counted_in_saleor", obj=pool, before={"available": pool.available},
        after={"available": after},
    )  # fmt: skip
    return 1
