"""Several photos in one listing, kept when the form comes back; and the page on which one is put right."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.media import actions
from catalog.media.models import Photo
from catalog.products.models import Product
from sellers.accounts.asking import scope_of
from sellers.people.models import Person
from tests.cast import Cast
from tests.catalog import pictures

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]
NEW = "/lapak/produk/baru/"


def file(width: int = 320) -> SimpleUploadedFile:
    return SimpleUploadedFile("foto.jpg", pictures.jpeg(width, 240), "image/jpeg")


def answers(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "stall": cast.saris.seller.pk, "key": "kunci-foto", "name": "Keripik Talas", "price": "15rb",
        "unit": "bungkus", "stock": "24",
    } | changes  # fmt: skip


def kept_in(page: str) -> str:
    return page.split('name="kept_photo" value="')[1].split('"')[0]


def album(cast: Cast, count: int = 2) -> list[Photo]:
    for number in range(count):
        actions.receive_photo(
            scope=scope_of(cast.sari), person=cast.sari, seller_id=cast.saris.seller.pk,
            product_id=cast.saris.product.pk, file=file(320 + 8 * number),
        )  # fmt: skip
    actions.make_sizes_due()
    return list(Photo.objects.of_product(cast.saris.product.pk).in_order())


def test_several_photos_are_listed_in_their_order(cast: Cast, at: At) -> None:
    at(cast.sari).post(NEW, answers(cast, photo=[file(320), file(400), file(480)]))
    made = Product.objects.get(name="Keripik Talas")
    assert [photo.width for photo in made.photos.in_order()] == [320, 400, 480]


def test_all_photos_are_kept_when_the_form_comes_back(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    refused = sari.post(NEW, answers(cast, price="murah", photo=[file(320), file(400)]))
    assert refused.status_code == 422
    sari.post(NEW, answers(cast, kept_photo=kept_in(refused.text), photo=[file(480)]))
    made = Product.objects.get(name="Keripik Talas")
    assert [photo.width for photo in made.photos.in_order()] == [320, 400, 480]


def test_what_is_no_picture_loses_none_of_the_others(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    bad = SimpleUploadedFile("foto.jpg", b"bukan foto", "image/jpeg")
    refused = sari.post(NEW, answers(cast, photo=[file(320), bad]))
    assert refused.status_code == 422
    assert sari.post(NEW, answers(cast, kept_photo=kept_in(refused.text))).status_code == 302


def test_order_turn_crop_and_removal_with_undo(cast: Cast, at: At) -> None:
    sari, (one, two) = at(cast.sari), album(cast)
    base = f"/lapak/produk/{cast.saris.product.pk}/foto/"
    page = sari.get(f"{base}{two.pk}/").text
    assert "Jadikan pertama" in page and "Potong" in page
    sari.post(f"{base}{two.pk}/pertama/")
    assert Photo.objects.of_product(cast.saris.product.pk).in_order().first() == two
    sari.post(f"{base}{two.pk}/mundur/")
    sari.post(f"{base}{one.pk}/putaran/")
    assert Photo.objects.get(pk=one.pk).width == 240
    sari.post(f"{base}{one.pk}/potongan/", {"shape": "persegi"})
    sari.post(
        f"{base}{two.pk}/potongan/", {"shape": "bingkai", "left": "0", "top": "0", "width": "500", "height": "500"}
    )
    assert Photo.objects.get(pk=one.pk).height == 240
    away = sari.post(f"{base}{one.pk}/penghapusan/", follow=True).text
    assert list(Photo.objects.of_product(cast.saris.product.pk)) == [two]
    undo = away.split('action="')[1:]
    back = next(part.split('"')[0] for part in undo if "pemulihan" in part.split('"')[0])
    sari.post(back)
    assert list(Photo.objects.of_product(cast.saris.product.pk).in_order()) == [one, two]


@pytest.mark.parametrize("given", [{}, {"shape": "bulat"}, {"shape": "bingkai", "left": "9" * 4500, "top": "x"}])
def test_a_cut_nobody_can_make_is_told(cast: Cast, at: At, given: dict[str, str]) -> None:
    sari, (one,) = at(cast.sari), album(cast, 1)
    answer = sari.post(f"/lapak/produk/{cast.saris.product.pk}/foto/{one.pk}/potongan/", given, follow=True)
    assert "Pilih" in answer.text
    assert Photo.objects.get(pk=one.pk).sizes == one.sizes


def test_strangers_other_products_and_other_methods_find_nothing(cast: Cast, at: At) -> None:
    (one,) = album(cast, 1)
    own = f"/lapak/produk/{cast.saris.product.pk}/foto/{one.pk}/"
    assert at(cast.citra).get(own).status_code == 404
    assert at(cast.citra).post(f"{own}penghapusan/").status_code == 404
    assert at(cast.sari).get(f"/lapak/produk/{cast.saris.product.pk}/foto/{one.pk + 1}/").status_code == 404
    assert at(cast.sari).post(f"{own}ledakan/").status_code == 404
    assert at(cast.sari).get(f"{own}putaran/").status_code == 405
