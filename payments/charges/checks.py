"""Does what was collected agree with the books? Each difference is one sentence for the operator.

A settlement that orders have not applied yet is no difference: its bill still waits for its sale.
"""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from payments.charges.collecting import cash_entry, cash_undone_entry, transfer_entry, undone_key
from payments.charges.models import Charge, IncomingTransfer, Settlement
from payments.ledger.balances import balances_of
from payments.ledger.models import Account, Posting

RECEIVED = ("received", "received_by_seller")
Placed = tuple[int, str, str, int | None, int | None]  # amount, currency, account kind, cooperative, seller


def differences() -> Iterator[str]:
    yield from _collected()
    yield from _charges_and_settlements()
    yield from _extras()
    yield from _buyers()


def counts() -> dict[str, int]:
    return {
        "transfers": IncomingTransfer.objects.count(),
        "paid_charges": Charge.objects.filter(state=Charge.State.PAID).count(),
        "open_charges": Charge.objects.filter(state=Charge.State.OPEN).count(),
        "settlements_waiting": Settlement.objects.filter(done_at__isnull=True).count(),
    }


def _collected() -> Iterator[str]:
    """Every transfer and every cash charge stands once in the books, in full, with its collector; and nothing else.

    What gateways hold is compared by payments/gateways/checks.py.
    """
    expected = dict(_expected())
    booked: dict[str, Placed] = {}
    postings = Posting.objects.filter(kind__in=(*RECEIVED, "cod_collected", "cod_by_courier")).order_by("id")
    postings = postings.exclude(target__kind=Account.Kind.PROVIDER)
    columns = ("amount_minor", "currency", "target__kind", "target__cooperative_id", "target__seller_id")
    for entry, *placed in postings.values_list("entry", *columns).iterator():
        booked[entry] = tuple(placed)
    for entry in sorted(expected.keys() - booked.keys()):
        yield f"{entry}: {expected[entry][0]} {expected[entry][1]} came, but is not in the books"
    for entry in sorted(booked.keys() - expected.keys()):
        yield f"{entry}: {booked[entry][0]} {booked[entry][1]} is in the books, but nothing says that it came"
    for entry in sorted(booked.keys() & expected.keys()):
        if booked[entry] != expected[entry]:
            yield f"{entry}: the books say {booked[entry]}, it came as {expected[entry]}"


def _expected() -> Iterator[tuple[str, Placed]]:
    transfers = IncomingTransfer.objects.filter(charge__isnull=False)
    columns = ("amount_minor", "currency", "charge__cooperative_id", "charge__seller_id")
    for pk, amount, currency, cooperative, seller in transfers.values_list("pk", *columns).iterator():
        kind = Account.Kind.BANK if cooperative else Account.Kind.SELLER
        yield transfer_entry(pk), (amount, currency, kind.value, cooperative, seller)
    cash = Charge.objects.filter(provider="cash").filter(Q(state=Charge.State.PAID) | Q(pk__in=_undone()))
    taken = cash.values_list("code", "amount_minor", "currency", "cooperative_id", "seller_id", "courier")
    for code, amount, currency, cooperative, seller, courier in taken.iterator():
        kind = Account.Kind.COURIER if courier else Account.Kind.SELLER
        yield cash_entry(code), (amount, currency, kind.value, cooperative, seller)


def _charges_and_settlements() -> Iterator[str]:
    paying = Settlement.objects.filter(charge=OuterRef("pk"), kind=Settlement.Kind.PAID)
    for code in Charge.objects.filter(~Exists(paying), state=Charge.State.PAID).values_list("code", flat=True):
        yield f"charge {code} is paid, but no settlement says so"
    paid = Settlement.objects.filter(kind=Settlement.Kind.PAID).exclude(charge__in=_undone())
    for key in paid.exclude(charge__state=Charge.State.PAID).values_list("key", flat=True):
        yield f"settlement {key} stands, but its charge is not paid"
    yield from _undone_in_full()


def _undone() -> "QuerySet[Charge, int]":
    """Cash charges whose money was not taken after all, as their settlements say; ids."""
    said = Settlement.objects.filter(kind=Settlement.Kind.PAID, key__startswith=undone_key(""))
    return Charge.objects.filter(pk__in=said.values("charge_id"), state=Charge.State.CANCELLED).values_list(
        "pk", flat=True
    )


def _undone_in_full() -> Iterator[str]:
    """Each has its counter-entry of as much, and no other charge has one."""
    rows = Charge.objects.filter(pk__in=_undone()).values_list("code", "amount_minor")
    expected = {cash_undone_entry(code): minor for code, minor in rows}
    entries = Posting.objects.filter(entry__startswith=cash_undone_entry(""))
    booked = dict(entries.order_by().values_list("entry").annotate(minor=Sum("amount_minor")))
    for entry in sorted(expected.keys() | booked.keys()):
        if expected.get(entry) != booked.get(entry):
            yield f"{entry}: {expected.get(entry)} was not taken, the books say {booked.get(entry)}"


def _extras() -> Iterator[str]:
    """What settlements say must go back to a buyer is what the books hold as refund due, bill by bill."""
    said: dict[tuple[str, str], int] = defaultdict(int)
    over = Settlement.objects.filter(kind=Settlement.Kind.OVER)
    for ref, currency, amount in over.values_list("bill_ref", "currency", "amount_minor").iterator():
        said[ref, currency] += amount
    extras = Posting.objects.filter(kind__in=Settlement.Reason.values, source__kind=Account.Kind.REFUND_DUE)
    for ref, currency, amount in extras.values_list("ref", "currency", "amount_minor").iterator():
        said[ref, currency] -= amount
    for (ref, currency), amount in sorted(said.items()):
        if amount:
            yield f"bill {ref}: settlements and books differ by {amount} {currency} in what goes back to the buyer"


def _buyers() -> Iterator[str]:
    """A bill that is paid and applied, or closed, leaves its buyer's account at zero."""
    bills = Account.objects.filter(kind=Account.Kind.BUYER)
    balances = {account: minor for account, minor in balances_of(bills).items() if minor}
    if not balances:
        return
    waiting = set(Settlement.objects.filter(done_at__isnull=True).values_list("bill_ref", flat=True))
    waiting |= set(Charge.objects.filter(state=Charge.State.OPEN).values_list("bill_ref", flat=True))
    unsettled = bills.order_by("id").values_list("id", "ref", "currency")
    for account, ref, currency in unsettled.iterator():
        if account in balances and ref not in waiting:
            yield f"bill {ref}: its buyer's account stands at {balances[account]} {currency}, not at 0"
