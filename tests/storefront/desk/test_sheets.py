"""Banyak barang sekaligus: take the list, bring it back, put it right on the page, save it once."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.products.actions import update_variant
from catalog.products.models import Product, SheetImport, SheetRow, Variant
from sellers.accounts.asking import scope_of
from sellers.people.models import Person
from storefront.config.sweeps import SWEEPS
from storefront.desk import sheet_check
from tests.cast import Cast
from tests.catalog.pictures import jpeg
from tests.catalog.sheets.making import HEAD, OPAK, csv, zipped
from tests.storefront.desk.sheets import sheet_of

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]
PAGE = "/lapak/produk/berkas/"


def file(data: bytes, name: str = "barang.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def form(cast: Cast, data: bytes, key: str = "k1") -> dict[str, object]:
    return {"key": key, "stall": cast.saris.seller.pk, "berkas": file(data)}


def row_of(sheet: SheetImport, name: str) -> SheetRow:
    return SheetRow.objects.get(sheet=sheet, given__name=name)


def test_the_page_of_goods_leads_to_the_files(cast: Cast, at: At) -> None:
    assert f'href="{PAGE}"' in at(cast.sari).get("/lapak/produk/").text


def test_all_goods_and_the_empty_sheet_are_taken_along(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    text = sari.get(f"{PAGE}unduhan/barang.csv").content.decode()
    assert text.startswith("\ufeffNomor barang,Nomor kemasan,Nama barang,Kategori,Satuan,Isi kemasan,Harga,Stok,")
    assert f"{cast.saris.product.pk},{cast.saris.variant.pk},Opak Gambir,Camilan,kg,,40000,50,1000," in text
    for name, attached in {"barang.xlsx": "barang-dapur-sari.xlsx", "contoh.xlsx": "contoh-barang.xlsx"}.items():
        answer = sari.get(f"{PAGE}unduhan/{name}")
        assert answer.content[:2] == b"PK" and attached in answer["Content-Disposition"]
    assert sari.get(f"{PAGE}unduhan/contoh.csv").status_code == 404


def test_a_file_is_checked_put_right_and_saved(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    data = csv(HEAD, OPAK, ["Opak Asin", *OPAK[1:4], "murah", "5"], ["Opak Gambir", "", "kg", "", "400000", ""])
    answer = sari.post(PAGE, form(cast, data), follow=True)
    sheet = SheetImport.objects.get()
    assert answer.redirect_chain == [(f"{PAGE}{sheet.pk}/", 302)]
    assert "1 dari 3 baris perlu dibetulkan. Lainnya siap." in answer.text
    wrong = row_of(sheet, "Opak Asin")
    tag = re.search(rf'<input[^>]*name="r{wrong.pk}-price"[^>]*>', answer.text)
    assert tag and 'value="murah"' in tag[0] and 'aria-invalid="true"' in tag[0]
    assert "Tulis harga dengan angka, misalnya 25.000." in answer.text
    changed = sari.get(f"{PAGE}{sheet.pk}/?tampil=ubah").text
    assert "Rp40.000" in changed and "Rp400.000" in changed
    assert "Harga jauh dari sebelumnya. Periksa nolnya." in changed, "it warns"
    fixed = sari.post(f"{PAGE}{sheet.pk}/", {"row": wrong.pk, f"r{wrong.pk}-price": "9rb", "tab": "salah"}, follow=True)
    assert "Perbaikan tersimpan." in fixed.text
    saved = sari.post(f"{PAGE}{sheet.pk}/penyimpanan/", {"which": "good"}, follow=True)
    assert "3 baris tersimpan di lapak" in saved.text
    assert Variant.objects.get(product__name="Opak Asin").price_minor == 9_000
    assert Variant.objects.get(pk=cast.saris.variant.pk).price_minor == 400_000, "and never blocks"
    assert "barang.csv" in sari.get(PAGE).text, "it stands among the files brought"
    again = sari.post(f"{PAGE}{sheet.pk}/penyimpanan/", {"which": "good"}, follow=True)
    assert "Tidak ada baris yang menunggu disimpan." in again.text
    assert Product.objects.filter(seller=cast.saris.seller).count() == 3


def test_the_person_may_save_all_or_nothing(cast: Cast, at: At) -> None:
    sheet = sheet_of(cast)
    page = at(cast.sari).post(f"{PAGE}{sheet.pk}/penyimpanan/", {"which": "whole"}, follow=True)
    assert "1 baris masih salah. Perbaiki atau lewati dulu." in page.text
    assert not SheetRow.objects.filter(state="saved").exists()


def test_a_row_is_left_out_on_the_page(cast: Cast, at: At) -> None:
    sheet = sheet_of(cast)
    wrong = row_of(sheet, "Opak Asin")
    at(cast.sari).post(f"{PAGE}{sheet.pk}/", {"row": wrong.pk, f"out-{wrong.pk}": "1"})
    assert row_of(sheet, "Opak Asin").state == "out"


def test_a_row_without_a_fault_is_put_right_or_left_out_too(cast: Cast, at: At) -> None:
    sari, sheet = at(cast.sari), sheet_of(cast)
    new, changed = row_of(sheet, "Opak Manis"), row_of(sheet, "Opak Gambir")
    page = sari.get(f"{PAGE}{sheet.pk}/?tampil=ubah").text
    assert f'name="r{changed.pk}-price"' in page and f'name="out-{changed.pk}"' in page and "Perbaiki" in page
    assert f'name="r{changed.pk}-seen"' not in page
    page = sari.get(f"{PAGE}{sheet.pk}/?tampil=baru").text
    assert f'name="r{new.pk}-name"' in page and f'name="out-{new.pk}"' in page
    past = {"row": new.pk, f"r{new.pk}-price": "12rb", f"r{new.pk}-best_before": "1/2/2020", "tab": "baru"}
    page = sari.post(f"{PAGE}{sheet.pk}/", past, follow=True).text
    assert "Rp12.000" in page and "Tanggal kedaluwarsanya sudah lewat." in page
    sari.post(f"{PAGE}{sheet.pk}/", {"row": changed.pk, f"out-{changed.pk}": "1", "tab": "ubah"})
    assert (row_of(sheet, "Opak Manis").state, row_of(sheet, "Opak Gambir").state) == ("new", "out")


def test_what_takes_long_goes_on_by_the_sweep_and_the_page_says_how_far(
    cast: Cast, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_check, "IN_REQUEST_S", -1.0)
    sheet = sheet_of(cast)
    page = at(cast.sari).post(f"{PAGE}{sheet.pk}/penyimpanan/", {"which": "good"}, follow=True)
    assert "0 baris tersimpan, 2 menunggu." in page.text and '<progress max="2" value="0"' in page.text
    assert SWEEPS["sheets"].run() == 2
    assert "2 baris tersimpan di lapak" in at(cast.sari).get(f"{PAGE}{sheet.pk}/").text


def test_a_conflict_shows_both_values_and_the_person_chooses(cast: Cast, at: At) -> None:
    sari, sheet = at(cast.sari), sheet_of(cast, ["Opak Gambir", "", "kg", "", "45000", ""])
    update_variant(scope=scope_of(cast.budi), person=cast.budi, variant_id=cast.saris.variant.pk, price_minor=42_000)
    sari.post(f"{PAGE}{sheet.pk}/penyimpanan/", {"which": "good"})
    page = sari.get(f"{PAGE}{sheet.pk}/").text
    assert "Harga: Rp42.000." in page and "Harga: Rp45.000." in page
    row = row_of(sheet, "Opak Gambir")
    sari.post(f"{PAGE}{sheet.pk}/", {"row": row.pk, f"choose-{row.pk}": "mine"})
    sari.post(f"{PAGE}{sheet.pk}/penyimpanan/", {"which": "good"})
    assert Variant.objects.get(pk=cast.saris.variant.pk).price_minor == 45_000


def test_pictures_come_with_the_file_and_what_is_not_used_is_named(cast: Cast, at: At) -> None:
    packed = file(zipped({"opak.jpg": jpeg(80, 60), "lain.jpg": jpeg(60, 60)}), "foto.zip")
    data = csv([*HEAD, "Foto"], [*OPAK, "OPAK.jpeg"], ["Opak Asin", *OPAK[1:], ""])
    page = at(cast.sari).post(PAGE, form(cast, data) | {"foto": packed}, follow=True).text
    assert "Tidak disebut di baris mana pun: lain.jpg." in page
    assert "1 barang baru belum punya foto." in page


def test_a_file_that_cannot_be_read_says_so_at_its_field(cast: Cast, at: At) -> None:
    page = at(cast.sari).post(PAGE, form(cast, b"%PDF-1.7"))
    assert page.status_code == 422 and "Ini PDF. Pilih berkas Excel (.xlsx) atau CSV." in page.text
    assert at(cast.sari).post(PAGE, {"stall": cast.saris.seller.pk}).status_code == 422


def test_a_form_of_another_stall_and_another_stalls_sheet_are_not_there(cast: Cast, at: At) -> None:
    assert at(cast.citra).post(PAGE, form(cast, csv(HEAD, OPAK))).status_code == 404
    sheet = sheet_of(cast)
    for address in (f"{PAGE}{sheet.pk}/", f"{PAGE}{sheet.pk}/penyimpanan/", f"{PAGE}{sheet.pk}/foto/"):
        assert at(cast.citra).post(address).status_code == 404
    assert at(cast.citra).get(f"{PAGE}{sheet.pk}/").status_code == 404
    assert at(cast.sari).get(f"{PAGE}{sheet.pk}/penyimpanan/").status_code == 405


def test_a_row_of_another_sheet_is_not_touched(cast: Cast, at: At) -> None:
    one, two = sheet_of(cast), sheet_of(cast, ["Opak Pedas", *OPAK[1:]], key="dua")
    row = row_of(two, "Opak Pedas")
    at(cast.sari).post(f"{PAGE}{one.pk}/", {"row": row.pk, f"out-{row.pk}": "1"})
    assert row_of(two, "Opak Pedas").state == "new"
