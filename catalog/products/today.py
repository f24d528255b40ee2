"""Prices of today: price and stock of many packs at once, each row with its own outcome.

A row says what it wants and what its page showed (`base`). What differs from the base is what the seller changed, and
only that is written. A field that somebody else changed meanwhile, to something else, is a conflict: nothing of that
row is written, and the outcome shows how it stands now. Choosing one's own value is the same row with `base` = `now`.
Sold stock is no conflict: only the difference that was typed is applied. Packs of one pool show one stock, so it is
counted once: a second row that says the same adds nothing, and one that says something else is a conflict.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.products import drafting
from catalog.products.actions import update_variant
from catalog.products.availability import stock_text
from catalog.products.errors import ChangedMeanwhile, InvalidProduct
from catalog.products.models import Pool, Variant
from catalog.products.prices import parse_price
from catalog.products.reach import variant_for
from sellers.accounts.access import Scope
from sellers.kit.errors import Expected
from sellers.people.models import Person

MOST_ROWS = 500
_TRIES = 3
Counted = dict[int, tuple[int, int]]  # by pool: the base units a row of this save wants, and the size of its pack


@dataclass(frozen=True)
class Base:
    """How a pack stood on the page: price in minor units, stock in packs as it is typed ("12", "2,5")."""

    version: int
    price_minor: int
    stock: str


@dataclass(frozen=True)
class Wish:
    """One row as the seller left it; price and stock as typed, "" leaves that as it is."""

    variant_id: int
    price: str
    stock: str
    base: Base


class State(StrEnum):
    SAVED = "saved"
    SAME = "same"  # nothing to write
    CONFLICT = "conflict"  # somebody else changed it: `now` is theirs
    REFUSED = "refused"  # `sentence` and `field` say why


@dataclass(frozen=True)
class Outcome:
    """`now` is how the pack stands after this row (None when there is no such pack); `before` how it stood."""

    variant_id: int
    state: State
    now: Base | None
    before: Base | None = None
    sentence: str = ""
    field: str = ""


@transaction.atomic
def set_prices(*, scope: Scope, person: Person | None, rows: Sequence[Wish]) -> tuple[Outcome, ...]:
    """An outcome for each row, in the order of the rows. Pools are locked in the order of their ids.

    Raises InvalidProduct when there are more than MOST_ROWS rows; a pack that is not theirs is a refused row.
    """
    if len(rows) > MOST_ROWS:
        raise InvalidProduct(_("Simpan paling banyak %(n)s baris sekaligus.") % {"n": MOST_ROWS}, field="rows")
    ids = {row.variant_id for row in rows}
    pools = dict(Variant.objects.within(scope).filter(pk__in=ids).values_list("pk", "pool_id"))
    ordered = sorted(enumerate(rows), key=lambda pair: (pools.get(pair[1].variant_id, 0), pair[1].variant_id, pair[0]))
    # before any pack is touched: two saves that count one pool by different packs must not wait for each other
    list(Pool.objects.select_for_update().filter(pk__in=pools.values()).order_by("pk"))
    counted: Counted = {}
    outcomes = {at: set_price(scope=scope, person=person, row=row, counted=counted) for at, row in ordered}
    return tuple(outcomes[at] for at in range(len(rows)))


def set_price(*, scope: Scope, person: Person | None, row: Wish, counted: Counted | None = None) -> Outcome:
    """One row, in its own transaction or savepoint; `counted` is what other rows of the save made of their pools."""
    counted = {} if counted is None else counted
    for _attempt in range(_TRIES):
        try:
            with transaction.atomic():
                return _set(scope, person, row, counted)
        except ChangedMeanwhile:
            continue  # somebody saved between our look and our write: look again
        except Expected as error:
            return Outcome(row.variant_id, State.REFUSED, _now(scope, row), sentence=error.sentence, field=error.field)
    return Outcome(row.variant_id, State.CONFLICT, _now(scope, row), sentence=_conflict())


def base_of(variant: Variant) -> Base:
    """How a pack stands now, as a page shows it; the variant comes with its pool."""
    shown = stock_text(variant.pool.available, variant.pack_size, variant.unit)
    return Base(variant.version, variant.price_minor, shown)


def _set(scope: Scope, person: Person | None, row: Wish, counted: Counted) -> Outcome:
    variant = variant_for(scope, row.variant_id)
    now = base_of(variant)
    price = parse_price(row.price) if row.price else row.base.price_minor
    stock = row.stock or row.base.stock
    wants_price = price != row.base.price_minor
    wanted = _units(variant, stock)
    wants_stock = wanted != _units(variant, row.base.stock)
    if wants_stock and variant.pool_id in counted:
        units, size = counted[variant.pool_id]
        if abs(wanted - units) >= min(size, variant.pack_size):  # less than a pack is how whole packs are counted
            return Outcome(row.variant_id, State.CONFLICT, now, now, sentence=_conflict())
        wants_stock = False
    if now.version != row.base.version:
        stock_differs = _units(variant, now.stock) not in (_units(variant, row.base.stock), wanted)
        price_differs = now.price_minor not in (row.base.price_minor, price)
        if (wants_price and price_differs) or (wants_stock and stock_differs):
            return Outcome(row.variant_id, State.CONFLICT, now, now, sentence=_conflict())
        wants_price = wants_price and now.price_minor != price
        wants_stock = wants_stock and _units(variant, now.stock) != wanted
    if not (wants_price or wants_stock):
        return Outcome(row.variant_id, State.SAME, now, now)
    made = update_variant(
        scope=scope, person=person, variant_id=variant.pk, version=now.version,
        price_minor=price if wants_price else None,
        stock=stock if wants_stock else None, stock_seen=row.base.stock if wants_stock else None,
    )  # fmt: skip
    if wants_stock:
        counted[variant.pool_id] = wanted, variant.pack_size
    return Outcome(row.variant_id, State.SAVED, base_of(made), now)


def _units(variant: Variant, stock: str) -> int:
    return drafting.counted_stock(variant, stock)


def _now(scope: Scope, row: Wish) -> Base | None:
    variant = Variant.objects.within(scope).select_related("pool").filter(pk=row.variant_id).first()
    return base_of(variant) if variant else None


def _conflict() -> str:
    return _("Harga atau stok baru saja diubah orang lain.")
