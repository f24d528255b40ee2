"""Orders that another shop placed, as plain values, and taken in; no engine needed."""

from dataclasses import replace
from typing import Any

from catalog.products.models import Pool, Variant
from payments.money import Money
from storefront.orders import foreign, foreign_money
from storefront.orders.foreign_given import ForeignLine, ForeignOrder
from storefront.orders.models import Order, Purchase
from tests.cast import Cast


def given(
    *lines: tuple[Variant, int, int], delivery: int = 10_000, currency: str = "IDR", **changes: Any
) -> ForeignOrder:
    """A line is (variant, quantity, what the line costs in minor units)."""
    goods = sum(cost for _variant, _quantity, cost in lines)
    whole = ForeignOrder(
        ref="T3JkZXI6MQ==",
        number="17",
        currency=currency,
        buyer_name="Eko",
        buyer_phone="+6281200001004",
        street="Jl. Merdeka 5",
        place="Sukorejo, Kota Blitar, Jawa Timur",
        region_code="35.72",
        postal_code="66121",
        collected=False,
        delivery=Money(delivery, currency),
        breakdown={},
        lines=tuple(
            ForeignLine(f"line-{place}", variant.pk, quantity, Money(cost, currency))
            for place, (variant, quantity, cost) in enumerate(lines)
        ),
        others=Money(0, currency),
        total=Money(goods + delivery, currency),
        charged=Money(0, currency),
        paid=False,
    )
    return replace(whole, **changes)


def taken(order: ForeignOrder, *, paid: bool = True) -> Purchase:
    """Taken in, and paid in full to another app unless told otherwise."""
    if paid:
        order = replace(order, charged=order.total, paid=True)
    found = foreign.take(order)
    assert found is not None
    foreign_money.hear(purchase=found.purchase, given=order)
    found.purchase.refresh_from_db()
    return found.purchase


def short(cast: Cast, *, left: int = 3_000, packs: int = 5, paid: bool = True) -> Order:
    """Sari's order of `packs` of 1 kg, of which her pool held `left` grams."""
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=left)
    purchase = taken(given((cast.saris.variant, packs, packs * 40_000)), paid=paid)
    return purchase.orders.get()
