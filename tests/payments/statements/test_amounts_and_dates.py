"""One cell, read in one way or not at all."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.statements import amounts
from payments.statements.amounts import NotAnAmount, TooFine, Way
from sellers.kit.sheets import dates
from sellers.kit.sheets.dates import NotADay, Order

UPTO = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "decimal", "signed", "way"),
    [
        ("1.234.567,00", ",", "1234567", None),
        ("1,234,567.00", ".", "1234567", None),
        ("1.234.567", ",", "1234567", None),
        ("25000", ",", "25000", None),
        ("(1.000)", ",", "-1000", Way.OUT),
        ("1.000-", ",", "-1000", Way.OUT),
        ("-1.000", ",", "-1000", Way.OUT),
        ("−1.000", ",", "-1000", Way.OUT),
        ("+5.000", ",", "5000", Way.IN),
        ("25,123.00 CR", ".", "25123", Way.IN),
        ("25,123.00CR", ".", "25123", Way.IN),
        ("1.000 DB", ",", "-1000", Way.OUT),
        ("1.000 (K)", ",", "1000", Way.IN),
        ("CR 5,000", ".", "5000", Way.IN),
        ("Rp1.000,-", ",", "1000", None),
        ("Rp -1.000", ",", "-1000", Way.OUT),
        ("IDR 1 234 567,50", ",", "1234567.50", None),
        ("1'234.50", ".", "1234.50", None),
        ("'85.217", ",", "85217", None),
        (".50", ".", "0.50", None),
    ],
)
def test_an_amount_is_read_as_banks_write_it(text: str, decimal: str, signed: str, way: Way | None) -> None:
    found = amounts.read(text, decimal=decimal)
    assert found is not None
    assert (found.signed, found.way) == (Decimal(signed), way)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "0", "0,00", ".00"])
def test_an_empty_cell_and_a_zero_are_no_money(text: str) -> None:
    assert amounts.read(text, decimal="." if "." in text else ",") is None


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("25.000", "."),  # thousands, or three decimals? never one for the other
        ("25,000", ","),
        ("25.00", ","),
        ("1.2.3", ","),
        ("12.00.0", ","),
        ("1.234,567.00", "."),
        ("1234.567", ","),
        ("abc", ","),
        ("(1.000) CR", ","),
        ("-1.000 CR", ","),
        ("9" * 41, ","),
        ("1440012345678", ","),  # the number of an account
        ("=SUM(A1:A9)", ","),
        ("1e5", "."),
    ],
)
def test_what_could_be_read_in_another_way_is_refused(text: str, decimal: str) -> None:
    with pytest.raises(NotAnAmount):
        amounts.read(text, decimal=decimal)


@given(st.integers(1, 10**11), st.sampled_from([(".", ","), (",", ".")]), st.sampled_from(["", "00"]))
def test_a_wrong_choice_of_mark_never_makes_another_amount(minor: int, marks: tuple[str, str], cents: str) -> None:
    thousands, decimal = marks
    text = f"{minor:,}".replace(",", thousands) + (f"{decimal}{cents}" if cents else "")
    right = amounts.read(text, decimal=decimal)
    assert right is not None and right.value == minor
    try:
        wrong = amounts.read(text, decimal=thousands)
    except NotAnAmount:
        return
    assert wrong is not None and wrong.value == minor


def test_sen_are_refused_for_rupiah_and_kept_for_dollars() -> None:
    amount = amounts.read("12,34", decimal=",")
    assert amount is not None
    assert amounts.to_minor(amount.value, digits=2) == 1234
    with pytest.raises(TooFine):
        amounts.to_minor(amount.value, digits=0)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("22/11/2026", "dmy", date(2026, 11, 22)),
        ("11/22/2026", "mdy", date(2026, 11, 22)),
        ("02/11/2026", "dmy", date(2026, 11, 2)),
        ("02/11/2026", "mdy", date(2026, 2, 11)),
        ("22-11-26", "dmy", date(2026, 11, 22)),
        ("2026-11-22T13:05:00Z", "dmy", date(2026, 11, 22)),
        ("22/11/2026 13.05.22", "dmy", date(2026, 11, 22)),
        ("22 Nopember 2026", "dmy", date(2026, 11, 22)),
        ("22-Nov-26", "dmy", date(2026, 11, 22)),
        ("1 Mei 2026", "dmy", date(2026, 5, 1)),
        ("17 Agustus 2026", "dmy", date(2026, 8, 17)),
        ("05 Des 2025", "dmy", date(2025, 12, 5)),
        ("Minggu, 22 Nov 2026, 13:05 WIB", "dmy", date(2026, 11, 22)),
        ("20261122", "ymd", date(2026, 11, 22)),
        ("221126", "dmy", date(2026, 11, 22)),
        ("46348", "dmy", date(2026, 11, 22)),
        (Decimal(46348), "dmy", date(2026, 11, 22)),
        ("'22/11", "dmy", date(2026, 11, 22)),
        ("22/12", "dmy", date(2025, 12, 22)),  # December is not over: the last one
        ("29/02", "dmy", date(2024, 2, 29)),
        ("22 Nov", "dmy", date(2026, 11, 22)),
    ],
)
def test_a_day_is_read_as_banks_write_it(text: str | Decimal, order: str, day: date) -> None:
    assert dates.read(text, order=Order(order), upto=UPTO) == day


@pytest.mark.parametrize(
    "text", ["", "PEND", "13/13/2026", "31/02/2026", "22/11/1026", "1/2/3/4", "x" * 60, "9" * 4500]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(NotADay):
        dates.read(text, order=Order.DMY, upto=UPTO)


def test_a_day_is_never_turned_round_to_make_sense() -> None:
    with pytest.raises(NotADay):
        dates.read("11/22/2026", order=Order.DMY, upto=UPTO)
