"""The engine in our own database: prices are the variants' prices, stock is the pools'.

A Hold row is what one order took from one pool in one round. Its unique key makes every call repeatable: the
second `place` of an order finds its holds and takes nothing. Pools are locked once, in the order of their ids,
after the holds are written, so two placings never wait for each other in a circle.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from catalog.products import stock
from catalog.products.availability import packs
from catalog.products.models import Variant
from payments.money import Money
from storefront.engine.embedded.models import Hold
from storefront.engine.port import BackLine, LineProblem, Offer, PlaceLine, PlacePart, PlacingRefused

_LIVE = (Hold.State.HELD, Hold.State.CONFIRMED)


@dataclass(frozen=True)
class _Shelf:
    """What a variant draws on, as it stood when it was read; `in_pool` counts base units."""

    pool_id: int
    pack_size: int
    in_pool: int
    offer: Offer


class EmbeddedEngine:
    name = "embedded"

    def offers(self, variant_ids: Sequence[int]) -> Mapping[int, Offer]:
        return {variant_id: shelf.offer for variant_id, shelf in _shelves(variant_ids).items()}

    def check(self, lines: Sequence[PlaceLine]) -> tuple[LineProblem, ...]:
        return _problems(lines, _shelves([line.variant_id for line in lines]))

    def place(self, parts: Sequence[PlacePart]) -> None:
        with transaction.atomic():
            refs = {part.order_ref for part in parts}
            placed = set(Hold.objects.filter(order_ref__in=refs).values_list("order_ref", flat=True))
            self._take([part for part in parts if part.order_ref not in placed], rounds={}, compare_price=True)

    def confirm(self, order_ref: str) -> None:
        Hold.objects.filter(order_ref=order_ref, state=Hold.State.HELD).update(state=Hold.State.CONFIRMED)

    def release(self, order_ref: str) -> None:
        with transaction.atomic():
            live = Hold.objects.select_for_update().filter(order_ref=order_ref, state__in=_LIVE).order_by("pool_id")
            holds = list(live)
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
            live = Hold.objects.select_for_update().filter(order_ref=order_ref, state__in=_LIVE, pool_id__in=wanted)
            holds = list(live.order_by("pool_id"))
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


def _stock_ref(order_ref: str, part: int | str) -> str:
    """What one change of the pools is known by: the round an order was taken in, or the refund that gives back."""
    return f"{order_ref}:{part}"


def _shelves(variant_ids: Iterable[int], *, locked: bool = False) -> dict[int, _Shelf]:
    rows = Variant.objects.filter(pk__in=set(variant_ids)).select_related("pool", "product__seller")
    if locked:  # in the order of the pools, so that two placings lock them in the same order
        rows = rows.select_for_update(of=("pool",)).order_by("pool_id", "pk")
    return {row.pk: _shelf(row) for row in rows}


def _shelf(row: Variant) -> _Shelf:
    product = row.product
    sellable = row.is_active and product.state == "published" and product.seller.state == "approved"
    available = packs(row.pool.available, row.pack_size) if sellable else 0
    offer = Offer(row.pk, Money(row.price_minor, row.currency), available, sellable)
    return _Shelf(row.pool_id, row.pack_size, row.pool.available, offer)


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
        elif compare_price and shelf.offer.price != line.unit_price:
            problems.append(LineProblem(line.variant_id, "price", shelf.offer.available, shelf.offer.price))
        elif wanted[shelf.pool_id] > shelf.in_pool:
            problems.append(LineProblem(line.variant_id, "stock", shelf.offer.available, shelf.offer.price))
    return tuple(problems)
