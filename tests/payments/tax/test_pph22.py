"""The arithmetic of withholding, against the worked table of its README, and the numbers sellers give."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.money import Money
from payments.tax import numbers, pph22
from payments.tax.errors import BadTaxNumber

README = Path(pph22.__file__).parent / "README.md"
TODAY = date(2026, 8, 1)
RULE = pph22.rule_on(TODAY, "IDR")
AMOUNTS = st.integers(0, 10**10)


def rp(minor: int) -> Money:
    return Money(minor, "IDR")


def worked_rows() -> list[list[str]]:
    """The rows of the README's worked table, without its head."""
    table = README.read_text().split("## Worked table")[1].split("##")[0]
    rows = [line.strip("| ").split("|") for line in table.splitlines() if re.match(r"\| \d", line)]
    return [[cell.strip() for cell in row] for row in rows]


def test_the_worked_table_of_the_readme_is_what_is_computed() -> None:
    assert RULE is not None
    rows = worked_rows()
    assert len(rows) >= 8
    turnover, sold, withheld, gone, back = 0, 0, 0, 0, 0
    for _number, what, amount, declared, expected_turnover, expected_base, expected_tax in rows:
        minor = int(amount)
        if what == "sale":
            base = pph22.taxable(RULE, before=rp(turnover), gross=rp(minor), declared=declared == "yes")
            tax = pph22.withheld(RULE, base)
            sold, withheld, gone, back = minor, tax.minor, 0, 0  # what the refunds below it are about
            turnover += minor
            assert (base.minor, tax.minor) == (int(expected_base), int(expected_tax))
        else:
            gone += minor
            tax = pph22.given_back(gross=rp(sold), withheld=rp(withheld), refunded=rp(gone), given_before=rp(back))
            back += tax.minor
            turnover -= minor
            assert -tax.minor == int(expected_tax)
        assert turnover == int(expected_turnover)


def test_the_rate_and_the_limit_are_those_of_the_dated_table() -> None:
    assert RULE is not None
    assert (RULE.basis_points, RULE.exempt) == (50, rp(500_000_000))
    assert pph22.rule_on(date(2025, 7, 14), "IDR") == RULE


@pytest.mark.parametrize(("day", "currency"), [(date(2025, 7, 13), "IDR"), (TODAY, "USD"), (TODAY, "MYR")])
def test_before_the_rule_and_in_other_currencies_there_is_none(day: date, currency: str) -> None:
    assert pph22.rule_on(day, currency) is None


def test_what_is_left_of_a_rupiah_is_not_withheld() -> None:
    assert RULE is not None
    assert [pph22.withheld(RULE, rp(minor)).minor for minor in (199, 200, 399, 400, 12_345)] == [0, 1, 1, 2, 61]


@given(st.lists(AMOUNTS, max_size=8))
def test_with_a_declaration_just_what_lies_above_the_limit_is_taxed_however_it_is_sold(sales: list[int]) -> None:
    assert RULE is not None
    before, taxed = 0, 0
    for minor in sales:
        taxed += pph22.taxable(RULE, before=rp(before), gross=rp(minor), declared=True).minor
        before += minor
    assert taxed == max(0, sum(sales) - RULE.exempt.minor)


@given(st.integers(1, 10**9), st.integers(0, 10**7), st.lists(st.integers(0, 10**9), max_size=6))
def test_any_partial_refunds_give_back_together_what_was_withheld(gross: int, tax: int, parts: list[int]) -> None:
    given_back, gone = 0, 0
    for part in [*parts, gross]:
        part = min(part, gross - gone)
        gone += part
        now = pph22.given_back(gross=rp(gross), withheld=rp(tax), refunded=rp(gone), given_before=rp(given_back))
        assert now.minor >= 0
        given_back += now.minor
    assert given_back == tax


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("3572024101009999", "3572024101009999"),  # a NIK, of a woman
        ("3505 1001 0100 9998", "3505100101009998"),
        ("01.300.066.6-091.000", "013000666091000"),  # an NPWP of 15
        ("0013000666091000", "0013000666091000"),  # of 16
    ],
)
def test_a_tax_number_is_read_as_people_write_it(typed: str, kept: str) -> None:
    assert numbers.cleaned(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "3572027201009999", "357202410100999", "01300066609100", "013000667091000", "0013000667091000",
     "9972024101009999", "3572024101000000", "3572024113009999", "²" * 16, "9" * 4500, "٣٥٧٢٠٢٤١٠١٠٠٩٩٩٩"],
)  # fmt: skip
def test_what_is_no_tax_number_is_refused(typed: str) -> None:
    with pytest.raises(BadTaxNumber):
        numbers.cleaned(typed)


def test_a_number_is_shown_by_its_ends_only() -> None:
    assert numbers.masked("3572024101009999") == "3572••••••••9999"
    assert numbers.masked("") == ""
