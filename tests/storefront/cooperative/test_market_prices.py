"""The office's page of market prices: a minute of typing, a list, a correction, and the way back from each."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from sellers.regions.models import MarketPrice
from tests.cast import Cast
from tests.storefront.cooperative.conftest import Door
from tests.storefront.cooperative.markets import noted, noting, today
from tests.storefront.cooperative.reading import text

pytestmark = pytest.mark.django_db
PAGE = "/koperasi/harga-pasar/"
FILE = PAGE + "berkas/"
UNDO = PAGE + "pembatalan/"


def form(*rows: tuple[str, str, str], **changes: str) -> dict[str, str]:
    given = {"kunci": "k1", "pasar": "Pasar Legi", "tanggal": today().isoformat()}
    for n, (good, unit, price) in enumerate(rows):
        given |= {f"barang-{n}": good, f"satuan-{n}": unit, f"harga-{n}": price}
    return given | changes


def standing() -> list[tuple[str, str, int, int]]:
    rows = MarketPrice.objects.standing().order_by("good_key", "day")
    return [(row.good, row.unit, row.base_amount, row.price_minor) for row in rows]


def sheet(content: str | bytes, name: str = "harga.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def send(browser: Client, content: str | bytes, key: str = "k1") -> str:
    answer = browser.post(FILE, {"berkas": sheet(content), "pasar": "Pasar Legi", "kunci": key})
    return text(answer)


def test_an_officer_notes_a_few_goods_and_takes_them_back(cast: Cast, as_: Door) -> None:
    dewi = as_(cast.dewi)
    given = form(
        ("Telur ayam", "kg", "26rb"), ("Kelapa", "buah", "Rp8.000"), ("", "kg", ""), ("Bayam", "ikat", "2.500")
    )
    shown = text(dewi.post(PAGE, given, follow=True))
    assert "Tersimpan: Telur ayam Rp26.000, Kelapa Rp8.000, Bayam Rp2.500." in shown
    assert standing() == [("Bayam", "ikat", 1, 2_500), ("Kelapa", "buah", 1, 8_000), ("Telur ayam", "kg", 1000, 26_000)]
    assert "Harga kembali seperti tadi." in text(dewi.post(UNDO, follow=True))
    assert standing() == []


def test_the_goods_of_yesterday_stand_there_and_only_prices_are_typed(cast: Cast, as_: Door) -> None:
    noted(cast, noting(ago=1), noting("Beras", 14_000, ago=1), noting("Ikan tongkol", market="Pasar Dimoro", ago=3))
    shown = text(as_(cast.dewi).get(PAGE))
    hidden = re.findall(r'type="hidden" name="barang-\d" value="([^"]+)"', shown)
    assert hidden == ["Beras", "Telur ayam"]
    assert 'name="harga-0" value=""' in shown
    assert 'data-slip="14000"' in shown
    assert "Ikan tongkol" in re.findall(
        r'name="barang-\d" value="([^"]+)"', text(as_(cast.dewi).get(PAGE, {"pasar": "pasar dimoro"}))
    )


def test_a_good_left_empty_keeps_its_price_and_an_empty_form_says_so(cast: Cast, as_: Door) -> None:
    noted(cast, noting(ago=1))
    answer = as_(cast.dewi).post(PAGE, form(("Telur ayam", "kg", "")))
    assert (answer.status_code, "Isi harga paling sedikit satu barang." in text(answer)) == (422, True)
    assert MarketPrice.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (form(("Telur", "kg", "murah")), "Tulis harga dengan angka, misalnya 25.000."),
        (form(("Telur", "kg", "")), "Tulis harga dengan angka, misalnya 25.000."),
        (form(("", "kg", "5000")), "Tulis nama barang, paling panjang 80 huruf."),
        (form(("Telur", "gantang", "5000")), "Satuan tidak dikenal."),
        (form(("Telur", "kg", "5000"), pasar=" "), "Tulis nama pasarnya dulu."),
        (form(("Telur", "kg", "5000"), tanggal="kemarin"), "Pilih tanggal dari kalender."),
        (form(("Telur", "kg", "5000"), tanggal="2999-01-01"), "Tanggal belum terjadi."),
        (form(("Telur", "kg", "5000"), kunci=""), "Muat ulang halaman, lalu coba lagi."),
    ],
)
def test_a_slip_keeps_what_was_typed_and_saves_nothing(
    cast: Cast, as_: Door, given: dict[str, str], sentence: str
) -> None:
    answer = as_(cast.dewi).post(PAGE, given)
    assert (answer.status_code, sentence in text(answer)) == (422, True)
    assert f'name="harga-0" value="{given["harga-0"]}"' in text(answer)
    assert standing() == []


def test_one_wrong_row_holds_the_others_back_until_it_is_mended(cast: Cast, as_: Door) -> None:
    answer = as_(cast.dewi).post(PAGE, form(("Telur", "kg", "26rb"), ("Beras", "kg", "?")))
    assert "Belum tersimpan. Perbaiki yang bertanda." in text(answer)
    assert standing() == []
    as_(cast.dewi).post(PAGE, form(("Telur", "kg", "26rb"), ("Beras", "kg", "14rb")))
    assert [good for good, *_rest in standing()] == ["Beras", "Telur"]


def test_a_form_sent_twice_notes_once(cast: Cast, as_: Door) -> None:
    for _time in range(2):
        assert as_(cast.dewi).post(PAGE, form(("Telur", "kg", "26rb"))).status_code == 302
    assert MarketPrice.objects.count() == 1


def test_a_correction_keeps_the_price_before_and_can_be_undone(cast: Cast, as_: Door) -> None:
    dewi, price_id = as_(cast.dewi), noted(cast)
    shown = text(dewi.post(f"{PAGE}{price_id}/", {"harga": "27.500"}, follow=True))
    assert "Tersimpan: Telur ayam Rp27.500." in shown
    made = MarketPrice.objects.standing().get()
    history = text(dewi.get(f"{PAGE}{made.pk}/"))
    assert '<s class="soft">Rp26.000/kg</s>' in history
    assert "Dicatat Dewi" in history
    dewi.post(UNDO)
    assert standing() == [("Telur ayam", "kg", 1000, 26_000)]


def test_a_removed_price_leaves_the_list_and_comes_back(cast: Cast, as_: Door) -> None:
    dewi, price_id = as_(cast.dewi), noted(cast)
    shown = text(dewi.post(f"{PAGE}{price_id}/penghapusan/", follow=True))
    assert "Harga dihapus. Penjual tidak melihatnya lagi." in shown
    assert dewi.get(f"{PAGE}{price_id}/").status_code == 404
    dewi.post(UNDO)
    assert standing() == [("Telur ayam", "kg", 1000, 26_000)]


def test_a_list_is_read_row_by_row_and_each_wrong_row_says_why(cast: Cast, as_: Door) -> None:
    lines = ("Barang;Satuan;Harga;Tanggal", "Telur ayam;kg;26.000;", "Beras;gantang;14000;", "Gula;1 kg;mahal;",
             ";kg;9000;", f"Bayam;Ikat;2500;{today():%d/%m/%Y}", "Kelapa;buah;8000;31/31/2026")  # fmt: skip
    shown = send(as_(cast.dewi), "\n".join(lines))
    assert "2 dari 6 baris terpakai, 2 harga berubah." in shown
    for sentence in (
        "Satuan tidak dikenal. Tulis misalnya kg, ikat, atau butir.", "Tulis harga dengan angka, misalnya 25.000.",
        "Tulis nama barang, paling panjang 80 huruf.", "Tulis tanggal seperti 21/11/2026.",
    ):  # fmt: skip
        assert shown.count(sentence) == 1
    assert standing() == [("Bayam", "ikat", 1, 2_500), ("Telur ayam", "kg", 1000, 26_000)]
    assert set(MarketPrice.objects.values_list("source", "market")) == {("sheet", "Pasar Legi")}


def test_the_same_list_twice_changes_nothing(cast: Cast, as_: Door) -> None:
    send(as_(cast.dewi), "Barang,Satuan,Harga\nTelur,kg,26000")
    assert "1 dari 1 baris terpakai, 0 harga berubah." in send(
        as_(cast.dewi), "Barang,Satuan,Harga\nTelur,kg,26000", "k2"
    )
    assert MarketPrice.objects.count() == 1


def test_a_workbook_with_numbers_and_dates_is_read(cast: Cast, as_: Door) -> None:
    book, kept = Workbook(), io.BytesIO()
    book.active.append(["Nama barang", "Satuan", "Harga", "Pasar", "Tanggal"])
    book.active.append(["Cabai rawit", "kg", 52500.0, "Pasar Templek", today()])
    book.save(kept)
    assert "1 dari 1 baris terpakai" in send(as_(cast.dewi), kept.getvalue())
    row = MarketPrice.objects.get()
    assert (row.price_minor, row.market, row.day) == (52_500, "Pasar Templek", today())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("Telur;kg;26000\n", "Baris pertama harus berisi judul"), ("Barang;Satuan;Harga\n", "belum berisi barang"),
     ("%PDF-1.7", "Berkas tidak bisa dibaca."), (b"PK\x03\x04rusak", "Berkas tidak bisa dibaca."),
     ("\0", "Berkas tidak bisa dibaca.")],
)  # fmt: skip
def test_what_is_no_list_gets_one_sentence(cast: Cast, as_: Door, content: str | bytes, sentence: str) -> None:
    assert sentence in send(as_(cast.dewi), content)
    assert standing() == []


def test_a_row_far_from_the_last_price_is_taken_and_pointed_out(cast: Cast, as_: Door) -> None:
    noted(cast, noting(ago=1))
    assert "Periksa. Terakhir Rp26.000." in send(as_(cast.dewi), "Barang,Satuan,Harga\nTelur ayam,kg,260000")
    assert MarketPrice.objects.standing().filter(price_minor=260_000).exists()


def test_the_list_to_fill_in_can_be_sent_back(cast: Cast, as_: Door) -> None:
    noted(cast, noting(ago=1))
    lines = as_(cast.dewi).get(PAGE, {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines[0].replace(";", ",") == "Barang,Satuan,Harga,Pasar,Tanggal"
    filled = [lines[0], lines[1].replace(",,", ",27000,")]
    assert "1 dari 1 baris terpakai" in send(as_(cast.dewi), "\n".join(filled))


def test_an_officer_elsewhere_changes_nothing_and_a_seller_finds_no_office(cast: Cast, as_: Door) -> None:
    price_id = noted(cast)
    for person in (cast.fajar, cast.sari, cast.stranger):
        assert as_(person).get(f"{PAGE}{price_id}/").status_code == 404
        assert as_(person).post(f"{PAGE}{price_id}/", {"harga": "1"}).status_code == 404
        assert as_(person).post(f"{PAGE}{price_id}/penghapusan/").status_code == 404
    assert as_(cast.sari).get(PAGE).status_code == 404
    assert as_(cast.dewi).delete(PAGE).status_code == 405
    assert as_(cast.dewi).get(UNDO).status_code == 405
    assert standing() == [("Telur ayam", "kg", 1000, 26_000)]
