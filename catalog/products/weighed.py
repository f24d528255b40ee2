"""Goods that are weighed when they are packed: the bound a seller names, for goods whose stock is kept in grams."""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.products.errors import InvalidProduct
from catalog.products.models import Pool, Product
from catalog.products.reach import product_for
from sellers.accounts.access import Scope
from sellers.audit.actions import record
from sellers.people.models import Person

CHOICES = (5, 10, 15, 20, 30)  # percent that a pack may weigh more or less than it says


@transaction.atomic
def set_weighed(*, scope: Scope, person: Person | None, product_id: int, percent: int | None) -> Product:
    """None: sold as it stands. What was bought before keeps the bound it was bought with."""
    product = product_for(scope, product_id)
    if percent == product.weighed_percent:
        return product
    if percent is not None and (percent not in CHOICES or not by_weight(product)):
        raise InvalidProduct(_("Hanya barang yang dijual per berat yang ditimbang."), field="weighed_percent")
    before, product.weighed_percent = product.weighed_percent, percent
    product.save(update_fields=["weighed_percent"])
    record(
        person=person, verb="product.weighed", obj=product, before={"weighed_percent": before},
        after={"weighed_percent": percent}, acting_for=product.seller if product.seller_id in scope.helped else None,
    )  # fmt: skip
    return product


def by_weight(product: Product) -> bool:
    """Whether its stock is kept in grams: then a pack says how much it weighs."""
    return Pool.objects.filter(variants__product=product, base=Pool.Base.GRAM).exists()
