"""The office's payouts and refunds through its pages: proposed, approved, sent, recorded; and by nobody else."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from payments.payouts.models import FileMapping, Payout, PayoutBatch, PayoutTerms
from payments.repayments.actions import give_account
from payments.repayments.models import Repayment
from sellers.accounts.models import Membership
from sellers.audit.models import AuditEntry
from sellers.messages.models import Message
from sellers.people.models import Person
from tests.cast import Cast
from tests.sellers.freshness import freshen
from tests.storefront.cooperative.paying import leaving, text_of
from tests.storefront.desk.selling import sold
from tests.storefront.shop.shopping import hidden

ALL_ACTS = ("persetujuan", "pembatalan", "pengiriman", "konfirmasi", "konfirmasi-berkas", "kegagalan", "kembali")


@pytest.fixture
def batch(cast: Cast) -> PayoutBatch:
    order = sold(cast, way="bank_transfer", key="lunas")
    return leaving(cast, order)[0]


def at(person: Person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def page_of(batch: PayoutBatch, act: str = "") -> str:
    return f"/koperasi/pencairan/{batch.code}/{act}/" if act else f"/koperasi/pencairan/{batch.code}/"


def line_of(batch: PayoutBatch) -> Payout:
    return Payout.objects.get(batch=batch, seller__name="Dapur Sari")


def state_of(batch: PayoutBatch) -> str:
    return str(PayoutBatch.objects.values_list("state", flat=True).get(pk=batch.pk))


def test_a_treasurer_prepares_a_batch_by_one_tap_and_again_is_the_same_batch(cast: Cast) -> None:
    order = sold(cast, way="bank_transfer", key="lunas")
    leaving(cast, order)
    browser = at(cast.gita)
    assert "Menunggu persetujuan" in text_of(browser.get("/koperasi/pencairan/"))
    browser.post(page_of(PayoutBatch.objects.get(), "pembatalan"))
    page = text_of(browser.get("/koperasi/pencairan/"))
    given = {"kunci": hidden(page, "kunci")[0], "mata_uang": "IDR"}
    first = browser.post("/koperasi/pencairan/", given)
    assert first.status_code == 302
    assert browser.post("/koperasi/pencairan/", given)["Location"] == first["Location"]
    assert Payout.objects.filter(state="proposed").get().amount_minor == 81_000


def test_each_seller_stands_there_with_what_is_held_and_why(cast: Cast, batch: PayoutBatch) -> None:
    page = text_of(at(cast.dewi).get("/koperasi/pencairan/"))
    assert "Dapur Sari" in page and "belum diterima pembeli" in page
    assert "Siapkan pencairan" not in page
    sheet = text_of(at(cast.dewi).get("/koperasi/pencairan/?format=csv"))
    assert "Dapur Sari" in sheet


def test_the_whole_way_of_a_batch(cast: Cast, batch: PayoutBatch) -> None:
    gita, hadi = at(cast.gita), at(cast.hadi)
    PayoutBatch.objects.update(second_person_above_minor=80_999)
    assert "lain menyetujui" in text_of(gita.get(page_of(batch)))
    refused = gita.post(page_of(batch, "persetujuan"))
    assert refused.status_code == 409 and "pengurus lain" in text_of(refused)
    assert hadi.post(page_of(batch, "persetujuan")).status_code == 302
    assert gita.get(page_of(batch, "daftar")).status_code == 404
    sent = gita.post(page_of(batch, "pengiriman"), {"cara": "daftar"})
    assert sent["Location"] == page_of(batch, "daftar")
    page = text_of(gita.get(page_of(batch, "daftar")))
    assert "1234567890" in page and "Rp81.000" in page
    code = line_of(batch).code
    given = {"kode": code, "referensi": "TRX-1", "tanggal": "2020-02-02"}
    for _ in range(2):
        assert gita.post(page_of(batch, "konfirmasi"), given).status_code == 302
    assert (line_of(batch).state, state_of(batch)) == ("paid", "closed")
    assert gita.post(page_of(batch, "kembali"), {"kode": code, "alasan": "Nama beda"}).status_code == 302
    assert line_of(batch).reason == "Nama beda"


def test_a_wrong_day_or_nothing_typed_leaves_the_form_filled(cast: Cast, batch: PayoutBatch) -> None:
    at(cast.hadi).post(page_of(batch, "persetujuan"))
    gita = at(cast.gita)
    gita.post(page_of(batch, "pengiriman"), {"cara": "daftar"})
    code = line_of(batch).code
    for day in ("9999-01-01", "kemarin", "1000-01-01"):
        answer = gita.post(page_of(batch, "konfirmasi"), {"kode": code, "referensi": "TRX-77", "tanggal": day})
        assert answer.status_code == 422 and 'value="TRX-77"' in text_of(answer)
    assert gita.post(page_of(batch, "kegagalan"), {"kode": code, "alasan": ""}).status_code == 422
    assert gita.post(page_of(batch, "kegagalan"), {"kode": "TIDAKADA", "alasan": "x"}).status_code == 404


def test_the_file_is_fetched_with_the_saved_columns_and_its_confirmation_read_back(
    cast: Cast, batch: PayoutBatch
) -> None:
    gita = at(cast.gita)
    columns = {"name": "Umum", "format": "csv", "separator": ";", "encoding": "utf-8", "amount": "plain"}
    rows = {"field": ["number", "amount", "remark", ""], "title": ["No", "Rp", "Berita", ""], "text": ["", "", "", ""]}
    shown = gita.post("/koperasi/pencairan/kolom/keluar/", {**columns, **rows, "langkah": "pratinjau"})
    assert "001234567890" in text_of(shown) and not FileMapping.objects.exists()
    assert gita.post("/koperasi/pencairan/kolom/keluar/", {**columns, **rows, "langkah": "simpan"}).status_code == 302
    assert gita.get(page_of(batch, "berkas")).status_code == 404
    at(cast.hadi).post(page_of(batch, "persetujuan"))
    gita.post(page_of(batch, "pengiriman"), {"cara": "berkas"})
    file = gita.get(page_of(batch, "berkas"))
    assert file.content.decode() == f"1234567890;81000;Lapak {line_of(batch).code}\r\n"
    handed = SimpleUploadedFile("hasil.csv", f"{line_of(batch).code},ok".encode())
    assert gita.post(page_of(batch, "konfirmasi-berkas"), {"berkas": handed}).status_code == 302
    page = text_of(gita.get(page_of(batch)))
    assert "1 terkirim, 0 gagal" in page
    assert "Hasil berkas" not in text_of(gita.get(page_of(batch)))
    assert gita.post(page_of(batch, "konfirmasi-berkas")).status_code == 422


@pytest.mark.parametrize("who", ["dewi", "sari", "budi", "fajar", "stranger"])
def test_nobody_but_chair_and_treasurer_moves_a_batch(cast: Cast, batch: PayoutBatch, who: str) -> None:
    browser = at(getattr(cast, who))
    for act in ALL_ACTS:
        assert browser.post(page_of(batch, act), {"kode": line_of(batch).code}).status_code == 404, act
    assert browser.get("/koperasi/pencairan/aturan/").status_code == 404
    assert state_of(batch) == "proposed"


def test_another_cooperatives_treasurer_and_a_viewer_find_no_batch(cast: Cast, batch: PayoutBatch) -> None:
    treasurer = Person.objects.create_user("+6281200001090", "Tono", phone_verified=True)
    Membership.objects.create(person=treasurer, cooperative=cast.other_cooperative, role=Membership.Role.TREASURER)
    viewer = Person.objects.create_user("+6281200001091", "Vina", phone_verified=True)
    Membership.objects.create(person=viewer, cooperative=cast.cooperative, role=Membership.Role.VIEWER)
    for person in (treasurer, viewer):
        browser = at(person)
        assert browser.get(page_of(batch)).status_code == 404
        for act in ALL_ACTS:
            assert browser.post(page_of(batch, act)).status_code == 404
    assert at(viewer).get("/koperasi/pencairan/").status_code == 404
    assert "Dapur Sari" not in text_of(at(treasurer).get("/koperasi/pencairan/"))


def test_an_act_is_not_done_by_following_a_link(cast: Cast, batch: PayoutBatch) -> None:
    for act in ALL_ACTS:
        assert at(cast.gita).get(page_of(batch, act)).status_code == 405


def test_terms_are_typed_as_people_write_and_slips_are_said(cast: Cast) -> None:
    gita = at(cast.gita)
    given = {"hari": "0", "minimum": "25.000", "tahan": "3", "berdua": "2jt", "otomatis": "ya"}
    assert gita.post("/koperasi/pencairan/aturan/", given).status_code == 302
    terms = PayoutTerms.objects.get()
    assert (terms.weekday, terms.minimum_minor, terms.second_person_above_minor) == (0, 25_000, 2_000_000)
    for wrong in ({"hari": "9"}, {"tahan": "99"}, {"minimum": "banyak"}, {"berdua": "x"}, {"tahan": "9" * 4500}):
        assert gita.post("/koperasi/pencairan/aturan/", {**given, **wrong}).status_code == 422


def test_refunds_show_where_they_stand_and_are_returned_by_hand(cast: Cast, batch: PayoutBatch) -> None:
    gita = at(cast.gita)
    refund = Repayment.objects.get()
    assert "Menunggu rekening pembeli" in text_of(gita.get("/koperasi/pengembalian/"))
    give_account(code=refund.code, bank_code="014", number="9876543210", holder="Eko")
    assert "9876543210" in text_of(gita.get("/koperasi/pengembalian/"))
    assert "9876543210" not in text_of(at(cast.dewi).get("/koperasi/pengembalian/"))
    address = f"/koperasi/pengembalian/{refund.code}/pembayaran/"
    assert at(cast.dewi).post(address, {"referensi": "X"}).status_code == 404
    assert gita.post(address, {"referensi": ""}).status_code == 422
    assert gita.post(address, {"referensi": "TRX-5"}).status_code == 302
    assert "TRX-5" in text_of(gita.get("/koperasi/pengembalian/?saring=selesai"))
    back = f"/koperasi/pengembalian/{refund.code}/kembali/"
    assert gita.post(back, {"alasan": "Nomor salah"}).status_code == 302
    assert Repayment.objects.get().state == "asked"
    assert "Nomor salah" in text_of(gita.get("/koperasi/pengembalian/"))


def test_the_cooperatives_account_changes_only_after_a_fresh_code_and_all_are_told(cast: Cast) -> None:
    gita = at(cast.gita)
    given = {"bank_code": "014", "number": "5556667778", "holder": "Koperasi Mawar"}
    assert "/masuk/lagi/" in gita.post("/koperasi/uang/rekening/baru/", given)["Location"]
    assert cast.cooperative.bank_accounts.count() == 1
    freshen(gita)
    assert gita.post("/koperasi/uang/rekening/baru/", {**given, "number": "1"}).status_code == 422
    assert gita.post("/koperasi/uang/rekening/baru/", given).status_code == 302
    told = Message.objects.filter(template="bank_account_changed")
    assert set(told.values_list("to", flat=True)) == {cast.cooperative.phone, cast.gita.phone, cast.hadi.phone}
    assert "5556667778" not in told[0].body and "••••7778" in told[0].body
    old = cast.cooperative.bank_accounts.order_by("pk")[0]
    address = f"/koperasi/uang/rekening/{old.pk}/penutupan/"
    assert "Ya, hentikan" in text_of(gita.get(address))
    gita.post(address)
    old.refresh_from_db()
    assert not old.is_active
    assert AuditEntry.objects.filter(verb="bank_account_retired", person=cast.gita).exists()
    assert gita.get("/koperasi/uang/rekening/99999999999999999999/penutupan/").status_code == 404
    for who in ("dewi", "fajar", "sari"):
        assert at(getattr(cast, who)).get("/koperasi/uang/rekening/").status_code == 404


def test_the_hub_counts_what_waits(cast: Cast, batch: PayoutBatch) -> None:
    page = text_of(at(cast.gita).get("/koperasi/uang/"))
    assert re.search(r"Pencairan</strong>.*?<span class=\"count\">1", page, re.DOTALL)
