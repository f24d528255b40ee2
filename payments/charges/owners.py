"""Whose account or QRIS it is: who may change it, and who is told when it changes."""

from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Cooperative, Membership, Seller
from sellers.people.models import Person

Role = Membership.Role
OFFICERS = (Role.CHAIR, Role.SECRETARY, Role.TREASURER, Role.OFFICER)  # of a cooperative
KEEPERS = (Role.CHAIR, Role.TREASURER)  # of a stall: they alone see where its money goes


def may_direct_money(scope: Scope, *, seller_id: int | None, cooperative_id: int | None) -> bool:
    """Ketua and bendahara alone say where money goes: an officer records transfers, a helper has no say.

    Exactly one of the two ids is the owner's.
    """
    if (seller_id is None) == (cooperative_id is None):
        raise ValueError("it belongs to a seller or to a cooperative")
    return (
        scope.operator
        or (seller_id in scope.seller_ids(Verb.BANK) and seller_id not in scope.helped)
        or cooperative_id in scope.cooperative_ids(Verb.BANK)
    )


def owner_of(*, seller_id: int | None, cooperative_id: int | None, lock: bool = False) -> Seller | Cooperative:
    """The owner's row; locked, so that two changes of where its money goes come one after the other."""
    if seller_id is not None:
        sellers = Seller.objects.select_for_update() if lock else Seller.objects.all()
        return sellers.get(pk=seller_id)
    if cooperative_id is None:
        raise ValueError("it belongs to a seller or to a cooperative")
    cooperatives = Cooperative.objects.select_for_update() if lock else Cooperative.objects.all()
    return cooperatives.get(pk=cooperative_id)


def to_be_told(*, seller_id: int | None, cooperative_id: int | None) -> list[Person]:
    """Everybody who must know that money goes elsewhere now, each once.

    Of a cooperative: all its officers. Of a stall: its ketua and bendahara, and the officers of its cooperative.
    """
    if seller_id is not None:
        cooperative_id = Seller.objects.values_list("cooperative_id", flat=True).get(pk=seller_id)
    live = Membership.objects.live().select_related("person").filter(person__is_active=True)
    officers = live.filter(cooperative_id=cooperative_id, role__in=OFFICERS) if cooperative_id else live.none()
    keepers = live.filter(seller_id=seller_id, role__in=KEEPERS) if seller_id else live.none()
    people = {membership.person_id: membership.person for membership in [*keepers, *officers]}
    return [people[pk] for pk in sorted(people)]
