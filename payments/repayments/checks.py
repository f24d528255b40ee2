"""Do the repayments agree with the books? Each difference is one sentence for the operator."""

from collections import defaultdict
from collections.abc import Iterator

from payments.ledger.balances import balances_of
from payments.ledger.models import Account, Posting
from payments.repayments.models import Repayment
from payments.repayments.moving import PAID, RETURNED, entry


def differences() -> Iterator[str]:
    yield from _entries()
    yield from _due()


def counts() -> dict[str, int]:
    return {
        "refunds_paid": Repayment.objects.filter(state=Repayment.State.PAID).count(),
        "refunds_open": Repayment.objects.open().count(),
    }


def _entries() -> Iterator[str]:
    """A repayment that is paid has the entry of its last try; each earlier try that was booked was undone."""
    booked: dict[str, tuple[int, str]] = {}
    rows = Posting.objects.filter(kind__in=[PAID, RETURNED]).values_list("entry", "amount_minor", "currency")
    for name, amount, currency in rows.iterator():
        booked[name] = (amount, currency)
    for one in Repayment.objects.only("code", "state", "tries", "amount_minor", "currency").iterator():
        whole = (one.amount_minor, one.currency)
        last = booked.pop(entry(PAID, one.code, one.tries), None)
        if (last == whole) != (one.state == Repayment.State.PAID):
            yield f"refund {one.code} is {one.state}, and the books say {last}"
        for tries in range(one.tries):
            left, back = (
                booked.pop(entry(PAID, one.code, tries), None),
                booked.pop(entry(RETURNED, one.code, tries), None),
            )
            if left != back or left not in (None, whole):
                yield f"refund {one.code}, try {tries}: {left} left and {back} came back"
    for name in sorted(booked):
        yield f"{name}: {booked[name][0]} {booked[name][1]} is in the books, but no refund says so"


def _due() -> Iterator[str]:
    """What has not reached its buyer is still owed by its collector."""
    said: dict[tuple[int | None, int | None, str], int] = defaultdict(int)
    rows = Repayment.objects.open().values_list("cooperative_id", "seller_id", "currency", "amount_minor")
    for cooperative, seller, currency, amount in rows.iterator():
        said[cooperative, seller, currency] += amount
    accounts = Account.objects.filter(kind=Account.Kind.REFUND_DUE)
    balances = balances_of(accounts)
    owed: dict[tuple[int | None, int | None, str], int] = {
        (cooperative, seller, currency): -balances.get(pk, 0)
        for pk, cooperative, seller, currency in accounts.values_list("pk", "cooperative_id", "seller_id", "currency")
    }
    for key, amount in said.items():
        if owed.get(key, 0) < amount:
            yield f"refunds of {key[0]}:{key[1]}: {amount} {key[2]} open, but the books owe {owed.get(key, 0)}"
