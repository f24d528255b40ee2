"""What was given back of an order, as its buyer reads it: on the page, on the receipt."""

from dataclasses import dataclass

from payments.money import Money
from storefront.orders.models import Order, Refund
from storefront.orders.wording import moment
from storefront.terms import bearing


@dataclass(frozen=True)
class BackView:
    """One booked refund; `when` is in the seller's own time."""

    code: str
    amount: Money
    words: str
    story: str
    when: str


def backs_of(order: Order) -> tuple[BackView, ...]:
    """Booked refunds, oldest first; reads `order.refunds`, so a caller with many orders prefetches them."""
    booked = [refund for refund in order.refunds.all() if refund.state == Refund.State.BOOKED]
    return tuple(
        BackView(
            code=refund.code,
            amount=Money(refund.amount_minor, refund.currency),
            words=str(bearing.words_of(refund.reason)),
            story=refund.story,
            when=moment(refund.decided_at or refund.asked_at, region_code=order.seller.village_code),
        )
        for refund in sorted(booked, key=lambda refund: (refund.decided_at or refund.asked_at, refund.pk))
    )
