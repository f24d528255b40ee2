"""Who may move payouts on: chair and treasurer of the cooperative. Never a helper, never an officer without the say."""

from payments.payouts.errors import BatchNotFound
from payments.payouts.models import Payout, PayoutBatch
from sellers.accounts.access import Scope, Verb


def may(scope: Scope, cooperative_id: int) -> bool:
    return scope.operator or cooperative_id in scope.cooperative_ids(Verb.PAYOUTS)


def require(scope: Scope, cooperative_id: int) -> None:
    """Raises BatchNotFound for everybody else: a stranger is not told that there is something."""
    if not may(scope, cooperative_id):
        raise BatchNotFound


def batch_of(scope: Scope, code: str) -> PayoutBatch:
    """The batch, locked until the transaction ends: whoever moves it on waits for whoever was first."""
    batch = PayoutBatch.objects.within(scope).select_for_update(of=("self",)).filter(code=code).first()
    if batch is None:
        raise BatchNotFound
    require(scope, batch.cooperative_id)
    return batch


def payout_of(scope: Scope, code: str) -> Payout:
    """One payout, its batch locked first, so that two who close a batch wait for each other."""
    found = Payout.objects.within(scope).filter(code=code).values_list("batch__code", flat=True).first()
    if found is None:
        raise BatchNotFound
    batch_of(scope, found)
    return (
        Payout.objects.select_for_update(of=("self",)).select_related("batch", "seller", "cooperative").get(code=code)
    )
