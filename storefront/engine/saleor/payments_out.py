"""What Saleor is told of payments that another storefront began with us, and the order that a paid checkout becomes.

Every report carries our reference and is the same however often it is made: Saleor knows it by type, reference and
amount. Making the order is not: so it is looked for by its checkout before and after.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from payments.money import Money
from storefront.engine import saleor
from storefront.engine.port import EngineUnavailable
from storefront.engine.saleor.amounts import NotOurMoney, from_saleor, to_saleor
from storefront.engine.saleor.errors import Answered, Problem, problems

log = logging.getLogger("lapak.saleor")
CHARGED, CHARGE_FAILED = "CHARGE_SUCCESS", "CHARGE_FAILURE"
REFUNDED, REFUND_FAILED = "REFUND_SUCCESS", "REFUND_FAILURE"
VOIDED = "CANCEL_SUCCESS"
SESSION = "lapak.session"
LONGEST = 500
SOLD_OUT = frozenset({
    "INSUFFICIENT_STOCK", "UNAVAILABLE_VARIANT_IN_CHANNEL", "PRODUCT_NOT_PUBLISHED",
    "PRODUCT_UNAVAILABLE_FOR_PURCHASE", "NO_LINES",
})  # fmt: skip
RACE_LOST = "InsufficientStock"  # a loser at the last piece may get this beside the data


class CheckoutGone(Exception):
    """There is no such checkout and no order that it became."""


class SoldOut(Exception):
    """What was paid for cannot be had any more."""


class NotReady(Exception):
    """Something is missing on the checkout: an address, a way of delivery. Its shopper may still put it right."""


@dataclass(frozen=True)
class Due:
    """A checkout that is no order yet. `total` is None when it is finer than our money."""

    total: Money | None


def report(
    *, transaction_id: str, kind: str, amount: Money, reference: str, actions: Sequence[str] = (), message: str = ""
) -> bool:
    """Tell what happened to a transaction. False when Saleor will never take it: it is written down, and no more.

    Raises EngineUnavailable; then the same call may be made again.
    """
    variables = {
        "id": transaction_id, "type": kind, "amount": to_saleor(amount), "psp": reference, "actions": list(actions),
        "message": message[:LONGEST],
    }  # fmt: skip
    told = saleor.api().ask("PayReport", variables, safe=True)["transactionEventReport"]
    found = problems(told)
    if found:
        log.error("saleor did not take %s %s: %s", kind, reference, _said(found))
    return not found


def order_of(checkout_id: str) -> str:
    """The order that a checkout became; "" when there is none. Raises EngineUnavailable."""
    edges = saleor.api().ask("OrderOfCheckout", {"checkout": checkout_id}, safe=True)["orders"]["edges"]
    return str(edges[0]["node"]["id"]) if edges else ""


def due_of(checkout_id: str) -> Due | None:
    """The checkout as it is now; None when it became an order or was thrown away. Raises EngineUnavailable."""
    told = saleor.api().ask("CheckoutDue", {"id": checkout_id}, safe=True)["checkout"]
    if not told:
        return None
    price = told["totalPrice"]["gross"]
    try:
        return Due(from_saleor(price["amount"], str(price["currency"])))
    except NotOurMoney:
        return Due(None)


def make_order(checkout_id: str, *, reference: str) -> str:
    """The order of a paid checkout: made now, or made before by us or by its storefront.

    Raises CheckoutGone, SoldOut, NotReady, EngineUnavailable.
    """
    variables = {"id": checkout_id, "private": [{"key": SESSION, "value": reference}]}
    try:
        told = saleor.api().ask("CheckoutToOrder", variables)["orderCreateFromCheckout"]
    except Answered as error:
        if error.code == RACE_LOST:
            raise SoldOut from error
        found = order_of(checkout_id)
        if found:
            return found
        raise EngineUnavailable(str(error)) from error
    if told["order"]:
        return str(told["order"]["id"])
    found = order_of(checkout_id)
    if found:
        return found
    codes = {one.code for one in problems(told)}
    if codes & SOLD_OUT:
        raise SoldOut(_said(problems(told)))
    if "CHECKOUT_NOT_FOUND" in codes:
        raise CheckoutGone
    raise NotReady(_said(problems(told)))


def _said(found: Sequence[Problem]) -> str:
    return "; ".join(f"{one.code} {one.field}: {one.message}" for one in found)
