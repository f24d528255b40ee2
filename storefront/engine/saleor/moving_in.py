"""Makes an assigned product ready for its seller in Saleor, before it is sent like any other of ours.

Its type must know the attribute `seller`, and its stock must stand in the seller's own warehouse alone: a variant that
stands in two is sold out of both (contract, section 12). What was promised out of another warehouse before stays there
until it is sent; nothing else may be promised from it. Safe to do twice, and to be killed anywhere in between.
"""

import logging

from sellers.kit import clock
from storefront.engine import saleor
from storefront.engine.saleor import merging, mirror, sellers_out
from storefront.engine.saleor.errors import SaleorError, raise_for
from storefront.engine.saleor.mapping import Shop
from storefront.engine.saleor.models import FoundProduct, ProductMirror, VariantMirror
from storefront.engine.saleor.other_warehouses import leave_others
from storefront.engine.saleor.reading_products import SaleorProduct, product
from storefront.engine.saleor.resting import unless_away

log = logging.getLogger("lapak.saleor")
AT_ONCE = 50
_THERE_ALREADY = frozenset({"ATTRIBUTE_ALREADY_ASSIGNED"})


def move_in_due() -> int:
    """The sweep: assigned products whose seller Saleor was not told yet."""
    return unless_away(_move_in_due)


def _move_in_due() -> int:
    rows = FoundProduct.objects.filter(product__isnull=False, facts__moved_in__isnull=True)
    waiting = list(rows.select_related("product").order_by("assigned_at", "pk")[:AT_ONCE])
    if not waiting:
        return 0
    shop = mirror.shop()
    types: set[str] = set()
    return sum(_move_in(row, shop, types) for row in waiting)


def _move_in(row: FoundProduct, shop: Shop, types: set[str]) -> bool:
    try:
        with merging.held(row.saleor_id) as held:
            found = product(row.saleor_id)
            if found is not None:
                know_sellers(found.type_id, shop, types)
                _stand_at_the_seller(found, held.product.seller_id)
            ProductMirror.objects.filter(pk=held.pk).update(due_at=clock.now(), last_error="")
    except (merging.Busy, ProductMirror.DoesNotExist):
        return False
    except SaleorError as error:
        log.warning("moving in %s: %s", row.saleor_id, error)
        ProductMirror.objects.filter(saleor_id=row.saleor_id).update(last_error=str(error)[:500])
        return False
    fresh = FoundProduct.objects.get(pk=row.pk)
    if fresh.product_id is not None:
        fresh.facts = {**fresh.facts, "moved_in": True}
        fresh.save(update_fields=["facts"])
    return True


def know_sellers(type_id: str, shop: Shop, done: set[str]) -> None:
    """A product type without our attribute gets it, once."""
    if type_id == shop.product_type or type_id in done:
        return
    wanted = {"type": type_id, "operations": [{"id": shop.seller_attribute, "type": "PRODUCT"}]}
    answer = saleor.api().ask("AssignSellerAttribute", wanted)["productAttributeAssign"]
    raise_for(answer, but=_THERE_ALREADY)
    done.add(type_id)


def _stand_at_the_seller(found: SaleorProduct, seller_id: int) -> None:
    warehouse = sellers_out.warehouses([seller_id]).get(seller_id, "")
    if not warehouse:
        raise SaleorError("the seller is not in Saleor yet")
    ids = [variant.id for variant in found.variants]
    known = set(VariantMirror.objects.filter(saleor_id__in=ids).values_list("saleor_id", flat=True))
    for variant in found.variants:
        if variant.id in known:
            leave_others(variant, warehouse)
