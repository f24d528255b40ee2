"""A remittance that was written down wrongly is taken back: by counter-entry, with a reason, and typed anew.

Nothing is removed: the row stays and says who took it back and why; its parcels are owed again, what it used of the
courier's credit is a credit again. Its bank reference is free for the right figures.
"""

from django.db import transaction
from django.db.models import F

from payments.charges.models import Charge
from payments.remittances import books, errors
from payments.remittances.actions import hold_collector
from payments.remittances.models import Remittance
from payments.remittances.queries import collected_by, credit_of
from payments.statements.models import StatementRow
from sellers.accounts.access import Scope, Verb
from sellers.audit.actions import record
from sellers.kit import clock
from sellers.people.models import Person

LONGEST_REASON = 200


@transaction.atomic
def undo(
    *, scope: Scope, person: Person, code: str, reason: str, cooperative_id: int | None = None,
    seller_id: int | None = None,
) -> Remittance:  # fmt: skip
    """Take it back; again changes nothing. Booked now, or in the next period where this one is closed.

    For a cooperative its chair or treasurer does it. Raises RemittanceNotFound, ReasonMissing, ExtraUsed, OnStatement.
    """
    hold_collector(scope, cooperative_id, seller_id)
    if cooperative_id is not None and not (scope.operator or cooperative_id in scope.cooperative_ids(Verb.PAYOUTS)):
        raise errors.RemittanceNotFound
    own = Remittance.objects.filter(collected_by(cooperative_id, seller_id))
    remittance = own.select_for_update(of=("self",)).filter(code=code).first()
    if remittance is None:
        raise errors.RemittanceNotFound
    if remittance.undone_at is not None:
        return remittance
    said = reason.strip()[:LONGEST_REASON]
    if not said:
        raise errors.ReasonMissing
    if StatementRow.objects.filter(ref=books.entry_of(remittance)).exists():
        raise errors.OnStatement
    credit = credit_of(remittance.courier, remittance.currency, cooperative_id=cooperative_id, seller_id=seller_id)
    if credit.minor < remittance.extra_minor:
        raise errors.ExtraUsed
    remittance.undone_at, remittance.undone_by, remittance.undone_reason = clock.now(), person, said
    remittance.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    _owe_again(remittance)
    books.post_undone(remittance)
    record(person=person, verb="remittance.undone", obj=remittance, after={"reason": said})
    return remittance


def _owe_again(remittance: Remittance) -> None:
    lines = list(remittance.lines.order_by("charge_id"))
    list(Charge.objects.select_for_update(of=("self",)).filter(pk__in=[one.charge_id for one in lines]).order_by("pk"))
    for line in lines:
        Charge.objects.filter(pk=line.charge_id).update(remitted_minor=F("remitted_minor") - line.amount_minor)
