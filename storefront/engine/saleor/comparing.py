"""What Saleor made of a basket, compared with what the buyer was shown. Nothing is lost or repriced in silence."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from payments.money import Money
from storefront.engine.port import LineProblem, PlaceLine
from storefront.engine.saleor.amounts import NotOurMoney, from_saleor

TOTAL = "total"  # a problem of the whole: every line is as it was shown, and their sum is not


@dataclass(frozen=True)
class Line:
    """One line of a checkout or an order; `price` is None for an amount our money cannot say."""

    id: str
    variant: str  # Saleor's id; "" when the variant is gone there
    quantity: int
    price: Money | None


def lines_of(answered: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines of a checkout's or order's answer, which name their variant in two ways."""
    return tuple(
        Line(
            id=row["id"],
            variant=row["productVariantId"] if "productVariantId" in row else (row["variant"] or {}).get("id", ""),
            quantity=row["quantity"],
            price=_money(row["unitPrice"]["gross"]),
        )
        for row in answered["lines"]
    )


def total_of(answered: Mapping[str, Any], field: str = "total") -> Money | None:
    return _money(answered[field]["gross"])


def line_problems(
    asked: Sequence[PlaceLine], ids: Mapping[int, str], answered: Sequence[Line]
) -> tuple[LineProblem, ...]:
    """A problem for each asked line that came out otherwise, and one of the whole for a line nobody asked for."""
    if Counter((ids[line.variant_id], line.quantity, line.unit_price) for line in asked) == Counter(
        (line.variant, line.quantity, line.price) for line in answered
    ):
        return ()
    found: dict[str, list[Line]] = defaultdict(list)
    for line in answered:
        found[line.variant].append(line)
    wanted = Counter[int]()
    for line_ in asked:
        wanted[line_.variant_id] += line_.quantity
    problems = [
        problem
        for line_ in {line.variant_id: line for line in asked}.values()
        if (problem := _problem(line_, wanted[line_.variant_id], found.get(ids[line_.variant_id], ())))
    ]
    return tuple(problems) or (of_the_whole(asked[0]),)


def of_the_whole(line: PlaceLine) -> LineProblem:
    return LineProblem(line.variant_id, TOTAL, line.quantity, line.unit_price)


def matched(
    parts: Iterable[tuple[str, PlaceLine]], ids: Mapping[int, str], answered: Sequence[Line]
) -> list[tuple[Line, str, int]]:
    """(line, order_ref, variant_id) for each line of an order that came out as asked.

    Two orders may have bought the same number of the same variant: then either line is as good for either.
    """
    free: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for line in answered:
        free[line.variant, line.quantity].append(line)
    return [(free[ids[line.variant_id], line.quantity].pop(0), ref, line.variant_id) for ref, line in parts]


def _problem(asked: PlaceLine, wanted: int, found: Sequence[Line]) -> LineProblem | None:
    packs = sum(line.quantity for line in found)
    if not found:
        return LineProblem(asked.variant_id, "gone", 0, None)
    if any(line.price != asked.unit_price for line in found):
        price = next(line.price for line in found if line.price != asked.unit_price)
        reason = "price" if price is not None else "gone"
        return LineProblem(asked.variant_id, reason, packs, price)
    if packs != wanted:
        return LineProblem(asked.variant_id, "stock", min(packs, wanted), asked.unit_price)
    return None


def _money(gross: Mapping[str, Any]) -> Money | None:
    try:
        return from_saleor(gross["amount"], gross["currency"])
    except NotOurMoney:
        return None
