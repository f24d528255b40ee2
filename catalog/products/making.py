"""Who of a group shop makes a product: one of its members, named on the page a buyer sees."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.products import changes
from catalog.products.changes import What
from catalog.products.errors import InvalidProduct
from catalog.products.models import Product
from catalog.products.reach import product_for
from sellers.accounts.access import Scope
from sellers.accounts.models import Membership
from sellers.audit.actions import record
from sellers.people.models import Person


@transaction.atomic
def set_maker(*, scope: Scope, person: Person | None, product_id: int, maker_id: int | None) -> Product:
    """The member who makes it, or None for nobody in particular; whoever left the group is no choice any more."""
    product = product_for(scope, product_id)
    if maker_id == product.made_by_id:
        return product
    members = Membership.objects.live().filter(seller_id=product.seller_id)
    if maker_id is not None and not members.filter(person_id=maker_id).exists():
        raise InvalidProduct(_("Pilih pembuat dari anggota lapak."), field="made_by")
    before, product.made_by_id = product.made_by_id, maker_id
    product.save(update_fields=["made_by"])
    acting_for = product.seller if product.seller_id in scope.helped else None
    record(
        person=person, verb="product.maker", obj=product, before={"made_by": before}, after={"made_by": maker_id},
        acting_for=acting_for,
    )  # fmt: skip
    changes.tell(product_ids=[product.pk], what=What.GOODS)
    return product


def maker_name(product: Product) -> str:
    """Whom buyers read as its maker: the member while they belong to the stall, else what the seller wrote."""
    return maker_names([product])[product.pk]


def maker_names(products: Collection[Product]) -> dict[int, str]:
    """As maker_name, by product; one query, none where no member was chosen."""
    chosen = {product.made_by_id for product in products if product.made_by_id is not None}
    members = Membership.objects.live().filter(seller__in={product.seller_id for product in products})
    rows = members.filter(person__in=chosen).values_list("seller_id", "person_id", "person__name") if chosen else ()
    names: dict[tuple[int, int | None], str] = {(seller_id, person_id): name for seller_id, person_id, name in rows}
    return {product.pk: names.get((product.seller_id, product.made_by_id)) or product.maker for product in products}


def makers(seller_id: int) -> list[tuple[int, str]]:
    """The members to choose from, by name; those without one cannot be named to buyers."""
    rows = Membership.objects.live().filter(seller_id=seller_id, person__is_active=True).exclude(person__name="")
    return list(rows.order_by("person__name", "person_id").values_list("person_id", "person__name"))
