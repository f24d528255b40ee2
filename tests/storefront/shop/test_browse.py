"""Looking around: home, categories, search, products, stalls, the region."""

import pytest
from django.test import Client
from django.utils import timezone

from catalog import search
from catalog.products.models import Category, Product
from sellers.accounts.models import Seller
from tests.cast import JUATA_LAUT, KARANGSARI, SENTUL, Cast
from tests.storefront.shop.shopping import text_of

PAGES = ["/", "/kategori/camilan/", "/cari/", "/produk/opak-gambir/", "/toko/dapur-sari/", "/wilayah/"]


@pytest.mark.parametrize("path", PAGES)
def test_anybody_may_look_around(client: Client, cast: Cast, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/wilayah/"])
def test_looking_is_not_posting(client: Client, cast: Cast, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/kategori/tidak-ada/", "/produk/tidak-ada/", "/toko/tidak-ada/", "/entah/"])
def test_what_does_not_exist_is_not_found(client: Client, cast: Cast, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_home_page_shows_goods_with_price_and_village(client: Client, cast: Cast) -> None:
    page = text_of(client.get("/"))
    assert "Opak Gambir" in page
    assert "Rp11.000" in page  # the cheapest pack
    assert "Sentul, Kota Blitar" in page


def test_goods_of_a_chosen_kabupaten_come_first_then_those_of_its_province(client: Client, cast: Cast) -> None:
    far = Seller.objects.get(pk=cast.citras.seller.pk)
    far.village_code = JUATA_LAUT
    far.save(update_fields=["village_code"])
    Product.objects.filter(pk=cast.saris.product.pk).update(published_at=timezone.now() - timezone.timedelta(days=9))
    assert first_before(text_of(client.get("/")), "Belimbing Manis", "Opak Gambir")
    client.post("/wilayah/", {"code": KARANGSARI[:5], "next": "/"})
    assert first_before(text_of(client.get("/")), "Opak Gambir", "Belimbing Manis")


def test_a_place_that_is_none_is_refused_with_a_sentence(client: Client, cast: Cast) -> None:
    response = client.post("/wilayah/", {"code": "99.99.99.9999", "next": "/"})
    assert response.status_code == 422
    assert "Pilih desa atau kabupaten dari daftar." in text_of(response)
    assert "wilayah" not in response.cookies


def test_the_region_never_sends_anybody_to_another_site(client: Client, cast: Cast) -> None:
    response = client.post("/wilayah/", {"code": SENTUL, "next": "https://evil.example/"})
    assert response.headers["Location"] == "/"


def test_a_village_is_found_by_its_name(client: Client, cast: Cast) -> None:
    assert "66125" in text_of(client.get("/wilayah/", {"q": "karangsari sukorejo blitar"}))


def test_search_finds_in_spite_of_one_wrong_letter(client: Client, cast: Cast) -> None:
    search.index([cast.saris.product.pk, cast.citras.product.pk])
    page = text_of(client.get("/cari/", {"q": "belimbin manis"}))
    assert "Belimbing Manis" in page
    assert "Opak Gambir" not in page


def test_a_search_without_result_says_what_to_do_and_escapes_what_was_typed(client: Client, cast: Cast) -> None:
    page = text_of(client.get("/cari/", {"q": "<script>x</script>"}))
    assert "Belum ketemu" in page
    assert "<script>x" not in page


def test_a_page_number_of_another_list_begins_again(client: Client, cast: Cast) -> None:
    response = client.get("/cari/", {"sesudah": "bukan-halaman"})
    assert response.status_code == 200
    assert "Opak Gambir" in text_of(response)


def test_a_product_shows_each_pack_with_its_own_price(client: Client, cast: Cast) -> None:
    page = text_of(client.get("/produk/opak-gambir/"))
    assert "Rp40.000" in page
    assert "Rp11.000" in page
    chosen = text_of(client.get("/produk/opak-gambir/", {"kemasan": cast.small_pack.pk}))
    assert f'name="variant" value="{cast.small_pack.pk}"' in chosen


def test_a_product_says_what_delivery_to_my_village_costs(client: Client, cast: Cast) -> None:
    assert "Pilih desa dulu" in text_of(client.get("/produk/opak-gambir/"))
    client.post("/wilayah/", {"code": KARANGSARI, "next": "/"})
    page = text_of(client.get("/produk/opak-gambir/"))
    assert "Rp5.000" in page
    assert "Rp10.000" in page


def test_a_product_can_be_asked_about_and_shared_by_whatsapp(client: Client, cast: Cast) -> None:
    page = text_of(client.get("/produk/opak-gambir/"))
    assert "https://wa.me/6281200001000?text=Halo%20Dapur%20Sari" in page
    assert "https://wa.me/?text=Opak%20Gambir" in page
    assert '<meta property="og:title" content="Opak Gambir · Rp40.000/kg">' in page


def test_a_halal_number_stands_only_where_there_is_one(client: Client, cast: Cast) -> None:
    assert "Halal ID" not in text_of(client.get("/produk/opak-gambir/"))
    Seller.objects.filter(pk=cast.saris.seller.pk).update(
        halal_certificate="ID35110000123450925", pirt="2063505010012-29"
    )
    page = text_of(client.get("/produk/opak-gambir/"))
    assert "Halal ID35110000123450925" in page
    assert "P-IRT 2063505010012-29" in page


def test_goods_taken_down_and_stalls_not_approved_are_not_there(client: Client, cast: Cast) -> None:
    Product.objects.filter(pk=cast.saris.product.pk).update(state=Product.State.TAKEN_DOWN)
    Seller.objects.filter(pk=cast.citras.seller.pk).update(state=Seller.State.SUSPENDED)
    assert client.get("/produk/opak-gambir/").status_code == 404
    assert client.get("/produk/belimbing-manis/").status_code == 404
    assert client.get("/toko/kebun-citra/").status_code == 404
    assert "Belimbing Manis" not in text_of(client.get("/"))


def test_what_is_sold_out_cannot_be_put_in_the_basket(client: Client, cast: Cast) -> None:
    cast.saris.pool.available = 0
    cast.saris.pool.save(update_fields=["available"])
    page = text_of(client.get("/produk/opak-gambir/"))
    assert "Stok habis" in page
    assert 'name="add"' not in page


def test_names_and_stories_are_escaped(client: Client, cast: Cast) -> None:
    Product.objects.filter(pk=cast.saris.product.pk).update(name="<b>Opak</b>", description="<img src=x onerror=y>")
    Seller.objects.filter(pk=cast.saris.seller.pk).update(name="<i>Sari</i>", story="<script>z</script>")
    for path in ("/", "/produk/opak-gambir/", "/toko/dapur-sari/"):
        page = text_of(client.get(path))
        assert "<b>Opak" not in page
        assert "<img src=x" not in page
        assert "<i>Sari" not in page
        assert "<script>z" not in page


def test_a_list_takes_the_same_queries_for_one_product_and_for_many(
    client: Client, cast: Cast, django_assert_max_num_queries: object
) -> None:
    snacks = Category.objects.get(slug="camilan")
    Product.objects.filter(pk=cast.citras.product.pk).update(category=snacks)
    with django_assert_max_num_queries(7):  # type: ignore[operator]  # a fixture of pytest-django, a context manager
        client.get("/kategori/camilan/")


def first_before(page: str, first: str, second: str) -> bool:
    return page.index(first) < page.index(second)
