"""Transactions that apps make and report on, and what money does to an order (contract section 8)."""

from decimal import Decimal
from typing import Any

from tests.fakes.saleor.apps import App
from tests.fakes.saleor.books import Event, Transaction
from tests.fakes.saleor.carts import Checkout
from tests.fakes.saleor.faults import Denied, Problem, not_found
from tests.fakes.saleor.orders import Order
from tests.fakes.saleor.registry import mutation, query
from tests.fakes.saleor.things import Ask, Json, as_pairs, decimal
from tests.fakes.saleor.watching import issuer

_MONEY = ("HANDLE_PAYMENTS",)


def source_of(ask: Ask, id: str) -> Checkout | Order:
    found = ask.world.get(Checkout, id) or ask.world.get(Order, id)
    if found is None:
        raise not_found(id)
    return found


def currency_of(source: Checkout | Order) -> str:
    return source.channel.currency_code


def new_transaction(ask: Ask, source: Checkout | Order, **more: Any) -> Transaction:
    now = ask.world.now()
    made = Transaction(
        id=ask.world.new_uuid_id("TransactionItem"), source=source, currency=currency_of(source), created_at=now,
        modified_at=now, **more,
    )  # fmt: skip
    source.payments.append(ask.world.add(made))
    return made


class Before:
    """What a source owed before some events, so that `tell` knows what changed."""

    def __init__(self, source: Checkout | Order) -> None:
        self.source = source
        self.charged = sum((one.charged for one in source.payments), Decimal(0))
        self.refunded = sum((one.refunded for one in source.payments), Decimal(0))
        self.covered = source.covered if isinstance(source, Checkout) else Decimal(0)

    def tell(self, ask: Ask, *, flips: bool = True) -> None:
        if isinstance(self.source, Checkout):
            self._tell_checkout(ask, self.source)
        else:
            self._tell_order(ask, self.source, flips)

    def _tell_checkout(self, ask: Ask, checkout: Checkout) -> None:
        """Rule 14: pending money is money here, and may complete the checkout by itself."""
        if self.covered < checkout.total <= checkout.covered:
            ask.world.tell("CHECKOUT_FULLY_PAID", issuer(ask), checkout=checkout)
            if checkout.channel.checkout["automaticallyCompleteFullyPaidCheckouts"]:
                ask.world.jobs.append(lambda: ask.world.complete(checkout.id))
        ask.world.tell("CHECKOUT_UPDATED", issuer(ask), checkout=checkout)

    def _tell_order(self, ask: Ask, order: Order, flips: bool) -> None:
        is_paid = order.charge_status in ("FULL", "OVERCHARGED")
        if flips and order.status == "UNCONFIRMED":
            order.status = "UNFULFILLED"  # rule 11, and no webhook says so
        elif order.status == "EXPIRED" and is_paid and order.charged > self.charged:
            order.status = "UNFULFILLED"  # rule 6: nothing is allocated
        refunded = sum((one.refunded for one in order.payments), Decimal(0))
        who = issuer(ask)
        if order.charged > self.charged:
            ask.world.tell("ORDER_PAID", who, order=order)  # rule 13: any charge
            if is_paid:
                ask.world.tell("ORDER_FULLY_PAID", who, order=order)
        if refunded > self.refunded:
            ask.world.tell("ORDER_REFUNDED", who, order=order)
            if order.charged <= 0:
                ask.world.tell("ORDER_FULLY_REFUNDED", who, order=order)
        if order.charged != self.charged or refunded != self.refunded:
            order.updated_at = ask.world.now()
            ask.world.tell("ORDER_UPDATED", who, order=order)


@query("transaction", *_MONEY, "MANAGE_ORDERS")
def transaction(ask: Ask, *, id: str | None = None, token: str | None = None) -> Transaction | None:
    rows = ask.world.all(Transaction)
    return next((one for one in rows if one.id == id or (token and one.token == token)), None)


_AMOUNTS = {
    "amountAuthorized": "AUTHORIZATION_SUCCESS", "amountCharged": "CHARGE_SUCCESS",
    "amountRefunded": "REFUND_SUCCESS", "amountCanceled": "CANCEL_SUCCESS",
}  # fmt: skip


