"""What sellers who took cash owe their cooperative, and whom that stops.

A debt above the cooperative's limit starts the days of grace; when they are over, no new cash order is taken until
the debt is at the limit again. Orders that stand are not touched. A parcel whose cash the cooperative does not have,
because its courier still carries it or did not remit it, pays no debt: its sale is in the books, its money is not.
`storefront.orders.cash_debts` watches and tells.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from payments.charges.models import Charge
from payments.ledger.balances import balances_of
from payments.ledger.models import Account, Posting
from payments.ledger.queries import AccountQuerySet
from payments.money import Money
from sellers.accounts.models import Seller
from sellers.kit import clock
from storefront.terms.models import CashPause, CooperativeTerms


@dataclass(frozen=True)
class Rule:
    """When a debt stops cash: above `limit_minor`, after `grace`."""

    limit_minor: int
    grace: timedelta


@dataclass(frozen=True)
class Standing:
    """One seller's debt now. `stops_at`: new cash orders stop then, if it is still above the limit."""

    debt: Money
    limit: Money
    stops_at: datetime | None
    is_stopped: bool


def rule_of(cooperative_id: int | None) -> Rule:
    """Of the seller's cooperative; the defaults when it set none."""
    found = CooperativeTerms.objects.filter(cooperative_id=cooperative_id) if cooperative_id is not None else None
    terms = (found.first() if found is not None else None) or CooperativeTerms()
    return Rule(terms.cash_debt_limit_minor, timedelta(days=terms.cash_debt_grace_days))


def stopped_sellers(seller_ids: Collection[int]) -> frozenset[int]:
    """Those of the sellers that take no new cash order now."""
    stopped = CashPause.objects.filter(seller_id__in=seller_ids, lifted_at__isnull=True, stops_at__lte=clock.now())
    return frozenset(stopped.values_list("seller_id", flat=True))


def standing(seller: Seller) -> Standing | None:
    """What its desk and its cooperative are told; None for a seller that owes nothing."""
    debt = debts(Account.objects.filter(seller=seller)).get(seller.pk)
    if debt is None:
        return None
    pause = CashPause.objects.filter(seller=seller, lifted_at__isnull=True).first()
    stops_at = pause.stops_at if pause else None
    limit = Money(rule_of(seller.cooperative_id).limit_minor, debt.currency)
    return Standing(debt, limit, stops_at, stops_at is not None and stops_at <= clock.now())


def debts(accounts: AccountQuerySet) -> dict[int, Money]:
    """By seller id, what each owes its own cooperative, in that one's currency; who owes nothing is left out. Only
    money counts: a sale whose cash is not here yet does not make it less."""
    own = accounts.filter(kind=Account.Kind.SELLER, cooperative__isnull=False)
    rows = {
        pk: (seller, currency)
        for pk, seller, at, home, currency, theirs in own.values_list(
            "pk", "seller_id", "cooperative_id", "seller__cooperative_id", "currency", "cooperative__currency"
        )
        if at == home and currency == theirs and seller is not None
    }
    waiting = _not_here_yet(own)
    minors = {pk: minor - waiting.get(pk, 0) for pk, minor in balances_of(own).items() if pk in rows}
    return {rows[pk][0]: Money(minor, rows[pk][1]) for pk, minor in minors.items() if minor > 0}


def _not_here_yet(own: QuerySet[Account]) -> dict[int, int]:
    """By account, the net of all that is booked for orders whose cash the courier has to take or to remit."""
    by_courier = Charge.objects.filter(cooperative__isnull=False).exclude(courier="")
    owed = Q(state=Charge.State.OPEN) | Q(state=Charge.State.PAID, remitted_minor__lt=F("amount_minor"))
    buyers = Account.objects.filter(kind=Account.Kind.BUYER, ref__in=by_courier.filter(owed).values("bill_ref"))
    sales = Posting.objects.filter(kind="sale", source__in=own, target__in=buyers)
    orders = set(sales.order_by().values_list("source_id", "ref"))
    refs = {ref for _account, ref in orders}
    net: dict[int, int] = defaultdict(int)
    for source, target, ref, minor in Posting.objects.filter(ref__in=refs).values_list(
        "source_id", "target_id", "ref", "amount_minor"
    ):
        if (source, ref) in orders:
            net[source] -= minor
        if (target, ref) in orders:
            net[target] += minor
    return net
