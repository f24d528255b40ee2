"""Messy spreadsheets: each is read, or refused in one plain sentence; each bad row says what is wrong with it."""

import io
from datetime import date, datetime
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from catalog.products.models import Product, SheetImport, SheetRow, Variant
from catalog.products.sheets import bringing, going_out
from catalog.products.sheets.bringing import Brought
from catalog.products.sheets.errors import SheetRefused
from sellers.accounts.asking import scope_of
from storefront.orders.csv_sheets import csv_text
from tests.cast import Cast
from tests.catalog.sheets.making import HEAD, OPAK, csv, workbook

pytestmark = pytest.mark.django_db


def brought(cast: Cast, data: bytes, key: str = "k1", zip_of: bytes | None = None) -> SheetImport:
    return bringing.bring(
        scope=scope_of(cast.sari), person=cast.sari, seller_id=cast.saris.seller.pk, key=key, currency="IDR",
        brought=Brought("barang", io.BytesIO(data), io.BytesIO(zip_of) if zip_of else None),
        guess=lambda name: "camilan",
    )  # fmt: skip


def rows(sheet: SheetImport) -> list[SheetRow]:
    return list(SheetRow.objects.filter(sheet=sheet).order_by("line"))


def only(cast: Cast, data: bytes) -> SheetRow:
    found = rows(brought(cast, data))
    assert len(found) == 1, found
    return found[0]


READABLE: dict[str, bytes] = {
    "semicolons": csv(HEAD, OPAK),
    "commas": csv(HEAD, OPAK, separator=","),
    "tabs": csv(HEAD, OPAK, separator="\t"),
    "bars": csv(HEAD, OPAK, separator="|"),
    "utf-8 with a mark": csv(HEAD, OPAK, encoding="utf-8-sig"),
    "utf-16": csv(HEAD, OPAK, encoding="utf-16"),
    "cp1252": csv(HEAD, OPAK, encoding="cp1252"),
    "a title and empty rows above": csv(["DAFTAR BARANG"], [""], ["", "", ""], HEAD, [""], OPAK, ["", ""]),
    "other names, other order": csv(
        ["Harga Jual (Rp)", "QTY", "Nama Produk", "SAT", "Netto", "Jenis"],
        ["Rp 11.000,-", "20", "Opak Manis", "BKS", "250 gr", "camilan"],
    ),
    "thousands in words": csv(HEAD, ["Opak Manis", "Camilan", "Bungkus", "250g", "11rb", "20"]),
    "a workbook": workbook(HEAD, ["Opak Manis", "Camilan", "bungkus", "250 g", 11000, 20]),
    "a workbook with a hidden sheet": workbook(HEAD, OPAK, hidden=[["Nama barang", "Harga"], ["Rahasia", 1]]),
    "rows above in a workbook": workbook(["Dapur Sari"], [], HEAD, [], OPAK, before=2),
    "headings again further down": csv(HEAD, OPAK, HEAD),
}


@pytest.mark.parametrize("kind", READABLE)
def test_a_messy_file_is_read_as_it_was_meant(cast: Cast, kind: str) -> None:
    row = only(cast, READABLE[kind])
    assert (row.state, row.problems) == ("new", {})
    read = {key: new for key, (_old, new) in row.changes.items()}
    assert (read["name"], read["unit"], read["price"], read["stock"]) == ("Opak Manis", "bungkus", "11000", "20")
    assert read["category"] == "Camilan" and read["content"].startswith("250")


REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "Berkas ini kosong. Isi dulu, lalu pilih lagi."),
    "a PDF": (b"%PDF-1.7 x", "Ini PDF. Pilih berkas Excel (.xlsx) atau CSV."),
    "an old Excel": (
        b"\xd0\xcf\x11\xe0xxxx",
        "Ini Excel lama (.xls) atau bersandi. Buka di Excel, simpan sebagai .xlsx.",
    ),
    "a photo": (b"\xff\xd8\xff\xe0xxxx", "Ini foto. Pilih berkas Excel (.xlsx) atau CSV."),
    "no headings": (csv(["a", "b"], ["1", "2"]), "Judul kolom tidak ketemu. Pakai berkas contoh kami."),
    "headings alone": (csv(HEAD), "Belum ada barang di berkas ini. Isi dulu barisnya."),
    "too many rows": (csv(HEAD, *[OPAK] * 1_001), "Paling banyak 1000 baris. Bagi berkasnya."),
    "too large": (b"x" * (5 * 1024 * 1024 + 1), "Berkas terlalu besar. Bagi menjadi beberapa berkas."),
    "a broken workbook": (b"PK\x03\x04 broken", "ZIP ini rusak. Buat lagi, lalu pilih lagi."),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_is_no_list_is_refused_in_one_sentence(cast: Cast, kind: str) -> None:
    data, sentence = REFUSED[kind]
    with pytest.raises(SheetRefused) as refused:
        brought(cast, data)
    assert refused.value.sentence == sentence
    assert not SheetImport.objects.exists()


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "price in words": ({"Harga": "murah"}, "price", "Tulis harga dengan angka, misalnya 25.000."),
    "price missing": ({"Harga": ""}, "price", "Tulis harganya, misalnya 25.000."),
    "price as a formula": ({"Harga": "=A1*2"}, "price", "Ini rumus yang belum dihitung. Tulis hasilnya."),
    "price with cents": ({"Harga": "25,5"}, "price", "Harga tanpa sen. Bulatkan ke angka utuh."),
    "stock missing": ({"Stok": ""}, "stock", "Tulis stoknya. Tulis 0 kalau habis."),
    "stock in words": ({"Stok": "banyak"}, "stock", "Tulis stok dengan angka, misalnya 12 atau 2,5."),
    "unknown unit": ({"Satuan": "gentong"}, "unit", "Satuan ini tidak dikenal. Pilih dari daftar."),
    "unknown category": ({"Kategori": "Mobil"}, "category", "Kategori ini tidak ada. Pilih dari daftar."),
    "odd contents": ({"Isi kemasan": "banyak"}, "content", "Tulis isi kemasan seperti 250 g atau 30 butir."),
    "short name": ({"Nama barang": "x"}, "name", "Tulis nama produk, 3 sampai 120 huruf."),
    "a pack of nobody": ({"Nomor kemasan": "999999"}, "variant", "Kemasan ini tidak ada di lapak Anda."),
    "goods of nobody": ({"Nomor barang": "999999"}, "product", "Barang ini tidak ada di lapak Anda."),
    "no day": ({"Baik sebelum": "besok"}, "best_before", "Tulis tanggal seperti 31/12/2026."),
    "days crossed": (
        {"Dijual mulai": "2 Des 2026", "Dijual sampai": "1/12/2026"}, "harvest_until",
        "Pilih hari terakhir setelah hari pertama.",
    ),
    "weight in words": ({"Berat": "ringan"}, "weight_g", "Tulis berat dalam gram, misalnya 250."),
    "neither yes nor no": ({"Tayang": "mungkin"}, "shown", "Tulis ya atau tidak."),
    "days in words": ({"Siap dalam (hari)": "lama"}, "lead_time_days", "Tulis jumlah hari dengan angka, misalnya 3."),
    "a photo without a zip": ({"Foto": "opak.jpg"}, "photos", "Foto opak.jpg tidak ada di ZIP."),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_a_bad_row_says_what_is_wrong_at_its_column(cast: Cast, kind: str) -> None:
    cells, key, sentence = WRONG[kind]
    given = dict(zip(HEAD, OPAK, strict=True)) | cells
    row = only(cast, csv(list(given), list(given.values())))
    assert (row.state, row.problems) == ("problem", {key: sentence})
    assert row.given["name"] == given["Nama barang"], "what was typed is kept"


DAYS = [
    "31/12/2026", "31-12-26", "31 Des 2026", "31 Desember 2026", "2026-12-31", "20261231", "46387",
    date(2026, 12, 31), datetime(2026, 12, 31, 8, 30),
]  # fmt: skip


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_days_are_read_in_many_forms(cast: Cast, day: Any) -> None:
    row = only(cast, workbook([*HEAD, "Kadaluarsa"], [*OPAK, day]))
    assert row.changes["best_before"] == ["", "2026-12-31"]


