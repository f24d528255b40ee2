"""A seller says that a product is weighed, and what its buyers read because of it."""

from collections.abc import Callable

import pytest
from django.test import Client

from catalog.products.models import Pool
from sellers.audit.models import AuditEntry
from sellers.people.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]


def choose(browser: Client, cast: Cast, percent: str) -> int:
    address = f"/lapak/produk/{cast.saris.product.pk}/timbangan/"
    return browser.post(address, {"weighed_percent": percent}).status_code


def bound(cast: Cast) -> int | None:
    cast.saris.product.refresh_from_db()
    return cast.saris.product.weighed_percent


def test_a_seller_chooses_the_bound_and_takes_it_away(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    assert choose(sari, cast, "10") == 302
    assert bound(cast) == 10
    assert '<option value="10" selected>' in sari.get(f"/lapak/produk/{cast.saris.product.pk}/").text
    choose(sari, cast, "")
    assert bound(cast) is None
    assert AuditEntry.objects.filter(verb="product.weighed").count() == 2


@pytest.mark.parametrize("percent", ["7", "99", "999", "0", "-5", "١٠"])
def test_a_bound_nobody_offers_is_not_taken(cast: Cast, at: At, percent: str) -> None:
    choose(at(cast.sari), cast, percent)
    assert bound(cast) is None


def test_goods_that_are_counted_are_not_weighed(cast: Cast, at: At) -> None:
    Pool.objects.filter(pk=cast.saris.pool.pk).update(base=Pool.Base.PIECE)
    sari = at(cast.sari)
    assert "Ditimbang saat dikemas" not in sari.get(f"/lapak/produk/{cast.saris.product.pk}/").text
    choose(sari, cast, "10")
    assert bound(cast) is None


def test_a_helper_chooses_in_both_names_and_nobody_else_does(cast: Cast, at: At) -> None:
    assert choose(at(cast.citra), cast, "10") == 404
    assert at(cast.sari).get(f"/lapak/produk/{cast.saris.product.pk}/timbangan/").status_code == 405
    choose(at(cast.budi), cast, "10")
    entry = AuditEntry.objects.get(verb="product.weighed")
    assert (entry.person, entry.acting_for, bound(cast)) == (cast.budi, cast.saris.seller, 10)


def test_buyers_read_it_from_the_product_to_the_checkout(cast: Cast, at: At) -> None:
    choose(at(cast.sari), cast, "10")
    buyer = Client()
    page = buyer.get(f"/produk/{cast.saris.product.slug}/").text
    assert "±1 kg, ditimbang saat dikemas." in page
    assert "Harga akhir menurut timbangan, paling banyak Rp40.000." in page
    buyer.post("/keranjang/isi/", {"variant": cast.saris.variant.pk, "quantity": "2", "add": "1"})
    assert "±, ditimbang saat dikemas" in buyer.get("/keranjang/").text
    checkout = buyer.get("/checkout/").text
    assert "±, ditimbang saat dikemas" in checkout
    assert "Harga akhir menurut timbangan, paling banyak Rp80.000." in checkout


def test_goods_that_weigh_what_they_say_are_sold_as_before(cast: Cast) -> None:
    assert "ditimbang" not in Client().get(f"/produk/{cast.saris.product.slug}/").text
