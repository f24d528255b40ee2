"""What an order comes to after all that was given back: one definition, in Python and in SQL, for every page and paper.

The buyer's side: goods and delivery fee, what was given back, what remains. The seller's side: its goods and its own
delivery fee, less what went back and the commission it still bears, plus what others made good; `net` is what is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, Case, F, Value, When
from django.db.models.expressions import Combinable

from payments.money import Money, total
from storefront.orders.models import Order


@dataclass(frozen=True)
class Sums:
    """Of one order, or of several of one currency."""

    goods: Money
    delivery: Money
    price: Money  # goods and delivery, as bought
    goods_back: Money
    delivery_back: Money
    back: Money
    remains: Money  # what the buyer pays in the end
    commission: Money  # still borne: as frozen, less what was returned
    fee_of_courier: Money  # of the delivery that remains, what is not the seller's
    made_good: Money  # by others for refunds; negative when the seller bears a courier's refunded fee
    net: Money


def sums_of(order: Order) -> Sums:
    def money(minor: int) -> Money:
        return Money(minor, order.currency)

    delivery_left = order.delivery_minor - order.delivery_refunded_minor
    back = order.goods_refunded_minor + order.delivery_refunded_minor
    remains = order.total_minor - back
    commission = order.commission_minor - order.commission_returned_minor
    couriers = delivery_left if order.delivery_to_courier else 0
    return Sums(
        goods=money(order.goods_minor),
        delivery=money(order.delivery_minor),
        price=money(order.total_minor),
        goods_back=money(order.goods_refunded_minor),
        delivery_back=money(order.delivery_refunded_minor),
        back=money(back),
        remains=money(remains),
        commission=money(commission),
        fee_of_courier=money(couriers),
        made_good=money(order.made_good_minor),
        net=money(remains - couriers - commission + order.made_good_minor),
    )


def sum_of(all_sums: Sequence[Sums], currency: str) -> Sums:
    """The sums added up; zeros when there are none."""
    fields = Sums.__dataclass_fields__
    return Sums(**{name: total([getattr(one, name) for one in all_sums], currency) for name in fields})


_ROW = BigIntegerField()
NET_GOODS: Combinable = F("goods_minor") - F("goods_refunded_minor")
NET_DELIVERY: Combinable = Case(  # of the seller's own delivery
    When(delivery_to_courier=True, then=Value(0)),
    default=F("delivery_minor") - F("delivery_refunded_minor"),
    output_field=_ROW,
)
NET_COMMISSION: Combinable = F("commission_minor") - F("commission_returned_minor")
NET: Combinable = NET_GOODS + NET_DELIVERY - NET_COMMISSION + F("made_good_minor")
NET_LINE: Combinable = F("total_minor") - F("refunded_minor")  # of an OrderLine
