"""The moment an order is sold, and the moment a sale is undone: state, books, refund and notices together."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from payments.charges import actions as charges
from payments.charges.models import Charge
from payments.money import Money
from payments.repayments import actions as repayments
from sellers.kit import clock
from sellers.kit.errors import Expected
from storefront.orders import books, freezing, life_engine, life_notices, life_table, undoing
from storefront.orders.life_step import SYSTEM, Actor, move
from storefront.orders.models import Bill, CancellationRequest, EngineTask, Order, Refund, RefundTask
from storefront.orders.sums import sums_of

_DECIDING = [
    "state", "deadline_at", "sold_at", "commission_minor", "commission_cooperative", "delivery_to_courier",
    *undoing.SUMS,
]  # fmt: skip


class JustPaid(Expected):
    """The bill was paid while its part was being cancelled; the orders have not heard of it yet."""

    code = "just_paid"
    status = 409


def confirm(*, order: Order, actor: Actor = SYSTEM, revive: bool = False) -> None:
    """Sell one order: paid, or cash at the handover. Needs the caller's transaction; raises WrongStep.

    The commission is frozen now, by the rules in force now. Afterwards, outside the transaction, the caller runs
    `life_engine.run_for(order=…)`; a sweep does if it cannot.
    """
    move(order=order, step=life_table.REVIVE if revive else life_table.CONFIRM, actor=actor)
    order.sold_at = at = clock.now()
    order.save(update_fields=["sold_at"])
    freezing.freeze(order=order, at=at)
    books.post_sale(order=order, at=at)
    life_engine.owe(order=order, call=EngineTask.Call.CONFIRM)
    life_notices.new_order(order=order, paid=order.bill.way != Bill.Way.CASH)


def cancel(*, order: Order, actor: Actor, reason: str, tell_seller: bool) -> None:
    """Cancel a part that was not handed over: undo what was sold, return what was paid, shrink what was not.

    Needs the caller's transaction; afterwards the caller runs `life_engine.run_for(order=…)`, which gives the stock
    back.
    """
    hold_still(order=order)
    unpaid = remains(order)
    gives_back = written_off(order)
    left = move(order=order, step=life_table.CANCEL, actor=actor, reason=reason)
    answer = CancellationRequest.objects.filter(order=order, answer="")
    answer.update(answer="agreed", answered_at=clock.now())
    undone = None
    if left != Order.State.WAITING:
        undone = undoing.undo_rest(
            order=order, key=f"cancelled:{order.code}", reason="cancelled", person=actor.person, stock_returns=True
        )
    refund = None
    if order.bill.state == Bill.State.PAID and undone is not None:
        refund = Money(undone.amount_minor, order.currency)
        open_refund(
            bill=order.bill, order=order, refund=undone, key=undone.key, amount=refund, reason="cancelled",
            why=_later("Pesanan %(code)s dibatalkan.") % {"code": order.code}, tell_buyer=False,
        )  # fmt: skip
    elif order.bill.state == Bill.State.OPEN:
        leave(bill=order.bill, order=order, unpaid=unpaid)
    if not gives_back:
        life_engine.owe(order=order, call=EngineTask.Call.RELEASE)
    elif undone is not None:
        life_engine.owe(order=order, call=EngineTask.Call.GIVE_BACK, refund=undone)
    life_notices.cancelled(order=order, reason=reason, refund=refund, tell_seller=tell_seller and left != "waiting")


def cancel_if_empty(*, order: Order) -> bool:
    """An order that gave everything back before it was handed over is cancelled: nobody packs it any more.

    True if it was cancelled now. Its stock is not released here: only what was ticked with the refunds comes back.
    Needs the caller's transaction.
    """
    order.refresh_from_db(fields=["state", "deadline_at", *undoing.SUMS])
    if order.state not in life_table.NOT_HANDED_OVER or sums_of(order).remains:
        return False
    move(order=order, step=life_table.CANCEL, actor=SYSTEM, reason=_("Semua uang sudah dikembalikan."))
    asked = CancellationRequest.objects.filter(order=order, answer="")
    asked.update(answer="agreed", answered_at=clock.now())
    return True


def hold_still(*, order: Order) -> None:
    """Lock the order's bill, then the order, and read both as they are now: the amounts of a sale are frozen by it.

    Settling and expiry lock in the same order, so that a payment and a cancellation that meet wait for each other
    instead of in a circle.
    """
    order.bill = Bill.objects.select_for_update().get(pk=order.bill_id)
    order.refresh_from_db(fields=_DECIDING, from_queryset=Order.objects.select_for_update())


def remains(order: Order) -> int:
    """Minor units of the order's price that were not given back."""
    return order.total_minor - order.goods_refunded_minor - order.delivery_refunded_minor


