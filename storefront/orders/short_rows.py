"""The rows of what is missing, as every step of an order's life looks at them. shortages.py settles them."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.people.models import Person
from storefront.orders.models import Order, Shortage
from storefront.orders.queries import OrderQuerySet

PREPARING = frozenset({"accepted", "packed", "sent", "ready", "received"})
ENDED = frozenset({"cancelled", "expired", "returned"})
LEFT = frozenset({"sent", "ready", "received"})  # gone all the same, by other hands than the seller's


class ShortageOpen(Expected):
    """Goods of the order are missing: it cannot be prepared."""

    code = "shortage_open"
    status = 409


def open_of(order: Order) -> list[Shortage]:
    return list(Shortage.objects.filter(line__order=order, outcome="").select_related("line").order_by("line_id"))


def short_orders(orders: OrderQuerySet) -> OrderQuerySet:
    """Those of them that lack goods."""
    short = Shortage.objects.filter(line__order=OuterRef("pk"), outcome="")
    return orders.filter(Exists(short), purchase__origin__gt="")


def missing_of(orders: Iterable[Order]) -> dict[int, int]:
    """Packs that are missing, by order id; an order that lacks none is absent. Asks nothing for orders of our own."""
    elsewhere = [order.pk for order in orders if order.purchase.origin]
    if not elsewhere:
        return {}
    rows = Shortage.objects.filter(line__order__in=elsewhere, outcome="").order_by()
    return dict(rows.values_list("line__order_id").annotate(packs=Sum("missing")))


def demand_none(*, order: Order) -> None:
    """Raises ShortageOpen."""
    rows = open_of(order)
    if rows:
        sentence = _("%(short)s. Hitung lagi stok, atau batalkan pesanan.")
        raise ShortageOpen(sentence % {"short": words(sum(row.missing for row in rows))})


def close(*, order: Order, outcome: str, person: Person | None = None) -> None:
    """The order ended, or left all the same: nobody needs to count. Needs the caller's transaction."""
    rows = Shortage.objects.filter(line__order=order, outcome="")
    rows.update(outcome=outcome, settled_at=clock.now(), settled_by=person)


def words(packs: int) -> str:
    """ "Stok kurang: 2 bungkus"."""
    return ngettext("Stok kurang: %(packs)s bungkus", "Stok kurang: %(packs)s bungkus", packs) % {"packs": packs}
