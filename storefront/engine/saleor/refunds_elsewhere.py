"""Asks the payment app that took an order's money to give some of it back: a granted refund, and its request.

The granted refund carries the key of our refund in its reason, so that whoever was interrupted finds it there again
and nothing is granted twice. What became of it is read with the order (reading_orders).
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from payments.money import Money
from sellers.kit import clock
from storefront.engine import saleor
from storefront.engine.saleor.amounts import to_saleor
from storefront.engine.saleor.errors import raise_for
from storefront.engine.saleor.models import Telling
from storefront.engine.saleor.reading_orders import SaleorOrder

REASON = "Lapak: "
REFUND = "REFUND"
LEASE = timedelta(minutes=2)


class NobodyRefunds(Exception):
    """No transaction of another app holds as much, or can give it back by itself."""


def key_of(reason: str) -> str:
    """The key of our refund that a granted refund says; "" for somebody else's."""
    return reason.removeprefix(REASON) if reason.startswith(REASON) else ""


def ask(*, order: SaleorOrder, key: str, amount: Money, lines: Mapping[str, int], ours: frozenset[str]) -> bool:
    """True when it was asked now; False when it was before, or somebody else is at it.

    `lines`: packs by the order line's id there. `ours`: transactions of our own, whose money is not there.
    Raises NobodyRefunds, Refused, EngineUnavailable.
    """
    standing = next((one for one in order.refunds if key_of(one.reason) == key), None)
    if standing is not None and standing.status != "NONE":
        return False
    if not _mine(key):
        return False
    if standing is not None:
        _request(standing.transaction_id, standing.id)
        return True
    transaction_id = _holder(order, amount, ours)
    _request(transaction_id, _grant(order, key, amount, lines, transaction_id))
    return True


def _mine(key: str) -> bool:
    """One process at a time: granting is not safe to do twice."""
    name, now = f"ask:{key}", clock.now()
    _row, made = Telling.objects.get_or_create(key=name, defaults={"begun_at": now})
    return made or bool(Telling.objects.filter(key=name, begun_at__lte=now - LEASE).update(begun_at=now))


def _holder(order: SaleorOrder, amount: Money, ours: frozenset[str]) -> str:
    able = [one for one in order.transactions if one.id not in ours and REFUND in one.actions]
    enough = [one for one in able if one.charged.minor >= amount.minor]
    if not enough:
        raise NobodyRefunds
    return max(enough, key=lambda one: one.charged.minor).id


def _grant(order: SaleorOrder, key: str, amount: Money, lines: Mapping[str, int], transaction_id: str) -> str:
    wanted: dict[str, Any] = {
        "transactionId": transaction_id, "amount": to_saleor(amount), "reason": f"{REASON}{key}",
        "grantRefundForShipping": False,
    }  # fmt: skip
    if lines:
        wanted["lines"] = [{"id": line, "quantity": packs} for line, packs in lines.items()]
    told = saleor.api().ask("OrderRefundGrant", {"order": order.id, "input": wanted})["orderGrantRefundCreate"]
    return str(raise_for(told)["grantedRefund"]["id"])


def _request(transaction_id: str, refund_id: str) -> None:
    wanted = {"transaction": transaction_id, "refund": refund_id}
    raise_for(saleor.api().ask("OrderRefundRequest", wanted)["transactionRequestRefundForGrantedRefund"])
