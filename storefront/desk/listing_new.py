"""A new product as the seller typed it, from the page's form or from the phone's outbox: read the same way."""

from collections.abc import Mapping, Sequence

from catalog.products import actions
from catalog.products.models import Product
from catalog.products.prices import parse_price
from storefront.desk.currency import currency_of
from storefront.desk.defaults import defaults_for
from storefront.desk.gate import Desk
from storefront.desk.guessing import guess_category

TYPED = {"name": 120, "price": 30, "unit": 20, "other_unit": 20, "stock": 30}  # field → signs that are read of it


def made_already(*, desk: Desk, name: str, client_key: str) -> Product | None:
    """A second tap on the same form, or the phone's outbox after the form itself got through.

    With another name under its key it goes on, and is refused as a key reused.
    """
    if not client_key:
        return None
    same = Product.objects.within(desk.scope).filter(seller=desk.seller, client_key=client_key)
    return same.filter(name=" ".join(name.split())).first()


def list_new(
    *, desk: Desk, given: Mapping[str, str], photo_ids: Sequence[int], client_key: str | None = None
) -> Product:
    """Make the product of what was typed, the rest by default. Raises what is wrong, with the field's name."""
    category = guess_category(name=given["name"], scope=desk.scope, seller=desk.seller)
    unit = given["other_unit"] or given["unit"]
    unasked = defaults_for(scope=desk.scope, seller=desk.seller, category=category, unit=unit)
    return actions.create_product(
        scope=desk.scope,
        person=desk.person,
        seller_id=desk.seller.pk,
        name=given["name"],
        category=category,
        unit=unit,
        weight_g=unasked.weight_g,
        halal=unasked.halal,
        lead_time_days=unasked.lead_time_days,
        perishable=unasked.perishable,
        maker=unasked.maker,
        price_minor=parse_price(given["price"]),
        stock=given["stock"],
        currency=currency_of(desk.seller),
        photo_ids=photo_ids,
        client_key=client_key,
    )
