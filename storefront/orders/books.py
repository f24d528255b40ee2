"""Turns an order's frozen amounts into finished postings. The ledger below knows accounts, not orders.

What is sold stands with whoever collects it: the seller's account at its cooperative, or the till of a seller that
collects for itself. The commission stands between the seller and the cooperative that keeps it. A refund always
undoes the sale at the seller; when somebody else bears it, that one makes the seller whole at its cooperative.
"""

from datetime import datetime

from payments.ledger import accounts
from payments.ledger.accounts import AccountKey
from payments.ledger.posting import Move, post
from payments.money import Money
from storefront.orders.models import Bill, Order, Refund, Shipment


def post_sale(*, order: Order, at: datetime) -> bool:
    """The sale of one order: goods and delivery fee to the seller, the commission on goods to the cooperative."""
    return post(entry=f"sale:{order.code}", moves=sale_moves(order), at=at)


def post_refund(*, refund: Refund, at: datetime) -> bool:
    """Undo the sale as far as the refund says, and let its bearer make the seller whole."""
    return post(entry=f"refund:{refund.code}", moves=refund_moves(refund), at=at)


def sale_moves(order: Order) -> list[Move]:
    """What `post_sale` posts, from the order's amounts alone."""
    buyer = _buyer(order.bill)
    return [
        Move("sale", _seller(order), buyer, _money(order, order.goods_minor), order.code),
        Move("shipping", _carrier(order), buyer, _money(order, order.delivery_minor), order.code),
        *_commission(order, order.commission_minor, kind="commission", back=False),
    ]


def refund_moves(refund: Refund) -> list[Move]:
    """What `post_refund` posts."""
    order = refund.order
    buyer = _buyer(order.bill)
    return [
        Move("sale_reversed", buyer, _seller(order), _money(order, refund.goods_minor), order.code),
        Move("shipping_reversed", buyer, _carrier(order), _money(order, refund.delivery_minor), order.code),
        *_commission(order, refund.commission_minor, kind="commission_reversed", back=True),
        *_courier_keeps(refund),
        *_borne(refund),
    ]


def post_refund_due(*, bill: Bill, key: str, amount: Money, ref: str, memo: str, at: datetime) -> bool:
    """What the bill's collector now owes the buyer back; `key` is the refund task's."""
    due = accounts.refund_due(bill.cooperative_id, bill.seller_id, amount.currency)
    move = Move("refund_due", due, _buyer(bill), amount, ref, memo)
    return post(entry=f"refund_due:{key}", moves=[move], at=at)


def _commission(order: Order, minor: int, *, kind: str, back: bool) -> list[Move]:
    if order.commission_cooperative_id is None or not minor:
        return []
    income = accounts.commission(order.commission_cooperative_id, order.currency)
    seller = accounts.seller(order.seller_id, order.commission_cooperative_id, order.currency)
    source, target = (seller, income) if back else (income, seller)
    return [Move(kind, source, target, _money(order, minor), order.code)]


def _borne(refund: Refund) -> list[Move]:
    """Somebody else bears it: the seller gets back, at its cooperative, just what the refund took from it."""
    order = refund.order
    cooperative_id = bearing_cooperative_id(order)
    if refund.bearer == Refund.Bearer.SELLER or cooperative_id is None:
        return []
    lost = refund.goods_minor - refund.commission_minor
    if not order.delivery_to_courier:
        lost += refund.delivery_minor
    seller = accounts.seller(order.seller_id, cooperative_id, order.currency)
    if refund.bearer == Refund.Bearer.COURIER:
        courier = accounts.courier(cooperative_id, order.currency)
        return [Move("borne_by_courier", seller, courier, _money(order, lost), order.code)]
    costs = accounts.costs(cooperative_id, order.currency)
    return [Move("borne_by_cooperative", seller, costs, _money(order, lost), order.code)]


def _courier_keeps(refund: Refund) -> list[Move]:
    """A parcel that was carried earned its fee: whoever bears the refund owes it to the courier, unless that is he."""
    order = refund.order
    cooperative_id = order.bill.cooperative_id
    carried = order.delivery_to_courier and Shipment.objects.filter(order=order).exists()
    if not carried or cooperative_id is None or refund.bearer == Refund.Bearer.COURIER:
        return []
    courier = accounts.courier(cooperative_id, order.currency)
    if refund.bearer == Refund.Bearer.COOPERATIVE:
        bearer = accounts.costs(cooperative_id, order.currency)
    else:
        bearer = _seller(order)
    return [Move("courier_kept", courier, bearer, _money(order, refund.delivery_minor), order.code)]


def bearing_cooperative_id(order: Order) -> int | None:
    """The cooperative that may bear a refund: the one that collected, else the seller's own."""
    return order.bill.cooperative_id or order.commission_cooperative_id or order.seller.cooperative_id


def _seller(order: Order) -> AccountKey:
    """At the collecting cooperative, or the till of a seller that collects for itself."""
    return accounts.seller(order.seller_id, order.bill.cooperative_id, order.currency)


def _carrier(order: Order) -> AccountKey:
    """Who earns the delivery fee: the seller, or the couriers of the cooperative that holds their contract."""
    if order.delivery_to_courier and order.bill.cooperative_id is not None:
        return accounts.courier(order.bill.cooperative_id, order.currency)
    return _seller(order)


def _buyer(bill: Bill) -> AccountKey:
    return accounts.buyer(bill.code, bill.currency)


def _money(order: Order, minor: int) -> Money:
    return Money(minor, order.currency)
