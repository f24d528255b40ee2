"""A seller shares goods as a picture with words, and hangs up a poster; nobody draws another stall's."""

import io
import re
from typing import Any

import pytest
import zxingcpp
from django.conf import settings
from django.test import Client
from PIL import Image

from catalog.media.actions import receive_photo
from catalog.products.models import Product
from sellers.accounts.asking import scope_of
from storefront.stalls import cards
from storefront.stalls.cards import Card
from tests.cast import Cast
from tests.catalog.pictures import encoded

pytestmark = pytest.mark.django_db


@pytest.fixture
def sari(cast: Cast, client: Client) -> Client:
    client.force_login(cast.sari)
    return client


def product_of(cast: Cast) -> Product:
    return Product.objects.filter(seller=cast.saris.seller).order_by("pk")[0]


def picture_of(answer: Any) -> Image.Image:
    assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
    return Image.open(io.BytesIO(answer.content))


@pytest.mark.parametrize(("shape", "size"), [("square", (1080, 1080)), ("story", (1080, 1920)), ("link", (1200, 630))])
def test_a_card_has_the_size_its_place_wants(cast: Cast, sari: Client, shape: str, size: tuple[int, int]) -> None:
    answer = sari.get(f"/lapak/produk/{product_of(cast).pk}/kartu/{shape}.jpg")
    assert picture_of(answer).size == size
    assert len(answer.content) < 300_000


@pytest.mark.parametrize("shape", ["square", "story"])
def test_the_code_on_the_card_opens_the_product(cast: Cast, sari: Client, shape: str) -> None:
    found = product_of(cast)
    card = picture_of(sari.get(f"/lapak/produk/{found.pk}/kartu/{shape}.jpg"))
    read = zxingcpp.read_barcodes(card)
    assert [code.text for code in read] == [f"{settings.BASE_URL}/produk/{found.slug}/"]


def test_the_photo_of_the_goods_is_on_the_card(cast: Cast, sari: Client) -> None:
    found = product_of(cast)
    without = picture_of(sari.get(f"/lapak/produk/{found.pk}/kartu/square.jpg"))
    receive_photo(
        scope=scope_of(cast.sari), person=cast.sari, seller_id=found.seller_id, product_id=found.pk,
        file=io.BytesIO(encoded(Image.new("RGB", (1600, 1200), "#1040c0"), "JPEG")),
    )  # fmt: skip
    with_it = picture_of(sari.get(f"/lapak/produk/{found.pk}/kartu/square.jpg"))
    red, _green, blue = with_it.getpixel((540, 300))  # type: ignore[misc]  # an RGB pixel has three
    assert blue > red + 60
    assert without.getpixel((540, 300)) != with_it.getpixel((540, 300))


def test_words_to_copy_have_price_link_and_three_hashtags(cast: Cast, sari: Client) -> None:
    found = product_of(cast)
    page = sari.get(f"/lapak/produk/{found.pk}/bagikan/").content.decode()
    shown = re.search(r'share__words">(.*?)</p>', page, re.DOTALL)
    assert shown is not None
    lines = shown[1].split("\n")
    assert found.name in lines[0] and "Rp" in lines[1] and lines[2].endswith(f"/produk/{found.slug}/")
    assert len(lines) == 4 and len(re.findall(r"#\w+", lines[3])) == 3


def test_the_stall_has_a_card_and_a_poster(cast: Cast, sari: Client) -> None:
    page = sari.get("/lapak/toko/bagikan/").content.decode()
    assert "/lapak/toko/poster.pdf" in page and "/lapak/toko/kartu/story.jpg" in page
    card = picture_of(sari.get("/lapak/toko/kartu/square.jpg"))
    assert [c.text for c in zxingcpp.read_barcodes(card)] == [f"{settings.BASE_URL}/toko/{cast.saris.seller.slug}/"]
    poster = sari.get("/lapak/toko/poster.pdf")
    assert poster["Content-Type"] == "application/pdf" and poster.content.startswith(b"%PDF")


def test_a_long_name_is_cut_and_not_lost_over_the_edge() -> None:
    words = "Keripik Tempe Sagu Rasa Daun Jeruk Pedas Manis Buatan Kelompok Wanita Tani Melati Srengat " * 3
    made = cards.drawn(
        Card(words, "Rp1.250.000.000 /karung 50 kg", words, "35.05.03.1007", "https://lapak.example/p"), "square"
    )
    edge = Image.open(io.BytesIO(made)).crop((1040, 700, 1080, 1080)).convert("L")
    assert edge.getextrema()[0] > 200  # type: ignore[operator]  # paper only: no ink at the edge


def test_another_stalls_goods_are_not_there(cast: Cast, sari: Client) -> None:
    other = Product.objects.exclude(seller=cast.saris.seller)[0]
    for address in ("bagikan/", "kartu/square.jpg"):
        assert sari.get(f"/lapak/produk/{other.pk}/{address}").status_code == 404
    assert sari.get(f"/lapak/produk/{product_of(cast).pk}/kartu/wide.jpg").status_code == 404
    assert sari.post("/lapak/toko/bagikan/").status_code == 405


def test_who_draws_too_often_hears_it(cast: Cast, sari: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storefront.desk.sharing.DRAWN", 0)
    answer = sari.get("/lapak/toko/kartu/square.jpg")
    assert answer.status_code == 429 and "Terlalu sering" in answer.content.decode()
    assert sari.get("/lapak/toko/poster.pdf").status_code == 429
