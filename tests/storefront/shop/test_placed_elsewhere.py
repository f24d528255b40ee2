"""The buyer's page of an order that another shop placed: by the signed link, like any other."""

import pytest
from django.conf import LazySettings
from django.test import Client

from storefront.orders.links import path_for
from tests.cast import Cast
from tests.storefront.orders.foreign_orders import given, taken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _collector(settings: LazySettings, cast: Cast) -> None:
    settings.SALEOR = {"collector": cast.cooperative.slug}


def test_unpaid_it_sends_the_buyer_back_to_that_shop(cast: Cast) -> None:
    purchase = taken(given((cast.saris.variant, 1, 40_000)), paid=False)
    page = Client().get(path_for(purchase)).content.decode()
    assert "Bayar di toko tempat Anda memesan." in page
    assert "Bayar sebelum" not in page
    assert "Unggah" not in page


def test_paid_it_shows_the_parts_and_who_was_paid(cast: Cast) -> None:
    purchase = taken(given((cast.saris.variant, 1, 40_000)))
    page = Client().get(path_for(purchase)).content.decode()
    assert "Dapur Sari" in page
    assert "Koperasi Mawar" in page


def test_without_the_link_it_is_nobodys(cast: Cast) -> None:
    purchase = taken(given((cast.saris.variant, 1, 40_000), buyer_phone=""))
    assert Client().get(f"/pesanan/{purchase.code}/").status_code in (302, 404)
    assert purchase.origin_ref not in Client().get(path_for(purchase)).content.decode()
