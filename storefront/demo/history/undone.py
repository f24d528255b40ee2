"""What the past gave back: the refund of a whole order, and its money on the way, as `orders.undoing` leaves them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from payments.charges.models import Charge
from payments.repayments.models import Repayment
from storefront.orders.models import Order, OrderLine, Refund, RefundLine, RefundTask


@dataclass
class Undone:
    """Appends to the rows that will be written."""

    refunds: list[Refund]
    lines: list[RefundLine]

    def whole(self, order: Order, lines: Sequence[OrderLine], *, code: str, by: int, at: datetime) -> Refund:
        refund = Refund(
            code=code, key=f"cancelled:{order.code}", order=order, state=Refund.State.BOOKED, reason="cancelled",
            bearer=Refund.Bearer.SELLER, proposed_bearer=Refund.Bearer.SELLER, goods_minor=order.goods_minor,
            delivery_minor=order.delivery_minor, amount_minor=order.total_minor,
            commission_minor=order.commission_minor, currency=order.currency, asked_by_id=by, asked_at=at,
            decided_by_id=by, decided_at=at,
        )  # fmt: skip
        order.goods_refunded_minor, order.delivery_refunded_minor = order.goods_minor, order.delivery_minor
        order.commission_returned_minor = order.commission_minor
        self.refunds.append(refund)
        for line in lines:
            line.refunded_minor, line.returned_quantity = line.total_minor, line.quantity
            row = RefundLine(
                refund=refund, line=line, quantity=line.quantity, amount_minor=line.total_minor,
                commission_minor=line.commission_minor, returned_quantity=line.quantity,
            )  # fmt: skip
            self.lines.append(row)
        return refund

    def on_its_way(self, task: RefundTask, charge: Charge, *, code: str) -> Repayment:
        """The buyer has not said yet where to."""
        return Repayment(
            code=code, key=task.key, bill_ref=task.bill.code, charge=charge, cooperative_id=charge.cooperative_id,
            seller_id=charge.seller_id, way=Repayment.Way.BANK, amount_minor=task.amount_minor,
            currency=task.currency, opened_at=task.opened_at, due_at=task.opened_at, done_at=task.opened_at,
        )  # fmt: skip
