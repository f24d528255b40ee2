"""The parcel arrived, says the courier's page: from now the buyer has three days to say otherwise."""

from datetime import timedelta

from django.db import transaction

from sellers.accounts.access import Scope
from sellers.kit import clock
from sellers.people.models import Person
from storefront.orders.life_step import for_seller, note, wrong_step
from storefront.orders.models import Order, Shipment
from storefront.terms.queries import terms_for


def note_arrival(*, scope: Scope, person: Person, order_code: str) -> Order:
    """Record once that a sent order arrived; its deadline comes nearer, never further away."""
    with transaction.atomic():
        order, actor = for_seller(scope=scope, person=person, order_code=order_code)
        if order.state != Order.State.SENT:
            raise wrong_step(order)
        now = clock.now()
        first = Shipment.objects.filter(order=order, arrived_at__isnull=True).update(arrived_at=now)
        if first:
            note(order=order, verb="arrived", actor=actor)
            counts_at = now + timedelta(days=terms_for(order.seller).received_days_after_arrival)
            nearer = Order.objects.filter(pk=order.pk, state=Order.State.SENT, deadline_at__gt=counts_at)
            if nearer.update(deadline_at=counts_at):
                order.deadline_at = counts_at
    return order
