from datetime import timedelta

from sellers.kit import clock
from storefront.orders import carts
from storefront.orders.models import Cart
from tests.cast import Cast


def test_a_basket_nobody_touched_for_months_is_removed(cast: Cast) -> None:
    old, new = carts.open_cart(), carts.open_cart()
    carts.set_quantity(cart=old, variant_id=cast.saris.variant.pk, quantity=1)
    Cart.objects.filter(pk=old.pk).update(updated_at=clock.now() - timedelta(days=91))
    carts.forget_old()
    assert list(Cart.objects.values_list("pk", flat=True)) == [new.pk]
