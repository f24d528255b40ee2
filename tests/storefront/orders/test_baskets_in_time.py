from datetime import timedelta

from django.utils import translation

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


def test_an_english_reader_finds_the_english_name_in_the_basket(cast: Cast) -> None:
    cast.saris.product.name_en = "Gambir rolled wafer"
    cast.saris.product.save(update_fields=["name_en"])
    cart = carts.open_cart()
    carts.set_quantity(cart=cart, variant_id=cast.saris.variant.pk, quantity=1)
    with translation.override("en"):
        assert carts.view(cart).groups[0].lines[0].product_name == "Gambir rolled wafer"
    assert carts.view(cart).groups[0].lines[0].product_name == "Opak Gambir"
