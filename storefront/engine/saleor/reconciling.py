"""The nightly full look: every product of Saleor's, a hundred a call, compared with what was agreed and with our stock.

`updatedAt` tells of few changes only (contract, rule 20), so all of it is compared. What differs is read once more and
merged like after a webhook; for stock ours is right, and the product is told to be sent. Killed anywhere, it is simply
begun again. Orders are polled on their own, and first by whoever starts this.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.products import changes
from catalog.products.changes import What
from catalog.products.models import Change, Product, Variant
from sellers.kit import clock
from storefront.engine.saleor import (
    connection,
    differences,
    finding,
    merging,
    mirror,
    photos_in,
    photos_noting,
    stock_in,
)
from storefront.engine.saleor.models import Connection, ProductMirror, SellerMirror, VariantMirror
from storefront.engine.saleor.other_warehouses import leave_others
from storefront.engine.saleor.reading_products import SaleorProduct, as_ourselves, products_page, warehouse_refs
from storefront.engine.saleor.resting import unless_away

log = logging.getLogger("lapak.saleor")
EVERY = timedelta(hours=20)  # the sweep asks every few minutes whether it is night again
Told = Callable[[int], None]  # hears how many more products were looked at


@dataclass
class Found:
    """What one full look met."""

    products: int = 0  # in Saleor
    ours: int = 0
    foreign: int = 0  # belong to no seller of ours
    merged: int = 0  # differed from what was agreed on
    stocks: int = 0  # numbers on the shelf that were not ours
    missing: int = 0  # ours that are gone there
    unsent: int = 0  # ours that were never there and are told to be sent
    sellers: int = 0  # whose warehouse is gone
    photos: int = 0  # of which it was not known which file stands there
    left: list[str] = field(default_factory=list)  # what could not be brought together now


def is_due() -> bool:
    """Whether a Saleor is connected and the last full look is a night old."""
    if not connection.is_connected():
        return False
    seen_at = connection.current().products_seen_at
    return seen_at is None or seen_at <= clock.now() - EVERY


def reconcile_due() -> int:
    """The sweep: once a night's length. Answers how many products were looked at."""
    return unless_away(lambda: reconcile().products) if is_due() else 0


def reconcile(told: Told | None = None) -> Found:
    """Look at everything once. Raises EngineUnavailable: then begin again."""
    as_ourselves()
    began = clock.now()
    result = Found()
    met: set[str] = set()
    after = ""
    while True:
        page = products_page(after)
        _look_at(page.products, result)
        met |= {one.id for one in page.products}
        result.products += len(page.products)
        if told:
            told(len(page.products))
        after = page.after
        if not after:
            break
    _missing(met, result)
    finding.gone_since(began)
    _unsent(result)
    _sellers(result)
    Connection.objects.filter(api_url=connection.public_url()).update(products_seen_at=clock.now())
    return result


def _look_at(page: Sequence[SaleorProduct], result: Found) -> None:
    known = ProductMirror.objects.filter(saleor_id__in=[one.id for one in page]).select_related("product__seller")
    rows = {row.saleor_id: row for row in known}
    packs = _packs([row.product_id for row in rows.values()])
    finding.seen_all([one for one in page if one.id not in rows])
    ours = [(rows[one.id], one) for one in page if one.id in rows]
    result.ours += len(ours)
    result.foreign += sum(one.id not in rows and not finding.is_ours(one) for one in page)
    strange = photos_in.strange({found.id: row for row, found in ours}, page)
    for row, found in ours:
        if found.id in strange or not merging.is_agreed(row, packs.get(row.product_id, {}), found):
            _merge(found, result)
    _compare_stocks(ours, packs, result)
    result.photos += photos_noting.note(ours, most=photos_noting.MOST_A_NIGHT - result.photos)


def _packs(product_ids: list[int]) -> dict[int, dict[str, VariantMirror]]:
    grouped: dict[int, dict[str, VariantMirror]] = {}
    rows = VariantMirror.objects.filter(variant__product_id__in=product_ids).select_related("variant__pool")
    for row in rows:
        grouped.setdefault(row.variant.product_id, {})[row.saleor_id] = row
    return grouped


def _merge(found: SaleorProduct, result: Found) -> None:
    """Read again before it is merged: the page may be minutes old."""
    try:
        done = merging.merge(found.id)
    except merging.Busy:
        result.left.append(found.name)
        return
    except ProductMirror.DoesNotExist:  # taken from its seller since the page was read: nobody's goods to merge
        return
    if done.taken or done.disputed:
        result.merged += 1
        log.info("reconciled %s: took %s, kept %s", found.id, done.taken, done.disputed)


