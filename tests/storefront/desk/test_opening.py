"""Opening a stall: five questions that wait for whoever leaves, then a stall that waits for its cooperative."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.media.models import Photo
from catalog.products.models import Product
from payments.charges.models import BankAccount
from sellers.accounts.models import Membership, Seller
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.onboarding.models import Opening
from sellers.people import consent
from sellers.people.models import Consent, Person
from storefront.stalls import first_good
from tests.cast import SENTUL, Cast
from tests.catalog import pictures

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]

ANSWERS: dict[str, dict[str, Any]] = {
    "siapa": {"archetype": "pengrajin_sentra"},
    "nama": {"name": "Batik Bu Tini"},
    "desa": {"village_code": SENTUL, "q": "sentul"},
    "jual": {"name": "Batik tulis", "price": "250rb", "unit": "lembar", "other_unit": "", "stock": "4"},
    "bayar": {
        "paid_by": ["cash", "transfer"], "bank_code": "002", "bank_number": "1234-5678-90", "bank_holder": "Tini",
        "consent": "1",
    },
}  # fmt: skip


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("batik.jpg", pictures.jpeg(), content_type="image/jpeg")


def answer(browser: Client, step: str, **changes: Any) -> Any:
    given = ANSWERS[step] | changes
    if step == "jual" and "photo" not in given and not given.get("nanti"):
        given["photo"] = photo()
    return browser.post(f"/lapak/buka/{step}/", {key: value for key, value in given.items() if value is not None})


def shown(browser: Client) -> int:
    """What the address of one's own draft photo answers."""
    return browser.get("/lapak/buka/foto/").status_code


def answer_until(browser: Client, last: str, **good: Any) -> None:
    for step in ANSWERS:
        answer(browser, step, **(good if step == "jual" else {}))
        if step == last:
            return


LATER = {"nanti": "1"}
GO_ON = "Lanjutkan buka lapak"


def test_a_guest_signs_up_first(cast: Cast, client: Client) -> None:
    assert client.get("/lapak/buka/")["Location"] == "/masuk/daftar/?next=%2Flapak%2Fbuka%2F"
    assert client.get("/lapak/buka/siapa/").status_code == 302
    assert client.get("/lapak/buka/desa/cari/?q=sentul").status_code == 404
    assert client.get("/lapak/buka/foto/").status_code == 404


def test_five_answers_open_a_stall_that_waits(cast: Cast, at: At) -> None:
    stranger = at(cast.stranger)
    answer_until(stranger, "bayar")
    made = Seller.objects.get(name="Batik Bu Tini")
    assert (made.state, made.village_code, made.cooperative) == ("pending", SENTUL, cast.cooperative)
    assert (made.sells, BankAccount.objects.get(seller=made).number) == ("Batik tulis", "1234567890")
    assert Consent.objects.filter(person=cast.stranger, version=consent.CURRENT_VERSION).count() == 2
    assert "Menunggu persetujuan Koperasi Mawar" in stranger.get("/lapak/").text


def test_the_first_good_is_a_real_listing(cast: Cast, at: At) -> None:
    answer_until(at(cast.stranger), "bayar")
    good = Product.objects.get(seller__name="Batik Bu Tini")
    pack = good.variants.get()
    assert (good.name, pack.price_minor, pack.unit, pack.pool.available) == ("Batik tulis", 250_000, "lembar", 4)
    assert Photo.objects.filter(product=good).count() == 1


def test_it_may_be_left_for_later(cast: Cast, at: At) -> None:
    stranger = at(cast.stranger)
    answer_until(stranger, "bayar", **LATER)
    assert not Product.objects.filter(seller__name="Batik Bu Tini").exists()
    today = stranger.get("/lapak/").text
    assert "Tambah produk pertama" in today
    assert "number__count" not in today  # three noughts tell a new stall nothing


def test_the_last_button_pressed_twice_opens_one_stall_with_one_good(cast: Cast, at: At) -> None:
    stranger = at(cast.stranger)
    answer_until(stranger, "jual")
    kept = dict(Opening.objects.get(person=cast.stranger).answers)
    answer(stranger, "bayar")
    Opening.objects.filter(person=cast.stranger).update(done_at=None, answers=kept)  # as if it died before the mark
    answer(stranger, "bayar")
    assert Seller.objects.filter(name="Batik Bu Tini").count() == 1
    assert Product.objects.filter(seller__name="Batik Bu Tini").count() == 1


