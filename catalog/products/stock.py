"""Taking from pools and giving back: exact under any number of buyers, on SQLite and on PostgreSQL.

All quantities are base units. Every call belongs to the caller's transaction and refuses to run without one.
A pool is only ever changed here, each change leaves a PoolMovement, and (pool, reason, ref) is unique, so a
repeated call changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.transaction import TransactionManagementError

from catalog.products import changes
from catalog.products.models import Pool, PoolMovement
from catalog.products.prices import to_base
from sellers.kit import clock

Quantities = Mapping[int, int]


class NotEnough(Exception):
    """Nothing was taken; these pools hold less than was asked."""

    def __init__(self, pool_ids: Iterable[int]) -> None:
        self.pool_ids = tuple(pool_ids)
        super().__init__(", ".join(str(pool_id) for pool_id in self.pool_ids))


def take(*, quantities: Quantities, ref: str) -> bool:
    """Take from every pool or from none. Raises NotEnough. False when this ref had been taken before."""
    return take_all(parts={ref: quantities})


def take_all(*, parts: Mapping[str, Quantities]) -> bool:
    """Take for several refs at once, all or nothing: pools are changed once each, in the order of their ids.

    Two purchases that take part by part could wait for each other; taking all parts here they cannot.
    """
    return _change(parts, reason="take", sign=-1)


def give_back(*, quantities: Quantities, ref: str) -> bool:
    """Give back, exactly once per ref however often it is called. False when it had been given back before."""
    return _change({ref: quantities}, reason="give_back", sign=1)


def was_taken(*, pool_id: int, ref: str) -> bool:
    """Whether this ref took from the pool before."""
    return PoolMovement.objects.filter(pool_id=pool_id, reason="take", ref=ref).exists()


def count(*, pool_id: int, available: int, ref: str, seen: int | None = None) -> int:
    """The seller counted: set what can be sold, and return it.

    `seen` is what the seller's page showed; then only the difference is applied, so that what was sold while
    the page stood open is not put back on sale. The result never falls below nothing.
    """
    _demand_transaction()
    wanted = to_base(available, pack_size=1)
    pool = Pool.objects.select_for_update().get(pk=pool_id)
    if PoolMovement.objects.filter(pool=pool, reason="count", ref=ref).exists():
        return pool.available
    if seen is not None:
        wanted = max(0, pool.available + wanted - seen)
    delta = wanted - pool.available
    if delta:
        PoolMovement.objects.create(pool=pool, delta=delta, reason="count", ref=ref)
        Pool.objects.filter(pk=pool_id).update(available=F("available") + delta, updated_at=clock.now())
        changes.tell_of_pools(pool_ids=[pool_id])
    return wanted


def _change(parts: Mapping[str, Quantities], *, reason: str, sign: int) -> bool:
    _demand_transaction()
    wanted: Counter[int] = Counter()
    for quantities in parts.values():
        if any(quantity < 1 for quantity in quantities.values()):
            raise ValueError("quantities are positive base units")
        wanted.update(quantities)
    try:
        with transaction.atomic():
            _record(parts, reason=reason, sign=sign)
            _move(wanted, sign)
    except IntegrityError:
        if _all_recorded(parts, reason):
            return False
        raise
    return True


def _record(parts: Mapping[str, Quantities], *, reason: str, sign: int) -> None:
    now = clock.now()
    PoolMovement.objects.bulk_create(
        PoolMovement(pool_id=pool_id, delta=sign * quantity, reason=reason, ref=ref, at=now)
        for ref in sorted(parts)
        for pool_id, quantity in sorted(parts[ref].items())
    )


def _move(wanted: Mapping[int, int], sign: int) -> None:
    now = clock.now()
    short = []
    for pool_id in sorted(wanted):
        pools = Pool.objects.filter(pk=pool_id)
        if sign < 0:
            pools = pools.filter(available__gte=wanted[pool_id])
        if not pools.update(available=F("available") + sign * wanted[pool_id], updated_at=now):
            short.append(pool_id)
    if short:
        raise NotEnough(short)
    changes.tell_of_pools(pool_ids=wanted)


def _all_recorded(parts: Mapping[str, Quantities], reason: str) -> bool:
    wanted = {(pool_id, ref) for ref, quantities in parts.items() for pool_id in quantities}
    found = PoolMovement.objects.filter(reason=reason, ref__in=list(parts)).values_list("pool_id", "ref")
    return wanted <= set(found)


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("stock changes belong to the caller's transaction")
