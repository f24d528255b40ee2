"""What an order or a product of Saleor is with us, by its id there. Our own tables alone."""

from collections.abc import Sequence

from storefront.engine.saleor.models import FoundProduct, Placement, ProductMirror


def placed_order_refs(saleor_order_id: str) -> Sequence[str]:
    """The orders of ours that our own checkout placed there as this one; empty for another storefront's."""
    if not saleor_order_id:
        return []
    placement = Placement.objects.filter(saleor_order_id=saleor_order_id).first()
    return list(placement.order_refs) if placement else []


def product_id(saleor_id: str) -> int | None:
    """Ours; None when no seller of ours sells it."""
    return ProductMirror.objects.filter(saleor_id=saleor_id).values_list("product_id", flat=True).first()


def waiting_name(saleor_id: str) -> str:
    """Of a product that waits for a person to say whose it is; "" for one that is not there."""
    return FoundProduct.objects.filter(saleor_id=saleor_id, gone_at=None).values_list("name", flat=True).first() or ""
