"""What a seller sold in a year, from the postings: the one truth the yearly counters are compared with.

Turnover is what the sale gave the seller: its goods, and the delivery it does itself. A courier's fee is not the
seller's. Both what a cooperative collected and what the seller collected itself count; a refund counts against the
year in which it was booked.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum

from payments.ledger.models import Account, Posting
from payments.ledger.periods import midnight
from sellers.regions import places

SOLD = ("sale", "shipping")  # from the seller's account
REVERSED = ("sale_reversed", "shipping_reversed")  # to it
WITHHELD, RETURNED = "pph22_withheld", "pph22_returned"  # to it, and from it


@dataclass(frozen=True)
class Turnover:
    """Minor units of one currency: net of refunds, and the tax that was withheld, net of what went back."""

    turnover: int
    withheld: int


@dataclass(frozen=True)
class Sums:
    """Minor units of one currency that moved for one seller."""

    sold: int
    reversed: int
    withheld: int
    returned: int


def zone_of(village_code: str) -> ZoneInfo:
    """Where the seller's years begin."""
    return places.zone_of(village_code)


def year_of(at: datetime, zone: ZoneInfo) -> int:
    return at.astimezone(zone).year


def in_year(*, seller_id: int, currency: str, year: int, zone: ZoneInfo) -> Turnover:
    """What the books say of one calendar year."""
    since, until = midnight(date(year, 1, 1), zone), midnight(date(year + 1, 1, 1), zone)
    sums = _sums(Q(at__gte=since, at__lt=until, currency=currency), seller_id)
    return Turnover(sums.sold - sums.reversed, sums.withheld - sums.returned)


def of_order(*, seller_id: int, currency: str, ref: str) -> Sums:
    """What of one order was sold, reversed, withheld and given back so far."""
    return _sums(Q(ref=ref, currency=currency), seller_id)


def of_entry(*, seller_id: int, entry: str) -> Sums:
    """What one entry of the books sold or reversed."""
    return _sums(Q(entry=entry), seller_id)


def currencies_of(*, seller_id: int) -> list[str]:
    """In which the seller ever had an account."""
    own = Account.objects.filter(kind=Account.Kind.SELLER, seller_id=seller_id)
    return sorted(set(own.values_list("currency", flat=True)))


def _sums(which: Q, seller_id: int) -> Sums:
    """Two queries: what left the seller's accounts, and what came into them."""
    postings = Posting.objects.filter(which).order_by()
    out = postings.filter(source__kind=Account.Kind.SELLER, source__seller_id=seller_id, kind__in=[*SOLD, RETURNED])
    into = postings.filter(
        target__kind=Account.Kind.SELLER, target__seller_id=seller_id, kind__in=[*REVERSED, WITHHELD]
    )
    found = dict(out.values_list("kind").annotate(sum=Sum("amount_minor")))
    found |= dict(into.values_list("kind").annotate(sum=Sum("amount_minor")))
    return Sums(
        sold=sum(found.get(kind, 0) for kind in SOLD),
        reversed=sum(found.get(kind, 0) for kind in REVERSED),
        withheld=found.get(WITHHELD, 0),
        returned=found.get(RETURNED, 0),
    )
