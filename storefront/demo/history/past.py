"""The ninety days before today, written once."""

from collections.abc import Mapping
from datetime import datetime

from catalog.products.models import Product
from sellers.accounts.models import Cooperative, Seller
from sellers.people.models import Person
from storefront.demo.history.buyers import buyers
from storefront.demo.history.plan import DAYS, plan
from storefront.demo.history.shelves import shelves
from storefront.demo.history.writing import KEY, Writer
from storefront.orders.models import Purchase

OFFICERS = {"blitar": "+6281200000071", "tarakan": "+6281200000073"}


def write_past(
    *,
    sellers: Mapping[str, Seller],
    products: Mapping[str, Product],
    cooperatives: Mapping[str, Cooperative],
    people: Mapping[str, Person],
    now: datetime,
    days: int = DAYS,
) -> int:
    """How many purchases were written; none when the past stands already. Stock is as it is: this was before it."""
    if Purchase.objects.filter(key__startswith=KEY).exists():
        return 0
    stands = shelves(
        dict(sellers),
        {product.pk: key for key, product in products.items()},
        {cooperative.pk: key for key, cooperative in cooperatives.items()},
    )
    officers = {cooperative.pk: people[OFFICERS[key]].pk for key, cooperative in cooperatives.items()}
    return Writer(now=now, officers=officers).write(plan(shelves=stands, buyers=buyers(), now=now, days=days))
