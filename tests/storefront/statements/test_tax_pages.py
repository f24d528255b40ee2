"""Pajak, on the desk and in the office: only where it is on, numbers masked, the whole number for treasurers."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from payments.tax.models import TaxDeclaration
from sellers.kit import clock
from sellers.people.models import Person
from sellers.regions import places
from tests.cast import SENTUL, Cast
from tests.storefront.desk.selling import sold

pytestmark = pytest.mark.django_db

NIK = "3572024101009999"
FORM = {"number": "3572 0241 0100 9999", "stand": "under"}
PAGES = ("/lapak/uang/pajak/", "/koperasi/pajak/")


def at(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def on(settings: Any) -> None:
    settings.PPH22 = True


def rows(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_while_it_is_off_there_is_no_such_page_and_no_link(cast: Cast) -> None:
    assert at(cast.sari).get(PAGES[0]).status_code == at(cast.sari).post(PAGES[0], FORM).status_code == 404
    assert at(cast.dewi).get(PAGES[1]).status_code == 404
    assert PAGES[0] not in at(cast.sari).get("/lapak/uang/").text
    assert PAGES[1] not in at(cast.dewi).get("/koperasi/uang/").text
    assert not TaxDeclaration.objects.exists()


def test_while_it_is_on_both_pages_are_linked(cast: Cast, on: None) -> None:
    assert PAGES[0] in at(cast.sari).get("/lapak/uang/").text
    assert PAGES[1] in at(cast.dewi).get("/koperasi/uang/").text


def test_a_seller_declares_and_sees_her_number_masked(cast: Cast, on: None) -> None:
    page = at(cast.sari).post(PAGES[0], FORM, follow=True).text
    assert f"Pernyataan untuk tahun {clock.now().year} dicatat." in page
    assert "3572••••••••9999" in page and NIK not in page
    assert TaxDeclaration.objects.get().npwp_or_nik == NIK


def test_a_seller_says_that_she_is_over_the_limit(cast: Cast, on: None) -> None:
    at(cast.sari).post(PAGES[0], FORM)
    page = at(cast.sari).post(PAGES[0], {**FORM, "stand": "over"}, follow=True).text
    assert "Pajak dipotong dari setiap penjualan berikutnya." in page
    assert TaxDeclaration.objects.get().withdrawn_at is not None


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [("number", "12345", "Periksa nomornya"), ("number", "9" * 4500, "Periksa nomornya"), ("stand", "", "Pilih salah")],
)
def test_a_wrong_form_comes_back_filled(cast: Cast, on: None, field: str, typed: str, sentence: str) -> None:
    answer = at(cast.sari).post(PAGES[0], {**FORM, field: typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert ('value="3572 0241 0100 9999"' in answer.text) == (field != "number")


def test_the_turnover_and_the_tax_of_the_year_are_shown(cast: Cast, on: None) -> None:
    sold(cast, way="bank_transfer")
    page = at(cast.sari).get(PAGES[0]).text
    assert "Rp85.000" in page and "Rp425" in page and "Rp500.000.000" in page


def test_who_may_not_declare_and_who_finds_nothing(cast: Cast, on: None) -> None:
    assert at(cast.budi).get(PAGES[0]).status_code == 404
    assert at(cast.budi).post(PAGES[0], FORM).status_code == 404
    assert at(cast.sari).get(PAGES[1]).status_code == 404
    assert at(cast.dewi).post(PAGES[1]).status_code == 405
    assert not TaxDeclaration.objects.exists()


def test_the_office_exports_each_month_masked_and_whole_for_treasurers_only(cast: Cast, on: None) -> None:
    at(cast.sari).post(PAGES[0], FORM)
    sold(cast, way="bank_transfer", quantity=3)
    page = at(cast.dewi).get(PAGES[1]).text
    assert "Dapur Sari" in page and "3572••••••••9999" in page and NIK not in page
    assert "lengkap=1" not in page and "lengkap=1" in at(cast.gita).get(PAGES[1]).text
    month = f"{clock.now().astimezone(places.zone_of(SENTUL)):%Y-%m}"
    (row,) = rows(at(cast.dewi).get(f"{PAGES[1]}?format=csv"))[1:]
    assert row[:3] == [month, "Dapur Sari", "3572••••••••9999"]
    assert row[4:8] == ["125000", "0", "IDR", "Di bawah batas"]
    assert at(cast.dewi).get(f"{PAGES[1]}?format=csv&lengkap=1").status_code == 404
    (row,) = rows(at(cast.gita).get(f"{PAGES[1]}?format=csv&lengkap=1"))[1:]
    assert row[2] == f"'{NIK}"


def test_another_cooperative_sees_nothing_of_ours(cast: Cast, on: None) -> None:
    sold(cast, way="bank_transfer")
    page = at(cast.fajar).get(PAGES[1])
    assert page.status_code == 200
    assert "Dapur Sari" not in page.text


@pytest.mark.parametrize("odd", ["²", "9" * 4500, "-1"])
def test_an_odd_year_still_gets_a_page(cast: Cast, on: None, odd: str) -> None:
    assert at(cast.dewi).get(PAGES[1], {"tahun": odd}).status_code == 200
