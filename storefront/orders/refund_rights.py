"""Who may give money back, and when a second person must agree."""

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, Q, Sum
from django.utils.translation import gettext as _

from sellers.accounts.access import Scope, Verb
from sellers.kit.errors import Expected, NotFound
from sellers.people.models import Person
from storefront.orders import life_step
from storefront.orders.models import Order, Refund
from storefront.orders.queries import OrderQuerySet
from storefront.terms import bearing


class NeedsAnother(Expected):
    """Whoever asked cannot agree to it as well."""

    code = "needs_another"
    status = 409


def refundable(scope: Scope, *, key: str = "") -> OrderQuerySet:
    """Sold orders the asker may give money back of: as officer with PAYOUTS, or as their own seller (no helper).

    Also those that were refunded under `key` already and closed by it: whoever asks again gets the first answer.
    """
    under_key = Refund.objects.filter(order=OuterRef("pk"), key__startswith=f"{key}:") if key else Refund.objects.none()
    open_ones = Q(state__in=bearing.REFUNDABLE) | Q(Exists(under_key))
    found = life_step.orders().within(scope).filter(open_ones, sold_at__isnull=False)
    if scope.operator:
        return found
    own = set(scope.seller_ids(Verb.ORDERS)) - scope.helped
    return found.filter(Q(seller_id__in=own) | Q(seller__cooperative_id__in=scope.cooperative_ids(Verb.PAYOUTS)))


def order_to_refund(*, scope: Scope, order_code: str, key: str = "") -> Order:
    order = refundable(scope, key=key).filter(code=order_code).first()
    if order is None:
        raise NotFound(_("Pesanan ini tidak bisa dikembalikan uangnya."))
    return order


def orders_to_refund(*, scope: Scope, purchase_code: str, key: str = "") -> list[Order]:
    """Every order of the purchase the officer may give money back of, in the order in which bills are locked."""
    asker = scope if scope.operator else scope.as_officer()
    found = refundable(asker, key=key).filter(purchase__code=purchase_code)
    orders = list(found.order_by("bill_id", "pk"))
    if not orders:
        raise NotFound(_("Pembelian ini tidak bisa dikembalikan uangnya."))
    return orders


def as_seller(*, scope: Scope, order: Order) -> bool:
    """Whether the asker decides only as the order's own seller."""
    return not scope.operator and order.seller.cooperative_id not in scope.cooperative_ids(Verb.PAYOUTS)


def needs_second_person(*, orders: Sequence[Order], minor: int) -> bool:
    """Above the limit of the sellers' cooperative, with what somebody gave back alone of the purchase before.

    So a large refund cut into small ones needs the second person too. Nobody stands above a seller on its own.
    """
    cooperative = orders[0].seller.cooperative
    terms = getattr(cooperative, "terms", None)
    if cooperative is None or terms is None:
        return False
    if orders[0].currency != cooperative.currency:
        return True  # the limit says nothing about this currency
    alone = Refund.objects.filter(
        order__purchase_id=orders[0].purchase_id,
        order__seller__cooperative_id=cooperative.pk,
        state=Refund.State.BOOKED,
        asked_by=F("decided_by"),
    ).exclude(reason__in=["cancelled", "returned", "weighed"])
    before = alone.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    return bool(before + minor > terms.second_person_refund_above_minor)


def proposals(scope: Scope) -> "list[Refund]":
    """What waits for a second person of the asker's cooperative, the oldest first."""
    found = Refund.objects.within(scope).filter(state=Refund.State.PROPOSED)
    if not scope.operator:
        found = found.filter(order__seller__cooperative_id__in=scope.cooperative_ids(Verb.PAYOUTS))
    rows = found.select_related("order__seller__cooperative__terms", "order__purchase", "order__bill", "asked_by")
    return list(rows.order_by("asked_at", "pk"))


def proposal(*, scope: Scope, refund_code: str) -> list[Refund]:
    """The proposal with all refunds that are decided together with it."""
    waiting = proposals(scope)
    found = next((refund for refund in waiting if refund.code == refund_code), None)
    if found is None:
        raise NotFound(_("Usulan ini tidak ditemukan atau sudah diputuskan."))
    together = [refund for refund in waiting if refund.group and refund.group == found.group] or [found]
    return sorted(together, key=lambda refund: (refund.order.bill_id, refund.order_id))


def check_another(*, refunds: Sequence[Refund], person: Person) -> None:
    if any(refund.asked_by_id == person.pk for refund in refunds):
        raise NeedsAnother(_("Usulan Anda sendiri. Minta pengurus lain menyetujuinya."))
