"""The goods change hands: at pick-up against the PIN, at the door, or because the buyer says so.

Cash is counted at that moment: the bill of a cash order is collected by its seller, or by its courier in somebody's
name, once.
"""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from payments.charges import actions as charges
from sellers.accounts.access import Scope
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.people.models import Person
from storefront.orders import life_notices, life_sale, life_table, settling, weighing_rows
from storefront.orders.life_seller import set_out
from storefront.orders.life_step import Actor, for_buyer, for_seller, for_seller_or_officer, move, note, wrong_step
from storefront.orders.life_table import Step
from storefront.orders.models import Bill, Order, Purchase, Shipment

PIN_TRIES = 5
PIN_PAUSE = timedelta(minutes=15)


class WrongPin(Expected):
    """Not the buyer's PIN; `left` says how many tries remain before a pause."""

    code = "wrong_pin"


class TooManyPins(Expected):
    """The PIN was guessed too often; after a pause it may be tried again."""

    code = "too_many_pins"
    status = 429


def hand_over(*, scope: Scope, person: Person, order_code: str, pin: str, settle: bool = True) -> Order:
    """Give the goods at pick-up to whoever shows the PIN. A wrong PIN is recorded even though it is refused.

    Who calls it inside a transaction says settle=False: the sweep hears of the cash, for an engine may be asked then.
    """
    with transaction.atomic():
        order, actor = for_seller(scope=scope, person=person, order_code=order_code)
        Order.objects.select_for_update().get(pk=order.pk)  # so that tries made at once are all counted
        if not life_table.HAND_OVER.allows(state=order.state, delivery_kind=order.delivery_kind):
            raise wrong_step(order)
        tries = order.events.filter(verb="wrong_pin", at__gt=clock.now() - PIN_PAUSE).count()
        right = bool(order.pickup_pin) and secrets.compare_digest(order.pickup_pin.encode(), pin.strip().encode())
        if tries < PIN_TRIES and right:
            receive(order=order, step=life_table.HAND_OVER, actor=actor)
        elif tries < PIN_TRIES:
            note(order=order, verb="wrong_pin", actor=actor)
    if tries >= PIN_TRIES:
        wait_s = int(PIN_PAUSE.total_seconds())
        raise TooManyPins(_("PIN salah terlalu sering. Coba lagi 15 menit lagi."), field="pin", retry_in_s=wait_s)
    if not right:
        left = PIN_TRIES - tries - 1
        sentence = _("PIN salah. Minta pembeli membuka halaman pesanan. Sisa coba: %(left)s.") % {"left": left}
        raise WrongPin(sentence, field="pin", left=left)
    if settle:
        settle_cash(order=order)
    return order


def deliver(*, scope: Scope, person: Person, order_code: str, proof: str = "", settle: bool = True) -> Order:
    """The seller brought it to the door; `proof` is the storage name of a photo taken there. `settle` as above."""
    with transaction.atomic():
        order, actor = for_seller(scope=scope, person=person, order_code=order_code)
        receive(order=order, step=life_table.DELIVER, actor=actor)
        if proof:
            Shipment.objects.filter(order=order).update(proof=proof)
    if settle:
        settle_cash(order=order)
    return order


def may_deliver(*, scope: Scope, person: Person, order_code: str) -> None:
    """Raises what `deliver` would raise now; changes nothing."""
    order, _actor = for_seller(scope=scope, person=person, order_code=order_code)
    if not life_table.DELIVER.allows(state=order.state, delivery_kind=order.delivery_kind):
        raise wrong_step(order)
    weighing_rows.demand_weighed(order=order)


def courier_took_cash(*, scope: Scope, person: Person, order_code: str) -> Order:
    """The courier brought the parcel and took its cash, say the seller or an officer: now it owes that money."""
    settling.hear_of(order_code=order_code)
    with transaction.atomic():
        order, actor = for_seller_or_officer(scope=scope, person=person, order_code=order_code)
        life_sale.hold_still(order=order)
        if not can_take_cash(order):
            raise wrong_step(order)
        receive(order=order, step=life_table.DELIVER_PARCEL, actor=actor)
    settle_cash(order=order)
    return order


def can_take_cash(order: Order) -> bool:
    """Whether a courier has the parcel, and takes its cash when it brings it."""
    unpaid = order.bill.way == Bill.Way.CASH and order.bill.state == Bill.State.OPEN
    return unpaid and life_table.DELIVER_PARCEL.allows(state=order.state, delivery_kind=order.delivery_kind)


def buyer_confirm_receipt(*, purchase: Purchase, order_code: str) -> Order:
    with transaction.atomic():
        order, actor = for_buyer(purchase=purchase, order_code=order_code)
        receive(order=order, step=life_table.RECEIVE, actor=actor)
    settle_cash(order=order)
    return order


def receive(*, order: Order, step: Step, actor: Actor) -> None:
    """Needs the caller's transaction; afterwards the caller runs `settle_cash`."""
    move(order=order, step=step, actor=actor)
    set_out(order=order, courier=order.courier, arrived=True)
    life_notices.received(order=order, counted=step is life_table.COUNT_RECEIVED)
    count_cash(order=order, actor=actor)


def count_cash(*, order: Order, actor: Actor) -> None:
    """The seller of a cash order, or its courier, took its money. Once: payments gives the first answer again."""
    if order.bill.way == Bill.Way.CASH and order.bill.state == Bill.State.OPEN:
        charges.record_cash(bill_ref=order.bill.code, person=actor.person)


def settle_cash(*, order: Order) -> None:
    """Hear at once that the cash was counted; the sweep would hear it too."""
    if order.bill.way == Bill.Way.CASH:
        settling.apply_for(bill_ref=order.bill.code)
        order.bill.refresh_from_db(fields=["state", "paid_at"])
