"""Whose figures the asker may see, in which time zone and currency."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Cooperative, Seller
from sellers.regions import places
from storefront.orders.models import Order

FEWEST_SHOWN = 5  # a viewer of totals sees no smaller group


def visible(scope: Scope) -> Q:
    """Orders whose rows the asker may open: its own stalls' money, its cooperative's sellers, or all."""
    if scope.operator:
        return Q()
    return Q(seller_id__in=scope.seller_ids(Verb.MONEY)) | Q(
        seller__cooperative_id__in=scope.cooperative_ids(Verb.REVIEW)
    )


def totals(scope: Scope) -> Q:
    """Orders the asker may count: those it may open, or for a viewer those of a cooperative whose totals it may see.

    The two are never mixed: a viewer with a stall of its own would read names and small groups beside its own sales.
    """
    if not counts_only(scope):
        return visible(scope)
    return Q(seller__cooperative_id__in=scope.cooperative_ids(Verb.TOTALS))


def counts_only(scope: Scope) -> bool:
    """A dinas or NGO viewer: totals, and no group that would name somebody."""
    return not (scope.operator or scope.seller_ids(Verb.MONEY) or scope.cooperative_ids(Verb.REVIEW))


def zone_of(scope: Scope) -> ZoneInfo:
    """Of the asker's first cooperative, else of its first stall, else the house's."""
    village = _first_village(scope)
    return places.zone_of(village) if village else ZoneInfo(settings.TIME_ZONE)


def currency_of(scope: Scope) -> str:
    """Of the asker's first cooperative, else of the newest order it may see, else of a new cooperative."""
    found = None
    if scope.cooperatives:
        cooperatives = Cooperative.objects.filter(pk__in=list(scope.cooperatives))
        found = cooperatives.order_by("pk").values_list("currency", flat=True).first()
    if found is None:
        found = Order.objects.filter(visible(scope)).order_by("-pk").values_list("currency", flat=True).first()
    return found or str(Cooperative._meta.get_field("currency").default)


def _first_village(scope: Scope) -> str | None:
    if scope.cooperatives:
        cooperatives = Cooperative.objects.filter(pk__in=list(scope.cooperatives))
        return cooperatives.order_by("pk").values_list("village_code", flat=True).first()
    stalls = Seller.objects.filter(pk__in=scope.seller_ids(Verb.MONEY))
    return stalls.order_by("pk").values_list("village_code", flat=True).first()