def _compare_stocks(
    ours: Sequence[tuple[ProductMirror, SaleorProduct]], packs: dict[int, dict[str, VariantMirror]], result: Found
) -> None:
    """Ours wins; a product whose own change is on its way needs no second telling."""
    places = dict(
        SellerMirror.objects.filter(seller__in={row.product.seller_id for row, _found in ours}).values_list(
            "seller_id", "warehouse_id"
        )
    )
    known = [one for rows in packs.values() for one in rows.values()]
    with transaction.atomic():
        waiting = mirror.waiting_packs([one.variant_id for one in known])
        pools = {
            pk: (0 if shut else left, size)
            for pk, left, size, shut in Variant.objects.filter(pk__in=[one.variant_id for one in known]).values_list(
                "pk", "pool__available", "pack_size", "product__shut"
            )
        }
    moving = set(_on_their_way([row for row, _found in ours]))
    wrong: dict[int, tuple[str, int, int]] = {}
    for row, found in ours:
        warehouse = places.get(row.product.seller_id, "")
        for variant in found.variants:
            one = packs.get(row.product_id, {}).get(variant.id)
            if one is None or not warehouse or row.product_id in moving:
                continue
            stock = stock_in.own_stock(variant.stocks, warehouse)
            there = stock.quantity if stock else 0
            allocated = stock.allocated if stock else 0
            wanted = max(0, pools[one.variant_id][0] // pools[one.variant_id][1]) + allocated
            wanted += waiting.get(one.variant_id, 0)
            if there != wanted:
                wrong.setdefault(row.product_id, (f"{row.product.name}, {one.variant.label}", wanted, there))
            if leave_others(variant, warehouse):
                differences.repaired(
                    kind="stock", subject=f"{row.product.name}, {one.variant.label}", ours=_("satu gudang"),
                    theirs=_("gudang lain juga"), done=_("Stok di gudang lain dikosongkan."),
                )  # fmt: skip
    _send_stock(wrong, result)


def _on_their_way(rows: Sequence[ProductMirror]) -> list[int]:
    numbers = dict(
        Change.objects.filter(product_id__in=[row.product_id for row in rows], what=What.STOCK).values_list(
            "product_id", "number"
        )
    )
    return [row.product_id for row in rows if numbers.get(row.product_id, 0) > row.stock_number]


@transaction.atomic
def _send_stock(wrong: dict[int, tuple[str, int, int]], result: Found) -> None:
    if not wrong:
        return
    for subject, wanted, there in wrong.values():
        done = _("Angka Lapak dikirim ke Saleor.")
        differences.repaired(kind="stock", subject=subject, ours=str(wanted), theirs=str(there), done=done)
    changes.tell(product_ids=wrong, what=What.STOCK)
    result.stocks += len(wrong)


def _missing(met: set[str], result: Found) -> None:
    """Ours that no page held: read each alone before it is believed, for pages move under one's feet."""
    rows = ProductMirror.objects.filter(saleor_id__isnull=False).values_list("saleor_id", flat=True)
    for saleor_id in [one for one in rows if one not in met]:
        try:
            merging.merge(str(saleor_id))
        except (merging.Busy, ProductMirror.DoesNotExist):  # being sent, or taken from its seller at this moment
            continue
        result.missing += not ProductMirror.objects.filter(saleor_id=saleor_id).exists()


def _unsent(result: Found) -> None:
    """Goods on sale here that Saleor never had, and that nothing waits to send."""
    known = ProductMirror.objects.values_list("product_id", flat=True)
    told = Change.objects.filter(what=What.GOODS).values_list("product_id", flat=True)
    rows = Product.objects.published().exclude(pk__in=known).exclude(pk__in=told).values_list("pk", flat=True)
    with transaction.atomic():
        ids = list(rows)
        for what in What:
            changes.tell(product_ids=ids, what=what)
    result.unsent += len(ids)


def _sellers(result: Found) -> None:
    """A warehouse that somebody deleted is made again."""
    there = {warehouse_id for warehouse_id, _ref in warehouse_refs()}
    rows = SellerMirror.objects.exclude(warehouse_id="").select_related("seller")
    for row in rows:
        if row.warehouse_id in there:
            continue
        with transaction.atomic():
            SellerMirror.objects.filter(pk=row.pk).update(warehouse_id="", sent_hash="")
            differences.repaired(
                kind="seller", subject=row.seller.name, ours=_("ada"), theirs=_("gudangnya dihapus"),
                done=_("Gudangnya dibuat lagi di Saleor."),
            )  # fmt: skip
            ids = Product.objects.filter(seller=row.seller_id).values_list("pk", flat=True)
            changes.tell(product_ids=list(ids), what=What.STOCK)
        result.sellers += 1
