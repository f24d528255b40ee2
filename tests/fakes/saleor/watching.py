"""Who did it, as events say it; and the stock events that come only when availability crosses zero (rule 21)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tests.fakes.saleor.things import Ask, Json


def issuer(ask: Ask) -> Json | None:
    """`issuingPrincipal`: null for a shopper without an account."""
    kind = {"app": "App", "staff": "User", "customer": "User"}.get(ask.caller.kind)
    return {"__typename": kind, "id": ask.caller.id} if kind else None


def free(ask: Ask, stock: Any) -> int:
    return int(stock.quantity) - int(stock.allocated(ask.world))


@contextmanager
def watching(ask: Ask, stocks: Sequence[Any]) -> Iterator[None]:
    before = [(stock, free(ask, stock) > 0) for stock in stocks]
    yield
    for stock, had_some in before:
        has_some = free(ask, stock) > 0
        if has_some == had_some:
            continue
        word = "BACK_IN_STOCK" if has_some else "OUT_OF_STOCK"
        fields = {"productVariant": stock.product_variant, "warehouse": stock.warehouse}
        ask.world.tell(f"PRODUCT_VARIANT_{word}", issuer(ask), **fields)
        for channel in ask.world.named("Channel"):
            if (
                stock.warehouse in channel.warehouses_
                and not ask.world.shop.use_legacy_shipping_zone_stock_availability
            ):
                ask.world.tell(f"PRODUCT_VARIANT_{word}_IN_CHANNEL", issuer(ask), **fields, channel=channel)
