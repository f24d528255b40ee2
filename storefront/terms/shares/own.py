"""What one person may know of shares: the own groups, parts, contributions and SHU, and of nobody else."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Sum

from sellers.accounts.models import Membership, Seller
from sellers.people.models import Person
from storefront.terms.shares.actions import newest_rule
from storefront.terms.shares.models import Contribution, ShareClosing, SharePart, ShareRule, SurplusPart
from storefront.terms.shares.reading import MemberPart, closed_parts
from storefront.terms.shares.wording import rule_sentence


@dataclass(frozen=True)
class OwnPeriod:
    """One closing and what it gave this person."""

    first_day: date
    last_day: date
    part: MemberPart


@dataclass(frozen=True)
class OwnRunning:
    """What the person brought and no closing has divided yet."""

    grams: int
    minutes: int


def groups(person: Person) -> list[Seller]:
    """Those one belongs to that divide, and those that divided or noted something for one before."""
    live = Membership.objects.live().filter(person=person, seller__isnull=False).values("seller_id")
    divides = set(ShareRule.objects.filter(seller_id__in=live).values_list("seller_id", flat=True))
    had = set(SharePart.objects.filter(person=person).values_list("closing__seller_id", flat=True))
    brought = set(Contribution.objects.filter(person=person).values_list("seller_id", flat=True))
    found = Seller.objects.filter(pk__in=divides | had | brought).select_related("cooperative")
    return list(found.order_by("name", "pk"))


def rule(group: Seller) -> str:
    """How the group divides now, in a sentence; it is every member's to know."""
    standing = newest_rule(group.pk)
    return rule_sentence(standing) if standing else ""


def periods(person: Person, group: Seller) -> list[OwnPeriod]:
    """The newest first."""
    closings = ShareClosing.objects.filter(seller=group, parts__person=person).distinct().order_by("-last_day", "-pk")
    return [
        OwnPeriod(closing.first_day, closing.last_day, closed_parts(closing, person_id=person.pk)[0])
        for closing in closings
    ]


def running(person: Person, group: Seller) -> OwnRunning:
    rows = Contribution.objects.filter(seller=group, person=person)
    closed = ShareClosing.objects.filter(seller=group).aggregate(day=Max("last_day"))["day"]
    if closed:
        rows = rows.filter(day__gt=closed)
    sums = rows.aggregate(grams=Sum("grams"), minutes=Sum("minutes"))
    return OwnRunning(sums["grams"] or 0, sums["minutes"] or 0)


def surplus(person: Person) -> list[SurplusPart]:
    """One's part of each closed year, by cooperative, the newest first."""
    parts = SurplusPart.objects.filter(person=person, year__closed_at__isnull=False)
    return list(parts.select_related("year__cooperative").order_by("year__cooperative__name", "-year__year"))
