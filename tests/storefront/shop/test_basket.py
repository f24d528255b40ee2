"""The basket: several sellers, changes explained, nothing trusted."""

import pytest
from django.test import Client

from catalog.products.models import Pool, Variant
from storefront.orders.models import CartLine
from tests.cast import Cast
from tests.storefront.shop.shopping import fill_basket, text_of


def test_the_basket_is_grouped_by_seller_with_one_total(client: Client, cast: Cast) -> None:
    fill_basket(client, cast.saris.variant, cast.citras.variant)
    page = text_of(client.get("/keranjang/"))
    assert page.index("Dapur Sari") < page.index("Kebun Citra")
    assert "Rp52.000" in page


def test_an_empty_basket_says_what_to_do(client: Client, cast: Cast) -> None:
    assert "Keranjang masih kosong" in text_of(client.get("/keranjang/"))


def test_the_basket_is_changed_by_posting_only(client: Client, cast: Cast) -> None:
    assert client.post("/keranjang/").status_code == 405
    assert client.get("/keranjang/isi/").status_code == 405


def test_adding_twice_adds_up(client: Client, cast: Cast) -> None:
    fill_basket(client, cast.saris.variant, cast.saris.variant)
    assert CartLine.objects.get().quantity == 2


def test_plus_minus_and_a_typed_number_set_the_quantity(client: Client, cast: Cast) -> None:
    fill_basket(client, cast.saris.variant)
    line = {"variant": cast.saris.variant.pk}
    client.post("/keranjang/isi/", {**line, "quantity": "1", "step": "2"})
    assert CartLine.objects.get().quantity == 2
    client.post("/keranjang/isi/", {**line, "quantity": "7"})
    assert CartLine.objects.get().quantity == 7


def test_what_was_taken_out_can_be_put_back_with_one_tap(client: Client, cast: Cast) -> None:
    fill_basket(client, cast.saris.variant, quantity=3)
    out = {"variant": cast.saris.variant.pk, "quantity": "0", "had": "3"}
    page = text_of(client.post("/keranjang/isi/", out, follow=True))
    assert "Sudah dikeluarkan." in page
    assert not CartLine.objects.exists()
    client.post("/keranjang/isi/", {"variant": cast.saris.variant.pk, "quantity": "3"})
    assert CartLine.objects.get().quantity == 3


@pytest.mark.parametrize("quantity", ["-3", "abc", "", "1,5", "99999999999999", "٣"])
def test_an_absurd_quantity_gets_a_sentence_and_changes_nothing(client: Client, cast: Cast, quantity: str) -> None:
    given = {"variant": cast.saris.variant.pk, "quantity": quantity, "add": "1"}
    page = text_of(client.post("/keranjang/isi/", given, follow=True))
    assert "notice--bad" in page
    assert not CartLine.objects.exists()


def test_more_than_the_stock_is_cut_to_the_stock_and_said(client: Client, cast: Cast) -> None:
    given = {"variant": cast.saris.variant.pk, "quantity": "80", "add": "1"}
    page = text_of(client.post("/keranjang/isi/", given, follow=True))
    assert "Stok tinggal 50. Jumlah disesuaikan." in page
    assert CartLine.objects.get().quantity == 50


def test_a_variant_that_does_not_exist_gets_a_sentence(client: Client, cast: Cast) -> None:
    page = text_of(client.post("/keranjang/isi/", {"variant": "987654", "quantity": "1", "add": "1"}, follow=True))
    assert "Produk ini tidak ada. Pilih produk lain." in page


def test_a_changed_price_is_told_once(client: Client, cast: Cast) -> None:
    fill_basket(client, cast.saris.variant)
    Variant.objects.filter(pk=cast.saris.variant.pk).update(price_minor=45_000)
    assert "berubah dari Rp40.000 menjadi Rp45.000" in text_of(client.get("/keranjang/"))
    assert "berubah dari" not in text_of(client.get("/keranjang/"))


def test_what_can_no_longer_be_bought_stops_the_way_to_checkout(client: Client, cast: Cast) -> None:
    fill_basket(client, cast.saris.variant, quantity=4)
    Pool.objects.filter(pk=cast.saris.pool.pk).update(available=2_000)
    page = text_of(client.get("/keranjang/"))
    assert "Stok tinggal 2. Kurangi jumlah." in page
    assert "Lanjut pesan" not in page
    assert client.get("/checkout/").headers["Location"] == "/keranjang/"


def test_the_icon_counts_packs_without_asking_the_database(client: Client, cast: Cast) -> None:
    fill_basket(client, cast.saris.variant, quantity=3)
    assert '<span class="count bar__count">3</span>' in text_of(client.get("/syarat/"))


def test_a_basket_cookie_somebody_made_up_is_no_basket(client: Client, cast: Cast) -> None:
    fill_basket(client, cast.saris.variant)
    token = CartLine.objects.get().cart.token
    stranger = Client()
    stranger.cookies["keranjang"] = f"{token}.1:falsch"
    assert "Keranjang masih kosong" in text_of(stranger.get("/keranjang/"))


def test_another_browser_has_another_basket(client: Client, cast: Cast) -> None:
    fill_basket(client, cast.saris.variant)
    assert "Keranjang masih kosong" in text_of(Client().get("/keranjang/"))
