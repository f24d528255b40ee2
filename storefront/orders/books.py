"""Turns an order's frozen amounts into finished postings. The ledger below knows accounts, not orders.

What is sold stands with whoever collects it: the seller's account at its cooperative, or the till of a seller that
collects for itself. The commission stands between the seller and the cooperative whose rule made it.
"""

from datetime import datetime

from payments.ledger import accounts
from payments.ledger.accounts import AccountKey
from payments.ledger.posting import Move, post
from payments.money import Money
from storefront.orders.models import Bill, Order


def post_sale(*, order: Order, at: datetime) -> bool:
    """The sale of one order: goods and delivery fee to the seller, the commission on goods to the cooperative."""
    return post(entry=f"sale:{order.code}", moves=sale_moves(order), at=at)


def post_reversal(*, order: Order, at: datetime) -> bool:
    """Undo the sale of one order by the very amounts that were posted."""
    return post(entry=f"reversal:{order.code}", moves=reversal_moves(order), at=at)


def sale_moves(order: Order) -> list[Move]:
    """What `post_sale` posts, from the order's amounts alone."""
    seller, buyer = _seller(order), _buyer(order.bill)
    return [
        Move("sale", seller, buyer, _money(order, order.goods_minor), order.code),
        Move("shipping", seller, buyer, _money(order, order.delivery_minor), order.code),
        *_commission(order, kind="commission", back=False),
    ]


def reversal_moves(order: Order) -> list[Move]:
    """What `post_reversal` posts."""
    seller, buyer = _seller(order), _buyer(order.bill)
    return [
        Move("sale_reversed", buyer, seller, _money(order, order.goods_minor), order.code),
        Move("shipping_reversed", buyer, seller, _money(order, order.delivery_minor), order.code),
        *_commission(order, kind="commission_reversed", back=True),
    ]


def post_refund_due(*, bill: Bill, key: str, amount: Money, ref: str, memo: str, at: datetime) -> bool:
    """What the bill's collector now owes the buyer back; `key` is the refund task's."""
    due = accounts.refund_due(bill.cooperative_id, bill.seller_id, amount.currency)
    move = Move("refund_due", due, _buyer(bill), amount, ref, memo)
    return post(entry=f"refund_due:{key}", moves=[move], at=at)


def _commission(order: Order, *, kind: str, back: bool) -> list[Move]:
    rule = order.commission_rule
    if rule is None or not order.commission_minor:
        return []
    income = accounts.commission(rule.cooperative_id, order.currency)
    seller = accounts.seller(order.seller_id, rule.cooperative_id, order.currency)
    source, target = (seller, income) if back else (income, seller)
    return [Move(kind, source, target, _money(order, order.commission_minor), order.code)]


def _seller(order: Order) -> AccountKey:
    """At the collecting cooperative, or the till of a seller that collects for itself."""
    return accounts.seller(order.seller_id, order.bill.cooperative_id, order.currency)


def _buyer(bill: Bill) -> AccountKey:
    return accounts.buyer(bill.code, bill.currency)


def _money(order: Order, minor: int) -> Money:
    return Money(minor, order.currency)
