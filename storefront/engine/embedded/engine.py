"""The engine in our own database: prices are the variants' prices, stock is the pools'.

A Hold row is what one order took from one pool in one round. Its unique key makes every call repeatable: the
second `place` of an order finds its holds and takes nothing. Whatever changes stock locks an order's holds first, in
the order of their pools, and the pools after them, once, in the order of their ids: no two ever wait in a circle.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from catalog.products import stock
from catalog.products.availability import packs
from catalog.products.models import PoolMovement, Variant
from catalog.products.windows import closed_now
from payments.money import Money
from storefront.engine.embedded.models import Hold
from storefront.engine.port import (
    BackLine,
    LineProblem,
    News,
    Offer,
    PlaceLine,
    PlacePart,
    Placing,
    PlacingRefused,
)

_LIVE = (Hold.State.HELD, Hold.State.CONFIRMED)


@dataclass(frozen=True)
class _Shelf:
    """What a variant draws on, as it stood when it was read; `in_pool` counts base units."""

    pool_id: int
    pack_size: int
    in_pool: int
    offer: Offer
    shut: bool = False  # on show, but out of season, past its date, or its stall away


class EmbeddedEngine:
    name = "embedded"
    wants_news = False

    def offers(self, variant_ids: Sequence[int]) -> Mapping[int, Offer]:
        return {variant_id: shelf.offer for variant_id, shelf in _shelves(variant_ids).items()}

    def check(self, lines: Sequence[PlaceLine]) -> tuple[LineProblem, ...]:
        return _problems(lines, _shelves([line.variant_id for line in lines]))

    def place(self, placing: Placing) -> None:
        with transaction.atomic():
            refs = {part.order_ref for part in placing.parts}
            placed = set(Hold.objects.filter(order_ref__in=refs).values_list("order_ref", flat=True))
            self._take([part for part in placing.parts if part.order_ref not in placed], rounds={}, compare_price=True)

    def confirm(self, order_ref: str) -> None:
        Hold.objects.filter(order_ref=order_ref, state=Hold.State.HELD).update(state=Hold.State.CONFIRMED)

    def release(self, order_ref: str) -> None:
        with transaction.atomic():
            holds = _locked(order_ref)
            Hold.objects.filter(pk__in=[hold.pk for hold in holds]).update(state=Hold.State.RELEASED)
            by_round: dict[int, dict[int, int]] = defaultdict(dict)
            for hold in holds:
                by_round[hold.round][hold.pool_id] = hold.quantity
            for round_, quantities in by_round.items():
                stock.give_back(quantities=quantities, ref=_stock_ref(order_ref, round_))

    def give_back(self, *, order_ref: str, ref: str, lines: Sequence[BackLine]) -> None:
        shelves = _shelves([line.variant_id for line in lines])
        wanted = _wanted(lines, shelves)
        with transaction.atomic():
            holds = [hold for hold in _locked(order_ref) if hold.pool_id in wanted]
            back = {hold.pool_id: min(wanted[hold.pool_id], hold.quantity) for hold in holds}
            if not back or not stock.give_back(quantities=back, ref=_stock_ref(order_ref, ref)):
                return
            for hold in holds:
                hold.quantity -= back[hold.pool_id]
                if not hold.quantity:
                    hold.state = Hold.State.RELEASED
                hold.save(update_fields=["quantity", "state"])

    def retake(self, part: PlacePart) -> None:
        with transaction.atomic():
            holds = list(Hold.objects.filter(order_ref=part.order_ref))
            if any(hold.state in _LIVE for hold in holds):
                return
            round_ = max((hold.round for hold in holds), default=0) + 1
            self._take([part], rounds={part.order_ref: round_}, compare_price=False)

    def take_sold(self, part: PlacePart) -> tuple[LineProblem, ...]:
        """Nobody but this engine sells what this engine sells; Saleor's shares these shelves and takes from them."""
        return _take_what_is_there(part)

    def take_found(self, *, order_ref: str, ref: str, line: PlaceLine) -> None:
        with transaction.atomic():
            held = _hold_of(order_ref, Variant.objects.values_list("pool_id", flat=True).get(pk=line.variant_id))
            shelf = _shelves([line.variant_id], locked=True)[line.variant_id]
            wanted, key = line.quantity * shelf.pack_size, _stock_ref(order_ref, ref)
            if shelf.in_pool < wanted and not stock.was_taken(pool_id=shelf.pool_id, ref=key):
                stock.count(pool_id=shelf.pool_id, available=wanted, ref=key)
            if not stock.take(quantities={shelf.pool_id: wanted}, ref=key):
                return
            if held.state == Hold.State.RELEASED:
                held.quantity = 0  # it gave back, or never held, what it says
            held.quantity, held.state = held.quantity + wanted, Hold.State.CONFIRMED
            held.save(update_fields=["quantity", "state"])

    def weigh(self, *, order_ref: str, ref: str, more: Mapping[int, int]) -> None:
        with transaction.atomic():
            holds = _locked(order_ref)
            shelves = _shelves(more, locked=True)
            by_pool: dict[int, int] = defaultdict(int)
            for variant_id, units in more.items():
                by_pool[shelves[variant_id].pool_id] += units
            left = {shelf.pool_id: shelf.in_pool for shelf in shelves.values()}
            for hold in holds:
                if hold.pool_id not in by_pool:
                    continue
                units = max(-hold.quantity, min(by_pool[hold.pool_id], max(left[hold.pool_id], 0)))
                if units and _weighed(hold.pool_id, units, _stock_ref(order_ref, ref)):
                    hold.quantity += units
                    hold.save(update_fields=["quantity"])

    def tell(self, *, order_ref: str, news: News) -> None:
        """It has nobody to tell: what happens to an order stands in the same database."""

    def rounds_held(self, order_refs: Iterable[str]) -> dict[str, int]:
        """The round in which each of these orders holds stock now; an order that holds none is absent."""
        live = Hold.objects.filter(order_ref__in=list(order_refs), state__in=_LIVE)
        return dict(live.order_by("round").values_list("order_ref", "round"))

    def _take(self, parts: Sequence[PlacePart], *, rounds: Mapping[str, int], compare_price: bool) -> None:
        """Write the holds, lock the pools, compare, take. Nothing stays if it raises: the caller's transaction ends."""
        if not parts:
            return
        lines = [line for part in parts for line in part.lines]
        variant_ids = [line.variant_id for line in lines]
        shelves = _shelves(variant_ids)
        wanted = {part.order_ref: _wanted(part.lines, shelves) for part in parts}
        rows = [
            Hold(order_ref=ref, round=rounds.get(ref, 1), pool_id=pool_id, quantity=quantity)
            for ref, quantities in sorted(wanted.items())
            for pool_id, quantity in sorted(quantities.items())
        ]
        try:
            with transaction.atomic():
                Hold.objects.bulk_create(rows)
        except IntegrityError:
            return  # the same order was placed at the same moment, by a second tap or by the sweep
        problems = _problems(lines, _shelves(variant_ids, locked=True), compare_price=compare_price)
        if problems:
            raise PlacingRefused(problems)
        stock.take_all(parts={_stock_ref(ref, rounds.get(ref, 1)): taken for ref, taken in wanted.items()})


