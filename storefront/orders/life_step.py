"""One step of an order: the conditional UPDATE that decides, the event, the deadline, the audit."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope, Verb
from sellers.audit import actions as audit
from sellers.kit import clock
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person
from storefront.orders import life_table, made_to_order, short_rows, weighing_rows
from storefront.orders.life_table import Step
from storefront.orders.models import Order, OrderEvent, Purchase, Shortage
from storefront.orders.queries import OrderQuerySet
from storefront.terms.queries import terms_for


class WrongStep(Expected):
    """The order is not where this step starts: somebody was there before, or it is too early."""

    code = "wrong_step"
    status = 409


@dataclass(frozen=True)
class Actor:
    """Who moves an order; a helper's act carries the helper's name and the seller it acts for."""

    kind: OrderEvent.Actor
    person: Person | None = None
    as_helper: bool = False


SYSTEM = Actor(OrderEvent.Actor.SYSTEM)
_BY_HAND = (OrderEvent.Actor.SELLER, OrderEvent.Actor.OFFICER)


def orders() -> OrderQuerySet:
    """Orders with what a step needs beside them."""
    return Order.objects.select_related("purchase", "bill", "seller__cooperative__terms")


def for_seller(*, scope: Scope, person: Person, order_code: str) -> tuple[Order, Actor]:
    """The seller's own order, and the person as its actor. A stranger's code does not exist."""
    found = orders().within(scope).filter(code=order_code)
    if not scope.operator:
        found = found.filter(seller_id__in=scope.seller_ids(Verb.ORDERS))
    order = found.first()
    if order is None:
        raise NotFound(_("Pesanan ini tidak ditemukan."))
    kind = OrderEvent.Actor.SELLER if order.seller_id in scope.sellers else OrderEvent.Actor.OFFICER
    return order, Actor(kind, person, order.seller_id in scope.helped)


def for_officer(*, scope: Scope, person: Person, order_code: str) -> tuple[Order, Actor]:
    """An order of the officer's own cooperative's sellers."""
    found = orders().within(scope).filter(code=order_code)
    if not scope.operator:
        found = found.filter(seller__cooperative_id__in=scope.cooperative_ids(Verb.APPROVE))
    order = found.first()
    if order is None:
        raise NotFound(_("Pesanan ini tidak ditemukan."))
    return order, Actor(OrderEvent.Actor.OFFICER, person)


def for_seller_or_officer(*, scope: Scope, person: Person, order_code: str) -> tuple[Order, Actor]:
    try:
        return for_seller(scope=scope, person=person, order_code=order_code)
    except NotFound:
        return for_officer(scope=scope, person=person, order_code=order_code)


def for_buyer(*, purchase: Purchase, order_code: str) -> tuple[Order, Actor]:
    """A part of the purchase the buyer opened by its link, by code and phone, or signed in."""
    order = orders().filter(purchase=purchase, code=order_code).first()
    if order is None:
        raise NotFound(_("Pesanan ini tidak ditemukan."))
    return order, Actor(OrderEvent.Actor.BUYER, purchase.person)


def move(*, order: Order, step: Step, actor: Actor, reason: str = "") -> str:
    """Move `order` along `step` and return the state it left; raises WrongStep. Needs the caller's transaction.

    The state itself is the guard: of two people who act at once, one UPDATE finds the state it read and the other
    does not. The loser reads again, because the step may still be right from the new state.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("move() belongs into the action's transaction")
    at = clock.now()
    elsewhere = bool(order.purchase.origin)  # only such an order can be short of goods
    if elsewhere and step.target in short_rows.PREPARING and actor.kind in _BY_HAND:
        short_rows.demand_none(order=order)
    if step.target in weighing_rows.PREPARED and actor.kind in _BY_HAND:
        weighing_rows.demand_weighed(order=order)
    for _attempt in range(3):
        source = order.state
        if not step.allows(state=source, delivery_kind=order.delivery_kind):
            raise wrong_step(order)
        deadline = _deadline(order=order, target=step.target, at=at)
        if Order.objects.filter(pk=order.pk, state=source).update(state=step.target, deadline_at=deadline):
            order.state, order.deadline_at = step.target, deadline
            _record(order=order, step=step, source=source, actor=actor, reason=reason, at=at)
            if elsewhere:
                _settle_short(order=order, target=step.target, actor=actor)
            return source
        order.refresh_from_db(fields=["state", "deadline_at"])
    raise wrong_step(order)


def _settle_short(*, order: Order, target: str, actor: Actor) -> None:
    if target in short_rows.ENDED:
        short_rows.close(order=order, outcome=Shortage.Outcome.CANCELLED, person=actor.person)
    elif target in short_rows.LEFT:
        short_rows.close(order=order, outcome=Shortage.Outcome.FOUND, person=actor.person)


def wrong_step(order: Order) -> WrongStep:
    words = life_table.STATE_WORDS[order.state]
    return WrongStep(
        _("Langkah ini belum atau tidak bisa lagi. Status pesanan: %(state)s.") % {"state": words}, state=order.state
    )


def note(*, order: Order, verb: str, actor: Actor, reason: str = "") -> OrderEvent:
    """An event that moves nothing: a wrong PIN, an overdue notice, a request to cancel."""
    return OrderEvent.objects.create(
        order=order, verb=verb, actor=actor.kind, person=actor.person, as_helper=actor.as_helper,
        reason=reason[:300], at=clock.now(),
    )  # fmt: skip


def _record(*, order: Order, step: Step, source: str, actor: Actor, reason: str, at: datetime) -> None:
    verbs = [*life_table.skipped(source=source, target=step.target), step.verb]
    OrderEvent.objects.bulk_create(
        OrderEvent(
            order=order, verb=verb, actor=actor.kind, person=actor.person, as_helper=actor.as_helper,
            reason=reason[:300] if verb == step.verb else "", at=at,
        )
        for verb in verbs
    )  # fmt: skip
    if actor.as_helper or actor.kind == OrderEvent.Actor.OFFICER:
        audit.record(
            person=actor.person,
            verb=f"order.{step.verb}",
            obj=order,
            before={"state": source},
            after={"state": step.target, "reason": reason},
            acting_for=order.seller if actor.as_helper else None,
        )


def _deadline(*, order: Order, target: str, at: datetime) -> datetime | None:
    """Until when the new state may last. Packing keeps the deadline that accepting set: 48 h for both together,
    counted from the promised day for goods made to order."""
    terms = terms_for(order.seller)
    if target == "confirmed":
        return at + timedelta(hours=terms.accept_hours)
    if target == "accepted" or (target == "packed" and order.state == "confirmed"):
        return made_to_order.pack_until(order=order, since=at, hours=terms.pack_hours)
    if target == "packed":
        return order.deadline_at
    if target == "sent":
        return at + timedelta(days=terms.received_days_after_sending)
    if target == "received":
        return at + timedelta(days=terms.complete_days_after_receipt)
    return None
