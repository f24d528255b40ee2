"""What people type, right and wrong, in the demo market: written once for all tests here, which only read."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from catalog import search
from catalog.products.models import Product
from tests.catalog.market import open_market

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module", autouse=True)
def market(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        open_market()
        yield
        transaction.set_rollback(True)


def found(text: str) -> list[str]:
    names = dict(Product.objects.values_list("pk", "name"))
    return [names[product_id] for product_id in search.find(text=text)]


def best(text: str, count: int = 3) -> list[str]:
    return found(text)[:count]


# what was typed, and the beginning of a name that must be among the first five
SLIPS = [
    ("belimbin", "Belimbing"), ("belimbimg", "Belimbing"), ("blimbing", "Belimbing"), ("belibming", "Belimbing"),
    ("krupuk", "Kerupuk"), ("kerpuk udang", "Kerupuk udang"), ("kerupuj", "Kerupuk"), ("telor", "Telur"),
    ("tellur", "Telur"), ("endog", "Telur"), ("kepitng soka", "Abon kepiting"), ("kepiting soca", "Kepiting soka"),
    ("kpiting", "Kepiting"), ("cabe", "Cabai"), ("cabai rawt", "Cabai rawit"), ("lombok", "Cabai"),
    ("kopi bubug", "Kopi"), ("robusat", "Kopi robusta"), ("kofi", "Kopi"), ("batk tulis", "Kain batik tulis"),
    ("batik tulus", "Kain batik tulis"), ("sambel pecel", "Sambel pecel"), ("sanbal", "Sambal"),
    ("enting enting", "Enting-enting"), ("entingenting", "Enting-enting"), ("dodl", "Dodol"), ("rumputlaut", "Dodol"),
    ("rumptu laut", "Rumput laut"), ("gerobah", "Cobek gerabah"), ("coklat", "Cokelat"),
    ("cokelt bubuk", "Cokelat bubuk"),
    ("anyam", "Tas anyaman"), ("menganyam rotan", "Tas anyaman"), ("rajutan", "Boneka rajut"),
    ("merajut", "Boneka rajut"),
    ("kendang jimb", "Kendang jimbe"), ("gendang", "Kendang"), ("kndang", "Kendang"), ("amplng", "Amplang"),
    ("tengiri", "Amplang ikan tenggiri"), ("bandeg", "Ikan bandeng"), ("udng windu", "Udang windu"),
    ("nanass", "Nanas"), ("kangkun", "Sayur kangkung"), ("berass", "Beras"), ("madumonso", "Madumongso"),
    ("wajk kletik", "Wajik kletik"), ("pengeringan ikan", "Ikan"), ("dikeringkan", "Ikan"), ("eggs", "Telur"),
    ("coffee", "Kopi"), ("seaweed", "Rumput laut"), ("hiasan", "Pot gerabah"), ("selendng", "Selendang"),
    ("gulakelapa", "Gula kelapa"), ("kelapnya", "Gula kelapa"), ("koii", "Ikan koi"), ("gelng manik", "Gelang manik"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "name"), SLIPS)
def test_goods_are_found_in_spite_of_a_slip(typed: str, name: str) -> None:
    assert any(hit.startswith(name) for hit in best(typed, 5)), best(typed, 8)


def test_the_right_word_finds_what_is_named_so_first() -> None:
    assert all("telur" in name.lower() for name in best("telur"))
    assert set(best("kopi robusta", 2)) == {"Kopi robusta biji sangrai", "Kopi robusta bubuk lereng Kelud"}
    assert best("kepiting soka beku", 1) == ["Kepiting soka beku"]


def test_a_right_word_brings_no_near_word_along() -> None:
    assert not [name for name in found("batik") if "batik" not in name.lower() and "talenan" in name.lower()]
    assert all("udang" in name.lower() for name in found("udang"))


def test_every_word_narrows() -> None:
    assert set(found("batik tarakan")) < set(found("batik"))


def test_words_that_never_meet_still_bring_something() -> None:
    assert "Telur ayam ras segar" in found("telur helikopter")


def test_goods_are_found_by_english_name_category_seller_and_place() -> None:
    assert best("star fruit")[0].startswith(("Belimbing", "Bibit", "Sari", "Dodol"))
    assert "Cobek gerabah kecil" in found("gerabah plumpung")
    assert "Nasi kuning kotak (pesan H-1)" in found("sumiyati")
    assert "Kopi Paguntaka" in found("tarakan")
    assert {"Belimbing Karangsari"} <= set(found("sukorejo"))


def test_the_beginning_of_a_word_is_enough() -> None:
    assert best("belim") and all("elimbing" in name for name in found("belim"))


ODD = ["", "   ", "dan yang", "!!!", "zzzzqqqq", '"', "' OR 1=1 --", "a" * 5_000, "NEAR(", "*", "telur\x00", "kopi:*",
       "title : kopi", "😀", "& | !"]  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_no_text_breaks_search(text: str) -> None:
    assert isinstance(search.find(text=text), list)


def test_a_result_has_at_most_as_many_as_asked() -> None:
    assert len(search.find(text="blitar", limit=5)) == 5


def test_reading_everything_anew_changes_no_answer() -> None:
    before = found("kepitng")
    call_command("index_products", verbosity=0)
    assert found("kepitng") == before != []