def written_off(order: Order) -> bool:
    """Whether packs were refunded that do not come back: a release would put on sale what is not there."""
    return sum(undoing.packs_out(order).values()) < sum(
        line.quantity - line.returned_quantity for line in order.lines.all()
    )


def leave(*, bill: Bill, order: Order, unpaid: int) -> None:
    """A part left an unpaid bill with `unpaid` of it: the rest is asked anew, or the bill closes with its last part."""
    parts = bill.orders.exclude(pk=order.pk).exclude(state__in=["cancelled", "expired", "returned"])
    if parts.exists():
        shrink(bill=bill, by=unpaid)
        life_notices.amount_changed(order=order, bill=bill)
        return
    _stop_asking(bill)
    Bill.objects.filter(pk=bill.pk).update(state=Bill.State.CANCELLED)
    bill.state = Bill.State.CANCELLED


def shrink(*, bill: Bill, by: int) -> None:
    """Ask an unpaid bill anew with `by` less; something must remain. Raises JustPaid."""
    _stop_asking(bill)
    bill.amount_minor -= by
    bill.save(update_fields=["amount_minor"])
    ask(bill=bill)


def ask(*, bill: Bill) -> None:
    """Open the charge of a bill as it stands; one that is open for the same stays. A bill of nothing is paid by it."""
    charges.open_charge(
        bill_ref=bill.code,
        way=bill.way if bill.amount_minor else "null",
        amount=Money(bill.amount_minor, bill.currency),
        cooperative_id=bill.cooperative_id,
        seller_id=bill.seller_id,
        expires_at=bill.expires_at,
        courier=cash_courier(bill),
    )


def cash_courier(bill: Bill) -> str:
    """The courier that takes the bill's cash at the door; "" for every other bill. Such a bill is one parcel."""
    if bill.way != Bill.Way.CASH:
        return ""
    brought = bill.orders.filter(delivery_kind=life_table.COURIER).order_by("position")
    return brought.values_list("courier", flat=True).first() or ""


def _stop_asking(bill: Bill) -> None:
    closed = charges.close(bill_ref=bill.code, state=Charge.State.CANCELLED)
    if not closed and Charge.objects.filter(bill_ref=bill.code, state=Charge.State.PAID).exists():
        raise JustPaid(_("Pembayaran baru saja masuk. Muat ulang halaman."))


def open_refund(
    *, bill: Bill, key: str, amount: Money, reason: str, why: str | Promise, order: Order | None = None,
    refund: Refund | None = None, booked: bool = False, tell_buyer: bool = True,
) -> bool:  # fmt: skip
    """List money that must go back to the buyer, once per `key`; True if it was listed now.

    `why` is told to the buyer and to the collector, each in the own language, so it is a lazy sentence. `booked` says
    that payments posted the debt itself (it does for what was paid over or twice).
    """
    task, made = RefundTask.objects.get_or_create(
        key=key,
        defaults={
            "bill": bill,
            "order": order,
            "refund": refund,
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "reason": reason,
            "opened_at": clock.now(),
        },
    )
    if not made:
        return False
    if not booked:
        ref = order.code if order else bill.code
        books.post_refund_due(bill=bill, key=key, amount=amount, ref=ref, memo=reason, at=task.opened_at)
    repayments.open_repayment(key=key, bill_ref=bill.code, amount=amount)
    life_notices.refund_opened(bill=bill, key=key, refund=amount, why=why, tell_buyer=tell_buyer)
    return True
