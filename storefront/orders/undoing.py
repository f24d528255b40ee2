"""Undoing a sale, in part or what is left of it: the rows, the sums that never pass what was sold, the books.

The commission goes back at the rate it was frozen with: of each line, what belongs to all that was given back so far,
less what went back before. So any number of partial refunds return, together, exactly the commission of the line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Sum

from payments.money import Money
from sellers.kit import clock
from sellers.kit.codes import new_code
from sellers.people.models import Person
from storefront.orders import books
from storefront.orders.models import Order, OrderLine, Refund, RefundLine

SUMS = ("goods_refunded_minor", "delivery_refunded_minor", "commission_returned_minor", "made_good_minor")


@dataclass(frozen=True)
class LineBack:
    """What of one line goes back. `minor` is the amount; quantity or weight says why, where that is known."""

    line: OrderLine
    minor: int
    quantity: int = 0
    weight_g: int = 0
    returned_quantity: int = 0


class OverRefunded(Exception):
    """More money or packs than are left of the sale: two refunds met. The caller's transaction is lost, and asked
    again."""


def undo_rest(
    *, order: Order, key: str, reason: str, person: Person | None, bearer: str = Refund.Bearer.SELLER,
    stock_returns: bool,
) -> Refund | None:  # fmt: skip
    """Give back all that is left of a sold order, at once. None when nothing is left, or the key stands already.

    `stock_returns`: every pack that is still out comes back. Needs the caller's transaction with the order locked
    (life_sale.hold_still).
    """
    if Refund.objects.filter(key=key).exists():
        return None
    backs = rest_of(order=order, returned=None if stock_returns else {})
    delivery = order.delivery_minor - order.delivery_refunded_minor
    if not delivery and not any(back.minor for back in backs):
        return None
    refund = write(
        order=order, key=key, reason=reason, bearer=bearer, proposed_bearer=bearer, backs=backs,
        delivery_minor=delivery, person=person,
    )  # fmt: skip
    book(refund=refund, person=person, at=clock.now())
    return refund


def rest_of(*, order: Order, returned: Mapping[int, int] | None) -> list[LineBack]:
    """All that is left of the goods. `returned`: packs that come back by line; None: every pack that is still out."""
    out = packs_out(order)
    backs = []
    for line in order.lines.order_by("pk"):
        left, packs = line.total_minor - line.refunded_minor, out[line.pk]
        back = packs if returned is None else min(returned.get(line.pk, 0), line.quantity - line.returned_quantity)
        if left or back:
            backs.append(LineBack(line, left, packs, returned_quantity=back))
    return backs


def packs_out(order: Order) -> dict[int, int]:
    """By line, the packs that neither came back nor were refunded as missing: what a cancelled order can give back."""
    booked = RefundLine.objects.filter(line__order=order, refund__state=Refund.State.BOOKED, quantity__gt=0)
    missing = booked.filter(quantity__gt=F("returned_quantity")).values_list("line_id").order_by()
    gone = dict(missing.annotate(packs=Sum(F("quantity") - F("returned_quantity"))))
    return {
        line.pk: max(0, line.quantity - line.returned_quantity - gone.get(line.pk, 0))
        for line in order.lines.order_by("pk")
    }


def write(
    *, order: Order, key: str, reason: str, bearer: str, proposed_bearer: str, backs: Sequence[LineBack],
    delivery_minor: int, person: Person | None, group: str = "", story: str = "",
) -> Refund:  # fmt: skip
    """The rows of a refund, not yet booked. Needs the caller's transaction."""
    refund, rows = draft(order=order, bearer=bearer, backs=backs, delivery_minor=delivery_minor)
    refund.code, refund.key, refund.group = new_code(), key, group
    refund.reason, refund.story, refund.proposed_bearer = reason, story[:300], proposed_bearer
    refund.asked_by, refund.asked_at = person, clock.now()
    refund.save(force_insert=True)
    for row in rows:
        row.refund = refund
    RefundLine.objects.bulk_create(rows)
    return refund


def draft(
    *, order: Order, bearer: str, backs: Sequence[LineBack], delivery_minor: int
) -> tuple[Refund, list[RefundLine]]:
    """The rows as they would be written, for a look at what they would do."""
    goods = sum(back.minor for back in backs)
    refund = Refund(
        order=order, bearer=bearer, goods_minor=goods, delivery_minor=delivery_minor,
        amount_minor=goods + delivery_minor, currency=order.currency,
        returns_stock=any(back.returned_quantity for back in backs),
    )  # fmt: skip
    rows = [
        RefundLine(
            line=back.line, quantity=back.quantity, weight_g=back.weight_g, amount_minor=back.minor,
            returned_quantity=back.returned_quantity,
        )
        for back in backs
    ]  # fmt: skip
    return refund, rows


def weigh(*, refund: Refund, rows: Sequence[RefundLine]) -> None:
    """Put the commission that goes back on the rows and their sum on the refund. Raises OverRefunded."""
    for row in rows:
        line = row.line
        too_much = line.refunded_minor + row.amount_minor > line.total_minor
        if too_much or line.returned_quantity + row.returned_quantity > line.quantity:
            raise OverRefunded(refund.code)
        row.commission_minor = commission_back(
            line_total=Money(line.total_minor, refund.currency),
            commission=Money(line.commission_minor, refund.currency),
            refunded_before=line.refunded_minor,
            now=row.amount_minor,
        )
    refund.commission_minor = sum(row.commission_minor for row in rows)


def book(*, refund: Refund, person: Person | None, at: datetime) -> None:
    """Count the refund on its order and lines, and post it. Raises OverRefunded; needs the caller's transaction.

    The sums are taken by a conditional UPDATE, so that two refunds that meet never give back more than was sold.
    """
    rows = list(refund.lines.order_by("pk"))
    lines = OrderLine.objects.select_for_update().in_bulk([row.line_id for row in rows])
    for row in rows:
        row.line = lines[row.line_id]
    weigh(refund=refund, rows=rows)
    moves = books.refund_moves(refund, rows)
    counted = Order.objects.filter(
        pk=refund.order_id,
        goods_refunded_minor__lte=F("goods_minor") - refund.goods_minor,
        delivery_refunded_minor__lte=F("delivery_minor") - refund.delivery_minor,
    ).update(
        goods_refunded_minor=F("goods_refunded_minor") + refund.goods_minor,
        delivery_refunded_minor=F("delivery_refunded_minor") + refund.delivery_minor,
        commission_returned_minor=F("commission_returned_minor") + refund.commission_minor,
        made_good_minor=F("made_good_minor") + books.made_good(moves),
    )
    if not counted:
        raise OverRefunded(refund.code)
    for row in rows:
        row.line.refunded_minor += row.amount_minor
        row.line.returned_quantity += row.returned_quantity
        row.line.save(update_fields=["refunded_minor", "returned_quantity"])
    RefundLine.objects.bulk_update(rows, ["commission_minor"])
    refund.state, refund.decided_by, refund.decided_at = Refund.State.BOOKED, person, at
    refund.save(update_fields=["state", "commission_minor", "decided_by", "decided_at"])
    books.post_refund(refund=refund, moves=moves, at=at)
    refund.order.refresh_from_db(fields=SUMS)


def commission_back(*, line_total: Money, commission: Money, refunded_before: int, now: int) -> int:
    """Minor units of the line's commission that go back when `now` more of its total does. Pure."""
    if not line_total.minor:
        return 0
    before = commission.split([refunded_before, line_total.minor - refunded_before])[0].minor
    after = commission.split([refunded_before + now, line_total.minor - refunded_before - now])[0].minor
    return after - before