def test_a_column_that_comes_twice_or_is_unknown_is_told_and_loses_nothing(cast: Cast) -> None:
    sheet = brought(cast, csv([*HEAD, "Harga Satuan", "Harga beli"], [*OPAK, "99", "5000"]))
    assert sheet.unread == {"unknown": ["Harga beli"], "twice": ["Harga Satuan"], "sheets": []}
    assert rows(sheet)[0].changes["price"] == ["", "11000"]


def test_another_sheet_of_goods_in_the_workbook_is_named(cast: Cast) -> None:
    book = load_workbook(io.BytesIO(workbook(HEAD, OPAK)))
    book.create_sheet("Petunjuk").append(["Isi nama barang"])
    more = book.create_sheet("Sayur")
    more.append(HEAD)
    more.append(["Bayam", *OPAK[1:]])
    held = io.BytesIO()
    book.save(held)
    sheet = brought(cast, held.getvalue())
    assert (sheet.unread["sheets"], [row.given["name"] for row in rows(sheet)]) == (["Sayur"], ["Opak Manis"])
    assert brought(cast, going_out.template(), "k2").unread["sheets"] == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_an_indonesian_sheet_is_read_in_every_language_of_the_pages(cast: Cast, language: str) -> None:
    with override(language):
        row = only(cast, csv(HEAD, OPAK))
    assert (row.state, sorted(row.given)) == ("new", ["category", "content", "name", "price", "stock", "unit"])


def test_headings_merged_over_two_lines_are_read(cast: Cast) -> None:
    over = ["Nama barang", "Satuan", "Harga", "Stok", "Dijual", ""]
    below = ["", "", "", "", "mulai", "sampai"]
    row = only(cast, workbook(over, below, ["Opak Manis", "kg", 11000, 20, "1/12/2026", "5/12/2026"]))
    assert (row.state, row.changes["harvest_until"]) == ("new", ["", "2026-12-05"])


def test_going_out_and_coming_in_changes_nothing(cast: Cast) -> None:
    Product.objects.filter(pk=cast.saris.product.pk).update(
        name="=HYPERLINK(1)", description="- renyah\n- gurih\n\n+62 812", batch="@01", best_before=date(2027, 1, 2)
    )
    scope = scope_of(cast.sari)
    lines = going_out.lines(scope=scope, seller_id=cast.saris.seller.pk)
    text = csv_text(going_out.headings(), lines)
    assert "'=HYPERLINK(1)" in text and "'@01" in text
    for key, data in {
        "csv": text.encode(),
        "xlsx": going_out.workbook(scope=scope, seller_id=cast.saris.seller.pk),
    }.items():
        assert [(row.state, row.problems, row.changes) for row in rows(brought(cast, data, key))] == [
            ("same", {}, {}), ("same", {}, {}),
        ], key  # fmt: skip


def taken(cast: Cast, **cells: str) -> dict[str, str]:
    """The row of Sari's goods as the file shows it, with some cells typed over."""
    heads = going_out.headings()
    [line] = [
        line
        for line in going_out.lines(scope=scope_of(cast.sari), seller_id=cast.saris.seller.pk)
        if line[1] == str(cast.saris.variant.pk)
    ]
    return dict(zip(heads, line, strict=True)) | cells


def as_csv(row: dict[str, str]) -> bytes:
    return csv_text(list(row), [list(row.values())]).encode()


def test_what_is_sold_after_the_file_was_taken_is_no_change_of_the_sellers(cast: Cast) -> None:
    untouched, counted = taken(cast), taken(cast, Stok="60")
    cast.saris.pool.available = 45_000
    cast.saris.pool.save()
    Variant.objects.filter(pk=cast.saris.variant.pk).update(price_minor=42_000, version=cast.saris.variant.version + 1)
    assert only(cast, as_csv(untouched)).state == "same", "neither sold stock nor the price of others comes back"
    row = rows(brought(cast, as_csv(counted), "k2"))[0]
    assert (row.changes, row.base["version"]) == ({"stock": ["50", "60"]}, cast.saris.variant.version)


