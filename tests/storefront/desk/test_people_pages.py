"""Helpers, invitations, makers and the book of deeds, on the pages of the stall and of those who come to it."""

from collections.abc import Callable

import pytest
from django.test import Client

from catalog.products.models import Product
from sellers.accounts.models import HelperConsent, HelperRequest, Invitation, Membership
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.people import devices
from sellers.people.models import Person
from tests.cast import Cast
from tests.sellers.freshness import freshen
from tests.storefront.desk.selling import sold
from tests.storefront.desk.test_products import answers

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]


def asked(cast: Cast) -> HelperRequest:
    return HelperRequest.objects.create(seller=cast.saris.seller, helper=cast.eko, verbs=["products"])


def door(cast: Cast, role: str = "anggota", **fields: object) -> Invitation:
    return Invitation.objects.create(
        seller=cast.saris.seller, code="BCDFGHJK", role=role, made_by=cast.sari,
        expires_at=clock.now().replace(year=2100), **fields,
    )  # fmt: skip


def test_withdrawing_works_at_once_in_an_open_session_and_for_a_phones_token(cast: Cast, at: At) -> None:
    order, budi = sold(cast), at(cast.budi)
    _device, token = devices.issue(person=cast.budi, label="HP")
    sending = {
        "path": "/lapak/kiriman/", "content_type": "application/json",
        "headers": {"authorization": f"Bearer {token}"},
        "data": {
            "key": "7f1d2c52-6a5b-4c1e-9a8e-0d4f5b6c7d8e", "act": "order.accept", "stall": cast.saris.seller.pk,
            "made_at": clock.now().isoformat(), "input": {"code": order.code},
        },
    }  # fmt: skip
    assert budi.get(f"/lapak/pesanan/{order.code}/").status_code == 200
    consent = HelperConsent.objects.get(helper=cast.budi)
    assert at(cast.sari).post(f"/lapak/toko/pendamping/{consent.pk}/pencabutan/").status_code == 302
    assert budi.get(f"/lapak/pesanan/{order.code}/").status_code == 404
    assert budi.post(f"/lapak/pesanan/{order.code}/penerimaan/").status_code == 404
    assert Client().post(**sending).status_code == 404
    assert not order.events.filter(verb="accepted").exists()


def test_the_seller_sees_her_helpers_and_what_each_may(cast: Cast, at: At) -> None:
    page = at(cast.sari).get("/lapak/toko/pendamping/").text
    assert "Cabut izin Budi" in page
    assert "Menyiapkan dan mengirim pesanan" in page
    HelperConsent.objects.update(withdrawn_at=clock.now())
    assert "Belum ada pendamping" in at(cast.sari).get("/lapak/toko/pendamping/").text


def test_a_request_stands_on_the_first_page_with_a_yes_and_a_no(cast: Cast, at: At) -> None:
    request, sari = asked(cast), at(cast.sari)
    assert "ingin mendampingi lapak ini" in sari.get("/lapak/").text
    assert "ingin mendampingi" not in at(cast.budi).get("/lapak/").text
    answer = sari.post(f"/lapak/toko/pendamping/permintaan/{request.pk}/", {"jawab": "ya", "next": "/lapak/"})
    assert (answer.status_code, answer["Location"]) == (302, "/lapak/")
    assert HelperConsent.objects.live().filter(helper=cast.eko, verbs=["products"]).exists()
    assert "ingin mendampingi" not in sari.get("/lapak/").text


def test_an_answer_leads_to_no_other_site_and_says_one_of_two_things(cast: Cast, at: At) -> None:
    request, sari = asked(cast), at(cast.sari)
    address = f"/lapak/toko/pendamping/permintaan/{request.pk}/"
    for said in ("", "mungkin", "9" * 4500):
        assert sari.post(address, {"jawab": said}).status_code == 404
    answer = sari.post(address, {"jawab": "tidak", "next": "//evil.example/"})
    assert answer["Location"] == "/lapak/toko/pendamping/"
    assert not HelperConsent.objects.filter(helper=cast.eko).exists()


