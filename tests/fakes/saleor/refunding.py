"""Money back: granted refunds, and the requests the worker carries to the app."""

from decimal import Decimal
from typing import Any

from tests.fakes.saleor.books import Event, Transaction
from tests.fakes.saleor.charging import Before
from tests.fakes.saleor.faults import Problem
from tests.fakes.saleor.orders import ORDERS, Grant, Line, Order
from tests.fakes.saleor.registry import mutation
from tests.fakes.saleor.things import Ask, Json, Loose, decimal

_EVENTS = {"REFUND": "TRANSACTION_REFUND_REQUESTED", "CHARGE": "TRANSACTION_CHARGE_REQUESTED",
           "CANCEL": "TRANSACTION_CANCELATION_REQUESTED"}  # fmt: skip
MAX_TRIES = 6


@mutation("orderGrantRefundCreate", *ORDERS)
def order_grant_refund_create(ask: Ask, *, id: str, input: Json) -> Json:
    order = ask.world.need(Order, id)
    transaction = ask.world.need(Transaction, input.get("transactionId"), "transactionId")
    lines = _granted_lines(ask, order, input.get("lines") or [])
    amount = sum((line.unit * row["quantity"] for line, row in lines), Decimal(0))
    with_shipping = bool(input.get("grantRefundForShipping"))
    if with_shipping:
        amount += order.shipping
    if input.get("amount") is not None:
        amount = decimal(input["amount"])
        if amount > transaction.charged:
            said = f"Cannot grant refund for more than the charged amount ({transaction.charged})."
            raise Problem("amount", "AMOUNT_GREATER_THAN_AVAILABLE", said)
    elif not lines and not with_shipping:
        raise Problem("amount", "REQUIRED", "At least one of amount, lines, grantRefundForShipping is required.")
    now = ask.world.now()
    grant = Grant(
        id=ask.world.new_id("OrderGrantedRefund"), amount_=min(amount, transaction.charged), currency=order.currency,
        reason=input.get("reason") or "", created_at=now, updated_at=now, shipping_costs_included=with_shipping,
        lines=[row for _, row in lines], transaction=transaction,
    )  # fmt: skip
    order.granted_refunds.append(ask.world.add(grant))
    order.updated_at = now
    return {"grantedRefund": grant, "order": order}


def _granted_lines(ask: Ask, order: Order, given: list[Json]) -> list[tuple[Line, Json]]:
    found: list[tuple[Line, Json]] = []
    wrong: list[Json] = []
    for row in given:
        line = ask.world.need(Line, row["id"], "lines")
        before = sum(
            old["quantity"] for grant in order.granted_refunds for old in grant.lines if old["orderLine"] is line
        )
        left = line.quantity - before
        if row["quantity"] > left:
            said = f"Cannot grant refund for more than the available quantity of the line ({left})."
            wrong.append(Loose(field="quantity", code="QUANTITY_GREATER_THAN_AVAILABLE", message=said, lineId=line.id))
        made = {
            "__typename": "OrderGrantedRefundLine", "id": ask.world.new_id("OrderGrantedRefundLine"),
            "quantity": row["quantity"], "orderLine": line, "reason": row.get("reason"),
        }  # fmt: skip
        found.append((line, made))
    if wrong:
        raise Problem("lines", "INVALID", "Provided input for lines is invalid.", lines=wrong)
    return found


@mutation("transactionRequestRefundForGrantedRefund", "HANDLE_PAYMENTS")
def transaction_request_refund_for_granted_refund(
    ask: Ask, *, granted_refund_id: str, id: str | None = None, token: str | None = None
) -> Json:
    one = ask.world.need(Transaction, id)
    grant = ask.world.need(Grant, granted_refund_id, "grantedRefundId")
    _request(ask, one, "REFUND", min(grant.amount_, one.charged), grant)
    return {"transaction": one}


@mutation("transactionRequestAction", "HANDLE_PAYMENTS")
def transaction_request_action(
    ask: Ask, *, action_type: str, id: str | None = None, token: str | None = None, amount: Any = None,
    refund_reason: str | None = None, refund_reason_reference: str | None = None,
) -> Json:  # fmt: skip
    """Rule 16: a refund that is too large is quietly made smaller, and `actions` is not looked at."""
    one = ask.world.need(Transaction, id)
    possible = {"REFUND": one.charged, "CHARGE": one.authorized, "CANCEL": one.authorized}[action_type]
    wanted = possible if amount is None else min(decimal(amount), possible)
    _request(ask, one, action_type, wanted, None, refund_reason or "")
    return {"transaction": one}


def _request(ask: Ask, one: Transaction, kind: str, amount: Decimal, grant: Grant | None, reason: str = "") -> None:
    event_name = _EVENTS[kind]
    hooks = one.handler.hooks if one.handler else []
    if not any(event_name in hook.sync and hook.is_active for hook in hooks):
        said = "No app or plugin is configured to handle requested transaction action."
        raise Problem("id", "MISSING_TRANSACTION_ACTION_REQUEST_WEBHOOK", said)
    # the sum leaves `chargedAmount` when the app has answered with its reference
    asked = one.note(ask.world, f"{kind}_REQUEST", amount, "", reason, counts=False, grant=grant)
    ask.world.jobs.append(lambda: carry(ask, one, kind, asked, 1))


def carry(ask: Ask, one: Transaction, kind: str, asked: Event, tries: int) -> None:
    """The worker's call; 5xx and silence are tried again, a 4xx or rubbish is a failure at once."""
    action = {
        "__typename": "TransactionAction", "actionType": kind, "amount": asked.amount_, "currency": one.currency
    }  # fmt: skip
    with ask.world.acting():
        fields = {"action": action, "transaction": one, "grantedRefund": asked.grant}
        status, answer = ask.world.call_app(ask, one.handler, _EVENTS[kind], fields)
        if (status == 0 or (status or 0) >= 500) and tries < MAX_TRIES:
            ask.world.jobs.append(lambda: carry(ask, one, kind, asked, tries + 1))
            return
        before = Before(one.source)
        if not isinstance(answer, dict) or not answer.get("pspReference"):
            one.note(ask.world, f"{kind}_FAILURE", asked.amount_, "", "Failed to delivery request.", grant=asked.grant)
        else:
            asked.psp_reference, asked.counts = str(answer["pspReference"]), True
            result = answer.get("result")
            if result:
                amount = asked.amount_ if answer.get("amount") is None else decimal(answer["amount"])
                said = str(answer.get("message") or "")
                one.note(ask.world, result, amount, asked.psp_reference, said, grant=asked.grant)
        before.tell(Ask(ask.world))  # the worker acts for nobody
