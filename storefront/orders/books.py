"""Turns an order's frozen amounts into finished postings. The ledger below knows accounts, not orders.

What is sold stands with whoever collects it: the seller's account at its cooperative, or the till of a seller that
collects for itself. The commission stands between the seller and the cooperative that keeps it. A refund always
undoes the sale at the seller; when somebody else bears it, that one makes the seller whole at its cooperative.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from payments.ledger import accounts
from payments.ledger.accounts import AccountKey
from payments.ledger.posting import Move, post
from payments.money import Money
from payments.tax import actions as tax
from storefront.orders.models import Bill, Order, Refund, RefundLine, Shipment

BORNE_BY_COURIER, BORNE_BY_COOPERATIVE, COURIER_KEPT = "borne_by_courier", "borne_by_cooperative", "courier_kept"


def post_sale(*, order: Order, at: datetime) -> bool:
    """The sale of one order: goods and delivery fee to the seller, the commission on goods to the cooperative."""
    return _post(f"sale:{order.code}", sale_moves(order), at)


def post_refund(*, refund: Refund, moves: Sequence[Move], at: datetime) -> bool:
    """What `refund_moves` says, under the refund's own entry."""
    return _post(f"refund:{refund.code}", moves, at)


def sale_moves(order: Order) -> list[Move]:
    """What `post_sale` posts, from the order's amounts alone."""
    buyer = _buyer(order.bill)
    return [
        Move("sale", _seller(order), buyer, _money(order, order.goods_minor), order.code),
        Move("shipping", _carrier(order), buyer, _money(order, order.delivery_minor), order.code),
        *_commission(order, order.commission_minor, kind="commission", back=False),
    ]


def refund_moves(refund: Refund, rows: Sequence[RefundLine]) -> list[Move]:
    """Undo the sale as far as the refund and its rows say, and let its bearer make the seller whole."""
    order = refund.order
    buyer = _buyer(order.bill)
    return [
        Move("sale_reversed", buyer, _seller(order), _money(order, refund.goods_minor), order.code),
        Move("shipping_reversed", buyer, _carrier(order), _money(order, refund.delivery_minor), order.code),
        *_commission(order, refund.commission_minor, kind="commission_reversed", back=True),
        *_courier_keeps(refund),
        *_borne(refund, rows),
    ]


def made_good(moves: Sequence[Move]) -> int:
    """Minor units the seller gets of others by these moves, less what it bears of the courier's fee."""
    gained = sum(move.amount.minor for move in moves if move.kind in (BORNE_BY_COURIER, BORNE_BY_COOPERATIVE))
    kept = (move for move in moves if move.kind == COURIER_KEPT and move.target.kind == accounts.Kind.SELLER)
    return gained - sum(move.amount.minor for move in kept)


def post_refund_due(*, bill: Bill, key: str, amount: Money, ref: str, memo: str, at: datetime) -> bool:
    """What the bill's collector now owes the buyer back; `key` is the refund task's."""
    due = accounts.refund_due(bill.cooperative_id, bill.seller_id, amount.currency)
    move = Move("refund_due", due, _buyer(bill), amount, ref, memo)
    return post(entry=f"refund_due:{key}", moves=[move], at=at)


def _post(entry: str, moves: Sequence[Move], at: datetime) -> bool:
    """Post, and let the tax follow where this market withholds it; only what was written now is counted."""
    written = post(entry=entry, moves=moves, at=at)
    if written and settings.PPH22:
        tax.follow(entry=entry)
    return written


def _commission(order: Order, minor: int, *, kind: str, back: bool) -> list[Move]:
    if order.commission_cooperative_id is None or not minor:
        return []
    income = accounts.commission(order.commission_cooperative_id, order.currency)
    seller = accounts.seller(order.seller_id, order.commission_cooperative_id, order.currency)
    source, target = (seller, income) if back else (income, seller)
    return [Move(kind, source, target, _money(order, minor), order.code)]


def _borne(refund: Refund, rows: Sequence[RefundLine]) -> list[Move]:
    """Somebody else bears it: the seller gets back, at its cooperative, just what it lost by the refund."""
    order = refund.order
    cooperative_id = bearing_cooperative_id(order)
    if refund.bearer == Refund.Bearer.SELLER or cooperative_id is None:
        return []
    lost = sum(_lost(row, order.currency) for row in rows)
    if not order.delivery_to_courier:
        lost += refund.delivery_minor
    seller = accounts.seller(order.seller_id, cooperative_id, order.currency)
    if refund.bearer == Refund.Bearer.COURIER:
        courier = accounts.courier(cooperative_id, order.currency)
        return [Move(BORNE_BY_COURIER, seller, courier, _money(order, lost), order.code)]
    costs = accounts.costs(cooperative_id, order.currency)
    return [Move(BORNE_BY_COOPERATIVE, seller, costs, _money(order, lost), order.code)]


def _lost(row: RefundLine, currency: str) -> int:
    """What a seller keeps of a line after commission, but for the packs that came back and can be sold again."""
    came_back = min(row.amount_minor, row.line.unit_price_minor * row.returned_quantity)
    gone = row.amount_minor - came_back
    if not gone:
        return 0
    return gone - Money(row.commission_minor, currency).split([gone, came_back])[0].minor


def _courier_keeps(refund: Refund) -> list[Move]:
    """A parcel that was carried earned its fee: whoever bears the refund owes it to the courier, unless that is he."""
    order = refund.order
    cooperative_id = order.bill.cooperative_id
    carried = order.delivery_to_courier and was_carried(order)
    if not carried or cooperative_id is None or refund.bearer == Refund.Bearer.COURIER:
        return []
    courier = accounts.courier(cooperative_id, order.currency)
    if refund.bearer == Refund.Bearer.COOPERATIVE:
        bearer = accounts.costs(cooperative_id, order.currency)
    else:
        bearer = _seller(order)
    return [Move(COURIER_KEPT, courier, bearer, _money(order, refund.delivery_minor), order.code)]


def was_carried(order: Order) -> bool:
    """Whether a courier had the parcel."""
    return order.delivery_kind == "courier" and Shipment.objects.filter(order=order).exists()


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
