"""An officer settles what a buyer reported: the goods arrived well, or the sale is undone and the money goes back."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from payments.money import Money
from sellers.accounts.access import Scope
from sellers.people.models import Person
from storefront.orders import life_handover, life_notices, life_sale, life_table, undoing
from storefront.orders.life_seller import ReasonMissing
from storefront.orders.life_step import for_officer, move
from storefront.orders.models import Bill, Order


def settle_dispute(*, scope: Scope, person: Person, order_code: str, returned: bool, reason: str) -> Order:
    """`returned`: the sale is reversed and what was paid is due to the buyer. Else the order counts as received.

    Stock does not come back by itself: what returned is counted by the seller, who sees whether it can be sold.
    """
    if not reason.strip():
        raise ReasonMissing(_("Tulis alasan keputusan ini."), field="reason")
    with transaction.atomic():
        order, actor = for_officer(scope=scope, person=person, order_code=order_code)
        life_sale.hold_still(order=order)
        step = life_table.RETURN if returned else life_table.UPHOLD
        move(order=order, step=step, actor=actor, reason=reason.strip())
        refund = _undo(order, person) if returned else None
        if not returned:
            life_handover.count_cash(order=order, actor=actor)
        life_notices.dispute_settled(order=order, returned=returned, refund=refund)
    life_handover.settle_cash(order=order)
    return order


def _undo(order: Order, person: Person) -> Money | None:
    unpaid = life_sale.remains(order)
    undone = undoing.undo_rest(
        order=order, key=f"returned:{order.code}", reason="returned", person=person, stock_returns=False
    )
    if order.bill.state != Bill.State.PAID:
        life_sale.leave(bill=order.bill, order=order, unpaid=unpaid)
        return None
    if undone is None:
        return None
    refund = Money(undone.amount_minor, order.currency)
    life_sale.open_refund(
        bill=order.bill, order=order, refund=undone, key=undone.key, amount=refund, reason="returned",
        why=_later("Barang pesanan %(code)s dikembalikan.") % {"code": order.code}, tell_buyer=False,
    )  # fmt: skip
    return refund
