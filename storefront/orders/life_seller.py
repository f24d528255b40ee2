"""What a seller (or its helper) does with an order, and what an officer may do for it. One transaction each."""

from django.db import transaction
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.people.models import Person
from storefront.delivery.couriers import clean_number, courier_name
from storefront.orders import life_engine, life_notices, life_sale, life_table, settling
from storefront.orders.life_step import Actor, for_officer, for_seller, move, wrong_step
from storefront.orders.models import Bill, CancellationRequest, EngineTask, Order, Shipment


class OtherCourier(Expected):
    """Cash is taken in somebody's name by the courier that was chosen; another has no such contract."""

    code = "other_courier"


class ReasonMissing(Expected):
    """A cancellation says why."""

    code = "reason_missing"


def accept(*, scope: Scope, person: Person, order_code: str) -> Order:
    with transaction.atomic():
        order, actor = for_seller(scope=scope, person=person, order_code=order_code)
        move(order=order, step=life_table.ACCEPT, actor=actor)
        life_notices.accepted(order=order)
    return order


def send(*, scope: Scope, person: Person, order_code: str, courier: str = "", tracking_number: str = "") -> Order:
    """Hand the parcel to a courier, or set out with it. A strange tracking number is kept: pages warn, we do not."""
    courier, number = courier.strip()[:40], clean_number(tracking_number)[:40]
    with transaction.atomic():
        order, actor = for_seller(scope=scope, person=person, order_code=order_code)
        if order.delivery_kind == life_table.COURIER:
            courier = courier or order.courier
            if order.bill.way == Bill.Way.CASH and courier != order.courier:
                name = courier_name(order.courier)
                raise OtherCourier(
                    _("Paket COD ini hanya bisa dikirim lewat %(name)s.") % {"name": name}, field="courier"
                )
        move(order=order, step=life_table.SEND, actor=actor)
        set_out(order=order, courier=courier, number=number)
        life_notices.sent(order=order, courier=courier, number=number)
    return order


def make_ready(*, scope: Scope, person: Person, order_code: str) -> Order:
    """Lay it out for pick-up; the buyer hears where, and that the PIN opens the hand."""
    with transaction.atomic():
        order, actor = for_seller(scope=scope, person=person, order_code=order_code)
        move(order=order, step=life_table.MAKE_READY, actor=actor)
        life_notices.ready_for_pickup(order=order)
    return order


def cancel_by_seller(*, scope: Scope, person: Person, order_code: str, reason: str) -> Order:
    settling.hear_of(order_code=order_code)
    with transaction.atomic():
        order, actor = for_seller(scope=scope, person=person, order_code=order_code)
        _cancel(order=order, actor=actor, reason=reason)
    life_engine.run_for(order=order)
    return order


def cancel_by_officer(*, scope: Scope, person: Person, order_code: str, reason: str) -> Order:
    """The cooperative cancels a member's part; the seller hears it too."""
    settling.hear_of(order_code=order_code)
    with transaction.atomic():
        order, actor = for_officer(scope=scope, person=person, order_code=order_code)
        _cancel(order=order, actor=actor, reason=reason, tell_seller=True)
    life_engine.run_for(order=order)
    return order


def answer_cancellation(*, scope: Scope, person: Person, order_code: str, agree: bool, reason: str = "") -> Order:
    """Answer the buyer's request: agreeing cancels, refusing lets the order go on."""
    with transaction.atomic():
        order, actor = for_seller(scope=scope, person=person, order_code=order_code)
        request = CancellationRequest.objects.filter(order=order, answer="").first()
        if request is None:
            raise wrong_step(order)
        if agree:
            _cancel(order=order, actor=actor, reason=reason or request.reason or _("Permintaan pembeli"))
        else:
            refuse_request(order=order)
    if agree:
        life_engine.run_for(order=order)
    return order


def set_out(*, order: Order, courier: str = "", number: str = "", arrived: bool = False) -> None:
    """The order's one Shipment, and no as the answer to a request that came too late."""
    now = clock.now()
    shipment, made = Shipment.objects.get_or_create(
        order=order,
        defaults={
            "kind": order.delivery_kind,
            "courier": courier,
            "tracking_number": number,
            "created_at": now,
            "arrived_at": now if arrived else None,
        },
    )
    if made:
        life_engine.tell(order=order, call=EngineTask.Call.SENT)
    if not made and arrived and shipment.arrived_at is None:
        shipment.arrived_at = now
        shipment.save(update_fields=["arrived_at"])
    refuse_request(order=order)


def refuse_request(*, order: Order) -> None:
    """Close the open request, if there is one, and tell the buyer."""
    request = CancellationRequest.objects.filter(order=order, answer="").first()
    if request is None:
        return
    closed = CancellationRequest.objects.filter(pk=request.pk, answer="")
    if closed.update(answer="refused", answered_at=clock.now()):
        life_notices.cancellation_refused(order=order, request_id=request.pk)


def _cancel(*, order: Order, actor: Actor, reason: str, tell_seller: bool = False) -> None:
    if not reason.strip():
        raise ReasonMissing(_("Tulis alasan pembatalan untuk pembeli."), field="reason")
    life_sale.cancel(order=order, actor=actor, reason=reason.strip(), tell_seller=tell_seller)
