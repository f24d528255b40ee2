"""Tells an engine elsewhere when goods begin or cease to be for sale by the calendar.

`Product.shut` is what was told last, and changes together with the Change row that tells it: so whoever reads stock
for an engine elsewhere sees one truth, whatever minute it is. Here and in the shop the calendar itself is asked.
"""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.transaction import TransactionManagementError

from catalog.products import changes, windows
from catalog.products.changes import What
from catalog.products.models import Product

AT_ONCE = 500
_MAY_SHUT = (
    Q(harvest_from__isnull=False)
    | Q(harvest_until__isnull=False)
    | Q(best_before__isnull=False)
    | Q(seller__holiday_from__isnull=False)
    | Q(shut=True)
)


def sweep() -> int:
    """Goods that passed an edge since they were looked at last; answers how many were told."""
    ids = list(Product.objects.filter(_MAY_SHUT).order_by("pk").values_list("pk", flat=True))
    told = 0
    for start in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            told += settle(ids[start : start + AT_ONCE])
    return told


def settle(product_ids: Iterable[int]) -> int:
    """Bring `shut` of these in step with the calendar and tell of each that turned, in the caller's transaction."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("a change is told in the transaction that makes it")
    turned: dict[bool, list[int]] = {True: [], False: []}
    for product in _read(product_ids):
        shut = windows.closed_now(product) is not None
        if shut != bool(product.shut):
            turned[shut].append(product.pk)
    for shut, ids in turned.items():
        Product.objects.filter(pk__in=ids).update(shut=shut)
    changes.tell(product_ids=[*turned[True], *turned[False]], what=What.STOCK)
    return len(turned[True]) + len(turned[False])


def _read(product_ids: Iterable[int]) -> "QuerySet[Product]":
    rows = Product.objects.filter(pk__in=list(product_ids)).select_related("seller")
    return rows.only(
        "shut", "harvest_from", "harvest_until", "best_before", "seller__village_code", "seller__holiday_from",
        "seller__holiday_until",
    )  # fmt: skip
