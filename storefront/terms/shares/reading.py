"""What a treasurer is shown of a group's shares: the running period, a preview and a closing, each by member."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from payments.ledger.models import Account
from payments.money import Money
from sellers.accounts.access import Scope
from sellers.accounts.members import names_at
from sellers.accounts.models import Seller
from sellers.people.models import Person
from storefront.terms.shares.actions import REVERSAL, newest_rule
from storefront.terms.shares.dividing import Division
from storefront.terms.shares.groups import Member, in_order, members_of
from storefront.terms.shares.models import Contribution, ShareClosing, SharePart, ShareRule
from storefront.terms.shares.wording import measure_words

Method = ShareRule.Method
NEWEST = 30  # contributions shown one by one


@dataclass(frozen=True)
class Brought:
    member: Member
    grams: int
    minutes: int


@dataclass(frozen=True)
class Slip:
    """One contribution as it was written; `reversed` when it was taken back."""

    id: int
    day: date
    name: str
    grams: int
    minutes: int
    reversed: bool


@dataclass(frozen=True)
class Running:
    """Since the last closing; `since` is None before the first rule."""

    since: date | None
    brought: tuple[Brought, ...]  # one a member, also without anything yet
    slips: tuple[Slip, ...]  # the newest first
    by_weight: bool
    by_hours: bool


@dataclass(frozen=True)
class MemberPart:
    """All that one closing gives one member, by all versions."""

    person_id: int
    name: str
    measures: tuple[str, ...]
    amount: Money
    paid_at: datetime | None = None


def running(seller: Seller, *, since: date | None, methods: Iterable[str]) -> Running:
    """What members brought after the last closing. `methods`: those that will divide this period."""
    rows = Contribution.objects.filter(seller=seller).select_related("person").order_by("-day", "-pk")
    last_closed = ShareClosing.objects.filter(seller=seller).aggregate(day=Max("last_day"))["day"]
    if last_closed:
        rows = rows.filter(day__gt=last_closed)
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for person, grams, minutes in rows.values_list("person_id", "grams", "minutes"):
        sums[person][0] += grams
        sums[person][1] += minutes
    taken_back = set(rows.filter(key__startswith=REVERSAL).values_list("key", flat=True))
    slips = rows.exclude(key__startswith=REVERSAL)[:NEWEST]
    names = names_at(seller.pk, (row.person for row in slips))
    return Running(
        since=since,
        brought=tuple(Brought(one, *sums[one.person_id]) for one in members_of(seller.pk, also=set(sums))),
        slips=tuple(
            Slip(row.pk, row.day, names[row.person_id], row.grams, row.minutes, f"{REVERSAL}{row.pk}" in taken_back)
            for row in slips
        ),
        by_weight=Method.WEIGHT in (kinds := set(methods)),
        by_hours=Method.HOURS in kinds,
    )


def currencies_of(scope: Scope, seller: Seller, default: str) -> tuple[str, ...]:
    """The currencies the group's books know, its own first."""
    kept = Account.objects.within(scope).filter(kind=Account.Kind.SELLER, seller=seller)
    known = set(kept.values_list("currency", flat=True))
    return (default, *sorted(known - {default}))


def planned_parts(seller: Seller, division: Division, rules: Iterable[ShareRule]) -> list[MemberPart]:
    """A preview by member."""
    methods = {rule.pk: rule.method for rule in rules}
    rows = [(part.person_id, methods[part.key], part.measure, part.amount.minor, None) for part in division.parts]
    return _by_member(seller.pk, rows, division.income.currency)


def closed_parts(closing: ShareClosing, *, person_id: int | None = None) -> list[MemberPart]:
    """A closing by member; of one member only, when asked."""
    parts = SharePart.objects.filter(closing=closing).order_by("pk")
    if person_id is not None:
        parts = parts.filter(person_id=person_id)
    rows = list(parts.values_list("person_id", "rule__method", "measure", "amount_minor", "paid_at"))
    return _by_member(closing.seller_id, rows, closing.currency)


def methods_of(seller: Seller, incomes: Iterable[int]) -> list[str]:
    """How the versions divide that have something in the running period, and the one in force."""
    rule = newest_rule(seller.pk)
    found = ShareRule.objects.filter(pk__in=[*incomes, *([rule.pk] if rule else [])])
    return list(found.order_by("version").values_list("method", flat=True))


def _by_member(
    seller_id: int, rows: Iterable[tuple[int, str, int, int, datetime | None]], currency: str
) -> list[MemberPart]:
    minor: dict[int, int] = defaultdict(int)
    words: dict[int, list[str]] = defaultdict(list)
    paid: dict[int, datetime | None] = {}
    for person, method, measure, amount, paid_at in rows:
        minor[person] += amount
        word = measure_words(method, measure)
        if word and word not in words[person]:
            words[person].append(word)
        paid[person] = paid_at or paid.get(person)
    people = names_at(seller_id, Person.objects.filter(pk__in=minor))
    return [
        MemberPart(person, people[person], tuple(words[person]), Money(minor[person], currency), paid[person])
        for person in in_order(seller_id, list(minor))
    ]
