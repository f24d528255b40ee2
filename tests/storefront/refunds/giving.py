"""What the tests of refunds need: a purchase on its way, wishes, and all postings that are not about one order."""

from typing import Any

from payments.ledger.models import Posting
from sellers.accounts.asking import scope_of
from sellers.people.models import Person
from storefront.orders import refunds
from storefront.orders.models import Order, OrderLine, Refund
from storefront.orders.refund_wish import LineWish, RefundWish


def line_of(order: Order, name: str = "") -> OrderLine:
    lines = [line for line in order.lines.order_by("pk") if not name or name in line.variant_label]
    return lines[0]


def wish(reason: str = "quality", *lines: LineWish, **more: Any) -> RefundWish:
    return RefundWish(reason, tuple(lines), **more)


def amount(order: Order, minor: int, reason: str = "quality", **more: Any) -> RefundWish:
    """An amount of the order's first line."""
    return wish(reason, LineWish(line_of(order).pk, minor=minor), **more)


def give(person: Person, order: Order, wished: RefundWish, key: str = "") -> Refund:
    key = key or f"key-{Refund.objects.count()}"
    return refunds.propose(scope=scope_of(person), person=person, order_code=order.code, wish=wished, key=key)


def postings(*, but: Order | None = None) -> list[tuple[Any, ...]]:
    """Every column of every posting, but for those of one order: byte for byte."""
    rows = Posting.objects.order_by("pk")
    if but is not None:
        rows = rows.exclude(ref=but.code)
    return list(rows.values_list())
