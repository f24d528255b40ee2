"""Batalkan simpan on the page of a sheet: asked once, says what went back and what did not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from catalog.products.actions import update_variant
from catalog.products.models import Product, SheetImport, SheetRow, Variant
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from sellers.people.models import Person
from storefront.config.sweeps import SWEEPS
from storefront.desk import sheet_undo
from tests.cast import Cast
from tests.catalog.sheets.making import OPAK
from tests.storefront.desk.sheets import sheet_of

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]
GAMBIR = ["Opak Gambir", "", "kg", "", "45000", ""]


def address(sheet: SheetImport, part: str = "") -> str:
    return f"/lapak/produk/berkas/{sheet.pk}/{part}"


def saved(cast: Cast, client: Client, *rows: list[str]) -> SheetImport:
    sheet = sheet_of(cast, *(rows or (OPAK, GAMBIR)))
    client.post(address(sheet, "penyimpanan/"), {"which": "good"})
    return sheet


def test_before_a_save_there_is_nothing_to_undo(cast: Cast, at: At) -> None:
    assert "Batalkan simpan" not in at(cast.sari).get(address(sheet_of(cast))).text


def test_a_saved_sheet_is_taken_back_with_one_question(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    sheet = saved(cast, sari)
    page = sari.get(address(sheet)).text
    assert "Batalkan simpan" in page and "Ya, batalkan 2 baris" in page
    after = sari.post(address(sheet, "pembatalan/"), follow=True)
    assert after.redirect_chain == [(address(sheet, "?tampil=batal"), 302)]
    assert "2 baris sudah dibatalkan" in after.text and "Batalkan simpan" not in after.text
    assert "Tidak ada yang perlu disimpan." not in after.text
    assert Product.objects.get(name="Opak Manis").state == "taken_down"
    assert Variant.objects.get(pk=cast.saris.variant.pk).price_minor == 40_000
    again = sari.post(address(sheet, "pembatalan/"), follow=True)
    assert "2 baris sudah dibatalkan" in again.text and "Sudah lewat 24 jam" not in again.text


def test_what_went_back_is_neither_ready_nor_to_be_looked_at(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    sheet = saved(cast, sari, [*GAMBIR[:4], "4000", ""], ["Opak Asin", *OPAK[1:4], "murah", "5"])
    assert "Periksa nolnya." in sari.get(address(sheet, "?tampil=simpan")).text
    page = sari.post(address(sheet, "pembatalan/"), follow=True).text
    assert "1 baris sudah dibatalkan" in page and "1 baris belum. Betulkan di bawah." in page
    assert "Lainnya siap" not in page and "Periksa nolnya." not in page


def test_a_helper_may_too_and_the_stalls_diary_says_so(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    sheet = saved(cast, sari)
    assert "2 baris sudah dibatalkan" in at(cast.budi).post(address(sheet, "pembatalan/"), follow=True).text
    assert "Membatalkan simpan dari berkas" in sari.get("/lapak/toko/catatan/").text


def test_what_did_not_go_back_is_named_with_why(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    sheet = saved(cast, sari)
    update_variant(scope=scope_of(cast.budi), person=cast.budi, variant_id=cast.saris.variant.pk, price_minor=42_000)
    after = sari.post(address(sheet, "pembatalan/"), follow=True)
    assert after.redirect_chain == [(address(sheet, "?tampil=tetap"), 302)]
    assert "1 baris belum kembali semua" in after.text and "1 baris sudah dibatalkan" in after.text
    assert "Opak Gambir" in after.text and "Harga sudah diubah lagi. Dibiarkan." in after.text
    assert "Batalkan simpan" not in after.text
    assert Variant.objects.get(pk=cast.saris.variant.pk).price_minor == 42_000


def test_a_long_undoing_goes_on_by_the_sweep_and_the_page_says_how_far(
    cast: Cast, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    sari = at(cast.sari)
    sheet = saved(cast, sari)
    monkeypatch.setattr(sheet_undo, "IN_REQUEST_S", -1.0)
    page = sari.post(address(sheet, "pembatalan/"), follow=True).text
    assert "0 baris dibatalkan, 2 menunggu." in page and '<progress max="2" value="0"' in page
    assert SWEEPS["sheets"].run() == 2
    assert "2 baris sudah dibatalkan" in sari.get(address(sheet)).text


def test_a_day_later_it_is_not_offered_and_a_form_left_open_says_so(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    sheet = saved(cast, sari)
    SheetRow.objects.filter(sheet=sheet).update(saved_at=clock.now() - timedelta(hours=25))
    assert "Batalkan simpan" not in sari.get(address(sheet)).text
    late = sari.post(address(sheet, "pembatalan/"), follow=True).text
    assert "Sudah lewat 24 jam. Ubah barangnya satu per satu." in late


def test_another_stalls_sheet_is_not_there_and_it_is_no_page(cast: Cast, at: At) -> None:
    sheet = saved(cast, at(cast.sari))
    assert at(cast.citra).post(address(sheet, "pembatalan/")).status_code == 404
    assert at(cast.eko).post(address(sheet, "pembatalan/")).status_code == 404
    assert at(cast.sari).get(address(sheet, "pembatalan/")).status_code == 405
    assert SheetRow.objects.filter(sheet=sheet, state="saved").count() == 2