@mutation("transactionCreate", *_MONEY)
def transaction_create(ask: Ask, *, id: str, transaction: Json, transaction_event: Json | None = None) -> Json:
    """pspReference is not unique: a repeat makes a second transaction."""
    source = source_of(ask, id)
    for name in _AMOUNTS:
        given = transaction.get(name)
        if given and given["currency"] != currency_of(source):
            kind = "order" if isinstance(source, Order) else "checkout"
            said = f"Currency needs to be the same as for {kind}: {currency_of(source)}"
            raise Problem(name, "INCORRECT_CURRENCY", said)
    before = Before(source)
    app = ask.world.get(App, ask.caller.id)
    made = new_transaction(
        ask, source, name=transaction.get("name") or "", message=transaction.get("message") or "",
        psp_reference=transaction.get("pspReference") or "", external_url=transaction.get("externalUrl") or "",
        actions=list(transaction.get("availableActions") or []), owner=ask.caller.id, handler=app,
        metadata_=as_pairs(transaction.get("metadata")), private_=as_pairs(transaction.get("privateMetadata")),
    )  # fmt: skip
    if transaction_event:
        made.note(ask.world, "INFO", Decimal(0), transaction_event.get("pspReference") or "",
                  transaction_event.get("message") or "")  # fmt: skip
    for name, kind in _AMOUNTS.items():
        if transaction.get(name):
            made.note(ask.world, kind, decimal(transaction[name]["amount"]), made.psp_reference)
    before.tell(ask)
    return {"transaction": made}


@mutation("transactionUpdate", *_MONEY)
def transaction_update(
    ask: Ask, *, id: str | None = None, token: str | None = None, transaction: Json | None = None,
    transaction_event: Json | None = None,
) -> Json:  # fmt: skip
    one = _owned(ask, id, token)
    given = transaction or {}
    for name, attribute in (("name", "name"), ("message", "message"), ("pspReference", "psp_reference"),
                            ("externalUrl", "external_url"), ("availableActions", "actions")):  # fmt: skip
        if given.get(name) is not None:
            setattr(one, attribute, given[name])
    one.metadata_.update(as_pairs(given.get("metadata")))
    one.private_.update(as_pairs(given.get("privateMetadata")))
    if transaction_event:
        one.note(ask.world, "INFO", Decimal(0), transaction_event.get("pspReference") or "",
                 transaction_event.get("message") or "")  # fmt: skip
    return {"transaction": one}


def _owned(ask: Ask, id: str | None, token: str | None) -> Transaction:
    """Only who made a transaction may change it."""
    one = next((row for row in ask.world.all(Transaction) if row.id == id or (token and row.token == token)), None)
    if one is None:
        one = ask.world.need(Transaction, id or token)
    if one.owner and one.owner != ask.caller.id and ask.caller.kind != "staff":
        raise Denied("OWNER", "HANDLE_PAYMENTS")
    return one


@mutation("transactionEventReport", *_MONEY)
def transaction_event_report(
    ask: Ask, *, type: str, psp_reference: str, id: str | None = None, token: str | None = None,
    amount: Any = None, message: str | None = None, available_actions: list[str] | None = None,
    external_url: str | None = None, transaction_metadata: list[Json] | None = None,
    transaction_private_metadata: list[Json] | None = None, **_: Any,
) -> Json:  # fmt: skip
    one = _owned(ask, id, token)
    sum_ = _reported_amount(one, type, psp_reference, amount)
    same = next(
        (row for row in one.history if row.type == type and row.psp_reference == psp_reference and row.counts), None
    )
    if same is not None:
        if same.amount_ != sum_:
            said = "The transaction with provided `pspReference` and `type` already exists with different amount."
            failed = f"{type.partition('_')[0]}_FAILURE"
            one.note(ask.world, failed, sum_, psp_reference, said, counts=False)
            raise Problem("pspReference", "INCORRECT_DETAILS", said)
        return {"alreadyProcessed": True, "transaction": one, "transactionEvent": same}
    before = Before(one.source)
    grant = next((row.grant for row in one.history if row.psp_reference == psp_reference and row.grant), None)
    event = one.note(ask.world, type, sum_, psp_reference, message or "", external_url=external_url or "", grant=grant)
    if available_actions is not None:
        one.actions = list(available_actions)
    one.metadata_.update(as_pairs(transaction_metadata))
    one.private_.update(as_pairs(transaction_private_metadata))
    before.tell(ask, flips=not type.endswith(("ACTION_REQUIRED", "FAILURE")) and type != "INFO")
    return {"alreadyProcessed": False, "transaction": one, "transactionEvent": event}


def _reported_amount(one: Transaction, type: str, psp: str, amount: Any) -> Decimal:
    if amount is not None:
        return decimal(amount)
    request = f"{type.partition('_')[0]}_REQUEST"
    asked: Event | None = next((row for row in one.history if row.type == request and row.psp_reference == psp), None)
    if asked is not None:
        return asked.amount_
    if type == "INFO" or type.endswith("ACTION_REQUIRED"):
        return Decimal(0)
    raise Problem("amount", "REQUIRED", "The `amount` field is required for this event type.")