def test_the_last_button_pressed_again_after_a_lost_answer_leads_to_the_stall(cast: Cast, at: At) -> None:
    stranger = at(cast.stranger)
    answer_until(stranger, "bayar")
    assert answer(stranger, "bayar")["Location"] == "/lapak/"
    assert not Opening.objects.under_way().exists()
    Opening.objects.update(done_at=clock.now() - timedelta(hours=2))
    assert answer(stranger, "bayar")["Location"] == "/lapak/buka/"


def test_a_good_that_is_refused_stays_with_its_photo_and_the_stall_stands(
    cast: Cast, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_given: Any) -> None:
        raise Expected("Barang ditolak.")

    stranger = at(cast.stranger)
    answer_until(stranger, "jual")
    with monkeypatch.context() as patched:
        patched.setattr(first_good, "list_it", refuse)
        assert answer(stranger, "bayar")["Location"] == "/lapak/buka/jual/"
    page = stranger.get("/lapak/buka/jual/").text
    assert "Batik tulis belum tersimpan: Barang ditolak." in page
    assert shown(stranger) == 200
    assert "1234567890" not in str(Opening.objects.under_way().get().answers)
    assert stranger.get("/lapak/buka/")["Location"] == "/lapak/buka/jual/"
    assert answer(stranger, "jual", photo=None)["Location"] == "/lapak/"
    listed = Product.objects.get(seller__name="Batik Bu Tini")
    assert Photo.objects.filter(product=listed).count() == 1
    assert not Opening.objects.under_way().exists()


def test_another_phone_goes_on_where_the_first_one_stopped(cast: Cast, at: At) -> None:
    answer_until(at(cast.stranger), "desa")
    other_phone = at(cast.stranger)
    assert other_phone.get("/lapak/buka/")["Location"] == "/lapak/buka/jual/"
    assert 'value="Batik Bu Tini"' in other_phone.get("/lapak/buka/nama/").text
    answer(other_phone, "jual")
    answer(other_phone, "bayar")
    assert Seller.objects.filter(name="Batik Bu Tini").exists()


def test_a_stall_that_stands_leads_back_to_its_good_from_any_phone(
    cast: Cast, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_given: Any) -> None:
        raise Expected("Barang ditolak.")

    monkeypatch.setattr(first_good, "list_it", refuse)
    answer_until(at(cast.stranger), "bayar")
    page = at(cast.stranger).get("/lapak/").text
    assert GO_ON in page
    assert "Batik tulis" in page
    assert "/lapak/produk/baru/" not in page.split("<main")[1]


def test_a_helper_finds_the_own_half_filled_opening(cast: Cast, at: At) -> None:
    assert GO_ON not in at(cast.budi).get("/lapak/").text
    answer_until(at(cast.budi), "nama")
    page = at(cast.budi).get("/lapak/").text
    assert GO_ON in page
    assert "Batik Bu Tini" in page


def test_whoever_was_asked_to_join_finds_the_own_half_filled_opening(cast: Cast, at: At) -> None:
    Membership.objects.create(person=cast.stranger, seller=cast.saris.seller, role="anggota", accepted_at=None)
    stranger = at(cast.stranger)
    assert GO_ON not in stranger.get("/gabung/").text
    answer_until(stranger, "nama")
    assert stranger.get("/lapak/")["Location"] == "/gabung/"
    page = stranger.get("/gabung/").text
    assert GO_ON in page
    assert 'href="/lapak/buka/"' in page


def test_nobody_else_sees_the_draft(cast: Cast, at: At) -> None:
    answer_until(at(cast.stranger), "jual")
    assert shown(at(cast.stranger)) == 200
    assert shown(at(cast.eko)) == 404
    assert "Batik Bu Tini" not in at(cast.eko).get("/lapak/buka/siapa/").text


def test_a_slip_in_the_price_does_not_cost_the_photo(cast: Cast, at: At) -> None:
    stranger = at(cast.stranger)
    answer_until(stranger, "desa")
    assert answer(stranger, "jual", price="mahal").status_code == 422
    assert answer(stranger, "jual", photo=None).status_code == 302
    assert shown(stranger) == 200


