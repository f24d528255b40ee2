"""/pendamping/: all stalls of a helper, and where each is stuck."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from catalog.products.models import Pool, Product
from sellers.accounts.models import HelperConsent, HelperRequest, Seller
from sellers.kit import clock
from sellers.people.models import Person
from storefront.orders.models import Order
from tests.cast import Cast
from tests.storefront.desk.selling import sold

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]


def also_citra(cast: Cast, verbs: list[str] | None = None) -> HelperConsent:
    return HelperConsent.objects.create(
        seller=cast.citras.seller, helper=cast.budi, given_by=cast.citra, verbs=verbs or ["products"]
    )


def test_budi_sees_every_stall_that_let_him_and_no_other(cast: Cast, at: At) -> None:
    page = at(cast.budi).get("/pendamping/").text
    assert "Dapur Sari" in page
    assert "Kebun Citra" not in page
    also_citra(cast)
    assert "Kebun Citra" in at(cast.budi).get("/pendamping/").text


def test_it_says_who_is_stuck_where(cast: Cast, at: At) -> None:
    also_citra(cast)
    late = sold(cast, key="telat")
    sold(cast, key="baru")
    Order.objects.filter(pk=late.pk).update(deadline_at=clock.now() - timedelta(hours=1))
    Pool.objects.filter(pk=cast.citras.pool.pk).update(available=0)
    Product.objects.filter(pk=cast.saris.product.pk).update(state=Product.State.DRAFT)
    page = at(cast.budi).get("/pendamping/").text
    for words in ("1 pesanan lewat batas", "1 pesanan perlu disiapkan", "1 stok menipis", "1 produk belum tayang"):
        assert words in page


def test_a_stall_that_waits_for_approval_or_papers_says_so(cast: Cast, at: At) -> None:
    HelperConsent.objects.filter(helper=cast.budi).update(verbs=["stall"])
    Seller.objects.filter(pk=cast.saris.seller.pk).update(state=Seller.State.PENDING)
    page = at(cast.budi).get("/pendamping/").text
    assert "Menunggu persetujuan koperasi" in page
    assert "kelengkapan belum ada" in page


def test_what_the_consent_does_not_open_is_not_told(cast: Cast, at: At) -> None:
    sold(cast)
    HelperConsent.objects.filter(helper=cast.budi).update(verbs=["products"])
    page = at(cast.budi).get("/pendamping/").text
    assert "pesanan" not in page.lower().replace("pesanan masuk", "")
    assert "kelengkapan" not in page


def test_one_tap_opens_the_stall_where_it_is_stuck(cast: Cast, at: At) -> None:
    also_citra(cast)
    budi = at(cast.budi)
    answer = budi.post(f"/pendamping/lapak/{cast.citras.seller.pk}/", {"next": "/lapak/produk/"})
    assert answer["Location"] == "/lapak/produk/"
    assert "Belimbing Manis" in budi.get("/lapak/produk/").text
    answer = budi.post(f"/pendamping/lapak/{cast.citras.seller.pk}/", {"next": "//evil.example/"})
    assert answer["Location"] == "/lapak/"


def test_a_stall_that_did_not_let_him_does_not_open(cast: Cast, at: At) -> None:
    for person, seller in ((cast.budi, cast.citras.seller), (cast.sari, cast.saris.seller)):
        assert at(person).post(f"/pendamping/lapak/{seller.pk}/").status_code == 404
    assert at(cast.budi).get(f"/pendamping/lapak/{cast.saris.seller.pk}/").status_code == 405


def test_somebody_who_helps_nobody_is_told_how_to_begin(cast: Cast, at: At) -> None:
    page = at(cast.eko).get("/pendamping/").text
    assert "Belum mendampingi siapa pun" in page
    assert "/pendamping/minta/" in page


def test_asking_by_number_never_says_whether_it_has_a_stall(cast: Cast, at: At) -> None:
    pages = []
    for phone in (cast.sari.phone, "0812-7777-0001"):
        answer = at(cast.eko).post("/pendamping/minta/", {"phone": phone, "boleh": ["products"]}, follow=True)
        pages.append((answer.redirect_chain, "Jika nomor ini punya lapak" in answer.text))
    assert pages[0] == pages[1]
    assert HelperRequest.objects.get().seller == cast.saris.seller


@pytest.mark.parametrize(("phone", "verbs"), [("halo", ["products"]), ("081200001000", []), ("081200001000", ["bank"])])
def test_what_cannot_be_asked_comes_back_with_a_sentence(cast: Cast, at: At, phone: str, verbs: list[str]) -> None:
    assert at(cast.eko).post("/pendamping/minta/", {"phone": phone, "boleh": verbs}).status_code == 422
    assert not HelperRequest.objects.exists()


def test_a_request_waits_in_sight_and_can_be_taken_back(cast: Cast, at: At) -> None:
    eko = at(cast.eko)
    eko.post("/pendamping/minta/", {"phone": cast.sari.phone, "boleh": ["products"]})
    assert "1 permintaan menunggu" in eko.get("/pendamping/").text
    eko.post("/pendamping/minta/penarikan/")
    assert "menunggu jawaban" not in eko.get("/pendamping/").text


def test_a_helper_steps_back_from_the_own_consent_only(cast: Cast, at: At) -> None:
    consent = HelperConsent.objects.get(helper=cast.budi)
    for person in (cast.sari, cast.citra, cast.stranger):
        assert at(person).post(f"/pendamping/izin/{consent.pk}/akhir/").status_code == 404
    assert at(cast.budi).post(f"/pendamping/izin/{consent.pk}/akhir/").status_code == 302
    assert "Belum mendampingi siapa pun" in at(cast.budi).get("/pendamping/").text


@pytest.mark.parametrize("path", ["/pendamping/", "/pendamping/minta/", "/pendamping/orang/", "/gabung/"])
def test_a_guest_signs_in_and_another_method_is_refused(db: None, client: Client, path: str) -> None:
    assert client.get(path)["Location"].startswith("/masuk/?next=%2F")
    assert client.delete(path).status_code == 405
