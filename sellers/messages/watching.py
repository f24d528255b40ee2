"""Members of a stall who wish to be told of new orders on their own phone, beside the stall's."""

from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Membership, Seller
from sellers.messages.models import OrderWatch
from sellers.people.models import Person


def watch(*, scope: Scope, person: Person, seller_id: int) -> None:
    """Raises Seller.DoesNotExist for a stall whose orders the asker may not see."""
    seller = Seller.objects.within(scope).get(pk=_own(scope, seller_id))
    OrderWatch.objects.get_or_create(seller=seller, person=person)


def unwatch(*, scope: Scope, person: Person, seller_id: int) -> None:
    """Raises Seller.DoesNotExist for a stall whose orders the asker may not see."""
    seller = Seller.objects.within(scope).get(pk=_own(scope, seller_id))
    OrderWatch.objects.filter(seller=seller, person=person).delete()


def watchers(seller: Seller) -> list[Person]:
    """Who is told beside the stall's own phone; who left the stall since is not."""
    members = Membership.objects.live().filter(seller=seller).values("person_id")
    watching = Person.objects.filter(order_watches__seller=seller, pk__in=members, is_active=True)
    return list(watching.exclude(phone=seller.phone).order_by("pk"))


def _own(scope: Scope, seller_id: int) -> int:
    """A stall the asker belongs to: a helper reads its orders, but its buyers' goods are no news for other phones."""
    allowed = seller_id in scope.seller_ids(Verb.ORDERS) and seller_id not in scope.helped
    return seller_id if allowed else 0
