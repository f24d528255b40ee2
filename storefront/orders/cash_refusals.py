"""How often a phone number did not take a cash parcel; after a few, cash is not offered to it for a while."""

from datetime import timedelta

from sellers.kit import clock
from storefront.orders.models import OrderEvent

REFUSED = "refused_at_door"
MOST = 2
REMEMBERED = timedelta(days=90)


def refusals_of(phone: str) -> int:
    """Parcels this number refused lately; `phone` as it is kept, E.164."""
    if not phone:
        return 0
    lately = OrderEvent.objects.filter(verb=REFUSED, at__gt=clock.now() - REMEMBERED)
    return lately.filter(order__purchase__buyer_phone=phone).count()


def may_pay_cash(phone: str) -> bool:
    return refusals_of(phone) < MOST
