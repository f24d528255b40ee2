"""A courier's cash that was written down by a wrong press: the parcel is on its way again, and its money still to come.

The stall takes its own press back within an hour; a treasurer or chair takes back anybody's, later too; never once the
courier accounted for the money, or anything was decided about the order since.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from payments.remittances import not_taken, queries
from sellers.accounts.access import Scope, Verb
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.messages import actions as outbox
from sellers.people.models import Person
from storefront.orders import engine_news, life_engine, life_sale, life_table, settling
from storefront.orders.life_step import for_seller_or_officer, move, wrong_step
from storefront.orders.links import link_for
from storefront.orders.models import Bill, EngineTask, Order, OrderEvent, Refund, Shipment

STALLS_TIME = timedelta(hours=1)


class NotYours(Expected):
    """Whose hour is over, or who never might."""

    code = "not_yours_to_undo"
    status = 403


@dataclass(frozen=True)
class Undoable:
    """`until`: when the stall's own hour ends; None for whoever may later too."""

    until: datetime | None


def courier_took_nothing(*, scope: Scope, person: Person, order_code: str) -> Order:
    """Undo `courier_took_cash`. Raises WrongStep, NotYours, and RemittedAlready's kind of sentence (ParcelRemitted)."""
    settling.hear_of(order_code=order_code)
    with transaction.atomic():
        order, actor = for_seller_or_officer(scope=scope, person=person, order_code=order_code)
        life_sale.hold_still(order=order)
        taken = _taken(order)
        if taken is None:
            raise wrong_step(order)
        _demand_right(scope, order, taken)
        not_taken.take_back(bill_ref=order.bill.code, memo=person.name)
        move(order=order, step=life_table.NOT_TAKEN, actor=actor, reason=_("Uang belum diambil kurir"))
        Shipment.objects.filter(order=order).update(arrived_at=None)
        Bill.objects.filter(pk=order.bill_id).update(state=Bill.State.OPEN, paid_at=None)
        order.bill.state, order.bill.paid_at = Bill.State.OPEN, None
        life_sale.ask(bill=order.bill)
        for unpaid in engine_news.unpaid_orders(order.bill):
            life_engine.tell(order=unpaid, call=EngineTask.Call.PAID)
        _tell_buyer(order)
    return order


def undoable(*, scope: Scope, order: Order) -> Undoable | None:
    """Whether this person may undo it now; for pages."""
    taken = _taken(order)
    if taken is None or not _is_away(order.bill):
        return None
    if _may_later(scope, order):
        return Undoable(None)
    until = taken.at + STALLS_TIME
    return Undoable(until) if _is_stalls(scope, order, taken) and clock.now() < until else None


def _taken(order: Order) -> OrderEvent | None:
    """Who said so, and when; None where nothing of the kind stands, or something was decided since."""
    if order.bill.way != Bill.Way.CASH or order.bill.state != Bill.State.PAID:
        return None
    if not life_table.NOT_TAKEN.allows(state=order.state, delivery_kind=order.delivery_kind):
        return None
    last = order.events.filter(verb="received").order_by("-at", "-pk").first()
    if last is None or order.refunds.filter(state=Refund.State.BOOKED, decided_at__gte=last.at).exists():
        return None
    return last


def _is_away(bill: Bill) -> bool:
    """Nothing of it was remitted; a part counts too."""
    own = queries.outstanding(cooperative_id=bill.cooperative_id, seller_id=bill.seller_id)
    return own.filter(bill_ref=bill.code, remitted_minor=0).exists()


def _demand_right(scope: Scope, order: Order, taken: OrderEvent) -> None:
    if _may_later(scope, order):
        return
    if not _is_stalls(scope, order, taken):
        raise NotYours(_("Hanya ketua atau bendahara yang membatalkan catatan ini."))
    if clock.now() >= taken.at + STALLS_TIME:
        raise NotYours(_("Sudah lewat satu jam. Minta bendahara membatalkannya."))


def _is_stalls(scope: Scope, order: Order, taken: OrderEvent) -> bool:
    """The stall's own press; what the buyer itself confirmed is not the stall's to deny."""
    return taken.actor == OrderEvent.Actor.SELLER and order.seller_id in scope.seller_ids(Verb.ORDERS)


def _may_later(scope: Scope, order: Order) -> bool:
    return scope.operator or order.seller.cooperative_id in scope.cooperative_ids(Verb.PAYOUTS)


def _tell_buyer(order: Order) -> None:
    purchase = order.purchase
    if not purchase.buyer_phone:
        return
    with translation.override(purchase.language):
        opening = _("Pesanan %(code)s belum sampai; catatan tadi keliru.") % {"code": order.code}
        rest = _("Siapkan uang tunai untuk kurir. Lihat pesanan: %(link)s") % {"link": link_for(purchase)}
        outbox.tell(
            key=f"not_taken:{order.code}:{order.events.count()}", to=purchase.buyer_phone,
            body="\n\n".join((opening, rest)), template="cash_not_taken",
        )  # fmt: skip
