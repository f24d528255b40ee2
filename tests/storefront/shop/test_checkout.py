"""The checkout: one page, filled in with or without scripts, placed once, nothing typed ever lost."""

import pytest
from django.test import Client

from catalog.products.models import Pool, Variant
from storefront.orders.models import Cart, Order, Purchase
from tests.cast import KARANGSARI, Cast
from tests.storefront.shop.shopping import answers, buy, fill_basket, hidden, last_form, text_of


@pytest.fixture
def shopper(client: Client, cast: Cast) -> Client:
    fill_basket(client, cast.saris.variant, cast.citras.variant)
    return client


def test_one_basket_from_two_sellers_is_placed_and_paid_once(client: Client, cast: Cast) -> None:
    purchase = buy(client, cast)
    assert purchase.total_minor == 40_000 + 12_000 + 2 * 5_000
    assert purchase.bills.count() == 1
    assert {order.seller for order in purchase.orders.all()} == {cast.saris.seller, cast.citras.seller}
    assert purchase.orders.get(seller=cast.saris.seller).note == "Jangan pedas"


def test_an_empty_basket_has_no_checkout(client: Client, cast: Cast) -> None:
    assert client.get("/checkout/").headers["Location"] == "/keranjang/"
    assert client.post("/checkout/", {"step": "pesan"}).headers["Location"] == "/keranjang/"


def test_the_checkout_is_not_deleted_or_put(shopper: Client) -> None:
    assert shopper.delete("/checkout/").status_code == 405
    assert shopper.post("/checkout/desa/").status_code == 405


def test_how_many_payments_and_to_whom_stands_before_the_last_step(shopper: Client, cast: Cast) -> None:
    form = last_form(shopper, answers(cast))
    page = text_of(shopper.post("/checkout/", {**form, "step": "hitung"}))
    assert "1 pembayaran ke Koperasi Mawar" in page
    assert "Transfer ke Koperasi Mawar" in page
    assert "Pesan</span> · Rp62.000" in page or "Pesan · Rp62.000" in page


def test_cash_makes_one_payment_for_each_seller(shopper: Client, cast: Cast) -> None:
    form = last_form(shopper, answers(cast, **{f"pay-coop:{cast.cooperative.pk}": "cash"}))
    page = text_of(shopper.post("/checkout/", {**form, "step": "hitung"}))
    assert "2 pembayaran ke Dapur Sari, Kebun Citra" in page


def test_a_village_is_looked_for_and_chosen_without_scripts(shopper: Client, cast: Cast) -> None:
    page = text_of(shopper.get("/checkout/"))
    form = {"line": hidden(page, "line"), "key": "k", "name": "Eko", "village_q": "karangsari sukorejo blitar"}
    found = text_of(shopper.post("/checkout/", {**form, "step": "desa"}))
    assert f'value="{KARANGSARI}"' in found
    chosen = text_of(shopper.post("/checkout/", {**form, "village_code": KARANGSARI, "step": "hitung"}))
    assert 'name="postal_code" value="66125"' in chosen
    assert 'value="Eko"' in chosen


def test_the_postal_code_typed_over_the_villages_stays(shopper: Client, cast: Cast) -> None:
    page = text_of(shopper.get("/checkout/"))
    form = {"line": hidden(page, "line"), "village_code": KARANGSARI, "postal_for": KARANGSARI, "postal_code": "66199"}
    assert 'name="postal_code" value="66199"' in text_of(shopper.post("/checkout/", {**form, "step": "hitung"}))


def test_another_village_can_be_chosen(shopper: Client, cast: Cast) -> None:
    form = last_form(shopper, answers(cast))
    page = text_of(shopper.post("/checkout/", {**form, "step": "ganti"}))
    assert 'name="village_q"' in page
    assert 'name="village_code"' not in page


def test_the_same_village_chosen_again_brings_its_postal_code_again(shopper: Client, cast: Cast) -> None:
    form = {**last_form(shopper, answers(cast)), "postal_for": KARANGSARI, "postal_code": "66125"}
    page = text_of(shopper.post("/checkout/", {**form, "step": "ganti"}))
    again = {**form, "postal_for": hidden(page, "postal_for")[0], "postal_code": "", "village_code": KARANGSARI}
    assert 'name="postal_code" value="66125"' in text_of(shopper.post("/checkout/", {**again, "step": "hitung"}))


def test_the_list_of_villages_can_be_asked_for_alone(shopper: Client) -> None:
    page = text_of(shopper.get("/checkout/desa/", {"village_q": "karangsari sukorejo"}))
    assert f'value="{KARANGSARI}"' in page
    assert "<html" not in page


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Isi nama Anda."),
        ("phone", "12345", "Tulis nomor HP yang benar, contoh 0812-3456-7890."),
        ("street", "", "Isi jalan dan nomor rumah."),
        ("village_code", "", "Pilih desa atau kelurahan."),
        ("postal_code", "abc", "Kode pos terdiri dari 5 angka."),
        ("rt", "3a", "Isi RT dengan angka, misalnya 003."),
    ],
)
def test_what_is_missing_is_said_and_the_rest_stays_filled(
    shopper: Client, cast: Cast, field: str, typed: str, sentence: str
) -> None:
    form = last_form(shopper, answers(cast))
    response = shopper.post("/checkout/", {**form, "postal_for": KARANGSARI, field: typed})
    page = text_of(response)
    assert response.status_code == 422
    assert sentence in page
    assert "samping musala" in page
    assert "Jangan pedas" in page
    assert not Purchase.objects.exists()


