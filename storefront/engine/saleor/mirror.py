"""Rows of what Saleor has of ours: found, made, held while one process works on them, and put right after it.

Only one process at a time may send a product's goods, stock or photos: two that did could leave the older one's numbers
standing. The hold is a lease: a process that was killed leaves it to run out.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

from django.conf import settings
from django.db import connection as database
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q

from catalog.products.changes import What
from catalog.products.models import Change
from sellers.kit import clock
from sellers.kit.due import ERROR_LENGTH
from sellers.kit.models import Due
from storefront.engine import saleor
from storefront.engine.saleor import asked, connection
from storefront.engine.saleor.errors import NotConnected
from storefront.engine.saleor.mapping import PRODUCT_TYPE_SLUG, SELLER_ATTRIBUTE_SLUG, Shop
from storefront.engine.saleor.models import Placement, ProductMirror

Row = TypeVar("Row", bound=Due)
LEASE_S = 120
FIRST_RETRY_S, LAST_RETRY_S = 5, 600
PAGE_TYPE_SLUG = "seller"
RECENT_S, FULL_LOOK_EVERY_S = 600, 60.0  # a full look at 100,000 products takes a good part of a second
_next_full: dict[What, float] = {}  # this process's own, on its monotonic clock
_NUMBERS = {What.GOODS: "goods_number", What.STOCK: "stock_number", What.PHOTOS: "photos_number"}


def shop() -> Shop:
    """The ids `saleor install` made; what it did not leave with us is asked for once. Raises NotConnected."""
    found = connection.current()
    needed = ("channel", "product_type", "seller_attribute")
    if not all(found.ids.get(name) for name in needed):
        connection.remember_ids(**_asked_ids())
        found.refresh_from_db()
    missing = [name for name in needed if not found.ids.get(name)]
    if missing:
        raise NotConnected(f"Saleor has no {', '.join(missing)} of ours: run `manage.py saleor install`")
    ids = found.ids
    return Shop(ids["channel"], ids["product_type"], ids["seller_attribute"], ids.get("page_type", ""), found.currency)


def outrun(what: What, *, since_s: int | None, limit: int) -> list[int]:
    """Products with a change of this kind that was not sent, oldest first; those that failed wait until they are due.

    With `since_s` only changes of that many last seconds are looked at: what the others miss, a full look finds.
    """
    now = clock.now()
    mirrors = ProductMirror.objects.filter(product_id=OuterRef("product_id"))
    settled = Q(**{f"{_NUMBERS[what]}__gte": OuterRef("number")})
    waits = Q(due_at__gt=now) | Q(leased_until__gt=now)
    waiting = Change.objects.filter(~Exists(mirrors.filter(settled | waits)), what=what)
    if what != What.GOODS:  # those go with goods that are there
        waiting = waiting.filter(Exists(mirrors.filter(saleor_id__isnull=False)))
    if since_s is not None:
        waiting = waiting.filter(at__gte=now - timedelta(seconds=since_s))
    return list(waiting.order_by("at", "pk").values_list("product_id", flat=True)[:limit])


def behind(what: What, *, limit: int) -> list[int]:
    """`outrun` for a sweep: what changed lately, and now and then (or while there is a backlog) all there is."""
    now = time.monotonic()
    is_full = now >= _next_full.get(what, 0.0)
    found = outrun(what, since_s=None if is_full else RECENT_S, limit=limit)
    if is_full and len(found) < limit:
        _next_full[what] = now + FULL_LOOK_EVERY_S
    return found


def look_at_all() -> None:
    """The next look of each kind is a full one."""
    _next_full.clear()


def numbers(what: What, product_ids: Iterable[int]) -> dict[int, int]:
    """The newest number of each; read before the goods are, so that what is sent is never older than its number."""
    rows = Change.objects.filter(product_id__in=list(product_ids), what=what)
    return dict(rows.values_list("product_id", "number"))


@contextmanager
def held(rows: "models.QuerySet[Row]", *, lease_s: int = LEASE_S) -> Iterator[list[Row]]:
    """Those of the rows that nobody else works on, leased for the length of the block."""
    now = clock.now()
    until = now + timedelta(seconds=lease_s)
    free = rows.filter(Q(leased_until__isnull=True) | Q(leased_until__lte=now)).order_by("pk")
    skip = database.features.has_select_for_update_skip_locked
    with transaction.atomic():
        found = list(free.select_for_update(skip_locked=skip))
        mine = rows.model._default_manager.filter(pk__in=[row.pk for row in found])
        mine.update(leased_until=until)
    for row in found:
        row.leased_until = until
    try:
        yield found
    finally:
        mine.filter(leased_until=until).update(leased_until=None)


def product_mirrors(product_ids: Iterable[int]) -> "models.QuerySet[ProductMirror]":
    """The rows of these products, made where there are none."""
    wanted = set(product_ids)
    known = set(ProductMirror.objects.filter(product_id__in=wanted).values_list("product_id", flat=True))
    ProductMirror.objects.bulk_create(
        (ProductMirror(product_id=product_id) for product_id in sorted(wanted - known)), ignore_conflicts=True
    )
    return ProductMirror.objects.filter(product_id__in=wanted)


def went_well(row: Due, **fields: object) -> None:
    """What was sent, and that nothing is wrong with it."""
    now = clock.now()
    rows = type(row)._default_manager.filter(pk=row.pk)
    rows.update(attempts=0, due_at=now, done_at=now, last_error="", **fields)


def went_wrong(row: Due, why: str, **fields: object) -> None:
    """The row keeps the reason, and is tried again later and later."""
    wait_s = min(FIRST_RETRY_S * 2 ** min(row.attempts, 10), LAST_RETRY_S)
    later = clock.now() + timedelta(seconds=wait_s)
    rows = type(row)._default_manager.filter(pk=row.pk)
    rows.update(attempts=F("attempts") + 1, due_at=later, last_error=why[:ERROR_LENGTH], **fields)


def waiting_packs(variant_ids: Sequence[int]) -> dict[int, int]:
    """Packs that placings of ours hold in the pools and that are no order in Saleor yet."""
    wanted = set(variant_ids)
    result: dict[int, int] = {}
    open_states = (Placement.State.INTENT, Placement.State.CHECKOUT)
    for placement in Placement.objects.filter(state__in=open_states):
        for line in asked.read(placement).lines:
            if line.variant_id in wanted:
                result[line.variant_id] = result.get(line.variant_id, 0) + line.quantity
    return result


def _asked_ids() -> Mapping[str, str]:
    told = saleor.api().ask(
        "ShopIds",
        {
            "channel": str(settings.SALEOR["channel"]),
            "attribute": SELLER_ATTRIBUTE_SLUG,
            "productType": PRODUCT_TYPE_SLUG,
            "pageType": PAGE_TYPE_SLUG,
        },
        safe=True,
    )
    found = {
        "channel": told["channel"],
        "seller_attribute": told["attribute"],
        "product_type": _first(told["productTypes"]),
        "page_type": _first(told["pageTypes"]),
    }
    return {name: row["id"] for name, row in found.items() if row}


def _first(told: Mapping[str, Sequence[Mapping[str, Mapping[str, str]]]] | None) -> Mapping[str, str] | None:
    rows = (told or {}).get("edges") or ()
    return rows[0]["node"] if rows else None
