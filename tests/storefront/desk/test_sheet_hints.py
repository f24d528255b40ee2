"""New goods of a sheet get the word under their price that the phone says while one is typed; it stops nobody."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.products.models import SheetImport, SheetRow, Variant
from sellers.people.models import Person
from tests.cast import Cast
from tests.catalog.pictures import jpeg
from tests.catalog.sheets.making import HEAD, OPAK, csv, zipped
from tests.catalog.sheets.test_messy import brought
from tests.catalog.test_suggesting import alike
from tests.storefront.cooperative.markets import noted, noting
from tests.storefront.desk.sheets import packs_of, sheet_of

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]
USUAL = "Biasanya Rp16.000–Rp25.000/kg di Kota Blitar (3 barang)."


def page(client: Client, sheet: SheetImport, tab: str) -> str:
    return client.get(f"/lapak/produk/berkas/{sheet.pk}/?tampil={tab}").text


def card(text: str, line: int) -> str:
    """The card of one row, without its tags."""
    [(_all, found)] = re.findall(rf'(id="baris-{line}">)(.*?)</li>', text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def test_what_such_goods_usually_cost_stands_beside_a_new_row(cast: Cast, at: At) -> None:
    alike(cast, 20_000, 30_000)
    sheet = sheet_of(
        cast, ["Belimbing Madu", "Buah", "kg", "", "20000", "5"], ["Opak Manis", "Camilan", "kg", "", "20000", "5"]
    )
    text = page(at(cast.sari), sheet, "baru")
    assert USUAL in card(text, 2) and "Tetap simpan boleh" not in text
    assert "Biasanya" not in card(text, 3), "where nobody knows nothing is said"


def test_a_slip_of_a_zero_is_pointed_out_and_saved_all_the_same(cast: Cast, at: At) -> None:
    alike(cast, 20_000, 30_000)
    sari = at(cast.sari)
    sheet = sheet_of(cast, ["Belimbing Madu", "Buah", "kg", "", "200000", "5"])
    assert f"Rp200.000/kg? Tetap simpan boleh. {USUAL}" in card(page(sari, sheet, "baru"), 2)
    sari.post(f"/lapak/produk/berkas/{sheet.pk}/penyimpanan/", {"which": "whole"})
    assert Variant.objects.get(product__name="Belimbing Madu").price_minor == 200_000


def test_the_price_is_compared_for_what_is_in_a_pack(cast: Cast, at: At) -> None:
    alike(cast, 20_000, 30_000)
    sheet = sheet_of(cast, ["Belimbing Madu", "Buah", "bungkus", "250 g", "50000", "5"])
    told = card(page(at(cast.sari), sheet, "baru"), 2)
    assert "Rp50.000/bks? Tetap simpan boleh. Biasanya Rp4.000–Rp6.300/bks" in told


def test_what_the_market_asks_stands_beside_a_new_row_too(cast: Cast, at: At) -> None:
    noted(cast, noting("Telur ayam", 26_000))
    sheet = sheet_of(cast, ["Telur Ayam Kampung", "", "kg", "", "3000", "5"])
    told = card(page(at(cast.sari), sheet, "baru"), 2)
    assert "Harga pasar Rp26.000 per kg. Pasar Legi," in told
    assert "Rp3.000/kg? Tetap simpan boleh." in told


def test_a_new_row_that_is_wrong_elsewhere_is_told_too_and_a_price_nobody_can_read_is_not(cast: Cast, at: At) -> None:
    alike(cast, 20_000, 30_000)
    sheet = sheet_of(
        cast, ["Belimbing Madu", "Buah", "kg", "", "200000", "banyak"], ["Belimbing Wuluh", "Buah", "kg", "", "x", "1"]
    )
    text = page(at(cast.sari), sheet, "salah")
    assert "Rp200.000/kg? Tetap simpan boleh." in card(text, 2)
    assert "Biasanya" not in card(text, 3)


def test_a_new_pack_of_goods_that_stand_is_told_by_their_name_and_kind(cast: Cast, at: At) -> None:
    alike(cast, 20_000, 30_000)
    variant = cast.saris.variant
    variant.product.category = cast.citras.product.category
    variant.product.name = "Belimbing Tua"
    variant.product.save()
    sheet = sheet_of(cast, ["Belimbing Tua", "", "ons", "", "25000", ""])
    assert SheetRow.objects.get(sheet=sheet).state == "new"
    assert "Rp25.000/ons? Tetap simpan boleh." in card(page(at(cast.sari), sheet, "baru"), 2)


def test_a_page_of_new_rows_looks_the_markets_up_once(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    few = sheet_of(cast, ["Belimbing Satu", "Buah", "kg", "", "20000", "5"], key="few")
    many = sheet_of(cast, *[[f"Belimbing {n}", "Buah", "kg", "", "20000", "5"] for n in range(15)], key="many")
    with CaptureQueriesContext(connection) as one:
        page(sari, few, "baru")
    with CaptureQueriesContext(connection) as fifteen:
        page(sari, many, "baru")
    noted_reads = [query for query in fifteen.captured_queries if "regions_marketprice" in query["sql"]]
    assert len(noted_reads) <= 2
    assert (len(fifteen) - len(one)) / 14 <= 4, "what each row more costs"


def test_changed_prices_far_from_the_last_are_counted_in_the_whole_file_and_each_is_a_tap_away(
    cast: Cast, at: At
) -> None:
    opak = cast.saris.variant
    packs = packs_of(cast, 30)
    head, lines = ["Nomor kemasan", "Harga"], [[str(opak.pk), "400000"], *([str(pack.pk), "12000"] for pack in packs)]
    lines[20][1], lines[30][1] = "1000", "79000"
    sari = at(cast.sari)
    few, many = (brought(cast, csv(head, *some), key) for some, key in ((lines[:1], "few"), (lines, "many")))
    with CaptureQueriesContext(connection) as one:
        page(sari, few, "salah")
    with CaptureQueriesContext(connection) as thirty:
        text = page(sari, many, "salah")
    assert "2 baris harganya jauh dari sebelumnya" in text, "eight times and more is far, 79.000 of 10.000 is not"
    assert '<a class="chip" href="?tampil=ubah&amp;hal=1#baris-2">Baris 2</a>' in text
    assert '<a class="chip" href="?tampil=ubah&amp;hal=2#baris-22">Baris 22</a>' in text and "#baris-32" not in text
    second = sari.get(f"/lapak/produk/berkas/{many.pk}/?tampil=ubah&hal=2").text
    assert "Harga jauh dari sebelumnya. Periksa nolnya." in card(second, 22)
    assert len(thirty) - len(one) <= 1, "however long the file is"


def test_where_no_changed_price_is_far_off_nothing_is_counted(cast: Cast, at: At) -> None:
    data = csv(["Nomor kemasan", "Harga"], [str(cast.saris.variant.pk), "45000"])
    assert "jauh dari sebelumnya" not in page(at(cast.sari), brought(cast, data), "ubah")


def test_a_photo_called_by_a_number_is_matched(cast: Cast, at: At) -> None:
    files = {"1.jpg": jpeg(80, 60), "2.jpg": jpeg(60, 80)}
    sheet = brought(cast, csv([*HEAD, "Foto"], [*OPAK, "1"]), zip_of=zipped(files))
    text = page(at(cast.sari), sheet, "baru")
    assert "Tidak disebut di baris mana pun: 2.jpg." in text and "belum punya foto" not in text
