"""The door of the desk: guests sign in, strangers find nothing, and nobody reaches into another stall."""

from collections.abc import Callable

import pytest
from django.test import Client

from sellers.accounts.models import Membership, Seller
from sellers.audit.models import AuditEntry
from sellers.people.models import Person
from storefront.orders.models import Order
from storefront.orders.tracking import path_for
from tests.cast import Cast
from tests.storefront.desk.selling import sold

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]

PAGES = [
    "/lapak/", "/lapak/pilih/", "/lapak/pesanan/", "/lapak/produk/", "/lapak/produk/baru/", "/lapak/uang/",
    "/lapak/toko/", "/lapak/toko/cerita/", "/lapak/toko/surat/", "/lapak/toko/pengiriman/pickup/",
    "/lapak/toko/pengiriman/seller/", "/lapak/toko/pengiriman/courier/",
]  # fmt: skip
POSTS = [
    "penerimaan", "pengemasan", "pengiriman", "penyiapan", "serah-terima", "pengantaran", "pembatalan",
    "jawaban-batal",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_for_its_seller(cast: Cast, at: At, path: str) -> None:
    assert at(cast.sari).get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_a_guest_signs_in_and_comes_back(cast: Cast, client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/masuk/?next=%2Flapak%2F")


def test_somebody_without_a_stall_is_led_to_open_one(cast: Cast, at: At) -> None:
    assert at(cast.eko).get("/lapak/")["Location"] == "/lapak/buka/"


@pytest.mark.parametrize("path", ["/lapak/pesanan/", "/lapak/uang/", "/lapak/produk/"])
def test_an_officer_of_the_cooperative_has_no_desk(cast: Cast, at: At, path: str) -> None:
    assert at(cast.dewi).get(path)["Location"] == "/lapak/buka/"


def test_another_stalls_order_is_not_there(cast: Cast, at: At) -> None:
    order = sold(cast)
    for person in (cast.citra, cast.stranger, cast.eko, cast.dewi, cast.operator):
        assert at(person).get(f"/lapak/pesanan/{order.code}/").status_code == 404


@pytest.mark.parametrize("verb", POSTS)
def test_nobody_acts_on_another_stalls_order(cast: Cast, at: At, verb: str) -> None:
    order = sold(cast)
    for person in (cast.citra, cast.stranger):
        assert at(person).post(f"/lapak/pesanan/{order.code}/{verb}/", {"reason": "iseng"}).status_code == 404
    assert Order.objects.get(pk=order.pk).state == order.state


@pytest.mark.parametrize("verb", POSTS)
def test_looking_does_not_act(cast: Cast, at: At, verb: str) -> None:
    order = sold(cast)
    assert at(cast.sari).get(f"/lapak/pesanan/{order.code}/{verb}/").status_code == 405


def test_another_stalls_goods_are_not_there(cast: Cast, at: At) -> None:
    citra, product, variant = at(cast.citra), cast.saris.product, cast.saris.variant
    assert citra.get(f"/lapak/produk/{product.pk}/").status_code == 404
    assert citra.get(f"/lapak/produk/{product.pk}/pratinjau/").status_code == 404
    for path in ("foto", "kemasan", "penurunan", "penayangan"):
        assert citra.post(f"/lapak/produk/{product.pk}/{path}/").status_code == 404
    assert citra.post(f"/lapak/produk/kemasan/{variant.pk}/", {"price": "1", "stock": "1"}).status_code == 404
    variant.refresh_from_db()
    assert variant.price_minor == 40_000


def test_another_stall_cannot_be_chosen(cast: Cast, at: At) -> None:
    assert at(cast.citra).post("/lapak/pilih/", {"stall": cast.saris.seller.pk}).status_code == 404


def test_a_wrong_method_is_refused(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    assert sari.post("/lapak/").status_code == 405
    assert sari.put("/lapak/produk/baru/").status_code == 405
    assert sari.get(f"/lapak/produk/{cast.saris.product.pk}/penurunan/").status_code == 405


def test_somebody_in_two_stalls_goes_from_one_to_the_other(cast: Cast, at: At) -> None:
    Membership.objects.create(person=cast.sari, seller=cast.citras.seller, role=Membership.Role.MEMBER)
    sari = at(cast.sari)
    sari.post("/lapak/pilih/", {"stall": cast.citras.seller.pk})
    assert "Belimbing Manis" in sari.get("/lapak/produk/").text
    assert "Opak Gambir" not in sari.get("/lapak/produk/").text


def test_a_link_to_an_order_opens_its_stall(cast: Cast, at: At) -> None:
    order = sold(cast)
    Membership.objects.create(person=cast.sari, seller=cast.citras.seller, role=Membership.Role.CHAIR)
    sari = at(cast.sari)
    sari.post("/lapak/pilih/", {"stall": cast.citras.seller.pk})
    assert sari.get(f"/lapak/pesanan/{order.code}/").status_code == 200
    assert cast.saris.seller.name in sari.get("/lapak/").text


def test_a_helper_sees_what_was_allowed_and_no_more(cast: Cast, at: At) -> None:
    budi = at(cast.budi)
    assert "pendamping" in budi.get("/lapak/").text
    assert budi.get("/lapak/produk/").status_code == 200
    assert budi.get("/lapak/uang/").status_code == 404
    assert budi.get("/lapak/toko/").status_code == 404


def test_a_helpers_act_carries_both_names(cast: Cast, at: At) -> None:
    order = sold(cast)
    assert at(cast.budi).post(f"/lapak/pesanan/{order.code}/penerimaan/").status_code == 302
    trace = AuditEntry.objects.get(verb="order.accepted")
    assert (trace.person, trace.acting_for) == (cast.budi, cast.saris.seller)
    assert "Budi, pendamping" in at(cast.sari).get(f"/lapak/pesanan/{order.code}/").text
    assert "oleh Budi (pendamping)" in Client().get(path_for(order.purchase)).text


def test_a_helper_whose_consent_was_withdrawn_is_out(cast: Cast, at: At) -> None:
    order = sold(cast)
    cast.saris.seller.helper_consents.update(withdrawn_at=order.created_at)
    assert at(cast.budi).get(f"/lapak/pesanan/{order.code}/").status_code == 404


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (Seller.State.PENDING, "Menunggu persetujuan Koperasi Mawar"),
        (Seller.State.SUSPENDED, "Lapak sedang ditutup sementara"),
        (Seller.State.REFUSED, "Permohonan lapak belum disetujui"),
    ],
)
def test_a_stall_that_is_not_open_says_why_and_what_next(cast: Cast, at: At, state: str, word: str) -> None:
    Seller.objects.filter(pk=cast.saris.seller.pk).update(state=state, state_reason="NIB belum cocok.")
    assert word in at(cast.sari).get("/lapak/").text
