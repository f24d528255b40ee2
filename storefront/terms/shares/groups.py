"""Who belongs to a group shop, in the order in which they joined it: the order in which a rounding falls."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Q
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope, Verb
from sellers.accounts.archetypes import ARCHETYPES
from sellers.accounts.models import Membership, Seller
from sellers.kit.errors import NotFound
from sellers.people.models import Person
from sellers.people.phones import show_phone


@dataclass(frozen=True)
class Member:
    person_id: int
    name: str
    phone: str
    role: str
    live: bool


def group_for_money(scope: Scope, seller_id: int) -> Seller:
    """The group whose money the asker keeps: a helper and a plain member never do. Raises NotFound."""
    found = Seller.objects.within(scope).filter(pk=seller_id).first()
    if found is None or not (scope.operator or seller_id in scope.seller_ids(Verb.MONEY)):
        raise NotFound(_("Lapak tidak ditemukan."))
    return found


def is_group(seller: Seller) -> bool:
    """Several people behind one stall: by what it called itself, or by who belongs to it."""
    kind = ARCHETYPES.get(seller.archetype)
    return bool(kind and kind.group) or seller.memberships.live().count() > 1


def members_of(seller_id: int, *, also: Collection[int] = ()) -> list[Member]:
    """The members of today, and whoever of `also` once was one."""
    rows = Membership.objects.filter(seller_id=seller_id).select_related("person").order_by("pk")
    found: dict[int, Member] = {}
    for row in rows:
        live, before = row.ended_at is None, found.get(row.person_id)
        if live or row.person_id in also:
            role = row.role if live or before is None else before.role
            name = called(row.person) if row.accepted_at else row.typed_name or show_phone(row.person.phone)
            now = live or bool(before and before.live)
            found[row.person_id] = Member(row.person_id, name, row.person.phone, role, now)
    return list(found.values())


def members_between(seller_id: int, since: datetime, until: datetime) -> list[int]:
    """Whoever was a member at some moment of the period."""
    there = Membership.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=since), seller_id=seller_id)
    return in_order(seller_id, list(there.filter(created_at__lt=until).values_list("person_id", flat=True)))


def in_order(seller_id: int, people: Sequence[int]) -> list[int]:
    """Each once, by their first membership; whoever never was a member comes last, by number."""
    first = dict(
        Membership.objects.filter(seller_id=seller_id, person_id__in=list(people))
        .values_list("person_id")
        .annotate(first=Min("pk"))
        .order_by()
    )
    return sorted(set(people), key=lambda person: (person not in first, first.get(person, 0), person))


def called(person: Person) -> str:
    return person.name or show_phone(person.phone)
