"""What a seller sees of the markets: beside every price that is typed, and on a page to look one up."""

from collections.abc import Callable

import pytest
from django.test import Client

from catalog.products.models import Product
from sellers.accounts.models import Cooperative, Seller
from sellers.people.models import Person
from tests.cast import JUATA_LAUT, Cast
from tests.storefront.cooperative.markets import note, noted, noting

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]
PAGE = "/lapak/harga-pasar/"
HINT = "/lapak/harga/saran/"


def read(browser: Client, address: str, **query: str) -> str:
    return " ".join(browser.get(address, query).content.decode().split())


def named(cast: Cast, name: str) -> None:
    Product.objects.filter(pk=cast.saris.product.pk).update(name=name)


def test_the_hint_of_a_new_product_names_market_day_and_source(cast: Cast, at: At) -> None:
    noted(cast, noting("Telur ayam", 26_500, ago=1))
    shown = read(at(cast.sari), HINT, name="Telur ayam kampung", unit="kg", price="26.500")
    assert "Harga pasar Rp26.500 per kg." in shown
    assert "Pasar Legi," in shown
    assert "Dicatat Koperasi Mawar." in shown
    assert "Tetap simpan boleh" not in shown


def test_several_markets_are_a_range_and_only_the_newest_of_each_counts(cast: Cast, at: At) -> None:
    noted(
        cast,
        noting(price=90_000, ago=9),
        noting(price=26_000, ago=1),
        noting(price=28_000, ago=2, market="Pasar Templek"),
    )
    shown = read(at(cast.sari), HINT, name="Telur ayam", unit="ons", price="")
    assert "Harga pasar Rp2.600–Rp2.800 per ons." in shown
    assert "Pasar Legi dan 1 pasar lain," in shown


def test_a_zero_too_many_is_pointed_out_against_the_market_alone(cast: Cast, at: At) -> None:
    noted(cast)
    assert "Rp260.000/kg? Tetap simpan boleh." in read(at(cast.sari), HINT, name="Telur ayam", unit="kg", price="260rb")


@pytest.mark.parametrize(
    ("ago", "query"),
    [(14, {}), (0, {"name": "Telur"}), (0, {"name": "Kerupuk telur ayam"}), (0, {"unit": "butir"}), (0, {"unit": "l"})],
)
def test_what_is_old_or_not_the_same_says_nothing(cast: Cast, at: At, ago: int, query: dict[str, str]) -> None:
    noted(cast, noting(ago=ago))
    assert "Harga pasar" not in read(at(cast.sari), HINT, **({"name": "Telur ayam", "unit": "kg", "price": ""} | query))


def test_the_good_that_says_most_is_the_one_compared(cast: Cast, at: At) -> None:
    noted(cast, noting("Telur", 20_000), noting("Telur bebek", 35_000), noting("Telur ayam", 26_000))
    assert "Harga pasar Rp35.000 per kg." in read(at(cast.sari), HINT, name="Telur bebek asin", unit="kg")


def test_the_province_answers_where_the_kabupaten_is_silent(cast: Cast, at: At) -> None:
    noted(cast)
    Seller.objects.filter(pk=cast.saris.seller.pk).update(village_code="35.05.01.2001")
    assert "Harga pasar Rp26.000 per kg." in read(at(cast.sari), HINT, name="Telur ayam", unit="kg")
    Seller.objects.filter(pk=cast.saris.seller.pk).update(village_code=JUATA_LAUT)
    assert "Harga pasar" not in read(at(cast.sari), HINT, name="Telur ayam", unit="kg")


@pytest.mark.parametrize("address", ["/lapak/produk/", "/lapak/harga/"])
def test_each_pack_shows_the_markets_price_of_its_own_size(cast: Cast, at: At, address: str) -> None:
    named(cast, "Telur Ayam Kampung")
    noted(cast)
    shown = read(at(cast.sari), address)
    assert shown.count("Harga pasar Rp26.000 per kg.") == 1
    assert shown.count("Harga pasar Rp6.500 per 250 g.") == 1
    assert shown.count("Dicatat Koperasi Mawar.") == 2


def test_a_price_in_another_currency_is_not_compared(cast: Cast, at: At) -> None:
    named(cast, "Telur ayam")
    Cooperative.objects.filter(pk=cast.cooperative.pk).update(currency="USD")
    noted(cast, noting(price=250))
    assert "Harga pasar Rp" not in read(at(cast.sari), "/lapak/produk/")
    assert "US$2,50" in read(at(cast.sari), PAGE)


