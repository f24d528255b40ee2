"""Pages that are mostly words, errors in style, and what every page carries."""

import pytest
from django.test import Client, RequestFactory

from storefront.shop import errors
from tests.cast import Cast
from tests.storefront.shop.shopping import text_of


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/syarat/", ["Versi 2026-11", "0853 1111 1010", "Permendag 31/2023"]),
        ("/privasi/", ["Versi 2026-11", "UU 27/2022", "3 × 24 jam"]),
        ("/kontak/", ["0853 1111 1010", "Pengaduan konsumen"]),
    ],
)
def test_the_texts_stand_with_their_version(client: Client, db: None, path: str, words: list[str]) -> None:
    page = text_of(client.get(path))
    for word in words:
        assert word in page
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    ("path", "heading"), [("/syarat/", "Terms"), ("/privasi/", "Privacy"), ("/kontak/", "Contact")]
)
def test_the_texts_stand_in_english_too(client: Client, db: None, path: str, heading: str) -> None:
    page = text_of(client.get(path, headers={"accept-language": "en"}))
    assert f"<h1>{heading}</h1>" in page
    assert '<html lang="en">' in page


def test_the_language_switch_is_remembered(client: Client, db: None) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/syarat/"})
    assert '<html lang="en">' in text_of(client.get("/syarat/"))


def test_baskets_and_orders_are_kept_from_robots(client: Client) -> None:
    page = text_of(client.get("/robots.txt"))
    assert "Disallow: /pesanan/" in page
    assert "Disallow: /produk/" not in page


def test_the_icon_of_the_site_is_the_mark(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"].endswith("mark.svg")


def test_no_page_carries_a_script_or_style_in_itself(client: Client, cast: Cast) -> None:
    for path in ("/", "/produk/opak-gambir/", "/cari/", "/syarat/"):
        page = text_of(client.get(path))
        assert "<script>" not in page
        assert "<style" not in page
        assert ' style="' not in page
        assert ' onclick="' not in page


def test_a_broken_page_needs_neither_session_nor_database() -> None:
    response = errors.broken(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Ada yang rusak di sisi kami" in text_of(response)


def test_a_form_open_too_long_is_told_what_to_do(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/keranjang/isi/", {"variant": "1", "quantity": "1"})
    assert response.status_code == 403
    assert "Muat ulang halaman" in text_of(response)


def test_a_missing_page_leads_back(client: Client, db: None) -> None:
    response = client.get("/tidak/ada/")
    assert response.status_code == 404
    assert "Halaman tidak ada" in text_of(response)
