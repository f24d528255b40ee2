"""Our units and Stripe's, as a table; the list of currencies is Stripe's own (docs.stripe.com/currencies)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.money import Money
from payments.providers.stripe.amounts import (
    DoesNotDivide,
    from_stripe,
    from_stripe_rounded_up,
    is_payable,
    to_stripe,
)

TABLE = [
    (Money(25_000, "IDR"), 2_500_000),  # Rp25.000: no decimals here, two there
    (Money(1, "IDR"), 100),
    (Money(12_50, "USD"), 1_250),
    (Money(12_50, "MYR"), 1_250),
    (Money(500, "JPY"), 500),
    (Money(50_000, "KRW"), 50_000),
    (Money(250_000, "VND"), 250_000),
    (Money(5_120, "KWD"), 5_120),  # 5.120 dinar
    (Money(7, "ISK"), 700),  # no decimals any more, written with two
    (Money(7, "UGX"), 700),
    (Money(12_50, "HUF"), 1_250),  # charges have two; only payouts have none
    (Money(-25_000, "IDR"), -2_500_000),
    (Money(0, "IDR"), 0),
]


@pytest.mark.parametrize(("ours", "theirs"), TABLE)
def test_the_table_holds_both_ways(ours: Money, theirs: int) -> None:
    assert to_stripe(ours) == theirs
    assert from_stripe(theirs, ours.currency.lower()) == ours


def test_rupiah_are_a_hundred_times_as_many_there() -> None:
    assert to_stripe(Money(87_500, "IDR")) == 87_500 * 100


@pytest.mark.parametrize(("theirs", "currency"), [(2_500_050, "idr"), (1, "idr"), (750, "isk")])
def test_part_of_our_unit_is_refused(theirs: int, currency: str) -> None:
    with pytest.raises(DoesNotDivide):
        from_stripe(theirs, currency)


def test_three_decimals_that_do_not_end_in_zero_are_refused() -> None:
    with pytest.raises(DoesNotDivide):
        to_stripe(Money(5_124, "KWD"))


@pytest.mark.parametrize(("theirs", "ours"), [(289_000, 2_890), (34_003, 341), (1, 1), (0, 0)])
def test_what_stripe_worked_out_itself_is_rounded_up_to_our_unit(theirs: int, ours: int) -> None:
    assert from_stripe_rounded_up(theirs, "idr") == Money(ours, "IDR")


def test_rounding_leaves_whole_amounts_alone() -> None:
    assert from_stripe_rounded_up(1_250, "usd") == Money(12_50, "USD")


@pytest.mark.parametrize(
    ("amount", "payable"),
    [
        (Money(10_000, "IDR"), True),
        (Money(9_999, "IDR"), False),
        (Money(9_999_999_999, "IDR"), True),  # twelve digits there
        (Money(10_000_000_000, "IDR"), False),
        (Money(99_999_999, "USD"), True),
        (Money(100_000_000, "USD"), False),
        (Money(50, "JPY"), True),
        (Money(49, "JPY"), False),
        (Money(5_124, "KWD"), False),
        (Money(0, "USD"), False),
        (Money(-100, "USD"), False),
    ],
)
def test_what_can_be_charged(amount: Money, payable: bool) -> None:
    assert is_payable(amount) is payable


@given(st.integers(-(10**12), 10**12), st.sampled_from(["IDR", "USD", "JPY", "ISK", "MYR"]))
def test_no_amount_is_lost_on_the_way(minor: int, currency: str) -> None:
    assert from_stripe(to_stripe(Money(minor, currency)), currency) == Money(minor, currency)
