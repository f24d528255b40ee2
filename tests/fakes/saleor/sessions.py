"""Payment apps are asked inside the shopper's request: gateway config, initialize, process."""

from decimal import Decimal, InvalidOperation
from typing import Any

from tests.fakes.saleor.apps import App
from tests.fakes.saleor.books import Event, Transaction
from tests.fakes.saleor.carts import Checkout
from tests.fakes.saleor.charging import Before, new_transaction, source_of
from tests.fakes.saleor.faults import Problem
from tests.fakes.saleor.orders import Order
from tests.fakes.saleor.registry import mutation
from tests.fakes.saleor.things import Ask, Json, Loose, decimal

RESULTS = (
    "AUTHORIZATION_SUCCESS", "AUTHORIZATION_FAILURE", "AUTHORIZATION_ADJUSTMENT", "AUTHORIZATION_REQUEST",
    "AUTHORIZATION_ACTION_REQUIRED", "CHARGE_ACTION_REQUIRED", "CHARGE_SUCCESS", "CHARGE_FAILURE", "CHARGE_BACK",
    "CHARGE_REQUEST", "REFUND_SUCCESS", "REFUND_FAILURE", "REFUND_REVERSE", "REFUND_REQUEST", "CANCEL_SUCCESS",
    "CANCEL_FAILURE", "CANCEL_REQUEST", "INFO",
)  # fmt: skip
_GATEWAY = "PAYMENT_GATEWAY_INITIALIZE_SESSION"


def due(source: Checkout | Order) -> Decimal:
    if isinstance(source, Checkout):
        return max(Decimal(0), source.total - source.covered)
    return max(Decimal(0), source.due - source.charged)


@mutation("paymentGatewayInitialize")
def payment_gateway_initialize(
    ask: Ask, *, id: str, amount: Any = None, payment_gateways: list[Json] | None = None
) -> Json:
    source = source_of(ask, id)
    wanted = {one["id"]: one.get("data") for one in payment_gateways or []}
    apps = [one for one in ask.world.all(App) if one.is_active and any(_GATEWAY in hook.sync for hook in one.hooks)]
    rows: list[Json] = []
    for app in apps:
        if payment_gateways and app.identifier not in wanted:
            continue
        fields = {
            "data": wanted.get(str(app.identifier)), "amount": due(source) if amount is None else decimal(amount),
            "sourceObject": source,
        }  # fmt: skip
        _, answer = ask.world.call_app(ask, app, _GATEWAY, fields)
        is_usable = isinstance(answer, dict) and "data" in answer
        errors = [] if is_usable else [Loose(field="id", code="INVALID", message="Unable to parse response")]
        rows.append(
            {
                "__typename": "PaymentGatewayConfig", "id": app.identifier,
                "data": answer["data"] if is_usable else None, "errors": errors,
            }
        )  # fmt: skip
    known = [one["id"] for one in rows]
    for name in wanted:
        if name not in known:
            missing = Loose(field="id", code="NOT_FOUND", message="App with provided identifier not found.")
            rows.append({"__typename": "PaymentGatewayConfig", "id": name, "data": None, "errors": [missing]})
    return {"gatewayConfigs": rows}


@mutation("transactionInitialize")
def transaction_initialize(
    ask: Ask, *, id: str, payment_gateway: Json, amount: Any = None, idempotency_key: str | None = None,
    action: str | None = None, customer_ip_address: str | None = None,
) -> Json:  # fmt: skip
    source = source_of(ask, id)
    if action is not None:
        ask.caller.demand("HANDLE_PAYMENTS")
    app = ask.world.by(App, identifier=payment_gateway["id"])
    if app is None or not app.is_active:
        raise Problem("paymentGateway", "NOT_FOUND", "App with provided identifier not found.")
    one = _again(ask, source, app, idempotency_key, amount)
    if one is None:
        one = new_transaction(
            ask, source, handler=app, owner=app.id, idempotency_key=idempotency_key or "",
            asked=due(source) if amount is None else decimal(amount),
        )  # fmt: skip
    kind = action or source.channel.payment["defaultTransactionFlowStrategy"]
    fields = _fields(one, kind, payment_gateway.get("data"), customer_ip_address or ask.ip)
    fields["idempotencyKey"] = one.idempotency_key or one.token
    event, data = _session(ask, one, "TRANSACTION_INITIALIZE_SESSION", kind, fields)
    return {"transaction": one, "transactionEvent": event, "data": data}