@pytest.mark.parametrize(
    "seen", ["", "x", "7", "null", '[1,2,"3"]', '{"a":1,"b":2,"c":3,"d":4}', '[%s,"1","40000","50"]', "[%s,1,40000,50]",
             '[%s,1,"-4","50"]', '[%s,1,"40000","banyak"]', '[0,1,"40000","60"]'],
)  # fmt: skip
def test_what_the_file_says_it_showed_is_read_only_where_it_may_be_so(cast: Cast, seen: str) -> None:
    seen = seen.replace("%s", str(cast.saris.variant.pk))
    row = only(cast, as_csv(taken(cast, Stok="60") | {"Saat diunduh": seen}))
    assert (row.problems, row.changes) == ({}, {"stock": ["50", "60"]})


def test_no_cell_that_goes_out_is_a_formula(cast: Cast) -> None:
    Product.objects.filter(pk=cast.saris.product.pk).update(name="=1+1", description="@cmd")
    data = going_out.workbook(scope=scope_of(cast.sari), seller_id=cast.saris.seller.pk)
    book = load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert "=1+1" in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells if str(cell.value)[:1] in "=+-@"} == {"s"}
    assert [str(cell.value) for cell in book.worksheets[0][2]][:2] == [
        str(cast.saris.product.pk),
        str(cast.saris.variant.pk),
    ]
    assert book.worksheets[0]["A2"].data_type == "s", "a number of goods stays a text"


def test_the_empty_sheet_offers_units_and_categories_and_its_example_is_left_out(cast: Cast) -> None:
    data = going_out.template()
    book = load_workbook(io.BytesIO(data))
    rules = [rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation]
    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "hidden"] and len(rules) == 5
    assert "kg" in [cell.value for line in book.worksheets[2].iter_rows() for cell in line]
    assert only(cast, data).state == "out"


def test_changes_are_shown_old_and_new_and_an_empty_cell_changes_nothing(cast: Cast) -> None:
    one = cast.saris.variant
    row = only(
        cast, csv(["Nomor kemasan", "Nama barang", "Harga", "Stok", "Keterangan"], [str(one.pk), "", "42rb", "", "-"])
    )
    assert (row.state, row.changes) == ("changed", {"price": ["40000", "42000"]})
    assert Variant.objects.get(pk=one.pk).price_minor == 40_000


def test_goods_of_another_stall_are_unknown(cast: Cast) -> None:
    theirs = cast.citras
    sheet = brought(
        cast,
        csv(
            ["Nomor barang", "Nomor kemasan", "Harga"],
            [str(theirs.product.pk), "", "1"],
            ["", str(theirs.variant.pk), "1"],
        ),
    )
    assert [row.problems for row in rows(sheet)] == [
        {"product": "Barang ini tidak ada di lapak Anda."}, {"variant": "Kemasan ini tidak ada di lapak Anda."},
    ]  # fmt: skip


def test_a_new_pack_does_not_lose_what_its_row_says_of_the_goods(cast: Cast) -> None:
    said = [*HEAD, "Keterangan", "Baik sebelum", "Tayang", "Berat"]
    standing = ["Opak Gambir", "Camilan", "ons", "", "5000", "", "Renyah.", "31/12/2027", "ya", "120"]
    same = ["opak  gambir", "camilan", "g", "", "100", "", "", "", "ya", ""]
    new = [*OPAK, "Gurih.", "", "", ""]
    again = ["Opak Manis", "", "bungkus", "500 g", "20000", "", "Gurih.", "", "", ""]
    other = ["Opak Manis", "", "bungkus", "1 kg", "38000", "", "Pedas.", "", "tidak", ""]
    found = rows(brought(cast, csv(said, standing, same, new, again, other)))
    told = "Tulis ini di baris kemasan pertama."
    assert [row.problems for row in found] == [
        {"description": told, "best_before": told}, {}, {}, {}, {"description": told, "shown": told},
    ]  # fmt: skip


def test_the_same_pack_twice_in_a_file_is_asked_about(cast: Cast) -> None:
    found = rows(brought(cast, csv(HEAD, OPAK, OPAK)))
    assert found[1].problems == {"name": "Sama dengan baris 2. Lewati salah satu."}
