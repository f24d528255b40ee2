"""The weekly day: each cooperative's batch is proposed by itself, once, whoever runs this and how often.

The day is marked by a conditional UPDATE in the transaction that proposes, and the batch's key names the day: a crash
undoes both, two workers make one batch. A day that was slept through is made up for.
"""

import logging
from datetime import date

from django.db import transaction
from django.db.models import Q

from payments.ledger.models import Account
from payments.payouts import notices, proposing
from payments.payouts.actions import total_of
from payments.payouts.available import HeldOf
from payments.payouts.models import PayoutBatch, PayoutTerms
from payments.payouts.terms import last_day
from sellers.accounts.models import Cooperative
from sellers.kit import clock
from sellers.regions import places

log = logging.getLogger("lapak.payouts")


def run_due(*, held: HeldOf) -> int:
    """Propose what is due today, or was since the last run; answers how many batches were made.

    `held` says what may not leave yet: payments does not know orders, so whoever does passes it.
    """
    _make_terms()
    made = 0
    for terms in PayoutTerms.objects.filter(is_automatic=True).select_related("cooperative").order_by("pk"):
        try:
            made += _run(terms, held)
        except Exception:  # one cooperative's trouble must not stop the others; the day stays unmarked
            log.exception("payouts of cooperative %s", terms.cooperative_id)
    return made


def key_of(cooperative_id: int, day: date, currency: str) -> str:
    return f"week:{cooperative_id}:{day.isoformat()}:{currency}"


def _run(terms: PayoutTerms, held: HeldOf) -> int:
    today = clock.now().astimezone(places.zone_of(terms.cooperative.village_code)).date()
    day = last_day(terms, today)
    if terms.last_run_on is None and day != today:
        return 0  # never ran: it begins on its day, not on the day it was made
    with transaction.atomic():
        waiting = PayoutTerms.objects.filter(Q(last_run_on__isnull=True) | Q(last_run_on__lt=day), pk=terms.pk)
        if not waiting.update(last_run_on=day):
            return 0
        return sum(_propose(terms, currency, day, held) for currency in _currencies(terms.cooperative_id))


def _propose(terms: PayoutTerms, currency: str, day: date, held: HeldOf) -> bool:
    batch: PayoutBatch | None = proposing.propose(
        cooperative_id=terms.cooperative_id,
        currency=currency,
        person=None,
        held=held,
        key=key_of(terms.cooperative_id, day, currency),
    )
    if batch is None:
        return False
    notices.proposed(batch=batch, total=total_of(batch))
    return True


def _currencies(cooperative_id: int) -> list[str]:
    kinds = [Account.Kind.SELLER, Account.Kind.REFUND_DUE]
    used = Account.objects.filter(cooperative_id=cooperative_id, kind__in=kinds)
    return sorted(set(used.values_list("currency", flat=True)))


def _make_terms() -> None:
    """A cooperative nobody set terms for runs on the defaults."""
    missing = Cooperative.objects.filter(payout_terms__isnull=True).values_list("pk", flat=True)
    rows = [PayoutTerms(cooperative_id=pk) for pk in missing]
    PayoutTerms.objects.bulk_create(rows, ignore_conflicts=True)