def _again(ask: Ask, source: Any, app: App, key: str | None, amount: Any) -> Transaction | None:
    """Same key, same amount: the same transaction (and the app is asked again)."""
    if not key:
        return None
    one = next((row for row in ask.world.all(Transaction) if row.idempotency_key == key and row.handler is app), None)
    if one is None:
        return None
    if one.source is not source or (amount is not None and decimal(amount) != one.asked):
        said = "Different transaction with provided idempotency key already exists."
        raise Problem("idempotencyKey", "UNIQUE", said)
    return one


def _fields(one: Transaction, kind: str, data: Any, ip: str) -> Json:
    return {
        "data": data, "merchantReference": one.id, "customerIpAddress": ip, "transaction": one,
        "action": {
            "__typename": "TransactionProcessAction", "actionType": kind, "amount": one.asked, "currency": one.currency
        },
        "sourceObject": one.source,
    }  # fmt: skip


@mutation("transactionProcess")
def transaction_process(
    ask: Ask, *, id: str | None = None, token: str | None = None, data: Any = None,
    customer_ip_address: str | None = None,
) -> Json:  # fmt: skip
    """Asks the app only while the last word was *_ACTION_REQUIRED; else tells the old event."""
    one = next((row for row in ask.world.all(Transaction) if row.id == id or (token and row.token == token)), None)
    if one is None:
        one = ask.world.need(Transaction, id or token)
    done = [row for row in one.history if row.type.endswith(("_SUCCESS", "_REQUEST")) and row.counts]
    if done:
        return {"transaction": one, "transactionEvent": done[-1], "data": one.data}
    kind = one.source.channel.payment["defaultTransactionFlowStrategy"]
    fields = _fields(one, kind, data, customer_ip_address or ask.ip)
    event, answer = _session(ask, one, "TRANSACTION_PROCESS_SESSION", kind, fields)
    return {"transaction": one, "transactionEvent": event, "data": answer}


def _session(ask: Ask, one: Transaction, hook: str, kind: str, fields: Json) -> tuple[Event, Any]:
    _, answer = ask.world.call_app(ask, one.handler, hook, fields)
    before = Before(one.source)
    if not isinstance(answer, dict):
        return one.note(ask.world, f"{kind}_FAILURE", one.asked, "", "Failed to delivery request."), None
    result = answer.get("result")
    if result not in RESULTS:
        said = f"Missing or invalid value for `result`: {result}. Possible values: {', '.join(RESULTS)}."
        return one.note(ask.world, f"{kind}_FAILURE", one.asked, "", said), None
    psp, message = str(answer.get("pspReference") or ""), str(answer.get("message") or "")
    if not psp and result.endswith(("_SUCCESS", "_REQUEST")):
        said = "Providing `pspReference` is required for this result."
        return one.note(ask.world, f"{kind}_FAILURE", one.asked, "", said), answer.get("data")
    event = _booked(ask, one, answer, result, psp, message)
    before.tell(ask, flips=not result.endswith(("ACTION_REQUIRED", "FAILURE")))
    return event, answer.get("data")


def _booked(ask: Ask, one: Transaction, answer: Json, result: str, psp: str, message: str) -> Event:
    try:
        amount = one.asked if answer.get("amount") is None else Decimal(str(answer["amount"]))
    except InvalidOperation:
        amount = one.asked
    known = next(
        (row for row in one.history if (row.type, row.psp_reference, row.amount_) == (result, psp, amount)), None
    )
    one.psp_reference, one.data = psp or one.psp_reference, answer.get("data")
    if not result.endswith("ACTION_REQUIRED"):  # the actions of an ACTION_REQUIRED answer are not stored
        one.actions = list(answer.get("actions") or one.actions)
    url = str(answer.get("externalUrl") or "")
    one.external_url = url or one.external_url
    return known or one.note(ask.world, result, amount, psp, message, external_url=url)
