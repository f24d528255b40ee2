"""A stall that waits for approval sells as much as its cooperative lets it, and no more."""

from typing import Any

import pytest
from django.test import Client

from catalog.products.models import Product
from catalog.search import find, indexing
from sellers.accounts.models import Cooperative, Seller
from sellers.audit.models import AuditEntry
from sellers.kit.errors import Expected, NotFound
from storefront.orders.models import Order, Purchase
from storefront.orders.placing import PlacingProblem, place
from storefront.orders.quoting import quote
from storefront.stalls.trial import set_pending_orders
from tests.cast import Cast
from tests.storefront.life.stories import scope
from tests.storefront.orders.wishes import wish

pytestmark = pytest.mark.django_db
TAG = "Lapak baru, sedang diperiksa koperasi"


def on_trial(cast: Cast, most: int | None) -> None:
    """Sari's stall has just been opened; its cooperative's rule is `most`."""
    Seller.objects.filter(pk=cast.saris.seller.pk).update(state=Seller.State.PENDING)
    Cooperative.objects.filter(pk=cast.cooperative.pk).update(pending_orders=most)


def seen(cast: Cast) -> tuple[int, int]:
    client = Client()
    stall = client.get(f"/toko/{cast.saris.seller.slug}/").status_code
    return stall, client.get(f"/produk/{cast.saris.product.slug}/").status_code


def test_without_a_rule_it_prepares_and_nobody_sees_it(cast: Cast) -> None:
    on_trial(cast, None)
    assert seen(cast) == (404, 404)
    assert not Product.objects.published().filter(pk=cast.saris.product.pk).exists()
    with pytest.raises(PlacingProblem):
        place(key="tanpa", given=wish(cast))


def test_with_a_rule_buyers_see_it_and_read_that_it_is_new(cast: Cast) -> None:
    on_trial(cast, 2)
    assert seen(cast) == (200, 200)
    assert TAG in Client().get(f"/toko/{cast.saris.seller.slug}/").text
    assert TAG in Client().get(f"/produk/{cast.saris.product.slug}/").text
    assert TAG not in Client().get(f"/toko/{cast.citras.seller.slug}/").text


def test_it_is_found_while_on_trial_and_not_before(cast: Cast) -> None:
    indexing.index([cast.saris.product.pk])
    from_search = []
    for most in (None, 2):
        on_trial(cast, most)
        from_search.append(cast.saris.product.pk in find(text="opak"))
    assert from_search == [False, True]


def test_it_takes_as_many_open_orders_as_the_rule_says(cast: Cast) -> None:
    on_trial(cast, 2)
    for number in range(2):
        assert place(key=f"k{number}", given=wish(cast)).state == Purchase.State.PLACED
    assert any("masih baru" in problem.sentence for problem in quote(wish(cast)).problems)
    with pytest.raises(PlacingProblem) as full:
        place(key="k2", given=wish(cast))
    assert "masih baru" in full.value.sentence
    Order.objects.filter(seller=cast.saris.seller).update(state=Order.State.RECEIVED)
    assert place(key="k3", given=wish(cast)).state == Purchase.State.PLACED


def test_the_same_purchase_sent_twice_is_one_and_not_refused(cast: Cast) -> None:
    on_trial(cast, 1)
    first = place(key="sama", given=wish(cast))
    assert place(key="sama", given=wish(cast)) == first


def test_an_approved_stall_has_no_such_limit(cast: Cast) -> None:
    Cooperative.objects.update(pending_orders=1)
    for number in range(3):
        assert place(key=f"k{number}", given=wish(cast)).state == Purchase.State.PLACED


@pytest.mark.parametrize(("most", "kept"), [("3", 3), (" 50 ", 50), (None, None)])
def test_an_officer_sets_the_rule(cast: Cast, most: str | None, kept: int | None) -> None:
    Cooperative.objects.update(pending_orders=7)
    made = set_pending_orders(scope=scope(cast.dewi), person=cast.dewi, cooperative_id=cast.cooperative.pk, most=most)
    assert made.pending_orders == kept
    assert AuditEntry.objects.get(verb="cooperative.pending_orders").person == cast.dewi


@pytest.mark.parametrize("most", ["", "0", "51", "-1", "²", "9" * 4500])
def test_a_rule_is_a_small_number(cast: Cast, most: str) -> None:
    with pytest.raises(Expected) as refused:
        set_pending_orders(scope=scope(cast.dewi), person=cast.dewi, cooperative_id=cast.cooperative.pk, most=most)
    assert refused.value.field == "pesanan"


@pytest.mark.parametrize("who", ["sari", "fajar", "stranger"])
def test_nobody_else_sets_it(cast: Cast, who: str) -> None:
    person: Any = getattr(cast, who)
    with pytest.raises(NotFound):
        set_pending_orders(scope=scope(person), person=person, cooperative_id=cast.cooperative.pk, most="3")
    client = Client()
    client.force_login(person)
    client.post("/koperasi/lapak-baru/", {"cara": "jual", "pesanan": "3"})
    assert Cooperative.objects.get(pk=cast.cooperative.pk).pending_orders is None


def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.dewi)
    wrong = client.post("/koperasi/lapak-baru/", {"cara": "jual", "pesanan": "banyak"})
    assert (wrong.status_code, "banyak" in wrong.text) == (422, True)
    assert client.post("/koperasi/lapak-baru/", {"cara": "jual", "pesanan": "4"}).status_code == 302
    assert Cooperative.objects.get(pk=cast.cooperative.pk).pending_orders == 4
    client.post("/koperasi/lapak-baru/", {"cara": "siap"})
    assert Cooperative.objects.get(pk=cast.cooperative.pk).pending_orders is None
    assert client.delete("/koperasi/lapak-baru/").status_code == 405
