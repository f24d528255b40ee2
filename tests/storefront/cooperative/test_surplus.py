"""The office's pages about SHU: set up, typed, imported, closed, paid; and each door that stays shut."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sellers.accounts.models import Membership
from sellers.kit import clock
from sellers.people.models import Person
from storefront.terms.shares.models import SurplusPart, SurplusYear
from tests.cast import Cast
from tests.storefront.cooperative.conftest import Door
from tests.storefront.cooperative.reading import sheet, text
from tests.storefront.shares.group import MONDAY

SHU = "/koperasi/shu/"
PERCENTS = {"reserve": "40", "transactions": "24", "savings": "16", "board": "5", "staff": "5", "education": "5",
            "social": "5"}  # fmt: skip


@pytest.fixture(autouse=True)
def _next_year(cast: Cast) -> Iterator[None]:
    """The clock stands in March 2026: the year 2025 is over."""
    with clock.frozen(MONDAY):
        Membership.objects.create(person=cast.eko, cooperative=cast.cooperative, role="anggota")
        yield


def set_up(gita: Client) -> SurplusYear:
    assert gita.post(SHU, {"tahun": "2025", "shu": "25.000.000"}).status_code == 302
    return SurplusYear.objects.get()


def filled(gita: Client, cast: Cast) -> SurplusYear:
    year = set_up(gita)
    figures = {f"t-{cast.eko.pk}": "1.500.000", f"s-{cast.eko.pk}": "500.000", f"t-{cast.sari.pk}": "28,5jt",
               f"s-{cast.sari.pk}": "19500000"}  # fmt: skip
    assert gita.post(f"{SHU}2025/angka/", figures).status_code == 302
    return year


def close(gita: Client) -> Any:
    page = gita.get(f"{SHU}2025/").text
    return gita.post(f"{SHU}2025/penutupan/", {"terlihat": page.split('name="terlihat" value="')[1].split('"')[0]})


def test_a_year_is_set_up_with_everybody_in_it(cast: Cast, as_: Door) -> None:
    gita = as_(cast.gita)
    assert "SHU" in text(gita.get("/koperasi/uang/"))
    set_up(gita)
    page = text(gita.get(f"{SHU}2025/"))
    assert "Rp6.000.000" in page  # jasa usaha: 24 %
    assert "Belum ada transaksi anggota" in page
    for name in ("Eko", "Sari", "Citra", "Dewi"):
        assert name in page


def test_the_worked_example_on_the_page(cast: Cast, as_: Door) -> None:
    gita = as_(cast.gita)
    filled(gita, cast)
    assert "Rp400.000" in text(gita.get(f"{SHU}2025/"))
    assert close(gita).status_code == 302
    page = text(gita.get(f"{SHU}2025/"))
    assert "Rp400.000" in page
    assert "Ditutup" in page
    rows = {row[0]: row for row in sheet(gita.get(f"{SHU}2025/?format=csv"))[1:]}
    assert rows["Eko"][2:8] == ["1500000", "500000", "300000", "100000", "400000", "IDR"]
    assert gita.get(f"{SHU}2025/?format=pdf").content[:5] == b"%PDF-"


def test_the_member_reads_the_own_shu_without_any_office(cast: Cast, as_: Door) -> None:
    filled(as_(cast.gita), cast)
    own = f"/saya/bagian/koperasi/{cast.cooperative.pk}/"
    eko = as_(cast.eko)
    assert eko.get(own).status_code == 404  # not before it is closed
    close(as_(cast.gita))
    assert "Rp400.000" in eko.get("/saya/bagian/").text
    page = text(eko.get(own))
    assert "dari jual beli Rp1.500.000" in page
    assert "Rp9.600.000" not in page  # Sari's
    assert "400000" in eko.get(f"{own}?format=csv").text
    assert eko.get(f"{own}?format=pdf").content[:5] == b"%PDF-"
    for person in (cast.stranger, cast.fajar, cast.budi):
        assert as_(person).get(own).status_code == 404
        assert "Rp400.000" not in as_(person).get("/saya/bagian/").text
    assert "Rp400.000" not in as_(cast.sari).get(own).text


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"reserve": "39"}, "Jumlahnya 99 persen"), ({"reserve": "400"}, "antara 0 dan 100"), ({"board": "lima"}, "angka"),
    ({"shu": "banyak"}, "Tulis jumlah"), ({"shu": ""}, "Tulis jumlah"),
])  # fmt: skip
def test_a_division_that_is_not_whole_comes_back_filled(
    cast: Cast, as_: Door, changes: dict[str, str], sentence: str
) -> None:
    gita = as_(cast.gita)
    set_up(gita)
    answer = gita.post(f"{SHU}2025/pembagian/", {"shu": "25.000.000", **PERCENTS, **changes})
    assert answer.status_code == 422
    assert sentence in text(answer)
    for typed in changes.values():
        assert f'value="{typed}"' in answer.text


def test_articles_that_divide_otherwise_are_kept_for_the_next_year(cast: Cast, as_: Door) -> None:
    gita = as_(cast.gita)
    set_up(gita)
    own = {**PERCENTS, "reserve": "42,5", "board": "2,5"}
    assert gita.post(f"{SHU}2025/pembagian/", {"shu": "30jt", **own}).status_code == 302
    assert SurplusYear.objects.get().division["reserve"] == 4_250
    gita.post(SHU, {"tahun": "2024", "shu": "1jt"})
    assert SurplusYear.objects.get(year=2024).division["reserve"] == 4_250


def test_a_figure_that_is_none_comes_back_and_nothing_is_written(cast: Cast, as_: Door) -> None:
    gita = as_(cast.gita)
    set_up(gita)
    answer = gita.post(f"{SHU}2025/angka/", {f"t-{cast.eko.pk}": "1000", f"s-{cast.eko.pk}": "seribu"})
    assert answer.status_code == 422
    assert 'value="seribu"' in answer.text
    assert SurplusPart.objects.get(person=cast.eko).transactions_minor == 0


def test_a_list_of_savings_is_imported_and_every_row_reported(cast: Cast, as_: Door) -> None:
    gita = as_(cast.gita)
    set_up(gita)
    content = "HP;Nama;Simpanan\n0812-0000-1004;Eko;500.000\n;Sari;1.000.000\n081299999999;Siapa;5\n;Citra;banyak\n"
    for changed in (2, 0):  # the second time changes nothing
        upload = SimpleUploadedFile("simpanan.csv", content.encode("cp1252"))
        page = text(gita.post(f"{SHU}2025/impor/", {"berkas": upload}))
        assert f"2 dari 4 baris terpakai, {changed} anggota berubah." in page
        assert "Nomor HP ini bukan anggota" in page
    assert SurplusPart.objects.get(person=cast.sari).savings_minor == 1_000_000


def test_the_downloaded_list_can_be_filled_in_and_imported(cast: Cast, as_: Door) -> None:
    gita = as_(cast.gita)
    filled(gita, cast)
    downloaded = gita.get(f"{SHU}2025/?format=csv").content.decode("utf-8-sig")
    page = text(gita.post(f"{SHU}2025/impor/", {"tempel": downloaded}))
    assert "6 dari 6 baris terpakai, 0 anggota berubah." in page


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04" + b"x" * 50, b"apa saja", b"\x00" * 9, b"HP;Simpanan\n" * 2])
def test_a_file_that_is_no_list_is_told(cast: Cast, as_: Door, content: bytes) -> None:
    gita = as_(cast.gita)
    set_up(gita)
    answer = gita.post(f"{SHU}2025/impor/", {"berkas": SimpleUploadedFile("x.csv", content)})
    assert answer.status_code in (200, 422)
    assert not SurplusPart.objects.filter(savings_minor__gt=0).exists()


def test_a_member_joins_on_the_page(cast: Cast, as_: Door) -> None:
    gita = as_(cast.gita)
    set_up(gita)
    for form, status in (({"hp": "0812-9999-0001", "nama": "Marni"}, 302), ({"hp": "12", "nama": "x"}, 422), ({}, 422)):
        assert gita.post(f"{SHU}2025/anggota/", form).status_code == status
    assert gita.post(f"{SHU}2025/anggota/", {"hp": "0812-9999-0001", "nama": "Marni"}).status_code == 302
    marni = Person.objects.get(phone="+6281299990001")
    assert marni.memberships.get().role == "anggota"
    assert SurplusPart.objects.filter(person=marni).count() == 1


def test_a_payment_is_ticked_once(cast: Cast, as_: Door) -> None:
    gita = as_(cast.gita)
    filled(gita, cast)
    close(gita)
    for sentence in ("Pembayaran tercatat.", "sudah tercatat sebelumnya"):
        assert sentence in gita.post(f"{SHU}2025/pembayaran/", {"anggota": cast.eko.pk}, follow=True).text
    assert gita.post(f"{SHU}2025/pembayaran/", {"anggota": cast.stranger.pk}).status_code == 404
    assert "sudah dibayar" in as_(cast.eko).get("/saya/bagian/").text


def test_two_treasurers_with_one_page_close_it_once(cast: Cast, as_: Door) -> None:
    gita, hadi = as_(cast.gita), as_(cast.hadi)
    filled(gita, cast)
    seen = {"terlihat": gita.get(f"{SHU}2025/").text.split('name="terlihat" value="')[1].split('"')[0]}
    assert [person.post(f"{SHU}2025/penutupan/", seen).status_code for person in (gita, hadi)] == [302, 302]
    assert gita.post(f"{SHU}2025/angka/", {f"t-{cast.eko.pk}": "1"}).status_code == 409
    assert hadi.get(f"{SHU}2025/impor/").status_code == 404


def test_figures_that_moved_are_not_confirmed(cast: Cast, as_: Door) -> None:
    gita = as_(cast.gita)
    filled(gita, cast)
    answer = gita.post(f"{SHU}2025/penutupan/", {"terlihat": "lama"})
    assert answer.status_code == 409
    assert SurplusYear.objects.get().closed_at is None


ADDRESSES = ("", "pembagian/", "angka/", "anggota/", "impor/", "penutupan/", "pembayaran/")


@pytest.mark.parametrize("who", ["sari", "eko", "budi", "stranger", "fajar"])
def test_whoever_is_no_officer_here_finds_none_of_it(cast: Cast, as_: Door, who: str) -> None:
    filled(as_(cast.gita), cast)
    close(as_(cast.gita))
    browser = as_(getattr(cast, who))
    for address in ADDRESSES:
        assert browser.get(f"{SHU}2025/{address}").status_code in (404, 405), address
        assert browser.post(f"{SHU}2025/{address}", {"anggota": cast.eko.pk}).status_code in (404, 405), address
    for kind in ("csv", "pdf"):
        assert browser.get(f"{SHU}2025/?format={kind}").status_code == 404
    assert not SurplusPart.objects.filter(paid_at__isnull=False).exists()


def test_other_officers_read_and_do_not_write(cast: Cast, as_: Door) -> None:
    filled(as_(cast.gita), cast)
    dewi = as_(cast.dewi)
    page = dewi.get(f"{SHU}2025/")
    assert "Rp400.000" in page.text
    assert "<form" not in page.text.split("<main")[1]
    assert dewi.post(SHU, {"tahun": "2024", "shu": "1"}).status_code == 404
    for address in ADDRESSES[1:]:
        assert dewi.post(f"{SHU}2025/{address}", {"anggota": cast.eko.pk}).status_code == 404, address


@pytest.mark.thorough
def test_odd_fields_never_break_a_page(cast: Cast, as_: Door) -> None:
    gita = as_(cast.gita)
    filled(gita, cast)
    odd = ("²", "9" * 4500, "//evil.example/", "-1", "a\0b")
    fields = ("tahun", "shu", "reserve", f"t-{cast.eko.pk}", "hp", "nama", "terlihat", "anggota", "tempel", "format")
    for address in (SHU, *(f"{SHU}2025/{one}" for one in ADDRESSES)):
        for at, field in enumerate(fields):  # each field with one of them, each page with all of them
            value = odd[at % len(odd)]
            assert gita.post(address, {"shu": "1", **PERCENTS, field: value}).status_code < 500, (address, field)
        for value in odd:
            assert gita.get(address, dict.fromkeys(fields, value)).status_code < 500, (address, value)