def _locked(order_ref: str) -> list[Hold]:
    """The order's live holds, locked in the order of their pools. Pools are locked after them, never before."""
    live = Hold.objects.select_for_update().filter(order_ref=order_ref, state__in=_LIVE)
    return list(live.order_by("pool_id", "round"))


def _hold_of(order_ref: str, pool_id: int) -> Hold:
    """The order's newest hold on this pool, locked; an empty one is written where there is none."""
    rows = Hold.objects.filter(order_ref=order_ref, pool_id=pool_id)
    if not rows.exists():
        empty = {"quantity": 0, "state": Hold.State.RELEASED}
        Hold.objects.get_or_create(order_ref=order_ref, pool_id=pool_id, round=1, defaults=empty)
    return rows.select_for_update().order_by("-round")[0]


def _weighed(pool_id: int, units: int, ref: str) -> bool:
    """Take or give back what the scale found; False when this ref did before."""
    if units > 0:
        return stock.take(quantities={pool_id: units}, ref=ref)
    return stock.give_back(quantities={pool_id: -units}, ref=ref)


def _take_what_is_there(part: PlacePart) -> tuple[LineProblem, ...]:
    """Holds for as many whole packs of each line as its pool still has, in the order of the lines.

    A pool that gave nothing is held too, with nothing in it: the same question later is not asked of fuller pools.
    """
    with transaction.atomic():
        shelves = _shelves([line.variant_id for line in part.lines], locked=True)
        held = set(Hold.objects.filter(order_ref=part.order_ref).values_list("pool_id", flat=True))
        if held:
            return _shared_out(part, shelves, _taken_before(part, held))[1]
        left = {shelf.pool_id: max(shelf.in_pool, 0) for shelf in shelves.values()}
        taken, short = _shared_out(part, shelves, left)
        Hold.objects.bulk_create(
            Hold(
                order_ref=part.order_ref,
                pool_id=pool_id,
                quantity=quantity,
                state=Hold.State.CONFIRMED if quantity else Hold.State.RELEASED,
            )
            for pool_id, quantity in sorted(taken.items())
        )
        some = {pool_id: quantity for pool_id, quantity in taken.items() if quantity}
        if some:
            stock.take_all(parts={_stock_ref(part.order_ref, 1): some})
    return short


