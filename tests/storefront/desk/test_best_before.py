"""Hari ini names the food whose date comes near, with what to do; past it the shop takes no order."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from catalog.products.models import Product
from catalog.products.windows import today_at
from sellers.people.models import Person
from tests.cast import SENTUL, Cast

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]


def dated(cast: Cast, days: int) -> None:
    Product.objects.filter(pk=cast.saris.product.pk).update(best_before=today_at(SENTUL) + timedelta(days=days))


def read(browser: Client, address: str) -> str:
    return " ".join(browser.get(address).content.decode().split())


@pytest.mark.parametrize(
    ("days", "words", "deed"),
    [(7, "Tinggal 7 hari", "Ubah harga"), (0, "Hari terakhir", "Ubah harga"), (-1, "Sudah lewat", "Ganti tanggal")],
)
def test_a_card_says_how_long_and_what_to_do(cast: Cast, at: At, days: int, words: str, deed: str) -> None:
    dated(cast, days)
    shown = read(at(cast.sari), "/lapak/")
    for sentence in ("Perhatikan tanggalnya", words, deed, "Turunkan dari lapak"):
        assert sentence in shown
    assert ("Pembeli tidak bisa memesannya." in shown) is (days < 0)
    assert ("Turunkan harga supaya cepat laku." in shown) is (days >= 0)


def test_more_than_a_week_ahead_and_at_another_stall_nothing_is_said(cast: Cast, at: At) -> None:
    dated(cast, 8)
    assert "Perhatikan tanggalnya" not in read(at(cast.sari), "/lapak/")
    dated(cast, 1)
    assert "Perhatikan tanggalnya" not in read(at(cast.citra), "/lapak/")


def test_taken_down_it_leaves_the_page(cast: Cast, at: At) -> None:
    dated(cast, -1)
    sari = at(cast.sari)
    address = reverse("desk:product_take_down", args=[cast.saris.product.pk])
    assert sari.post(address, {"next": "/lapak/"}).headers["Location"] == "/lapak/"
    assert "Perhatikan tanggalnya" not in read(sari, "/lapak/")


@pytest.mark.parametrize(("days", "sold"), [(0, True), (-1, False)])
def test_past_its_date_it_goes_into_no_basket(cast: Cast, days: int, sold: bool) -> None:
    dated(cast, days)
    shopper = Client()
    shopper.post(reverse("shop:basket_change"), {"variant": cast.saris.variant.pk, "quantity": "1", "add": "1"})
    assert ("Opak Gambir" in read(shopper, reverse("shop:basket"))) is sold
    assert ('name="add"' in read(shopper, f"/produk/{cast.saris.product.slug}/")) is sold