@pytest.mark.parametrize("address", ["/lapak/produk/", "/lapak/harga/"])
def test_every_price_field_stands_beside_its_word_about_a_slip(cast: Cast, at: At, address: str) -> None:
    shown = read(at(cast.sari), address)
    for part in ("data-slip-place", "data-slip-price", 'data-slip="'):
        assert shown.count(part) == 2, part
    assert 'data-slip="40000" role="status" hidden' in shown
    assert "Tadinya Rp40.000. Tetap simpan boleh." in shown
    assert "js/desk/slip" in shown


def test_without_scripts_a_slip_is_said_after_saving_and_stops_nobody(cast: Cast, at: At) -> None:
    given = {"price": "400.000", "price_was": "Rp40.000", "stock": "50", "stock_was": "50", "version": "1"}
    address = f"/lapak/produk/kemasan/{cast.saris.variant.pk}/"
    answer = at(cast.sari).post(address, given, follow=True)
    assert "Harga dan stok tersimpan. Periksa harganya. Tadinya Rp40.000." in answer.content.decode()
    cast.saris.variant.refresh_from_db()
    assert cast.saris.variant.price_minor == 400_000
    back = given | {"price": "40.000", "price_was": "Rp400.000", "version": str(cast.saris.variant.version)}
    swapped = at(cast.sari).post(address, back, headers={"HX-Request": "true"}).content.decode()
    assert "Periksa harganya. Tadinya Rp400.000." in swapped


def test_a_conflict_on_the_list_of_goods_offers_both_values(cast: Cast, at: At) -> None:
    address = f"/lapak/produk/kemasan/{cast.saris.variant.pk}/"
    given = {"price": "45.000", "price_was": "Rp40.000", "stock": "50", "stock_was": "50", "version": "1"}
    at(cast.sari).post(address, given | {"price": "42.000"})
    answer = at(cast.sari).post(address, given)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert ("Pakai tulisan saya" in shown, "Pakai yang sekarang" in shown) == (True, True)
    assert "Sekarang: Rp42.000, stok 50. Tulisan Anda: 45.000, stok 50." in shown


def test_the_page_tells_what_went_up_and_down_in_words(cast: Cast, at: At) -> None:
    noted(
        cast, noting("Beras", 14_000), noting("Beras", 13_000, ago=7), noting("Gula", 17_000),
        noting("Gula", 17_500, ago=7),
        noting("Kopi", 90_000), noting("Kopi", 90_000, ago=8), noting("Jahe", 30_000),
    )  # fmt: skip
    shown = read(at(cast.sari), PAGE)
    assert "Kota Blitar" in shown
    for words in (
        "Naik Rp1.000 dari minggu lalu.", "Turun Rp500 dari minggu lalu.", "Tetap seperti minggu lalu.",
        "Belum ada harga minggu lalu.",
    ):  # fmt: skip
        assert shown.count(words) == 1, words


def test_newest_first_and_no_older_than_two_weeks(cast: Cast, at: At) -> None:
    noted(cast, noting("Beras", ago=3), noting("Gula", ago=1), noting("Kopi", ago=14))
    shown = read(at(cast.sari), PAGE)
    assert 0 < shown.index("<strong>Gula</strong>") < shown.index("<strong>Beras</strong>")
    assert "Kopi" not in shown


def test_a_search_forgives_a_typo_and_says_when_nothing_is_found(cast: Cast, at: At) -> None:
    noted(cast, noting("Bawang merah"), noting("Gula"))
    shown = read(at(cast.sari), PAGE, q="bawng")
    assert ("<strong>Bawang merah</strong>" in shown, "<strong>Gula</strong>" in shown) == (True, False)
    assert "Tidak ketemu" in read(at(cast.sari), PAGE, q="durian")


def test_another_cooperatives_price_of_the_place_is_read_too(cast: Cast, at: At) -> None:
    Cooperative.objects.filter(pk=cast.other_cooperative.pk).update(village_code="35.72.03.1001")
    note(noting("Ikan nila"), person=cast.fajar, cooperative=cast.other_cooperative)
    assert "Dicatat Koperasi Lain." in read(at(cast.sari), PAGE)


def test_the_page_is_led_to_and_shut_to_strangers(cast: Cast, at: At) -> None:
    assert f'href="{PAGE}"' in read(at(cast.sari), "/lapak/harga/")
    assert "Belum ada harga pasar" in read(at(cast.sari), PAGE)
    assert at(cast.sari).post(PAGE).status_code == 405
    assert at(cast.stranger).get(PAGE).status_code == 302
    assert Client().get(PAGE).headers["Location"].startswith("/masuk/")