def _shared_out(
    part: PlacePart, shelves: Mapping[int, _Shelf], left: Mapping[int, int]
) -> tuple[dict[int, int], tuple[LineProblem, ...]]:
    """Base units by pool that the lines get of what is left, one line after the other, and the lines that get less.

    Sharing out what was taken once more gives every line the same.
    """
    left = dict(left)
    taken: dict[int, int] = defaultdict(int)
    short = []
    for line in part.lines:
        shelf = shelves[line.variant_id]
        got = min(line.quantity, packs(left.get(shelf.pool_id, 0), shelf.pack_size))
        left[shelf.pool_id] = left.get(shelf.pool_id, 0) - got * shelf.pack_size
        taken[shelf.pool_id] += got * shelf.pack_size
        if got < line.quantity:
            short.append(LineProblem(line.variant_id, "stock", got, None))
    return taken, tuple(short)


def _taken_before(part: PlacePart, pool_ids: Iterable[int]) -> dict[int, int]:
    """What the first asking took of each pool; a hold shrinks with refunds, the movement stays."""
    moved = PoolMovement.objects.filter(pool_id__in=pool_ids, reason="take", ref=_stock_ref(part.order_ref, 1))
    return {pool_id: -delta for pool_id, delta in moved.values_list("pool_id", "delta")}


def _stock_ref(order_ref: str, part: int | str) -> str:
    """What one change of the pools is known by: the round an order was taken in, or the refund that gives back."""
    return f"{order_ref}:{part}"


def _shelves(variant_ids: Iterable[int], *, locked: bool = False) -> dict[int, _Shelf]:
    rows = Variant.objects.filter(pk__in=set(variant_ids)).select_related("pool", "product__seller__cooperative")
    if locked:  # in the order of the pools, so that two placings lock them in the same order
        rows = rows.select_for_update(of=("pool",)).order_by("pool_id", "pk")
    return {row.pk: _shelf(row) for row in rows}


def _shelf(row: Variant) -> _Shelf:
    product = row.product
    sellable = row.is_active and product.state == "published" and product.seller.open_to_buyers
    shut = closed_now(product) is not None
    available = packs(row.pool.available, row.pack_size) if sellable and not shut else 0
    offer = Offer(row.pk, Money(row.price_minor, row.currency), available, sellable)
    return _Shelf(row.pool_id, row.pack_size, row.pool.available, offer, shut)


def _wanted(lines: Sequence[PlaceLine | BackLine], shelves: Mapping[int, _Shelf]) -> dict[int, int]:
    """Base units by pool: a 250 g and a 1 kg pack of one pool are added up."""
    result: dict[int, int] = defaultdict(int)
    for line in lines:
        if line.variant_id in shelves:
            shelf = shelves[line.variant_id]
            result[shelf.pool_id] += line.quantity * shelf.pack_size
    return dict(result)


def _problems(
    lines: Sequence[PlaceLine], shelves: Mapping[int, _Shelf], *, compare_price: bool = True
) -> tuple[LineProblem, ...]:
    wanted = _wanted(lines, shelves)
    problems = []
    for line in lines:
        shelf = shelves.get(line.variant_id)
        if shelf is None or not shelf.offer.sellable:
            problems.append(LineProblem(line.variant_id, "gone", 0, None))
        elif compare_price and shelf.shut:  # what was sold before the stall went away may still be taken again
            problems.append(LineProblem(line.variant_id, "stock", 0, shelf.offer.price))
        elif compare_price and shelf.offer.price != line.unit_price:
            problems.append(LineProblem(line.variant_id, "price", shelf.offer.available, shelf.offer.price))
        elif wanted[shelf.pool_id] > shelf.in_pool:
            problems.append(LineProblem(line.variant_id, "stock", shelf.offer.available, shelf.offer.price))
    return tuple(problems)
