"""Does what gateways told agree with the books? Each difference is one sentence for the operator."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Sum

from payments.charges.collecting import gateway_entry
from payments.charges.models import Settlement
from payments.gateways import books
from payments.gateways.models import GatewayDispute, GatewayPayment, GatewayRefund
from payments.ledger.balances import balances_of
from payments.ledger.models import Account, Posting

Place = tuple[str, int | None, int | None, str]  # gateway, cooperative, seller, currency


def differences() -> Iterator[str]:
    yield from _booked_once("received", "target", dict(_payments()))
    yield from _booked_once("provider_fee", "source", dict(_fees()), prefix="gateway_fee:")
    yield from _refunds()
    yield from _over_refunded()
    yield from _disputes()


def counts() -> dict[str, int]:
    return {
        "gateway_payments": GatewayPayment.objects.count(),
        "open_disputes": GatewayDispute.objects.filter(state=GatewayDispute.State.OPEN).count(),
        "gateway_refunds_waiting": GatewayRefund.objects.filter(state=GatewayRefund.State.ASKED).count(),
    }


def _booked_once(kind: str, side: str, expected: dict[str, tuple[int, str, str]], prefix: str = "") -> Iterator[str]:
    """Every row stands once in the books, in full, at its gateway; and nothing stands there that no row says."""
    postings = Posting.objects.filter(kind=kind, entry__startswith=prefix, **{f"{side}__kind": Account.Kind.PROVIDER})
    columns = ("entry", "amount_minor", "currency", f"{side}__ref")
    booked = {entry: (minor, currency, ref) for entry, minor, currency, ref in postings.values_list(*columns)}
    for entry in sorted(expected.keys() | booked.keys()):
        if expected.get(entry) != booked.get(entry):
            yield f"{entry}: the gateway said {expected.get(entry)}, the books say {booked.get(entry)}"


def _payments() -> Iterator[tuple[str, tuple[int, str, str]]]:
    for payment in GatewayPayment.objects.iterator():
        yield gateway_entry(payment.pk), (payment.amount_minor, payment.currency, payment.gateway)


def _fees() -> Iterator[tuple[str, tuple[int, str, str]]]:
    for payment in GatewayPayment.objects.filter(fee_minor__gt=0).iterator():
        yield books.fee_entry(payment), (payment.fee_minor, payment.currency, payment.gateway)


def _refunds() -> Iterator[str]:
    """What refunds took from each gateway, less what came back, is what stands there as gone through."""
    said: dict[Place, int] = defaultdict(int)
    done = GatewayRefund.objects.filter(state=GatewayRefund.State.DONE).select_related("payment__charge")
    for refund in done.iterator():
        charge = refund.payment.charge
        said[refund.payment.gateway, charge.cooperative_id, charge.seller_id, refund.currency] += refund.amount_minor
    for side, kinds, sign in (("source", ("refund_paid", "refund_unasked"), -1), ("target", ("refund_returned",), 1)):
        at_gateways = Posting.objects.filter(kind__in=kinds, **{f"{side}__kind": Account.Kind.PROVIDER})
        place = [f"{side}__{name}" for name in ("ref", "cooperative_id", "seller_id", "currency")]
        for *where, minor in at_gateways.values_list(*place, "amount_minor").iterator():
            said[tuple(where)] += sign * minor
    for where, minor in said.items():
        if minor:
            yield f"refunds at {where}: what went through and what is booked differ by {minor}"


def _over_refunded() -> Iterator[str]:
    standing = GatewayRefund.objects.exclude(state=GatewayRefund.State.FAILED)
    sums = standing.values_list("payment", "payment__external_id", "payment__amount_minor")
    for _pk, name, paid, back in sums.annotate(back=Sum("amount_minor")).order_by("payment"):
        if back > paid:
            yield f"payment {name}: {back} was refunded of {paid}"


def _disputes() -> Iterator[str]:
    """The dispute account holds what open disputes took, and what lost ones took that orders have not applied."""
    expected: dict[Place, int] = defaultdict(int)
    waiting = Settlement.objects.filter(kind=Settlement.Kind.DISPUTE_LOST, done_at__isnull=True)
    unapplied = {int(key.partition(":")[2]) for key in waiting.values_list("key", flat=True)}
    for dispute in GatewayDispute.objects.exclude(state="won").select_related("payment__charge").iterator():
        if dispute.state == GatewayDispute.State.OPEN or dispute.pk in unapplied:
            charge = dispute.payment.charge
            place = (dispute.gateway, charge.cooperative_id, charge.seller_id, dispute.currency)
            expected[place] += dispute.amount_minor
    accounts = Account.objects.filter(kind=Account.Kind.DISPUTE)
    balances = balances_of(accounts)
    for account in accounts.order_by("id"):
        place = (account.ref, account.cooperative_id, account.seller_id, account.currency)
        if balances.get(account.pk, 0) != expected.pop(place, 0):
            yield f"account {account.path}: it stands at {balances.get(account.pk, 0)}, and disputes say otherwise"
    for place, minor in expected.items():
        if minor:
            yield f"disputes at {place} took {minor}, and the books know nothing of it"
