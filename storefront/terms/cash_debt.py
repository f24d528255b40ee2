"""What sellers who took cash owe their cooperative, and whom that stops. README.md tells the rule with a table.

A debt above the cooperative's limit starts the days of grace; when they are over, no new cash order is taken until
the debt is at the limit again. Orders that stand are not touched. `storefront.orders.cash_debts` watches and tells.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from payments.ledger.balances import balances_of
from payments.ledger.models import Account
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
    """By seller id, what each owes its own cooperative, in that one's currency; who owes nothing is left out."""
    own = accounts.filter(kind=Account.Kind.SELLER, cooperative__isnull=False)
    rows = {
        pk: (seller, currency)
        for pk, seller, at, home, currency, theirs in own.values_list(
            "pk", "seller_id", "cooperative_id", "seller__cooperative_id", "currency", "cooperative__currency"
        )
        if at == home and currency == theirs and seller is not None
    }
    return {
        rows[pk][0]: Money(minor, rows[pk][1]) for pk, minor in balances_of(own).items() if minor > 0 and pk in rows
    }
