"""A stall its cooperative has not looked at yet sells a little, where that lets it: so many open orders at once.

Asked twice: when the purchase is priced, so that the buyer reads it early, and again inside the transaction that
writes the intent, with the stall's row locked, so that two buyers at one moment cannot both take the last place.
"""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from sellers.accounts.models import Seller
from storefront.orders import life_table
from storefront.orders.inputs import Problem
from storefront.orders.models import Order, Purchase


def problems_of(sellers: Iterable[Seller]) -> list[Problem]:
    """One for each stall on trial that has no room left; no query for approved stalls."""
    return [
        Problem("lines", _sentence(seller), seller_id=seller.pk)
        for seller in sellers
        if seller.on_trial and not _has_room(seller)
    ]


def locked_problems_of(sellers: Iterable[Seller]) -> list[Problem]:
    """As problems_of, with the stalls on trial locked, in order, until the transaction ends."""
    on_trial = sorted(seller.pk for seller in sellers if seller.on_trial)
    if not on_trial:
        return []
    locked = Seller.objects.select_for_update(no_key=True, of=("self",)).select_related("cooperative")
    return problems_of(locked.filter(pk__in=on_trial).order_by("pk"))


def _has_room(seller: Seller) -> bool:
    most = seller.cooperative.pending_orders if seller.cooperative else None
    being_placed = Q(state=Order.State.PLACING, purchase__state=Purchase.State.PLACING)
    under_way = Order.objects.filter(being_placed | Q(state__in=[Order.State.WAITING, *life_table.OPEN]), seller=seller)
    return under_way.count() < (most or 0)


def _sentence(seller: Seller) -> str:
    return _("%(seller)s masih baru dan pesanannya penuh. Coba lagi nanti.") % {"seller": seller.name}
