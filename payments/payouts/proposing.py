"""Making a batch: what may leave is set aside for each seller, and the refunds that are ready join it.

Everything happens in one transaction under two locks: the cooperative's terms (one proposal at a time) and the ledger
accounts of its sellers (nothing is booked there meanwhile), the latter in the order of the sellers, as orders are
confirmed. So what is set aside was available, and running twice, or twice at once, sets it aside once.
"""

from django.db import transaction

from payments.money import Money
from payments.payouts import books
from payments.payouts.available import Held, accounts_of_sellers, lines
from payments.payouts.models import Payout, PayoutBatch, PayoutTerms
from payments.payouts.planning import Line
from payments.payouts.terms import terms_of
from payments.repayments.models import Repayment
from sellers.accounts.models import Cooperative
from sellers.audit.actions import record
from sellers.kit import clock, codes
from sellers.people.models import Person


def propose(*, cooperative_id: int, currency: str, person: Person | None, held: Held, key: str) -> PayoutBatch | None:
    """The batch of `key`, made now or before; None when nothing may leave. Needs the caller's transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("propose belongs into the transaction of whoever proposes")
    terms_of(cooperative_id)
    terms = PayoutTerms.objects.select_for_update().get(cooperative_id=cooperative_id)
    standing = PayoutBatch.objects.filter(key=key).first()
    if standing is not None:
        return standing
    list(accounts_of_sellers(cooperative_id, currency).select_for_update(of=("self",)).values_list("pk", flat=True))
    cooperative = Cooperative.objects.get(pk=cooperative_id)
    paid = [one for one in lines(cooperative=cooperative, currency=currency, held=held) if one.amount]
    refunds = Repayment.objects.free_to_leave().filter(cooperative_id=cooperative_id, currency=currency)
    if not paid and not refunds.exists():
        return None
    batch = PayoutBatch.objects.create(
        code=codes.new_code(), key=key, cooperative=cooperative, currency=currency, proposed_by=person,
        second_person_above_minor=terms.second_person_above_minor,
    )  # fmt: skip
    for one in paid:
        _set_aside(batch, one)
    joined = refunds.update(batch=batch)
    record(person=person, verb="payout_proposed", obj=batch, after=_shown(batch, paid, joined))
    return batch


def _set_aside(batch: PayoutBatch, one: Line) -> None:
    by_gateway = one.to.connected_account_id is not None
    payout = Payout.objects.create(
        code=codes.new_code(),
        batch=batch,
        seller_id=one.seller_id,
        cooperative_id=batch.cooperative_id,
        amount_minor=one.amount.minor,
        currency=one.amount.currency,
        way=Payout.Way.GATEWAY if by_gateway else Payout.Way.BANK,
        bank_account_id=None if by_gateway else one.to.bank_account_id,
        connected_account_id=one.to.connected_account_id,
        done_at=clock.now(),  # nothing to do in the background until it is approved
    )
    books.reserve(payout)


def _shown(batch: PayoutBatch, paid: list[Line], refunds: int) -> dict[str, object]:
    total = sum((one.amount for one in paid), Money(0, batch.currency))
    return {
        "batch": batch.code,
        "payouts": len(paid),
        "amount_minor": total.minor,
        "currency": batch.currency,
        "refunds": refunds,
    }
