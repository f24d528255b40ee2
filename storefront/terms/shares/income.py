"""What a group's sales left it, by the rule version each order was sold under: from the books, nothing kept beside.

A closing counts all that the books hold before its end and no closing before it counted. So what comes late, a refund
or an entry with an earlier moment, is counted in the next closing, once.
"""

from collections import defaultdict
from datetime import datetime

from django.db.models import OuterRef, Subquery, Sum

from payments.ledger.models import Account, Posting
from storefront.terms.shares.models import ShareIncome, SoldUnder

# what a sale earns and loses at the seller; payouts, cash and transfers only move what was earned
EARNING = (
    "sale", "shipping", "commission", "sale_reversed", "shipping_reversed", "commission_reversed",
    "borne_by_cooperative", "borne_by_courier", "courier_kept", "pph22_withheld", "pph22_returned",
)  # fmt: skip


def uncounted(*, seller_id: int, currency: str, until: datetime) -> dict[int, int]:
    """Minor units by rule id, not counted by a closing yet; versions without any are left out."""
    result = _in_books(seller_id, currency, until)
    counted = ShareIncome.objects.filter(closing__seller_id=seller_id, closing__currency=currency)
    for rule, minor in counted.values_list("rule_id").annotate(sum=Sum("income_minor")).order_by():
        result[rule] -= minor
    return {rule: minor for rule, minor in result.items() if minor}


def versions_that_sold(*, seller_id: int, since: datetime, until: datetime) -> set[int]:
    sold = SoldUnder.objects.filter(seller_id=seller_id, sold_at__gte=since, sold_at__lt=until)
    return set(sold.order_by().values_list("rule_id", flat=True).distinct())


def _in_books(seller_id: int, currency: str, until: datetime) -> defaultdict[int, int]:
    own = Account.objects.filter(kind=Account.Kind.SELLER, seller_id=seller_id, currency=currency).values("pk")
    rule = SoldUnder.objects.filter(order_code=OuterRef("ref"), seller_id=seller_id).values("rule_id")
    result: defaultdict[int, int] = defaultdict(int)
    for side, sign in (("source", 1), ("target", -1)):  # out of the seller's account: it is owed to the seller
        moved = Posting.objects.filter(kind__in=EARNING, at__lt=until, **{f"{side}__in": own})
        sums = moved.annotate(rule=Subquery(rule)).filter(rule__isnull=False).values_list("rule")
        for version, minor in sums.annotate(sum=Sum("amount_minor")).order_by():
            result[version] += sign * minor
    return result
