"""Libur: from, until and a word; goods are seen and not sold, open orders go on, and it ends by itself."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from catalog.products.models import Change, Product
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.people.models import Person
from storefront.orders.models import Order
from tests.cast import Cast
from tests.storefront.desk.selling import sold

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]
PAGE = "/lapak/toko/libur/"
DURING = datetime(2026, 12, 2, 5, tzinfo=UTC)
AFTER = datetime(2026, 12, 6, 0, tzinfo=UTC)  # the sixth, seven in the morning in Blitar


def away(browser: Client, **given: str) -> int:
    fields = {"begins": "2026-12-01", "ends": "2026-12-05", "note": "Panen raya"} | given
    return browser.post(PAGE, fields).status_code


def test_buyers_see_why_and_cannot_buy_and_afterwards_they_can(cast: Cast, at: At) -> None:
    buyer = Client()
    good = f"/produk/{cast.saris.product.slug}/"
    with clock.frozen(DURING):
        assert away(at(cast.sari)) == 302
        for address in (good, f"/toko/{cast.saris.seller.slug}/"):
            page = buyer.get(address).text
            assert "Libur sampai 5 Desember" in page and "Panen raya" in page
        refused = buyer.post("/keranjang/isi/", {"variant": cast.saris.variant.pk, "add": "1", "quantity": "1"})
        assert refused.status_code in (302, 404)
    with clock.frozen(AFTER):
        assert "Libur" not in Client().get(good).text


def test_what_lies_in_a_basket_says_why_it_cannot_be_bought(cast: Cast, at: At) -> None:
    buyer = Client()
    with clock.frozen(datetime(2026, 11, 30, 5, tzinfo=UTC)):
        page = buyer.get(f"/produk/{cast.saris.product.slug}/").text
        action = page.split('<form class="buy" method="post" action="')[1].split('"')[0]
        buyer.post(action, {"variant": cast.saris.variant.pk, "add": "1", "quantity": "1"})
        away(at(cast.sari))
    with clock.frozen(DURING):
        assert "Libur sampai 5 Desember" in buyer.get("/keranjang/").text


def test_open_orders_stay_and_engines_elsewhere_are_told(cast: Cast, at: At) -> None:
    with clock.frozen(DURING):
        order = sold(cast)
        before = Order.objects.get(pk=order.pk).state
        away(at(cast.sari))
        assert Order.objects.get(pk=order.pk).state == before
        assert Product.objects.get(pk=cast.saris.product.pk).shut is True
        assert Change.objects.filter(product=cast.saris.product, what="stock").exists()


def test_it_ends_with_one_tap(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    with clock.frozen(DURING):
        away(sari)
        sari.post("/lapak/toko/libur/akhir/")
        assert Seller.objects.get(pk=cast.saris.seller.pk).holiday_from is None
        assert Product.objects.get(pk=cast.saris.product.pk).shut is False


@pytest.mark.parametrize("given", [{"ends": "2026-11-30"}, {"ends": "besok"}, {"begins": "\0"}, {"begins": "9" * 4500}])
def test_days_that_cannot_be_are_told_and_nothing_changes(cast: Cast, at: At, given: dict[str, str]) -> None:
    with clock.frozen(DURING):
        assert away(at(cast.sari), **given) in (400, 422)
    assert Seller.objects.get(pk=cast.saris.seller.pk).holiday_from is None


def test_only_its_own_people_send_a_stall_away(cast: Cast, at: At) -> None:
    with clock.frozen(DURING):
        away(at(cast.citra))
        assert at(cast.stranger).post(PAGE, {}).status_code == 404
    assert Seller.objects.get(pk=cast.saris.seller.pk).holiday_from is None
    assert at(cast.sari).delete(PAGE).status_code == 405
    assert at(cast.sari).get("/lapak/toko/libur/akhir/").status_code == 405
