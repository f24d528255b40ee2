"""Who belongs to a cooperative, and what each sold on the market in a year."""

from datetime import datetime

from django.db.models import Sum

from payments.ledger.models import Account, Posting
from sellers.accounts.models import Cooperative, Membership
from sellers.regions import places

Role = Membership.Role


def cooperators(cooperative: Cooperative) -> list[int]:
    """Person ids, each once: its own members and officers first, then who leads one of its stalls. Viewers are none."""
    own = Membership.objects.live().filter(cooperative=cooperative).exclude(role=Role.VIEWER).order_by("pk")
    return list(dict.fromkeys([*own.values_list("person_id", flat=True), *_leads(cooperative).values()]))


def sold_in(cooperative: Cooperative, year: int) -> dict[int, int]:
    """Minor units of goods by person: what the stall each one leads sold in the year and did not take back.

    Both what the cooperative collected and what was paid in cash: of both it had its commission.
    """
    zone = places.zone_of(cooperative.village_code)
    since, until = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    leads = _leads(cooperative)
    theirs = Account.objects.filter(kind=Account.Kind.SELLER, seller_id__in=leads, currency=cooperative.currency)
    ids = theirs.values("pk")
    result: dict[int, int] = {}
    for kind, side, sign in (("sale", "source", 1), ("sale_reversed", "target", -1)):
        posted = Posting.objects.filter(kind=kind, at__gte=since, at__lt=until, **{f"{side}__in": ids})
        for seller, minor in posted.values_list(f"{side}__seller_id").annotate(sum=Sum("amount_minor")).order_by():
            person = leads[seller]
            result[person] = result.get(person, 0) + sign * minor
    return result


def _leads(cooperative: Cooperative) -> dict[int, int]:
    """Seller id → the person who leads it, the longest-standing where there are several."""
    chairs = Membership.objects.live().filter(seller__cooperative=cooperative, role=Role.CHAIR)
    chairs = chairs.filter(seller__state="approved").order_by("pk")
    leads: dict[int, int] = {}
    for seller, person in chairs.values_list("seller_id", "person_id"):
        leads.setdefault(seller, person)
    return leads
