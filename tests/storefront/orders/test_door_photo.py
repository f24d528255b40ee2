"""Who may look at the photo of the goods at the buyer's door: seller, buyer and office, and nobody else."""

from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from sellers.accounts.asking import scope_of
from sellers.people.models import Person
from storefront.orders import door_photo
from storefront.orders.models import Order, Shipment
from storefront.orders.tracking import path_for, token_for
from tests.cast import Cast
from tests.storefront.desk.selling import packed, picture

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]


@pytest.fixture
def at() -> At:
    def browser(person: Person) -> Client:
        found = Client()
        found.force_login(person)
        return found

    return browser


@pytest.fixture
def order(cast: Cast) -> Order:
    made = packed(cast)
    asked = {"scope": scope_of(cast.sari), "person": cast.sari, "order_code": made.code}
    door_photo.deliver(photo=picture(), **asked)  # type: ignore[arg-type]  # what every step is asked with
    return Order.objects.select_related("shipment", "purchase").get(pk=made.pk)


def buyers(order: Order, token: str | None = None) -> str:
    given = token_for(order.purchase) if token is None else token
    return f"/pesanan/{order.purchase.code}/{order.code}/sampai/?t={given}"


def offices(order: Order, person: Person) -> str:
    return f"/koperasi/pesanan/foto/{door_photo.token_of(order=order, person_id=person.pk)}/"


def test_the_buyer_sees_it_by_the_link_of_the_purchase(order: Order) -> None:
    shown = Client().get(buyers(order))
    assert (shown.status_code, shown["Content-Type"], shown.content[8:12]) == (200, "image/webp", b"WEBP")
    assert "no-store" in shown["Cache-Control"] and "private" in shown["Cache-Control"]
    page = Client().get(path_for(order.purchase)).text
    assert buyers(order).replace("&", "&amp;") in page
    assert "Lihat foto bukti sampai" in page


def test_another_link_opens_nothing(order: Order, cast: Cast) -> None:
    right = token_for(order.purchase)
    for token in ("", "x", right[:-1] + ("A" if right[-1] != "A" else "B")):
        assert Client().get(buyers(order, token)).status_code == 404
    other = packed(cast, key="lain").purchase
    assert Client().get(f"/pesanan/{other.code}/{order.code}/sampai/?t={token_for(other)}").status_code == 404
    assert Client().post(buyers(order)).status_code == 405


def test_the_office_sees_it_from_the_page_of_the_order(order: Order, cast: Cast, at: At) -> None:
    page = at(cast.dewi).get(f"/koperasi/pesanan/{order.code}/").text
    address = page.split('href="/koperasi/pesanan/foto/')[1].split('"')[0]
    shown = at(cast.dewi).get(f"/koperasi/pesanan/foto/{address}")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
    assert "no-store" in shown["Cache-Control"] and "private" in shown["Cache-Control"]


def test_the_offices_link_is_that_officers_and_ends(
    order: Order, cast: Cast, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = offices(order, cast.dewi)
    changed = address[:-2] + ("A" if address[-2] != "A" else "B") + "/"
    assert at(cast.dewi).get(address).status_code == 200
    assert at(cast.dewi).get(changed).status_code == 404
    assert at(cast.gita).get(address).status_code == 404
    assert at(cast.gita).get(offices(order, cast.gita)).status_code == 200
    for stranger in (cast.sari, cast.citra, cast.eko):
        assert at(stranger).get(offices(order, stranger)).status_code == 404
    assert Client().get(address).status_code in (302, 404)
    assert at(cast.dewi).post(address).status_code == 405
    monkeypatch.setattr(door_photo, "LIVES_S", -1)
    assert at(cast.dewi).get(address).status_code == 404


def test_when_nobody_asks_any_more_it_is_shown_to_nobody(order: Order, cast: Cast, at: At) -> None:
    Order.objects.filter(pk=order.pk).update(state="completed")
    assert at(cast.dewi).get(offices(order, cast.dewi)).status_code == 404
    assert Client().get(buyers(order)).status_code == 404
    assert "foto/" not in at(cast.dewi).get(f"/koperasi/pesanan/{order.code}/").text
    assert "Lihat foto bukti sampai" not in Client().get(path_for(order.purchase)).text


def test_a_photo_whose_file_is_gone_is_not_found(order: Order, cast: Cast, at: At) -> None:
    default_storage.delete(Shipment.objects.get(order=order).proof)
    assert at(cast.dewi).get(offices(order, cast.dewi)).status_code == 404
    assert Client().get(buyers(order)).status_code == 404
