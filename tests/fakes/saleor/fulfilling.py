"""Sending, cancelling what was sent, and taking it back."""

from tests.fakes.saleor.faults import Problem
from tests.fakes.saleor.order_writes import touched
from tests.fakes.saleor.orders import ORDERS, Allocation, Fulfillment, FulfillmentLine, Line, Order
from tests.fakes.saleor.places import Warehouse
from tests.fakes.saleor.registry import mutation
from tests.fakes.saleor.things import Ask, Json
from tests.fakes.saleor.watching import issuer, watching

Part = tuple[Line, Warehouse, int]


@mutation("orderFulfill", *ORDERS)
def order_fulfill(ask: Ask, *, input: Json, order: str | None = None) -> Json:
    """Rule 5: neither status nor payment is looked at, but for one shop setting."""
    one = ask.world.need(Order, order, "order")
    if not ask.world.shop.fulfillment_allow_unpaid and not one.is_paid:
        raise Problem("order", "CANNOT_FULFILL_UNPAID_ORDER", "Cannot fulfill unpaid order.")
    wanted = _parts(ask, input["lines"])
    may_exceed = bool(input.get("allowStockToBeExceeded"))
    if not may_exceed:
        for part in wanted:
            _must_be_there(ask, *part)
    made = _fulfillments(ask, one, wanted, input.get("trackingNumber") or "")
    for line, _, quantity in wanted:
        line.quantity_fulfilled += quantity
    one.refresh_status()
    for sent in made:
        _tell(ask, "FULFILLMENT_CREATED", sent)
        if sent.tracking_number:
            _tell(ask, "FULFILLMENT_TRACKING_NUMBER_UPDATED", sent)
    if one.status == "FULFILLED":
        for sent in made:
            _tell(ask, "FULFILLMENT_APPROVED", sent)
    touched(ask, one)
    if one.status == "FULFILLED":
        ask.world.tell("ORDER_FULFILLED", issuer(ask), order=one)
    return {"fulfillments": made, "order": one}


def _tell(ask: Ask, kind: str, sent: Fulfillment) -> None:
    ask.world.tell(kind, issuer(ask), fulfillment=sent, order=sent.order)


def _parts(ask: Ask, rows: list[Json]) -> list[Part]:
    found: list[Part] = []
    for row in rows:
        line = ask.world.need(Line, row["orderLineId"], "orderLineId")
        total = sum(stock["quantity"] for stock in row["stocks"])
        left = line.quantity_to_fulfill
        if total > left:
            said = f"Only {left} item{'' if left == 1 else 's'} remaining to fulfill."
            raise Problem("orderLineId", "FULFILL_ORDER_LINE", said, orderLines=[line.id])
        for stock in row["stocks"]:
            if stock["quantity"]:
                found.append((line, ask.world.need(Warehouse, stock["warehouse"], "warehouse"), stock["quantity"]))
    if not found:
        raise Problem("lines", "ZERO_QUANTITY", "Total quantity must be larger than 0.")
    return found


def _held(ask: Ask, line: Line, house: Warehouse) -> Allocation | None:
    return next((one for one in line.allocations(ask) if one.warehouse is house), None)


def _must_be_there(ask: Ask, line: Line, house: Warehouse, quantity: int) -> None:
    stock = line.variant_.stock_in(house) if line.variant_ else None
    own = _held(ask, line, house)
    free = stock.quantity - stock.allocated(ask.world) + (own.quantity if own else 0) if stock else 0
    is_counted = line.variant_ is None or line.variant_.track_inventory
    if stock is None or (is_counted and free < quantity):
        said = "Insufficient product stock."
        raise Problem("stocks", "INSUFFICIENT_STOCK", said, orderLines=[line.id], warehouse=house.id)


def _fulfillments(ask: Ask, order: Order, wanted: list[Part], tracking: str) -> list[Fulfillment]:
    """One for each warehouse, the same tracking number on all."""
    made: dict[str, Fulfillment] = {}
    for line, house, quantity in wanted:
        sent = made.get(house.id)
        if sent is None:
            sent = Fulfillment(
                id=ask.world.new_id("Fulfillment"), order=order, fulfillment_order=len(order.fulfillments) + 1,
                status="FULFILLED" if ask.world.shop.fulfillment_auto_approve else "WAITING_FOR_APPROVAL",
                tracking_number=tracking, warehouse=house if line.variant_ else None, created=ask.world.now(),
            )  # fmt: skip
            made[house.id] = ask.world.add(sent)
            order.fulfillments.append(sent)
        stock = line.variant_.stock_in(house) if line.variant_ else None
        sent.lines.append(
            ask.world.add(
                FulfillmentLine(id=ask.world.new_id("FulfillmentLine"), order_line=line, quantity=quantity, stock=stock)
            )
        )
        if stock is None:
            continue
        with watching(ask, [stock]):
            own = _held(ask, line, house)
            if own:
                own.quantity = max(0, own.quantity - quantity)
            if line.variant_ is not None and line.variant_.track_inventory:
                stock.quantity -= quantity
    return list(made.values())


