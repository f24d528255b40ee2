"""What a chat shows with a link: a card of the product or the stall, light, absolute, and drawn once."""

import io
import re
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from catalog.media import sweeping
from catalog.media.actions import receive_photo
from catalog.media.storage.port import DRAWN
from catalog.products.models import Variant
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Seller
from sellers.kit import clock
from storefront.stalls import link_cards
from storefront.stalls.cards import Card
from tests.cast import Cast
from tests.catalog import pictures

pytestmark = pytest.mark.django_db
META = re.compile(r'<meta (?:property|name)="(og:image[:a-z]*|twitter:card)" content="([^"]*)">')


def told(client: Client, address: str) -> dict[str, str]:
    return dict(META.findall(client.get(address).text))


def card(client: Client, address: str) -> Image.Image:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert len(answer.content) <= 100_000
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


def kept() -> list[str]:
    return [one.name for one in default_storage.listed(DRAWN)]  # type: ignore[attr-defined]  # ours


def hang(cast: Cast, data: bytes) -> None:
    receive_photo(
        scope=scope_of(cast.sari), person=cast.sari, seller_id=cast.saris.seller.pk, file=io.BytesIO(data),
        product_id=cast.saris.product.pk,
    )  # fmt: skip


def test_a_products_page_names_its_card_with_size_and_words(cast: Cast, client: Client, settings: LazySettings) -> None:
    slug = cast.saris.product.slug
    said = told(client, f"/produk/{slug}/")
    image = said.pop("og:image")
    assert said == {
        "og:image:type": "image/jpeg", "og:image:width": "1200", "og:image:height": "630",
        "og:image:alt": f"{cast.saris.product.name}, {cast.saris.seller.name}", "twitter:card": "summary_large_image",
    }  # fmt: skip
    assert image.startswith(f"{settings.BASE_URL}/produk/{slug}/gambar.jpg?v=")
    address = image.removeprefix(settings.BASE_URL)
    assert card(client, address).size == (1200, 630)
    assert client.get(address)["Cache-Control"] == "public, max-age=86400"


def test_a_stall_without_any_photo_has_a_card_too(cast: Cast, client: Client, settings: LazySettings) -> None:
    said = told(client, f"/toko/{cast.saris.seller.slug}/")
    assert said["og:image"] == f"{settings.BASE_URL}/toko/{cast.saris.seller.slug}/gambar.jpg"
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert cast.saris.seller.name in said["og:image:alt"]
    assert card(client, f"/toko/{cast.saris.seller.slug}/gambar.jpg").size == (1200, 630)


def test_the_photo_is_on_it_and_even_a_noisy_one_stays_light(cast: Cast, client: Client) -> None:
    noise = Image.effect_noise((1200, 1200), 120).convert("RGB")
    noise.paste((20, 60, 200), (0, 0, 1200, 900))
    hang(cast, pictures.encoded(noise, "JPEG", quality=90))
    for address in (f"/produk/{cast.saris.product.slug}/gambar.jpg", f"/toko/{cast.saris.seller.slug}/gambar.jpg"):
        dot = card(client, address).getpixel((300, 200))
        assert isinstance(dot, tuple) and dot[2] > 150 > dot[0], address


def test_it_is_drawn_once_until_what_stands_on_it_changes(
    cast: Cast, client: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, address = f"/produk/{cast.saris.product.slug}/", f"/produk/{cast.saris.product.slug}/gambar.jpg"
    first, image = client.get(address).content, told(client, page)["og:image"]
    assert len(kept()) == 1
    drawings: list[str] = []

    def draw(card: Card, shape: str) -> bytes:
        drawings.append(card.price)
        return b"anew"

    monkeypatch.setattr(link_cards, "drawn", draw)
    assert client.get(address).content == first
    assert (drawings, told(client, page)["og:image"]) == ([], image)
    Variant.objects.filter(pk=cast.saris.variant.pk).update(price_minor=9_000)
    Variant.objects.filter(product=cast.saris.product).exclude(pk=cast.saris.variant.pk).update(is_active=False)
    assert client.get(address).content == b"anew"
    assert drawings == ["Rp9.000 /kg"]
    assert told(client, page)["og:image"] != image


def test_a_day_later_it_is_swept_and_drawn_anew_on_asking(cast: Cast, client: Client) -> None:
    address = f"/toko/{cast.saris.seller.slug}/gambar.jpg"
    client.get(address)
    with clock.frozen(clock.now() + timedelta(days=2)):
        sweeping.sweep_orphans(sweeping.KEEPERS)
        assert kept() == []
        card(client, address)
    assert len(kept()) == 1


def test_too_much_drawing_is_refused_in_a_sentence(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_cards, "DRAWN_MOST", 1)
    assert client.get(f"/produk/{cast.saris.product.slug}/gambar.jpg").status_code == 200
    refused = client.get(f"/toko/{cast.saris.seller.slug}/gambar.jpg")
    assert (refused.status_code, refused["Content-Type"]) == (429, "text/plain; charset=utf-8")
    assert client.get(f"/produk/{cast.saris.product.slug}/gambar.jpg").status_code == 200  # it is kept


def test_one_network_cannot_use_up_everybodys_drawings(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_cards, "OF_ONE", 1)
    assert client.get(f"/produk/{cast.saris.product.slug}/gambar.jpg").status_code == 200
    address = f"/toko/{cast.saris.seller.slug}/gambar.jpg"
    assert client.get(address).status_code == 429
    assert client.get(address, REMOTE_ADDR="203.0.113.7").status_code == 200


def test_what_buyers_may_not_see_has_no_picture(cast: Cast, client: Client) -> None:
    Seller.objects.filter(pk=cast.saris.seller.pk).update(state="pending")
    for address in (f"/produk/{cast.saris.product.slug}/gambar.jpg", f"/toko/{cast.saris.seller.slug}/gambar.jpg"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 405
    assert kept() == []
