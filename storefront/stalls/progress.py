"""Steps after the opening, noted from the stall's own rows: whichever page, phone or import made them."""

from datetime import timedelta
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast

from catalog.products.models import Product
from sellers.accounts.models import Seller
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.onboarding import funnel
from sellers.onboarding.models import Opening
from storefront.orders.models import OrderEvent

WATCHED = timedelta(days=365)  # whoever has not sold within a year of opening is no longer watched


def note_due() -> int:
    """Write the steps that new stalls reached since the last look; the moment is that of the deed. Safe to repeat."""
    watched = Opening.objects.filter(seller__isnull=False, done_at__gt=clock.now() - WATCHED).select_related("person")
    looks = {"first_product": _first_product(), "approved": _approved(), "first_order": _first_order()}
    noted = 0
    for step, moment in looks.items():
        missing = watched.exclude(person__step_events__step=step).annotate(reached_at=moment)
        reached = dict(missing.filter(reached_at__isnull=False).values_list("pk", "reached_at"))
        for opening in watched.filter(pk__in=list(reached)):
            funnel.reach(person=opening.person, step=step, at=reached[opening.pk])
            noted += 1
    return noted


def _first_product() -> Subquery:
    goods = Product.objects.filter(seller_id=OuterRef("seller_id"))
    return _earliest(goods, "created_at")


def _approved() -> Subquery:
    entries = AuditEntry.objects.filter(
        verb="seller.approved",
        object_type=Seller._meta.label_lower,
        object_id=Cast(OuterRef("seller_id"), CharField()),
    )
    return _earliest(entries, "at")


def _first_order() -> Subquery:
    events = OrderEvent.objects.filter(order__seller_id=OuterRef("seller_id"), verb="confirmed")
    return _earliest(events, "at")


def _earliest(rows: "QuerySet[Any]", field: str) -> Subquery:
    return Subquery(rows.order_by(field, "pk").values(field)[:1])
