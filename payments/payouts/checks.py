"""Do the payouts agree with the books? Each difference is one sentence for the operator."""

from collections import defaultdict
from collections.abc import Iterator

from payments.ledger.balances import balances_of
from payments.ledger.models import Account, Posting
from payments.payouts.books import KINDS, RELEASED, RESERVED, RETURNED, SENT, TRANSFERRED, entry
from payments.payouts.models import Payout

State = Payout.State
UNDER_WAY = (State.PROPOSED, State.APPROVED, State.SENT)


def differences() -> Iterator[str]:
    yield from _entries()
    yield from _aside()


def counts() -> dict[str, int]:
    return {
        "payouts_paid": Payout.objects.filter(state=State.PAID).count(),
        "payouts_under_way": Payout.objects.filter(state__in=UNDER_WAY).count(),
    }


def _entries() -> Iterator[str]:
    """Each payout has exactly the entries its state says, each with its amount; and nothing else is booked so."""
    expected: dict[str, tuple[int, str]] = {}
    for code, state, way, amount, currency in Payout.objects.values_list(
        "code", "state", "way", "amount_minor", "currency"
    ).iterator():
        for kind in _kinds_of(state, way):
            expected[entry(kind, code)] = (amount, currency)
    booked: dict[str, tuple[int, str]] = {}
    rows = Posting.objects.filter(kind__in=KINDS).values_list("entry", "amount_minor", "currency")
    for name, amount, currency in rows.iterator():
        booked[name] = (amount, currency)
    for name in sorted(expected.keys() - booked.keys()):
        yield f"{name}: {expected[name][0]} {expected[name][1]} is said by the payout, but is not in the books"
    for name in sorted(booked.keys() - expected.keys()):
        yield f"{name}: {booked[name][0]} {booked[name][1]} is in the books, but no payout says so"
    for name in sorted(booked.keys() & expected.keys()):
        if booked[name] != expected[name]:
            yield f"{name}: the books say {booked[name]}, the payout says {expected[name]}"


def _kinds_of(state: str, way: str) -> tuple[str, ...]:
    left = TRANSFERRED if way == Payout.Way.GATEWAY else SENT
    if state == State.PAID:
        return RESERVED, left
    if state == State.RETURNED:
        return RESERVED, left, RETURNED
    return (RESERVED,) if state in UNDER_WAY else (RESERVED, RELEASED)


def _aside() -> Iterator[str]:
    """What is set aside for a seller is the sum of its payouts under way."""
    said: dict[tuple[int, int, str], int] = defaultdict(int)
    rows = Payout.objects.filter(state__in=UNDER_WAY)
    for cooperative, seller, currency, amount in rows.values_list(
        "cooperative_id", "seller_id", "currency", "amount_minor"
    ):
        said[cooperative, seller, currency] += amount
    aside = Account.objects.filter(kind=Account.Kind.PAYOUT)
    balances = balances_of(aside)
    rows_aside = aside.filter(cooperative__isnull=False, seller__isnull=False)
    for pk, at, whose, currency in rows_aside.values_list("pk", "cooperative_id", "seller_id", "currency"):
        held = -balances.get(pk, 0)
        if held != said.pop((at or 0, whose or 0, currency), 0):
            yield f"payouts of seller {whose} at {at}: {held} {currency} set aside, not what is under way"
    for (cooperative, seller, currency), amount in sorted(said.items()):
        yield f"payouts of seller {seller} at {cooperative}: {amount} {currency} under way, nothing set aside"