def test_an_unknown_village_is_refused(shopper: Client, cast: Cast) -> None:
    response = shopper.post("/checkout/", last_form(shopper, answers(cast)) | {"village_code": "99.99.99.9999"})
    assert response.status_code == 422
    assert not Purchase.objects.exists()


def test_another_sellers_delivery_way_is_not_taken(shopper: Client, cast: Cast) -> None:
    form = last_form(shopper, answers(cast))
    form[f"delivery-{cast.saris.seller.pk}"] = str(cast.citras.own_delivery.pk)
    response = shopper.post("/checkout/", form)
    assert response.status_code == 422
    assert "Pilih cara kirim dari Dapur Sari." in text_of(response)


@pytest.mark.parametrize("line", ["", "x", "1:2", "1:-2:3", "1:2:3:4", "999999999999999999999:1:1"])
def test_a_made_up_line_is_no_line(shopper: Client, cast: Cast, line: str) -> None:
    form = last_form(shopper, answers(cast)) | {"line": [line]}
    assert shopper.post("/checkout/", form).headers["Location"] == "/keranjang/"


def test_a_price_the_buyer_made_up_is_refused_and_the_true_one_shown(shopper: Client, cast: Cast) -> None:
    form = last_form(shopper, answers(cast))
    form["line"] = [f"{cast.saris.variant.pk}:1:1"]
    response = shopper.post("/checkout/", form)
    assert response.status_code == 422
    assert "sekarang Rp40.000" in text_of(response)
    assert hidden(text_of(response), "line") == [f"{cast.saris.variant.pk}:1:40000"]


def test_a_price_that_changed_meanwhile_is_told_before_anything_is_taken(shopper: Client, cast: Cast) -> None:
    form = last_form(shopper, answers(cast))
    Variant.objects.filter(pk=cast.saris.variant.pk).update(price_minor=45_000)
    response = shopper.post("/checkout/", form)
    assert response.status_code == 422
    assert "sekarang Rp45.000" in text_of(response)
    assert Pool.objects.get(pk=cast.saris.pool.pk).available == 50_000


def test_the_total_on_the_button_is_the_total_that_is_placed(shopper: Client, cast: Cast) -> None:
    form = last_form(shopper, answers(cast))
    form[f"delivery-{cast.saris.seller.pk}"] = str(cast.saris.courier.pk)  # chosen after the sum was shown
    response = shopper.post("/checkout/", form)
    assert response.status_code == 422
    assert "Jumlahnya sekarang Rp67.000" in text_of(response)


def test_two_taps_and_a_reload_place_one_purchase(shopper: Client, cast: Cast) -> None:
    form = last_form(shopper, answers(cast))
    first, second = shopper.post("/checkout/", form), shopper.post("/checkout/", form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Purchase.objects.count() == 1
    assert Order.objects.count() == 2


def test_a_key_used_again_with_another_wish_is_refused(shopper: Client, cast: Cast) -> None:
    form = last_form(shopper, answers(cast))
    shopper.post("/checkout/", form)
    response = shopper.post("/checkout/", form | {"name": "Orang lain"})
    assert response.status_code == 409
    assert Purchase.objects.count() == 1


def test_after_a_refusal_the_next_try_has_a_key_of_its_own(shopper: Client, cast: Cast) -> None:
    form = last_form(shopper, answers(cast))
    page = text_of(shopper.post("/checkout/", form | {"name": ""}))
    assert hidden(page, "key") != [form["key"]]


def test_the_basket_is_empty_afterwards_and_what_was_typed_forgotten(client: Client, cast: Cast) -> None:
    buy(client, cast)
    assert "Keranjang masih kosong" in text_of(client.get("/keranjang/"))
    assert not Cart.objects.get().lines.exists()
    fill_basket(client, cast.saris.variant)
    assert "Jl. Merdeka 5" not in text_of(client.get("/checkout/"))


def test_what_was_typed_waits_while_the_buyer_looks_around(shopper: Client, cast: Cast) -> None:
    last_form(shopper, answers(cast))
    shopper.get("/")
    page = text_of(shopper.get("/checkout/"))
    assert "Jl. Merdeka 5" in page
    assert f'value="{KARANGSARI}"' in page


def test_pick_up_needs_no_address(shopper: Client, cast: Cast) -> None:
    nowhere = dict.fromkeys(["street", "rt", "rw", "village_code", "landmark"], "")
    form = last_form(
        shopper,
        answers(
            cast,
            **nowhere,
            **{
                f"delivery-{cast.saris.seller.pk}": str(cast.saris.pickup.pk),
                f"delivery-{cast.citras.seller.pk}": str(cast.citras.pickup.pk),
            },
        ),
    )
    assert shopper.post("/checkout/", form).status_code == 302


def test_what_was_typed_is_escaped(shopper: Client, cast: Cast) -> None:
    page = text_of(
        shopper.post("/checkout/", last_form(shopper, answers(cast)) | {"name": '"><script>x', "phone": "0"})
    )
    assert "<script>x" not in page
