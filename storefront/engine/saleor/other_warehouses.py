"""A variant is sold out of one warehouse, its seller's: one that stands in two is sold out of both (contract, 12)."""

from collections.abc import Sequence

from storefront.engine import saleor
from storefront.engine.saleor.errors import raise_for
from storefront.engine.saleor.reading_products import SaleorVariant


def leave_others(variant: SaleorVariant, warehouse: str) -> bool:
    """Nothing more can be promised from any other warehouse; whether anything had to be done."""
    others = [stock for stock in variant.stocks if stock.warehouse_id != warehouse]
    empty = [stock.warehouse_id for stock in others if not stock.allocated]
    held = [{"warehouse": s.warehouse_id, "quantity": s.allocated} for s in others if s.allocated and s.free]
    if empty:
        _ask("LeaveWarehouses", "productVariantStocksDelete", {"variant": variant.id, "warehouses": empty})
    if held:
        _ask("PutStock", "productVariantStocksUpdate", {"variant": variant.id, "stocks": held})
    return bool(empty or held)


def _ask(name: str, field: str, variables: dict[str, str | Sequence[object]]) -> None:
    raise_for(saleor.api().ask(name, variables, safe=True)[field])
