"""From a person to a Scope: two queries, and the table of roles of the design (section 6)."""

from django.contrib.auth.models import AnonymousUser

from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import HelperConsent, Membership
from sellers.people.models import Person

Role = Membership.Role

_LEADERS = frozenset({Verb.PRODUCTS, Verb.ORDERS, Verb.MONEY, Verb.STALL, Verb.MEMBERS})
_OFFICERS = frozenset({Verb.REVIEW, Verb.APPROVE, Verb.TRANSFERS, Verb.TOTALS, Verb.MONEY, Verb.MEMBERS})

SELLER_VERBS: dict[str, frozenset[Verb]] = {
    Role.CHAIR: _LEADERS | {Verb.BANK},
    Role.SECRETARY: _LEADERS,
    Role.TREASURER: _LEADERS | {Verb.BANK},
    Role.MEMBER: frozenset({Verb.PRODUCTS, Verb.ORDERS}),
}
COOPERATIVE_VERBS: dict[str, frozenset[Verb]] = {
    Role.CHAIR: _OFFICERS | {Verb.BANK, Verb.PAYOUTS},
    Role.SECRETARY: _OFFICERS,
    Role.TREASURER: _OFFICERS | {Verb.BANK, Verb.PAYOUTS},
    Role.OFFICER: _OFFICERS,
    Role.VIEWER: frozenset({Verb.TOTALS}),
}
HELPER_VERBS = frozenset({Verb.PRODUCTS, Verb.ORDERS, Verb.STALL})  # whatever a consent says, never more than this


def scope_of(person: Person | AnonymousUser | None) -> Scope:
    """What the person may see and do, everywhere; nothing for nobody and for a closed account."""
    if not isinstance(person, Person) or not person.is_active:
        return Scope()
    sellers: dict[int, frozenset[Verb]] = {}
    cooperatives: dict[int, frozenset[Verb]] = {}
    roles = Membership.objects.live().filter(person=person).values_list("seller_id", "cooperative_id", "role")
    for seller_id, cooperative_id, role in roles:
        if seller_id is not None:
            _add(sellers, seller_id, SELLER_VERBS.get(role))
        elif cooperative_id is not None:
            _add(cooperatives, cooperative_id, COOPERATIVE_VERBS.get(role))
    helped = _helped(person) if not person.is_superuser else {}
    only_helped = {seller_id: verbs for seller_id, verbs in helped.items() if seller_id not in sellers}
    return Scope(
        person_id=person.pk,
        sellers={**only_helped, **sellers},
        cooperatives=cooperatives,
        helped=frozenset(only_helped),
        operator=person.is_superuser,
    )


def _helped(person: Person) -> dict[int, frozenset[Verb]]:
    given = HelperConsent.objects.live().filter(helper=person).values_list("seller_id", "verbs")
    allowed = {seller_id: HELPER_VERBS.intersection(verbs) for seller_id, verbs in given}
    return {seller_id: frozenset(verbs) for seller_id, verbs in allowed.items() if verbs}


def _add(held: dict[int, frozenset[Verb]], key: int, verbs: frozenset[Verb] | None) -> None:
    if verbs:
        held[key] = verbs
