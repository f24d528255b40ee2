"""Units, prices and quantities as people type them."""

import pytest

from catalog.products.errors import InvalidPrice, InvalidQuantity, UnknownUnit
from catalog.products.prices import parse_price, parse_quantity
from catalog.products.units import UNITS, base_for, compare_price, label_for, pack_size_for, weight_for


@pytest.mark.parametrize(
    ("code", "content", "base", "size"),
    [
        ("kg", "", "g", 1000),
        ("ons", "", "g", 100),
        ("kuintal", "", "g", 100_000),
        ("l", "", "ml", 1000),
        ("buah", "", "pcs", 1),
        ("lusin", "", "pcs", 12),
        ("tray", "", "pcs", 30),
        ("bungkus", "", "pcs", 1),
        ("bungkus", "250 g", "g", 250),
        ("kemasan", "5 kg", "g", 5000),
        ("botol", "250 ml", "ml", 250),
        ("botol", "0,6 liter", "ml", 600),
        ("tray", "30 butir", "pcs", 30),
        ("renteng", "5 biji", "pcs", 5),
        ("meter", "", "pcs", 1),
    ],
)
def test_a_unit_is_counted_in_its_base(code: str, content: str, base: str, size: int) -> None:
    assert (base_for(code, content), pack_size_for(code, content)) == (base, size)


def test_every_unit_of_the_table_can_be_sold() -> None:
    assert len(UNITS) == 41
    assert all(base_for(code) in ("g", "ml", "pcs") and pack_size_for(code) >= 1 for code in UNITS)


def test_a_weight_is_known_only_where_the_unit_tells() -> None:
    assert (weight_for("ons"), weight_for("bungkus", "250 g"), weight_for("buah")) == (100, 250, None)


def test_a_pack_is_called_as_people_call_it() -> None:
    assert [label_for("kg"), label_for("bungkus", "250 g"), label_for("l")] == ["1 kg", "bungkus 250 g", "1 liter"]


def test_packs_of_different_size_compare_by_the_kilo() -> None:
    assert compare_price(base="g", pack_size=250, price_minor=5_000) == ("kg", 20_000)
    assert compare_price(base="g", pack_size=300, price_minor=1_000) == ("kg", 3_333)
    assert compare_price(base="pcs", pack_size=30, price_minor=54_000) == ("", 0)


@pytest.mark.parametrize("content", ["banyak", "250", "g", "-2 kg", "0 g", "1,5 butir", "3 ayam"])
def test_a_content_that_says_nothing_is_refused(content: str) -> None:
    with pytest.raises(UnknownUnit) as refusal:
        pack_size_for("bungkus", content)
    assert refusal.value.field == "content"


def test_an_unknown_unit_is_refused_by_its_field() -> None:
    with pytest.raises(UnknownUnit) as refusal:
        pack_size_for("gerobak")
    assert refusal.value.field == "unit"


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("25000", 25_000),
        ("25.000", 25_000),
        ("25,000", 25_000),
        ("Rp25.000", 25_000),
        ("Rp 25.000", 25_000),
        ("rp. 25.000", 25_000),
        ("IDR 25000", 25_000),
        ("25.000,-", 25_000),
        ("25.000,00", 25_000),
        ("1.250.000", 1_250_000),
        ("1.250.000,00", 1_250_000),
        ("25rb", 25_000),
        ("25 ribu", 25_000),
        ("12,5rb", 12_500),
        ("25k", 25_000),
        ("1,2jt", 1_200_000),
        ("1.5 juta", 1_500_000),
        ("1,250jt", 1_250_000),
        ("100 juta", 100_000_000),
        ("２５０００", 25_000),
    ],
)
def test_a_price_is_read_as_people_write_it(text: str, minor: int) -> None:
    assert parse_price(text) == minor


@pytest.mark.parametrize(
    "text",
    ["", "gratis", "-5000", "0", "0,5", "1.2.3", "25.00.000", "12,5555rb", "25.000,50", "100.000.001", "200jt",
     "1e9", "٢٥٠٠٠", "25 ribu jt", "Rp", ".5", "999999999999999999999999", "1,2,3rb", "25..000", "nan"],
)  # fmt: skip
def test_a_price_that_cannot_be_is_refused_by_its_field(text: str) -> None:
    with pytest.raises(InvalidPrice) as refusal:
        parse_price(text)
    assert refusal.value.field == "price" and refusal.value.status == 422


@pytest.mark.parametrize(
    ("text", "unit", "content", "base"),
    [
        ("12", "kg", "", 12_000),
        ("2,5", "kg", "", 2_500),
        ("2.5 kg", "kg", "", 2_500),
        ("500 g", "kg", "", 500),
        ("1 ton", "kg", "", 1_000_000),
        ("1.000", "buah", "", 1_000),
        ("3", "tray", "", 90),
        ("10", "bungkus", "250 g", 2_500),
        ("0", "kg", "", 0),
        ("0,001", "kg", "", 1),
        ("2,125", "kg", "", 2_125),
    ],
)
def test_a_stock_is_read_into_base_units_exactly(text: str, unit: str, content: str, base: int) -> None:
    assert parse_quantity(text, unit_code=unit, content=content) == base


@pytest.mark.parametrize(
    ("text", "unit"),
    [("", "kg"), ("-1", "kg"), ("2,5", "buah"), ("0,0001", "kg"), ("5 liter", "kg"), ("banyak", "kg"),
     ("9999999999999999999", "kg"), ("1/2", "kg"), ("inf", "kg")],
)  # fmt: skip
def test_a_stock_that_cannot_be_is_refused_by_its_field(text: str, unit: str) -> None:
    with pytest.raises(InvalidQuantity) as refusal:
        parse_quantity(text, unit_code=unit)
    assert refusal.value.field == "stock"
