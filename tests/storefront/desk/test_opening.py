"""Opening a stall: five questions that wait for whoever leaves, then a stall that waits for its cooperative."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from payments.charges.models import BankAccount
from sellers.accounts.models import Seller
from sellers.people import consent
from sellers.people.models import Consent, Person
from tests.cast import SENTUL, Cast

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]

ANSWERS: dict[str, dict[str, Any]] = {
    "siapa": {"archetype": "pengrajin_sentra"},
    "nama": {"name": "Batik Bu Tini"},
    "desa": {"village_code": SENTUL, "q": "sentul"},
    "jual": {"sells": "batik tulis"},
    "bayar": {
        "paid_by": ["cash", "transfer"], "bank_code": "002", "bank_number": "1234-5678-90", "bank_holder": "Tini",
        "consent": "1",
    },
}  # fmt: skip


def answer(browser: Client, step: str, **changes: Any) -> Any:
    return browser.post(f"/lapak/buka/{step}/", ANSWERS[step] | changes)


def answer_until(browser: Client, last: str) -> None:
    for step in ANSWERS:
        answer(browser, step)
        if step == last:
            return


def test_a_guest_signs_up_first(cast: Cast, client: Client) -> None:
    assert client.get("/lapak/buka/")["Location"] == "/masuk/daftar/?next=%2Flapak%2Fbuka%2F"
    assert client.get("/lapak/buka/siapa/").status_code == 302
    assert client.get("/lapak/buka/desa/cari/?q=sentul").status_code == 404


def test_five_answers_open_a_stall_that_waits(cast: Cast, at: At) -> None:
    stranger = at(cast.stranger)
    answer_until(stranger, "bayar")
    made = Seller.objects.get(name="Batik Bu Tini")
    assert (made.state, made.village_code, made.cooperative) == ("pending", SENTUL, cast.cooperative)
    assert BankAccount.objects.get(seller=made).number == "1234567890"
    assert Consent.objects.filter(person=cast.stranger, version=consent.CURRENT_VERSION).count() == 2
    page = stranger.get("/lapak/").text
    assert "Menunggu persetujuan Koperasi Mawar" in page
    assert "Tambah produk pertama" in page


def test_goods_are_prepared_while_waiting_and_seen_by_nobody_else(cast: Cast, at: At) -> None:
    stranger = at(cast.stranger)
    answer_until(stranger, "bayar")
    assert stranger.get("/lapak/produk/baru/").status_code == 200


def test_leaving_and_coming_back_goes_on_where_it_stopped(cast: Cast, at: At) -> None:
    stranger = at(cast.stranger)
    answer_until(stranger, "nama")
    assert stranger.get("/lapak/buka/")["Location"] == "/lapak/buka/desa/"
    assert 'value="Batik Bu Tini"' in stranger.get("/lapak/buka/nama/").text


def test_no_question_is_skipped(cast: Cast, at: At) -> None:
    assert at(cast.stranger).get("/lapak/buka/bayar/")["Location"] == "/lapak/buka/"
    assert at(cast.stranger).get("/lapak/buka/apa/").status_code == 404


@pytest.mark.parametrize(
    ("step", "changes", "sentence"),
    [
        ("siapa", {"archetype": "pencuri"}, "Pilih salah satu."),
        ("nama", {"name": "x"}, "Tulis nama lapak"),
        ("desa", {"village_code": ""}, "Cari lalu pilih desa"),
        ("desa", {"village_code": "99.99.99.9999"}, "Pilih desa atau kelurahan dari daftar."),
        ("jual", {"sells": ""}, "Tulis barang yang dijual"),
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
        answer(stranger, earlier)
    refused = answer(stranger, step, **changes)
    assert refused.status_code == 422
    assert sentence in refused.text
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
    answer_until(stranger, "jual")
    box = stranger.get("/lapak/buka/bayar/").text.split('name="consent"')[1].split(">")[0]
    assert "checked" not in box
