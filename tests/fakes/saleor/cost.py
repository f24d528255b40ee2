"""What a query costs, near enough: a list multiplies what stands in it (contract section 4)."""

from graphql import FieldNode

from tests.fakes.saleor.documents import Document, fields_of
from tests.fakes.saleor.schema import literal

MAXIMUM = 50_000
COSTLY = {
    "products", "product", "productVariants", "orders", "order", "variants", "variant", "media", "thumbnail", "pricing",
    "attributes", "attribute", "collections", "stocks", "channelListings", "category", "productType", "warehouses",
    "channel", "checkout", "lines", "allocations", "fulfillments", "transactions", "customers", "shop", "pages",
}  # fmt: skip


def cost_of(document: Document) -> int:
    if document.operation.operation.value == "subscription":
        return 0
    return sum(_cost(node, document, 1) for node in fields_of(document.operation.selection_set, document.fragments))


def _cost(node: FieldNode, document: Document, times: int) -> int:
    sizes = [literal(one.value, document.variables) for one in node.arguments if one.name.value in ("first", "last")]
    times *= max([size for size in sizes if isinstance(size, int)], default=1)
    own = times if node.name.value in COSTLY else 0
    if node.selection_set is None:
        return own
    return own + sum(_cost(one, document, times) for one in fields_of(node.selection_set, document.fragments))
