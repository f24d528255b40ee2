"""What must be true of the money at every moment, each as one sentence about what is wrong."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F, Max, Q, Sum

from payments.charges.models import Charge
from payments.ledger import reconcile
from payments.ledger.accounts import AccountKey
from payments.ledger.balances import balances_of, statement
from payments.ledger.models import Account, Posting
from payments.remittances.queries import unremitted_bill_refs
from sellers.kit import clock
from storefront.orders import payable
from storefront.orders.models import Bill, Order, Purchase

RECEIVED = ("received", "received_by_seller", "cod_collected", "cod_by_courier")
BACK = ("refund_due", "overpaid", "paid_twice", "closed_short")


def wrongs(since: int = 0) -> Iterator[str]:
    """All that is wrong; statements are read again of accounts that postings after `since` moved."""
    yield from reconcile.check()
    yield from _parts()
    yield from _refunds()
    yield from _orders_and_books()
    yield from _with_couriers()
    yield from _statements(since)


def _parts() -> Iterator[str]:
    """Orders sum to the purchase; what an unpaid or paid bill asks is what its living orders cost."""
    sums = Purchase.objects.filter(state="placed").annotate(parts=Sum("orders__total_minor"))
    for code, parts, total in sums.exclude(parts=F("total_minor")).values_list("code", "parts", "total_minor"):
        yield f"purchase {code}: its orders sum to {parts}, not to {total}"
    for bill in Bill.objects.filter(state=Bill.State.OPEN).prefetch_related("orders"):
        living = [one for one in bill.orders.all() if one.state not in ("cancelled", "expired", "placing", "returned")]
        asked = sum(one.total_minor - one.goods_refunded_minor - one.delivery_refunded_minor for one in living)
        if living and asked != bill.amount_minor:
            yield f"bill {bill.code} asks {bill.amount_minor}, its orders cost {asked}"


def _refunds() -> Iterator[str]:
    """No bill gives back more than it received."""
    came: dict[str, int] = defaultdict(int)
    back: dict[str, int] = defaultdict(int)
    bills = dict(Account.objects.filter(kind="buyer").values_list("pk", "ref"))
    for kind, source, target, minor in Posting.objects.values_list("kind", "source_id", "target_id", "amount_minor"):
        if kind in RECEIVED and source in bills:
            came[bills[source]] += minor
        elif kind in BACK and target in bills:
            back[bills[target]] += minor
    for ref, minor in back.items():
        if minor > came[ref]:
            yield f"bill {ref}: {minor} goes back, but only {came[ref]} came"


def _orders_and_books() -> Iterator[str]:
    """What an order says was sold, refunded and returned of its commission is what its postings sum to."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for ref, kind, minor in Posting.objects.values_list("ref", "kind").annotate(s=Sum("amount_minor")).order_by():
        sums[ref, kind] = minor
    for order in Order.objects.filter(sold_at__isnull=False):
        told = (
            order.goods_minor, order.goods_refunded_minor, order.delivery_refunded_minor, order.commission_minor,
            order.commission_returned_minor,
        )  # fmt: skip
        kinds = ("sale", "sale_reversed", "shipping_reversed", "commission", "commission_reversed")
        booked = tuple(sums[order.code, kind] for kind in kinds)
        if told != booked:
            yield f"order {order.code} says {told}, its postings {booked}"
    for ref, kind in sums:
        if kind == "sale" and not Order.objects.filter(code=ref, sold_at__isnull=False).exists():
            yield f"a sale of {ref} is booked, but no order was sold"


def _with_couriers() -> Iterator[str]:
    """What a courier took and did not remit in full is held, all of it, whatever else happened to the order."""
    for cooperative_id, currency in outstanding_of_cooperatives():
        held = {one.order.bill.code for one in payable.held_orders(cooperative_id, currency)}
        refs = set(unremitted_bill_refs(cooperative_id))
        living = Order.objects.filter(bill__code__in=refs, currency=currency).exclude(
            state__in=["cancelled", "expired", "returned"]
        )
        for code in living.exclude(bill__code__in=held).values_list("code", flat=True):
            yield f"order {code}: its cash is with a courier, and it is not held"


def outstanding_of_cooperatives() -> set[tuple[int, str]]:
    taken = Charge.objects.filter(state="paid", cooperative__isnull=False, remitted_minor__lt=F("amount_minor"))
    return set(taken.exclude(courier="").values_list("cooperative_id", "currency"))


def _statements(since_pk: int) -> Iterator[str]:
    """Every seller's statement closes at the sum of its postings."""
    moved = Posting.objects.filter(pk__gt=since_pk)
    touched = Q(pk__in=moved.values("source_id")) | Q(pk__in=moved.values("target_id"))
    accounts = Account.objects.filter(touched, kind=Account.Kind.SELLER)
    balances = balances_of(accounts)
    since, until = datetime(2020, 1, 1, tzinfo=clock.now().tzinfo), clock.now() + timedelta(seconds=1)
    for row in accounts:
        key = AccountKey(row.kind, row.currency, row.seller_id, row.cooperative_id, row.ref)
        closing = statement(key=key, since=since, until=until).closing.minor
        if closing != balances.get(row.pk, 0):
            yield f"{row.path}: its statement closes at {closing}, its postings sum to {balances.get(row.pk, 0)}"


def newest_posting() -> int:
    return Posting.objects.aggregate(pk=Max("pk"))["pk"] or 0


def sellers_moved_since(pk: int) -> set[int]:
    """Whose accounts were touched by postings after `pk`."""
    rows = Posting.objects.filter(pk__gt=pk).values_list("source__seller_id", "target__seller_id")
    return {seller for pair in rows for seller in pair if seller is not None}
