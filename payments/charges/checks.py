"""Does what was collected agree with the books? Each difference is one sentence for the operator.

A settlement that orders have not applied yet is no difference: its bill still waits for its sale.
"""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from payments.charges.collecting import cash_entry, transfer_entry
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
    postings = Posting.objects.filter(kind__in=(*RECEIVED, "cod_collected")).order_by("id")
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
    cash = Charge.objects.filter(provider="cash", state=Charge.State.PAID)
    for code, amount, currency, seller in cash.values_list("code", "amount_minor", "currency", "seller_id").iterator():
        yield cash_entry(code), (amount, currency, Account.Kind.SELLER.value, None, seller)


def _charges_and_settlements() -> Iterator[str]:
    paying = Settlement.objects.filter(charge=OuterRef("pk"), kind=Settlement.Kind.PAID)
    for code in Charge.objects.filter(~Exists(paying), state=Charge.State.PAID).values_list("code", flat=True):
        yield f"charge {code} is paid, but no settlement says so"
    paid = Settlement.objects.filter(kind=Settlement.Kind.PAID)
    for key in paid.exclude(charge__state=Charge.State.PAID).values_list("key", flat=True):
        yield f"settlement {key} stands, but its charge is not paid"


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
