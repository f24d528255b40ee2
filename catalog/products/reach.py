"""What the asker may change, or NotFound: the answer is the same for what is not there and what is not theirs."""

from django.utils.translation import gettext as _

from catalog.products.models import Product, Variant
from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Seller
from sellers.kit.errors import NotFound


def seller_for(scope: Scope, seller_id: int) -> Seller:
    """A stall the asker may list goods for."""
    allowed = scope.operator or seller_id in scope.seller_ids(Verb.PRODUCTS)
    seller = Seller.objects.filter(pk=seller_id).first() if allowed else None
    if seller is None:
        raise NotFound(_("Lapak ini tidak ada."))
    return seller


def product_for(scope: Scope, product_id: int) -> Product:
    product = Product.objects.editable(scope).select_related("seller", "category").filter(pk=product_id).first()
    if product is None:
        raise NotFound(_("Produk ini tidak ada."))
    return product


def variant_for(scope: Scope, variant_id: int) -> Variant:
    variant = Variant.objects.within(scope).select_related("product__seller", "pool").filter(pk=variant_id).first()
    if variant is None:
        raise NotFound(_("Kemasan ini tidak ada."))
    return variant
