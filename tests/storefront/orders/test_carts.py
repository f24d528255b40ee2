"""The basket: packs of several sellers, capped at what there is, with every change explained."""

import pytest

from catalog.products.models import Pool, Product, Variant
from payments.money import Money
from sellers.kit.errors import Expected, NotFound
from storefront.orders import carts
from storefront.orders.carts import CartRefused
from storefront.orders.models import Cart
from tests.cast import Cast


@pytest.fixture
def basket(db: None) -> Cart:
    return carts.open_cart()


def put(basket: Cart, variant: Variant, quantity: int) -> str:
    return carts.set_quantity(cart=basket, variant_id=variant.pk, quantity=quantity)


def test_a_basket_is_found_by_its_token_only(basket: Cart) -> None:
    assert carts.cart_for(basket.token) == basket
    assert carts.cart_for("geraten") is None
    assert carts.cart_for("") is None


def test_two_baskets_never_share_a_token(db: None) -> None:
    assert carts.open_cart().token != carts.open_cart().token


def test_lines_stand_under_their_seller_with_subtotals(cast: Cast, basket: Cart) -> None:
    put(basket, cast.saris.variant, 2)
    put(basket, cast.citras.variant, 1)
    put(basket, cast.small_pack, 3)
    view = carts.view(basket)
    assert [(group.seller, group.subtotal) for group in view.groups] == [
        (cast.saris.seller, Money(113_000, "IDR")),
        (cast.citras.seller, Money(12_000, "IDR")),
    ]
    assert (view.total, view.count, view.changes) == (Money(125_000, "IDR"), 6, ())
    assert [line.label for line in view.groups[0].lines] == ["1 kg", "250 g"]


def test_an_empty_basket_totals_nothing(basket: Cart) -> None:
    view = carts.view(basket)
    assert (view.groups, view.total.minor, view.count) == ((), 0, 0)
    assert carts.view(None).groups == ()


def test_setting_again_replaces_the_quantity(cast: Cast, basket: Cart) -> None:
    put(basket, cast.saris.variant, 2)
    put(basket, cast.saris.variant, 5)
    assert carts.count(basket) == 5


def test_adding_adds_to_what_is_there(cast: Cast, basket: Cart) -> None:
    carts.add(cart=basket, variant_id=cast.saris.variant.pk)
    carts.add(cart=basket, variant_id=cast.saris.variant.pk, quantity=2)
    assert carts.count(basket) == 3


def test_zero_takes_the_line_out(cast: Cast, basket: Cart) -> None:
    put(basket, cast.saris.variant, 2)
    put(basket, cast.saris.variant, 0)
    assert carts.view(basket).groups == ()


def test_more_than_there_is_is_capped_and_said(cast: Cast, basket: Cart) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=3_400)
    assert put(basket, cast.saris.variant, 7) == "Stok tinggal 3. Jumlah disesuaikan."
    assert carts.count(basket) == 3
    assert put(basket, cast.saris.variant, 3) == ""


def test_what_is_sold_out_cannot_be_put_in(cast: Cast, basket: Cart) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=999)
    with pytest.raises(CartRefused, match="Stok habis"):
        put(basket, cast.saris.variant, 1)


def test_what_is_taken_down_cannot_be_put_in(cast: Cast, basket: Cart) -> None:
    Product.objects.filter(pk=cast.saris.product.pk).update(state=Product.State.TAKEN_DOWN)
    with pytest.raises(CartRefused):
        put(basket, cast.saris.variant, 1)


def test_an_unknown_pack_is_not_found(basket: Cart) -> None:
    with pytest.raises(NotFound):
        carts.set_quantity(cart=basket, variant_id=987_654, quantity=1)


@pytest.mark.parametrize("quantity", [-1, 10_001, 10**15])
def test_an_absurd_quantity_is_refused_with_its_field(cast: Cast, basket: Cart, quantity: int) -> None:
    with pytest.raises(CartRefused) as refused:
        put(basket, cast.saris.variant, quantity)
    assert refused.value.field == "quantity"


@pytest.mark.parametrize("quantity", [0, -2])
def test_adding_nothing_is_refused(cast: Cast, basket: Cart, quantity: int) -> None:
    with pytest.raises(Expected):
        carts.add(cart=basket, variant_id=cast.saris.variant.pk, quantity=quantity)


def test_a_basket_holds_at_most_a_hundred_lines(cast: Cast, basket: Cart) -> None:
    variants = Variant.objects.bulk_create(
        Variant(
            product=cast.saris.product, pool=cast.saris.pool, label=f"{i} g", unit="g", pack_size=i, weight_g=i,
            price_minor=100,
        )
        for i in range(1, 102)
    )  # fmt: skip
    for variant in variants[:100]:
        put(basket, variant, 1)
    with pytest.raises(CartRefused, match="Keranjang penuh"):
        put(basket, variants[100], 1)
    put(basket, variants[0], 2)  # what is there may still change


def test_a_new_price_is_shown_and_explained_until_it_is_accepted(cast: Cast, basket: Cart) -> None:
    put(basket, cast.saris.variant, 2)
    Variant.objects.filter(pk=cast.saris.variant.pk).update(price_minor=45_000)
    view = carts.view(basket)
    assert view.total == Money(90_000, "IDR")
    assert view.changes == ("Harga Opak Gambir berubah dari Rp40.000 menjadi Rp45.000.",)
    carts.accept_prices(cart=basket)
    assert carts.view(basket).changes == ()


def test_stock_that_shrank_is_explained_on_its_line(cast: Cast, basket: Cart) -> None:
    put(basket, cast.saris.variant, 5)
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=3_000)
    [line] = carts.view(basket).groups[0].lines
    assert (line.available, line.problem) == (3, "Stok tinggal 3. Kurangi jumlah.")
    assert carts.view(basket).problems == (line.problem,)


def test_what_is_gone_stays_visible_with_what_to_do(cast: Cast, basket: Cart) -> None:
    put(basket, cast.saris.variant, 1)
    Product.objects.filter(pk=cast.saris.product.pk).update(state=Product.State.TAKEN_DOWN)
    [line] = carts.view(basket).groups[0].lines
    assert (line.available, line.problem) == (0, "Produk ini sedang tidak dijual. Keluarkan dari keranjang.")


def test_clearing_empties_it(cast: Cast, basket: Cart) -> None:
    put(basket, cast.saris.variant, 1)
    carts.clear(basket)
    assert carts.count(basket) == 0


def test_a_view_takes_a_few_queries_however_many_lines(
    cast: Cast, basket: Cart, django_assert_max_num_queries: object
) -> None:
    for variant in (cast.saris.variant, cast.small_pack, cast.citras.variant):
        put(basket, variant, 1)
    with django_assert_max_num_queries(4):  # type: ignore[operator]  # pytest-django's fixture has no exported type
        carts.view(basket)


@pytest.mark.parametrize("variant_id", [10**30, 2**63, 0, -1])
@pytest.mark.parametrize("quantity", [0, 1])
def test_an_id_no_database_has_is_a_product_that_is_not_there(cast: Cast, variant_id: int, quantity: int) -> None:
    with pytest.raises(NotFound):
        carts.set_quantity(cart=carts.open_cart(), variant_id=variant_id, quantity=quantity)