@mutation("orderFulfillmentUpdateTracking", *ORDERS)
def order_fulfillment_update_tracking(ask: Ask, *, id: str, input: Json) -> Json:
    sent = ask.world.need(Fulfillment, id)
    sent.tracking_number = input.get("trackingNumber") or ""
    _tell(ask, "FULFILLMENT_TRACKING_NUMBER_UPDATED", sent)
    touched(ask, sent.order)
    return {"fulfillment": sent, "order": sent.order}


@mutation("orderFulfillmentApprove", *ORDERS)
def order_fulfillment_approve(
    ask: Ask, *, id: str, notify_customer: bool = False, allow_stock_to_be_exceeded: bool = False
) -> Json:
    sent = ask.world.need(Fulfillment, id)
    if sent.status != "WAITING_FOR_APPROVAL":
        raise Problem("status", "INVALID", "Invalid fulfillment status, only WAITING_FOR_APPROVAL can be accepted.")
    sent.status = "FULFILLED"
    sent.order.refresh_status()
    _tell(ask, "FULFILLMENT_APPROVED", sent)
    touched(ask, sent.order)
    return {"fulfillment": sent, "order": sent.order}


@mutation("orderFulfillmentCancel", *ORDERS)
def order_fulfillment_cancel(ask: Ask, *, id: str, input: Json | None = None) -> Json:
    """Restocks into the named warehouse and allocates the lines again; the fulfilment stays, CANCELED."""
    sent = ask.world.need(Fulfillment, id)
    if sent.status not in ("FULFILLED", "WAITING_FOR_APPROVAL"):
        raise Problem("fulfillment", "CANNOT_CANCEL_FULFILLMENT", "This fulfillment can't be canceled")
    house_id = (input or {}).get("warehouseId")
    if house_id is None:
        raise Problem("warehouseId", "REQUIRED", "This parameter is required for fulfillments which are not waiting.")
    house = ask.world.need(Warehouse, house_id, "warehouseId")
    sent.status = "CANCELED"
    for row in sent.lines:
        line = row.order_line
        line.quantity_fulfilled -= row.quantity
        stock = line.variant_.stock_in(house) if line.variant_ else None
        if stock is None:
            continue
        with watching(ask, [stock]):
            stock.quantity += row.quantity
            own = _held(ask, line, house)
            if own is None:
                own = ask.world.add(
                    Allocation(id=ask.world.new_id("Allocation"), order_line=line, stock=stock, quantity=0)
                )
            own.quantity += row.quantity
    sent.order.refresh_status()
    _tell(ask, "FULFILLMENT_CANCELED", sent)
    touched(ask, sent.order)
    return {"fulfillment": sent, "order": sent.order}


@mutation("orderFulfillmentReturnProducts", *ORDERS)
def order_fulfillment_return_products(ask: Ask, *, order: str, input: Json) -> Json:
    """Rule 8: the stock is not put back, no money moves."""
    one = ask.world.need(Order, order, "order")
    if input.get("refund"):
        raise Problem("order", "CANNOT_REFUND", "Order with transactions cannot be refunded this way.")
    rows = [
        (ask.world.need(FulfillmentLine, row["fulfillmentLineId"], "fulfillmentLineId"), row["quantity"])
        for row in input.get("fulfillmentLines") or []
    ]
    for row, quantity in rows:
        if quantity > row.quantity:
            raise Problem("fulfillmentLineId", "INVALID_QUANTITY", "Provided quantity is greater than possible.")
    back = _returned(ask, one, rows)
    one.refresh_status()
    touched(ask, one)
    return {"returnFulfillment": back, "replaceFulfillment": None, "order": one, "replaceOrder": None}


def _returned(ask: Ask, order: Order, rows: list[tuple[FulfillmentLine, int]]) -> Fulfillment:
    source = next((one for one in order.fulfillments for row, _ in rows if row in one.lines), None)
    back = ask.world.add(
        Fulfillment(
            id=ask.world.new_id("Fulfillment"), order=order, fulfillment_order=len(order.fulfillments) + 1,
            status="RETURNED", tracking_number="", warehouse=source.warehouse if source else None,
            created=ask.world.now(),
        )
    )  # fmt: skip
    order.fulfillments.append(back)
    for row, quantity in rows:
        row.quantity -= quantity
        back.lines.append(
            ask.world.add(
                FulfillmentLine(
                    id=ask.world.new_id("FulfillmentLine"),
                    order_line=row.order_line,
                    quantity=quantity,
                    stock=row.stock,
                )
            )
        )
    for sent in list(order.fulfillments):
        sent.lines = [row for row in sent.lines if row.quantity]
        if not sent.lines:
            order.fulfillments.remove(sent)
    return back


@mutation("orderFulfillmentRefundProducts", *ORDERS)
def order_fulfillment_refund_products(ask: Ask, *, order: str, input: Json) -> Json:
    ask.world.need(Order, order, "order")
    raise Problem("order", "CANNOT_REFUND", "Order with transactions cannot be refunded this way.")
