"""What was deleted in Saleor: nothing of ours is deleted for it.

It is taken down here, the seller hears of it, and an operator may send it again.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.products import changes, taking_over
from catalog.products.changes import What
from catalog.products.models import Change, Product
from catalog.products.taking_over import Says, SaysOfPack
from storefront.engine.saleor import differences, seller_notices
from storefront.engine.saleor.mapping import number_in, product_ref
from storefront.engine.saleor.models import ProductMirror, VariantMirror

ORIGIN = "saleor"
KIND = "missing_there"
_PREFIX = "lapak:p:"


@transaction.atomic
def product_deleted(product_id: int) -> bool:
    """Off sale with a notice, and unknown there; False when that was done before.

    The variants' rows stay: they say whose the lines of old orders are.
    """
    row = ProductMirror.objects.select_for_update().filter(product_id=product_id, saleor_id__isnull=False).first()
    if row is None:
        return False
    product = Product.objects.select_related("seller").get(pk=product_id)
    was_sold = product.state == Product.State.PUBLISHED
    taking_over.product(product_id=product_id, says=Says(published=False), origin=ORIGIN)
    changes.tell(product_ids=[product_id], what=What.GOODS, origin=ORIGIN)
    number = Change.objects.values_list("number", flat=True).get(product_id=product_id, what=What.GOODS)
    lost = row.saleor_id
    forgotten: dict[str, Any] = {"saleor_id": None, "agreed": {}, "media": {}, "last_error": ""}
    ProductMirror.objects.filter(pk=row.pk).update(goods_number=number, **forgotten)
    row.found_photos.all().delete()  # what was fetched is the seller's from here on
    differences.note(
        kind=KIND, subject=product.name, ours=_("ada"), theirs=_("dihapus"), about=product_ref(product_id)
    )  # fmt: skip
    if was_sold:
        seller_notices.deleted(product=product, key=str(lost))
    return True


def variants_deleted(product: Product, rows: Iterable[VariantMirror]) -> list[str]:
    """Packs whose variant is gone there are not sold any more. Belongs into the caller's transaction."""
    done = []
    for row in rows:
        if row.agreed.get("active") is not False:  # both sides agree from here on: nothing is sent to what is gone
            row.agreed = {**row.agreed, "active": False}
            row.save(update_fields=["agreed"])
        if taking_over.pack(variant_id=row.variant_id, says=SaysOfPack(is_active=False), origin=ORIGIN):
            label = row.variant.label
            differences.repaired(
                kind=KIND, subject=f"{product.name}, {label}", ours=_("ada"), theirs=_("dihapus"),
                done=_("Kemasan ini tidak dijual lagi di Lapak."),
            )  # fmt: skip
            done.append(label)
    return done


@transaction.atomic
def send_again(*, about: str) -> Product | None:
    """An operator wants it in Saleor again: on sale here, and new there. None for what is no product of ours."""
    product = Product.objects.filter(pk=number_in(about, _PREFIX) or 0).first()
    if product is None:
        return None
    if ProductMirror.objects.filter(product=product, saleor_id__isnull=True).exists():
        VariantMirror.objects.filter(variant__product=product).update(agreed={}, listing_id="", stock_id="")
        taking_over.product(product_id=product.pk, says=Says(published=True), origin="operator")
        for what in What:
            changes.tell(product_ids=[product.pk], what=what)
    differences.settle(kind=KIND, about=about, done=_("Dikirim lagi ke Saleor."))
    return product