def test_the_answers_are_forgotten_once_the_stall_stands(cast: Cast, at: At) -> None:
    stranger = at(cast.stranger)
    answer_until(stranger, "jual")
    name = Opening.objects.get(person=cast.stranger).answers["good"]["photo"]
    answer(stranger, "bayar")
    done = Opening.objects.get(person=cast.stranger)
    assert (done.answers, done.seller, done.cooperative) == ({}, Seller.objects.get(name="Batik Bu Tini"),
                                                             cast.cooperative)  # fmt: skip
    assert not default_storage.exists(name)


def test_eleven_kinds_are_offered_each_with_its_own_picture(cast: Cast, at: At) -> None:
    page = at(cast.stranger).get("/lapak/buka/siapa/").text
    pictures_shown = [part.split("</svg>")[0] for part in page.split('<svg class="picture"')[1:]]
    assert len(pictures_shown) == len(set(pictures_shown)) == 11


def test_a_helper_is_led_to_the_helpers_page(cast: Cast, at: At) -> None:
    stranger = at(cast.stranger)
    assert answer(stranger, "siapa", archetype="pendamping")["Location"] == "/pendamping/"
    assert not Opening.objects.filter(person=cast.stranger).exists()


def test_no_question_is_skipped(cast: Cast, at: At) -> None:
    assert at(cast.stranger).get("/lapak/buka/bayar/")["Location"] == "/lapak/buka/"
    assert at(cast.stranger).get("/lapak/buka/apa/").status_code == 404
    assert at(cast.stranger).delete("/lapak/buka/siapa/").status_code == 405


@pytest.mark.parametrize(
    ("step", "changes", "sentence"),
    [
        ("siapa", {"archetype": "pencuri"}, "Pilih salah satu."),
        ("nama", {"name": "x"}, "Tulis nama lapak"),
        ("desa", {"village_code": ""}, "Cari lalu pilih desa"),
        ("desa", {"village_code": "99.99.99.9999"}, "Pilih desa atau kelurahan dari daftar."),
        ("jual", {"name": ""}, "Tulis nama produk"),
        ("jual", {"price": "gratis"}, "Tulis harga dengan angka"),
        ("jual", {"unit": ""}, "Pilih satuannya."),
        ("jual", {"stock": "banyak"}, "stok"),
        ("jual", {"photo": None}, "Ambil foto barangnya dulu."),
        ("bayar", {"paid_by": []}, "Pilih paling sedikit satu cara"),
        ("bayar", {"bank_code": "999"}, "Pilih bank."),
        ("bayar", {"bank_number": "12ab"}, "Tulis nomor rekening"),
        ("bayar", {"bank_holder": ""}, "Tulis nama pemilik"),
        ("bayar", {"consent": ""}, "setuju"),
    ],
)
def test_a_bad_answer_is_told_and_the_form_stays_filled(
    cast: Cast, at: At, step: str, changes: dict[str, Any], sentence: str
) -> None:
    stranger = at(cast.stranger)
    before = list(ANSWERS)[: list(ANSWERS).index(step)]
    for earlier in before:
        answer(stranger, earlier, **(LATER if earlier == "jual" else {}))
    refused = answer(stranger, step, **changes)
    assert refused.status_code == 422
    assert sentence.lower() in refused.text.lower()
    assert not Seller.objects.filter(name="Batik Bu Tini").exists()


def test_a_village_is_found_with_a_wrong_letter(cast: Cast, at: At) -> None:
    page = at(cast.stranger).get("/lapak/buka/desa/cari/?q=karangsri").text
    assert "Karangsari" in page
    assert "Sukorejo" in page


def test_without_scripts_the_search_is_a_page(cast: Cast, at: At) -> None:
    stranger = at(cast.stranger)
    answer_until(stranger, "nama")
    assert "35.72.02.1005" in stranger.get("/lapak/buka/desa/?q=karangsari").text


def test_consent_is_never_ticked_beforehand(cast: Cast, at: At) -> None:
    stranger = at(cast.stranger)
    answer_until(stranger, "jual", **LATER)
    box = stranger.get("/lapak/buka/bayar/").text.split('name="consent"')[1].split(">")[0]
    assert "checked" not in box
