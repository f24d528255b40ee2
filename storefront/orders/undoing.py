"""Undoing a sale, in part or what is left of it: the rows, the sums that never pass what was sold, the books.

The commission goes back at the rate it was frozen with: of each line, what belongs to all that was given back so far,
less what went back before. So any number of partial refunds return, together, exactly the commission of the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from payments.money import Money
from sellers.kit import clock
from sellers.kit.codes import new_code
from sellers.people.models import Person
from storefront.orders import books
from storefront.orders.models import Order, OrderLine, Refund, RefundLine


@dataclass(frozen=True)
class LineBack:
    """What of one line goes back. `minor` is the amount; quantity or weight says why, where that is known."""

    line: OrderLine
    minor: int
    quantity: int = 0
    weight_g: int = 0
    returned_quantity: int = 0


class OverRefunded(Exception):
    """More than is left of the sale: two refunds met. The caller's transaction is lost, and asked again."""


def undo_rest(
    *, order: Order, key: str, reason: str, person: Person | None, bearer: str = Refund.Bearer.SELLER,
    stock_returns: bool,
) -> Refund | None:  # fmt: skip
    """Give back all that is left of a sold order, at once. None when nothing is left, or the key stands already.

    `stock_returns`: the caller releases what the engine still holds for the order; here it is only counted. Needs the
    caller's transaction with the order locked (life_sale.hold_still).
    """
    if Refund.objects.filter(key=key).exists():
        return None
    backs = [
        LineBack(line, line.total_minor - line.refunded_minor, left, returned_quantity=left if stock_returns else 0)
        for line in order.lines.order_by("pk")
        if (left := line.quantity - line.returned_quantity) or line.total_minor > line.refunded_minor
    ]
    delivery = order.delivery_minor - order.delivery_refunded_minor
    if not delivery and not any(back.minor for back in backs):
        return None
    refund = write(
        order=order, key=key, reason=reason, bearer=bearer, proposed_bearer=bearer, backs=backs,
        delivery_minor=delivery, person=person,
    )  # fmt: skip
    book(refund=refund, person=person, at=clock.now())
    return refund


def write(
    *, order: Order, key: str, reason: str, bearer: str, proposed_bearer: str, backs: Sequence[LineBack],
    delivery_minor: int, person: Person | None, group: str = "", story: str = "",
) -> Refund:  # fmt: skip
    """The rows of a refund, not yet booked. Needs the caller's transaction."""
    goods = sum(back.minor for back in backs)
    refund = Refund.objects.create(
        code=new_code(), key=key, group=group, order=order, reason=reason, story=story[:300], bearer=bearer,
        proposed_bearer=proposed_bearer, goods_minor=goods, delivery_minor=delivery_minor,
        amount_minor=goods + delivery_minor, currency=order.currency, asked_by=person, asked_at=clock.now(),
        returns_stock=any(back.returned_quantity for back in backs),
    )  # fmt: skip
    RefundLine.objects.bulk_create(
        RefundLine(
            refund=refund, line=back.line, quantity=back.quantity, weight_g=back.weight_g, amount_minor=back.minor,
            returned_quantity=back.returned_quantity,
        )
        for back in backs
    )  # fmt: skip
    return refund


def book(*, refund: Refund, person: Person | None, at: datetime) -> None:
    """Count the refund on its order and lines, and post it. Raises OverRefunded; needs the caller's transaction.

    The sums are taken by conditional UPDATEs, so that two refunds that meet never give back more than was sold.
    """
    commission = sum(_book_line(row) for row in refund.lines.select_related("line").order_by("pk"))
    counted = Order.objects.filter(
        pk=refund.order_id,
        goods_refunded_minor__lte=F("goods_minor") - refund.goods_minor,
        delivery_refunded_minor__lte=F("delivery_minor") - refund.delivery_minor,
    ).update(
        goods_refunded_minor=F("goods_refunded_minor") + refund.goods_minor,
        delivery_refunded_minor=F("delivery_refunded_minor") + refund.delivery_minor,
        commission_returned_minor=F("commission_returned_minor") + commission,
    )
    if not counted:
        raise OverRefunded(refund.code)
    refund.state, refund.commission_minor = Refund.State.BOOKED, commission
    refund.decided_by, refund.decided_at = person, at
    refund.save(update_fields=["state", "commission_minor", "decided_by", "decided_at"])
    books.post_refund(refund=refund, at=at)


def commission_back(*, line_total: Money, commission: Money, refunded_before: int, now: int) -> int:
    """Minor units of the line's commission that go back when `now` more of its total does. Pure."""
    if not line_total.minor:
        return 0
    before = commission.split([refunded_before, line_total.minor - refunded_before])[0].minor
    after = commission.split([refunded_before + now, line_total.minor - refunded_before - now])[0].minor
    return after - before


def _book_line(row: RefundLine) -> int:
    line = OrderLine.objects.select_for_update().get(pk=row.line_id)
    if line.refunded_minor + row.amount_minor > line.total_minor:
        raise OverRefunded(row.refund_id)
    currency = row.refund.currency
    row.commission_minor = commission_back(
        line_total=Money(line.total_minor, currency),
        commission=Money(line.commission_minor, currency),
        refunded_before=line.refunded_minor,
        now=row.amount_minor,
    )
    row.save(update_fields=["commission_minor"])
    line.refunded_minor += row.amount_minor
    line.returned_quantity += row.returned_quantity
    line.save(update_fields=["refunded_minor", "returned_quantity"])
    return row.commission_minor
