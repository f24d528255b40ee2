"""The rules of the merge alone, and what is read as a price."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.money import Money
from storefront.engine.saleor.merging import Compared, compare
from storefront.engine.saleor.reading_products import _grams, _price

values = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2), min_size=3, max_size=3)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        (1, 1, 1, Compared()),
        (1, 1, 2, Compared(take={"x": 2})),
        (1, 2, 1, Compared()),
        (1, 2, 2, Compared()),
        (1, 2, 3, Compared(disputed={"x": (2, 3)})),
    ],
)
def test_one_field(base: int, ours: int, theirs: int, expected: Compared) -> None:
    assert compare({"x": base}, {"x": ours}, {"x": theirs}) == expected


def test_what_was_never_agreed_on_is_ours() -> None:
    assert compare({}, {"x": 1}, {"x": 2}) == Compared()


@given(base=values, ours=values, theirs=values)
def test_no_change_of_ours_is_ever_lost_and_every_change_of_theirs_is_taken_or_said(
    base: dict[str, int], ours: dict[str, int], theirs: dict[str, int]
) -> None:
    found = compare(base, ours, theirs)
    after = {**ours, **found.take}
    for name in "abc":
        if ours[name] != base[name]:
            assert after[name] == ours[name]
        if theirs[name] != base[name]:
            assert after[name] == theirs[name] or name in found.disputed
    assert compare(theirs, after, theirs) == Compared()  # agreed on what is there, nothing is left to merge


@pytest.mark.parametrize(
    ("amount", "currency", "channel", "expected"),
    [
        (Decimal("25000.0"), "IDR", "IDR", Money(25_000, "IDR")),
        (Decimal("25000.5"), "IDR", "IDR", None),
        (Decimal("25000.0"), "USD", "IDR", None),
        (Decimal("12.5"), "MYR", "MYR", Money(1_250, "MYR")),
        (Decimal("12.505"), "MYR", "MYR", None),
        (Decimal("0.0"), "IDR", "IDR", None),
    ],
)
def test_only_whole_amounts_of_the_channels_currency_are_prices(
    amount: Decimal, currency: str, channel: str, expected: Money | None
) -> None:
    assert _price({"amount": amount, "currency": currency}, channel) == expected


def test_weights_are_whole_grams_whatever_the_unit() -> None:
    assert _grams({"unit": "KG", "value": Decimal("0.26")}) == 260
    assert _grams({"unit": "G", "value": 260}) == 260
    assert _grams({"unit": "KG", "value": Decimal("0.3")}) == 300
    assert _grams(None) is None
