"""Something about a product changed in Saleor: it is read again, and both sides are brought together.

What a delivery says is never believed beyond "object X changed". Only that a person (not we) changed a stock is taken
from it; the numbers are read.
"""

from sellers.kit import clock
from storefront.engine.saleor import connection, finding, merging, stock_in
from storefront.engine.saleor.errors import Unreachable
from storefront.engine.saleor.models import Delivery, ProductMirror, VariantMirror
from storefront.engine.saleor.reading_products import product, product_of_variant
from storefront.hooks import saleor_orders

STOCK = frozenset({"product_variant_stock_updated"})
NEWS_OF_SALES = frozenset({"product_variant_out_of_stock", "product_variant_back_in_stock"})


def handle(delivery: Delivery) -> None:
    """Safe to do twice, in any order, a day late. Raises EngineUnavailable or merging.Busy: then it waits."""
    if delivery.echo or delivery.event in NEWS_OF_SALES:  # orders bring those; they are read as orders
        return
    saleor_id = _product_id(delivery)
    if not saleor_id:
        return
    row = ProductMirror.objects.filter(saleor_id=saleor_id).first()
    if row is None:
        finding.seen(product(saleor_id), saleor_id)
    elif delivery.event in STOCK:
        if delivery.principal:  # somebody typed it; without a principal it is Saleor's own doing
            _read_orders()
            with merging.held(saleor_id):
                stock_in.counted(saleor_id=saleor_id, key=delivery.fingerprint)
    else:
        merging.merge(saleor_id)


def _read_orders() -> None:
    """What others bought is out of the pools before anything is counted. Raises Unreachable when that was not seen."""
    began = clock.now()
    saleor_orders.look_due()
    seen = connection.current().orders_seen_until
    if seen is None or seen < began:
        raise Unreachable("saleor: the orders could not be read before a count", sent=False)


def _product_id(delivery: Delivery) -> str:
    """By what the body names, by our own map, and only then by asking."""
    told = delivery.body.get("productVariant") or {}
    named = (delivery.body.get("product") or told.get("product") or {}).get("id")
    if named or not delivery.event.startswith("product_variant"):
        return str(named or delivery.object_id)
    variant_id = str(told.get("id") or delivery.object_id)
    ours = VariantMirror.objects.filter(saleor_id=variant_id).values_list("variant__product_id", flat=True).first()
    known = ProductMirror.objects.filter(product_id=ours).values_list("saleor_id", flat=True).first() if ours else None
    return known or product_of_variant(variant_id)
