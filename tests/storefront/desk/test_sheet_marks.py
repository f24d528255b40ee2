"""A file that does not say what it showed may bring Monday's words back on Friday: the page of its check says so."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from catalog.products.actions import edit_product
from catalog.products.models import Product
from sellers.accounts.asking import scope_of
from sellers.people.models import Person
from tests.cast import Cast
from tests.catalog.pictures import jpeg
from tests.catalog.sheets.making import HEAD, OPAK, csv, zipped
from tests.catalog.sheets.test_messy import as_csv, brought, rows, taken
from tests.storefront.desk.sheets import packs_of

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]
NO_MARK = "Isi lapak mungkin lebih baru, dan akan diganti."


def told(cast: Cast, client: Client, row: dict[str, str], key: str = "k1") -> str:
    """What the page of the check says of a file with this one row."""
    sheet = brought(cast, as_csv(row), key)
    return " ".join(client.get(f"/lapak/produk/berkas/{sheet.pk}/").text.split())


def test_a_file_that_forgot_what_it_showed_is_warned_of_and_shows_what_it_would_replace(cast: Cast, at: At) -> None:
    Product.objects.filter(pk=cast.saris.product.pk).update(description="Hari Senin.")
    row = taken(cast)
    edit_product(scope=scope_of(cast.budi), person=cast.budi, product_id=cast.saris.product.pk, description="Dari HP.")
    sari = at(cast.sari)
    page = told(cast, sari, row | {"Saat diunduh": ""})
    assert NO_MARK in page and "1 baris mungkin lebih lama dari isi lapak" in page
    assert "<del>Dari HP.</del>" in page and "<ins>Hari Senin.</ins>" in page
    for key, seen in (("garbled", "3,14"), ("words only", json.dumps(json.loads(row["Saat diunduh"])[:4]))):
        assert NO_MARK in told(cast, sari, row | {"Saat diunduh": seen}, key), key
    page = told(cast, sari, taken(cast, Keterangan="Dari berkas."), "whole")
    assert "<ins>Dari berkas.</ins>" in page and "mungkin lebih" not in page, "it says what it showed"
    old = {"Saat diunduh": json.dumps(json.loads(taken(cast)["Saat diunduh"])[:4])}
    assert "mungkin lebih" not in told(cast, sari, taken(cast, Harga="45000") | old, "its price it still knows")


def test_goods_that_are_new_or_stay_the_same_are_not_warned_of(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    assert "mungkin lebih" not in told(cast, sari, taken(cast) | {"Saat diunduh": ""})
    fresh = dict(zip(HEAD, OPAK, strict=True))
    assert "mungkin lebih" not in told(cast, sari, fresh, "k2")


def test_a_row_stays_warned_of_while_it_is_put_right_until_the_person_chose(cast: Cast, at: At) -> None:
    sheet = brought(cast, as_csv(taken(cast, Keterangan="Dari berkas.", Harga="murah") | {"Saat diunduh": ""}))
    address, [row] = f"/lapak/produk/berkas/{sheet.pk}/", rows(sheet)
    sari = at(cast.sari)
    assert "mungkin lebih" not in sari.get(address).text, "it cannot be saved yet"
    page = sari.post(address, {"row": row.pk, f"r{row.pk}-price": "45000"}, follow=True).text
    assert "Perbaikan tersimpan." in page and "Periksa dulu catatan di bawah." in page
    assert NO_MARK in sari.get(address).text
    edit_product(scope=scope_of(cast.budi), person=cast.budi, product_id=cast.saris.product.pk, description="Dari HP.")
    sari.post(f"{address}penyimpanan/", {"which": "good"})
    assert rows(sheet)[0].state == "conflict" and NO_MARK not in sari.get(address).text
    sari.post(address, {"row": row.pk, f"choose-{row.pk}": "mine"})
    assert rows(sheet)[0].state == "changed" and NO_MARK not in sari.get(address).text


def test_what_is_typed_on_the_page_is_typed_at_what_stands_now(cast: Cast, at: At) -> None:
    sheet = brought(cast, as_csv(taken(cast, Harga="murah") | {"Saat diunduh": ""}))
    address, [row] = f"/lapak/produk/berkas/{sheet.pk}/", rows(sheet)
    page = at(cast.sari).post(address, {"row": row.pk, f"r{row.pk}-price": "45000"}, follow=True).text
    assert rows(sheet)[0].state == "changed" and "mungkin lebih" not in page


def test_each_row_to_look_at_is_a_tap_away_however_many(cast: Cast, at: At) -> None:
    packs = packs_of(cast, 20)
    sheet = brought(cast, csv(["Nomor kemasan", "Harga"], *([str(pack.pk), "12000"] for pack in packs)))
    page = at(cast.sari).get(f"/lapak/produk/berkas/{sheet.pk}/").text
    assert "20 baris mungkin lebih lama dari isi lapak" in page
    assert '<a class="chip" href="?tampil=ubah&amp;hal=1#baris-7">Baris 7</a>' in page and ">Baris 8</a>" not in page
    assert '<a class="chip" href="?tampil=ubah&amp;hal=1#baris-8">dan 14 lagi</a>' in page


def test_photos_are_added_and_so_nothing_of_them_is_struck_out(cast: Cast, at: At) -> None:
    data = csv(["Nomor kemasan", "Foto"], [str(cast.saris.variant.pk), "1.jpg"])
    sheet = brought(cast, data, zip_of=zipped({"1.jpg": jpeg(80, 60)}))
    page = at(cast.sari).get(f"/lapak/produk/berkas/{sheet.pk}/").text
    assert "<ins>1.jpg</ins>" in page and "<del>" not in page and "mungkin lebih" not in page


def test_a_file_to_look_at_first_is_not_said_to_be_right_as_it_is(cast: Cast, at: At) -> None:
    sari, first = at(cast.sari), "Semua baris bisa disimpan. Periksa dulu catatan di bawah."
    assert first in told(cast, sari, taken(cast, Harga="45000") | {"Saat diunduh": ""})
    assert first in told(cast, sari, taken(cast, Harga="400000"), "far")
    page = told(cast, sari, taken(cast, Harga="45000"), "whole")
    assert first not in page and "Semua baris sudah benar. Tekan Simpan." in page
