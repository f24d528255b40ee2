"""Which charge a transfer on the statement may belong to. It suggests; only a person records.

Certain is one charge alone: its exact total is asked by no other charge that money may still come for. Everything
else is a candidate, and why it is one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from payments.charges.models import Charge
from sellers.accounts.access import Scope
from sellers.kit import clock

REMEMBERED = timedelta(days=30)  # closed charges that money may still come for
MOST = 20


class Why(StrEnum):
    """From the best reason to the weakest."""

    EXACT = "exact"  # the very total that was asked
    REST = "rest"  # what is missing after a short transfer
    WITHOUT_CODE = "without_code"  # the bill's amount: the last three digits were forgotten
    PAID_ALREADY = "paid_already"  # the total of a bill that was paid: perhaps paid twice


@dataclass(frozen=True)
class Candidate:
    charge: Charge
    why: Why


@dataclass(frozen=True)
class Suggestion:
    certain: Charge | None
    candidates: tuple[Candidate, ...]  # best first; holds the certain one too


def suggest(
    *, scope: Scope, amount_minor: int, bank_account_id: int | None = None, qris_id: int | None = None
) -> Suggestion:
    """Charges within the asker's scope that `amount_minor` fits: on one account or QRIS, or on all of the asker's."""
    charges = Charge.objects.within(scope).by_transfer()
    if bank_account_id is not None:
        charges = charges.filter(bank_account_id=bank_account_id)
    if qris_id is not None:
        charges = charges.filter(qris_id=qris_id)
    lately = Q(state=Charge.State.OPEN) | Q(created_at__gte=clock.now() - REMEMBERED)
    fits = Q(total_minor=amount_minor) | Q(amount_minor=amount_minor) | Q(came__gt=0, left=amount_minor)
    found = (
        charges.filter(lately)
        .annotate(came=Coalesce(Sum("transfers__amount_minor"), 0), left=F("amount_minor") - F("came"))
        .filter(fits)
        .select_related("bank_account", "qris", "cooperative", "seller")
        .order_by("created_at", "id")
    )
    candidates = _ranked(found, amount_minor)
    exact = [one.charge for one in candidates if one.why == Why.EXACT]
    return Suggestion(exact[0] if len(exact) == 1 else None, tuple(candidates[:MOST]))


def _ranked(charges: Iterable[Charge], amount_minor: int) -> list[Candidate]:
    candidates = [Candidate(charge, why) for charge in charges if (why := _why(charge, amount_minor))]
    order = list(Why)
    return sorted(candidates, key=lambda one: (order.index(one.why), one.charge.state != Charge.State.OPEN))


def _why(charge: Charge, amount_minor: int) -> Why | None:
    if charge.state == Charge.State.PAID:
        return Why.PAID_ALREADY if charge.total_minor == amount_minor else None
    if charge.total_minor == amount_minor:
        return Why.EXACT
    if charge.amount_minor == amount_minor:
        return Why.WITHOUT_CODE
    return Why.REST if charge.state == Charge.State.OPEN else None
