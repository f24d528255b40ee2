"""orderBulkCreate: an importer. Prices, state and payments are taken as given, and nothing of the stock is held."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.fakes.saleor.addresses import address_of
from tests.fakes.saleor.carts import Method
from tests.fakes.saleor.charging import new_transaction
from tests.fakes.saleor.drafts import line_of, method_named
from tests.fakes.saleor.flat_methods import TaxClass
from tests.fakes.saleor.goods import Variant
from tests.fakes.saleor.ids import parts
from tests.fakes.saleor.orders import Line, Order
from tests.fakes.saleor.places import Channel, Warehouse
from tests.fakes.saleor.registry import mutation
from tests.fakes.saleor.things import Ask, Json, as_pairs, decimal
from tests.fakes.saleor.watching import issuer

MANUALLY = "Manual adjustment of the transaction."
NO_TAX = "Can't return TaxClass instance."


@mutation("orderBulkCreate", "MANAGE_ORDERS_IMPORT")
def order_bulk_create(
    ask: Ask, *, orders: list[Json], error_policy: str | None = None, stock_update_policy: str | None = None
) -> Json:
    """The externalReference is unique; another refused row still takes a number. Only ORDER_BULK_CREATED is told."""
    results = [_row(ask, row, checks_stock=stock_update_policy != "FORCE") for row in orders]
    made = [one["order"] for one in results if one["order"] is not None]
    if made:
        ask.world.tell("ORDER_BULK_CREATED", issuer(ask), orders=made)
    return {"count": len(made), "results": results}


def _row(ask: Ask, row: Json, *, checks_stock: bool) -> Json:
    reference = row.get("externalReference")
    if ask.world.by(Order, external_reference=reference) is not None:
        said = f"Order with external_reference: {reference} already exists."
        return {"order": None, "errors": [_error("external_reference", "UNIQUE", said)]}
    number = str(ask.world.number("order number"))
    method, errors = _method(ask, row["deliveryMethod"])
    if method is not None or not errors or errors[-1]["code"] != "REQUIRED":
        errors += _tax_errors(ask, row["lines"])
    if checks_stock and method is not None:
        errors += _stock_errors(ask, row["lines"])
    if errors:
        return {"order": None, "errors": errors}
    assert method is not None
    return {"order": _made(ask, row, number, method), "errors": []}


def _error(path: str, code: str, message: str) -> Json:
    return {"path": path, "code": code, "message": message}


def _method(ask: Ask, given: Json) -> tuple[Method | None, list[Json]]:
    """The method an order shows, and what is wrong with it."""
    missing = _error("delivery_method", "REQUIRED", "No delivery method provided.")
    wanted = given.get("shippingMethodId")
    if not wanted:
        return None, [missing]
    errors = []
    kind = parts(wanted)[0]
    if kind != "ShippingMethod":
        path = "delivery_method.shipping_method_id.shipping_method_id"
        said = f"Invalid ID: {wanted}. Expected: ShippingMethod, received: {kind}."
        errors.append(_error(path, "INVALID", said))
    if not ask.world.get(TaxClass, given.get("shippingTaxClassId")):
        errors.append(_error("delivery_method.shipping_tax_class_id", "NOT_FOUND", NO_TAX))
    found = method_named(ask, wanted) if kind == "ShippingMethod" else None
    if found is None:
        return None, [*errors, missing]
    price = decimal(given["shippingPrice"]["gross"])
    return Method(id=found.method_id, name=found.name, amount=price, currency=""), errors


def _tax_errors(ask: Ask, rows: list[Json]) -> list[Json]:
    return [
        _error(f"lines.{n}", "NOT_FOUND", NO_TAX)
        for n, row in enumerate(rows)
        if not ask.world.get(TaxClass, row.get("taxClassId"))
    ]


def _stock_errors(ask: Ask, rows: list[Json]) -> list[Json]:
    errors = []
    for n, row in enumerate(rows):
        variant, house = ask.world.need(Variant, row["variantId"]), ask.world.need(Warehouse, row["warehouse"])
        stock = variant.stock_in(house)
        where = f"product variant: {parts(variant.id)[1]} and warehouse: {parts(house.id)[1]}."
        if stock is None:
            said = f"There is no stock for given {where}"
            errors.append(_error(f"lines.{n}", "NON_EXISTING_STOCK", said))
        elif stock.quantity - stock.allocated(ask.world) < row["quantity"]:
            errors.append(_error(f"lines.{n}", "INSUFFICIENT_STOCK", f"Insufficient stock for {where}"))
    return errors


def _made(ask: Ask, row: Json, number: str, method: Method) -> Order:
    channel = ask.world.by(Channel, slug=row["channel"])
    assert channel is not None
    method.currency = row["currency"]
    now = ask.world.now()
    order = Order(
        id=ask.world.new_uuid_id("Order"), number=number, status=row.get("status") or "UNFULFILLED",
        origin="BULK_CREATE", channel=channel, currency=row["currency"],
        created=datetime.fromisoformat(row["createdAt"]), updated_at=now,
        user_email=(row.get("user") or {}).get("email") or "", user_=None,
        shipping_address=address_of(ask, row.get("shippingAddress")),
        billing_address=address_of(ask, row["billingAddress"]), method=method, shipping=method.amount,
        method_name=row["deliveryMethod"].get("shippingMethodName"),
        external_reference=row.get("externalReference"), metadata_=as_pairs(row.get("metadata")),
        private_=as_pairs(row.get("privateMetadata")),
    )  # fmt: skip
    order.lines = [ask.world.add(_line(ask, order, one)) for one in row["lines"]]
    ask.world.add(order)
    for one in row.get("transactions") or []:
        _paid(ask, order, one)
    return order


def _line(ask: Ask, order: Order, row: Json) -> Line:
    variant = ask.world.need(Variant, row["variantId"])
    unit: Decimal = decimal(row["totalPrice"]["gross"]) / row["quantity"]
    more: dict[str, Any] = {"sku": row.get("productSku"), "metadata_": as_pairs(row.get("metadata"))}
    return line_of(ask, order, variant, row["quantity"], unit, **more)


def _paid(ask: Ask, order: Order, given: Json) -> None:
    payment = new_transaction(
        ask, order, name=given.get("name") or "", message=given.get("message") or "",
        psp_reference=given.get("pspReference") or "", actions=list(given.get("availableActions") or []),
        owner=ask.caller.id,
    )  # fmt: skip
    if given.get("amountCharged"):
        payment.note(ask.world, "CHARGE_SUCCESS", decimal(given["amountCharged"]["amount"]), "", MANUALLY)
