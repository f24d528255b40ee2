"""Tells an engine elsewhere what changed: a numbered row a product and kind, in the transaction of the change.

One statement whatever the number of products, right on SQLite and PostgreSQL. Rows are written in the order of their
products, so two transactions that tell of the same goods never wait for each other in a circle; what also locks pools
or goods does that first. Whoever reads a number before it reads the goods may pass them on as that number.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.transaction import TransactionManagementError

from catalog.products.models import Change
from sellers.kit import clock

What = Change.What
LONGEST = 500  # parameters of one statement, well below what SQLite takes
_HEAD = "INSERT INTO products_change (product_id, what, number, origin, at) "
_GROWS = (
    " ON CONFLICT (product_id, what) DO UPDATE"
    " SET number = products_change.number + 1, origin = excluded.origin, at = excluded.at"
)
_OF_PRODUCTS = "SELECT id, %s, 1, %s, %s FROM products_product WHERE id IN ({marks}) ORDER BY id"
_OF_POOLS = (
    "SELECT DISTINCT product_id, %s, 1, %s, %s FROM products_variant WHERE pool_id IN ({marks}) ORDER BY product_id"
)


def tell(*, product_ids: Iterable[int], what: str, origin: str = "") -> None:
    """Something of these products changed; `origin` names who brought it ("saleor"), or is empty for ourselves."""
    _write(_OF_PRODUCTS, product_ids, what, origin)


def tell_of_pools(*, pool_ids: Iterable[int], origin: str = "") -> None:
    """The stock of whatever draws on these pools changed."""
    _write(_OF_POOLS, pool_ids, What.STOCK, origin)


def _write(rows: str, ids: Iterable[int], what: str, origin: str) -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("a change is told in the transaction that makes it")
    ordered = sorted(set(ids))
    now = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        for start in range(0, len(ordered), LONGEST):
            chunk = ordered[start : start + LONGEST]
            marks = ", ".join(["%s"] * len(chunk))
            cursor.execute(_HEAD + rows.format(marks=marks) + _GROWS, [str(what), origin, now, *chunk])