def test_nobody_of_another_stall_touches_helpers_requests_or_doors(cast: Cast, at: At) -> None:
    consent, request, invitation = HelperConsent.objects.get(), asked(cast), door(cast)
    addresses = (
        f"/lapak/toko/pendamping/{consent.pk}/pencabutan/",
        f"/lapak/toko/pendamping/permintaan/{request.pk}/",
        f"/lapak/undangan/{invitation.pk}/penarikan/",
    )
    for person in (cast.citra, cast.budi, cast.dewi, cast.stranger):
        for address in addresses:
            assert at(person).post(address, {"jawab": "ya"}).status_code == 404
        assert at(person).get(f"/lapak/undangan/{invitation.pk}/").status_code in (302, 404)
    for address in addresses:
        assert at(cast.sari).get(address).status_code == 405
    assert HelperConsent.objects.live().count() == 1
    assert Invitation.objects.open().count() == 1


def test_a_helper_is_invited_by_a_code_on_the_screen(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    assert sari.post("/lapak/toko/pendamping/", {}).status_code == 422
    assert sari.post("/lapak/toko/pendamping/", {"boleh": ["money"]}).status_code == 422
    answer = sari.post("/lapak/toko/pendamping/", {"boleh": ["products"]})
    page = sari.get(answer["Location"]).text
    code = Invitation.objects.get().code
    assert f"{code[:4]} {code[4:]}" in page
    assert "<svg" in page
    assert "https://wa.me/?text=" in page
    eko = at(cast.eko)
    shown = eko.get(f"/gabung/{code}/").text
    assert "Dapur Sari" in shown
    assert "Mengurus produk, harga, dan stok" in shown
    assert eko.post(f"/gabung/{code}/")["Location"] == "/pendamping/"
    assert "Dapur Sari" in eko.get("/pendamping/").text
    assert "Eko sudah bergabung" in sari.get(answer["Location"]).text


def test_a_member_is_invited_and_joins(cast: Cast, at: At) -> None:
    answer = at(cast.sari).post("/lapak/toko/anggota/undangan/", {"role": "sekretaris"})
    assert answer["Location"].startswith("/lapak/undangan/")
    code, eko = Invitation.objects.get().code, at(cast.eko)
    assert "Sekretaris" in eko.get(f"/gabung/{code}/").text
    assert eko.post(f"/gabung/{code}/")["Location"] == "/lapak/"
    assert Membership.objects.live().filter(person=cast.eko, role="sekretaris").exists()
    assert at(cast.citra).post(f"/gabung/{code}/").status_code == 404


def test_inviting_somebody_who_directs_money_takes_a_fresh_code(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    assert sari.post("/lapak/toko/anggota/undangan/", {"role": "bendahara"})["Location"].startswith("/masuk/lagi/")
    assert not Invitation.objects.exists()
    freshen(sari).post("/lapak/toko/anggota/undangan/", {"role": "bendahara"})
    assert Invitation.objects.get().role == "bendahara"


@pytest.mark.parametrize("role", ["", "pengurus", "pendamping", "9" * 4500])
def test_a_role_that_is_none_is_refused_with_a_sentence(cast: Cast, at: At, role: str) -> None:
    answer = at(cast.sari).post("/lapak/toko/anggota/undangan/", {"role": role})
    assert answer.status_code == 422
    assert "Pilih peran dari daftar." in answer.text


def test_a_guest_signs_in_first_and_comes_back_to_the_door(cast: Cast, client: Client) -> None:
    answer = client.get("/gabung/BCDFGHJK/")
    assert answer["Location"] == "/masuk/?next=%2Fgabung%2FBCDFGHJK%2F"


@pytest.mark.parametrize("code", ["BBBBBBBB", "²", "9" * 300, "%F0%9F%98%80"])
def test_a_wrong_code_is_told_kindly_and_alike(cast: Cast, at: At, code: str) -> None:
    door(cast, withdrawn_at=clock.now())
    for address in (f"/gabung/{code}/", "/gabung/BCDFGHJK/"):
        answer = at(cast.eko).get(address)
        assert answer.status_code == 404
        assert "Undangan ini sudah tidak berlaku" in answer.text


def test_a_code_read_from_a_screen_leads_to_its_door(cast: Cast, at: At) -> None:
    assert at(cast.eko).get("/gabung/", {"kode": "bcdf ghjk"})["Location"] == "/gabung/BCDFGHJK/"


def test_a_withdrawn_door_says_so(cast: Cast, at: At) -> None:
    invitation, sari = door(cast), at(cast.sari)
    sari.post(f"/lapak/undangan/{invitation.pk}/penarikan/")
    assert "tidak berlaku lagi" in sari.get(f"/lapak/undangan/{invitation.pk}/").text


def test_the_book_of_deeds_names_both_and_says_what(cast: Cast, at: At) -> None:
    order, budi, variant = sold(cast), at(cast.budi), cast.saris.variant
    budi.post(f"/lapak/pesanan/{order.code}/penerimaan/")
    budi.post(f"/lapak/produk/kemasan/{variant.pk}/", {"price": "42rb", "stock": "50", "version": variant.version})
    at(cast.sari).post(f"/lapak/produk/{cast.saris.product.pk}/penurunan/")
    at(cast.sari).post(f"/lapak/toko/pendamping/{HelperConsent.objects.get().pk}/pencabutan/")
    page = at(cast.sari).get("/lapak/toko/catatan/").text
    assert "Mencabut izin pendamping: Budi" in page
    assert "Budi, pendamping, untuk Dapur Sari" in page
    assert "Rp40.000 → Rp42.000" in page
    assert f"Pesanan diterima penjual · {order.code}" in page
    assert "Menurunkan Opak Gambir" in page
    only = at(cast.sari).get("/lapak/toko/catatan/", {"orang": cast.budi.pk}).text
    assert "Menurunkan Opak Gambir" not in only
    assert "Mengubah kemasan Opak Gambir" in only


def test_the_book_of_one_stall_holds_nothing_of_another(cast: Cast, at: At) -> None:
    at(cast.citra).post(f"/lapak/produk/{cast.citras.product.pk}/penurunan/")
    assert "Belimbing" not in at(cast.sari).get("/lapak/toko/catatan/").text
    for person in (cast.budi, cast.stranger):
        assert at(person).get("/lapak/toko/catatan/").status_code in (302, 404)


@pytest.mark.parametrize(
    "query", ["sampai=2999-01-01", "sampai=²", "orang=-1", "orang=99999999999", "sampai=2000-01-03"]
)
def test_the_book_opens_at_odd_addresses(cast: Cast, at: At, query: str) -> None:
    assert at(cast.sari).get(f"/lapak/toko/catatan/?{query}").status_code == 200


def test_what_a_helper_lists_prices_and_packs_carries_both_names(cast: Cast, at: At) -> None:
    order, budi, variant = sold(cast), at(cast.budi), cast.saris.variant
    budi.post("/lapak/produk/baru/", answers(cast))
    budi.post(f"/lapak/produk/kemasan/{variant.pk}/", {"price": "42000", "stock": "50", "version": variant.version})
    budi.post(f"/lapak/pesanan/{order.code}/pengemasan/")
    rows = {row.verb: row for row in AuditEntry.objects.filter(acting_for=cast.saris.seller)}
    assert {"product.created", "variant.changed", "order.packed"} <= set(rows)
    assert {row.person for row in rows.values()} == {cast.budi}


def test_a_product_names_its_maker(cast: Cast, at: At, client: Client) -> None:
    Membership.objects.create(person=cast.eko, seller=cast.saris.seller, role=Membership.Role.MEMBER)
    product, sari = cast.saris.product, at(cast.sari)
    address = f"/lapak/produk/{product.pk}/pembuat/"
    assert "Dibuat oleh siapa?" in sari.get(f"/lapak/produk/{product.pk}/").text
    assert sari.post(address, {"pembuat": cast.eko.pk}).status_code == 302
    assert "Dibuat oleh Eko" in client.get(f"/produk/{product.slug}/").text
    for wrong in (cast.citra.pk, "9" * 4500, "²"):
        sari.post(address, {"pembuat": wrong})
    product.refresh_from_db()
    assert product.made_by == cast.eko
    Membership.objects.filter(person=cast.eko).update(ended_at=clock.now())
    assert "Dibuat oleh Eko" not in client.get(f"/produk/{product.slug}/").text
    sari.post(address, {"pembuat": ""})
    product.refresh_from_db()
    assert product.made_by is None


def test_a_stall_of_one_has_no_maker_to_choose_and_others_none_at_all(cast: Cast, at: At) -> None:
    address = f"/lapak/produk/{cast.saris.product.pk}/pembuat/"
    assert "Dibuat oleh siapa?" not in at(cast.sari).get(f"/lapak/produk/{cast.saris.product.pk}/").text
    assert at(cast.citra).post(address, {"pembuat": cast.citra.pk}).status_code == 404
    assert at(cast.sari).get(address).status_code == 405


def test_the_words_of_a_maker_who_is_no_member_stay(cast: Cast, client: Client) -> None:
    Product.objects.filter(pk=cast.saris.product.pk).update(maker="Mbah Karti")
    assert "Dibuat oleh Mbah Karti" in client.get(f"/produk/{cast.saris.product.slug}/").text
