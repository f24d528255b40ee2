"""Money is whole minor units of one currency, and shares always sum to the whole."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.money import CurrencyMismatch, Money, total

IDR, USD = "IDR", "USD"  # none and two decimals: both are whole numbers of the smallest unit
weights = st.lists(st.integers(0, 10_000), min_size=1, max_size=12)


def minors(parts: tuple[Money, ...]) -> list[int]:
    return [part.minor for part in parts]


def test_a_remainder_of_one_rupiah_goes_to_the_first_of_equals() -> None:
    assert minors(Money(100, IDR).split([1, 1, 1])) == [34, 33, 33]


def test_a_remainder_goes_to_the_largest_fraction_before_the_first() -> None:
    assert minors(Money(100, IDR).split([10, 45, 45])) == [10, 45, 45]
    assert minors(Money(101, IDR).split([10, 45, 46])) == [10, 45, 46]
    assert minors(Money(10, IDR).split([1, 2, 4])) == [1, 3, 6]  # 1.43, 2.86, 5.71


def test_cents_are_shared_to_the_cent() -> None:
    assert minors(Money(10_00, USD).split([1, 1, 1])) == [334, 333, 333]
    assert minors(Money(1, USD).split([1, 1])) == [1, 0]


def test_weights_of_nothing_share_equally() -> None:
    assert minors(Money(5, IDR).split([0, 0])) == [3, 2]


def test_a_weight_of_zero_gets_nothing() -> None:
    assert minors(Money(7, IDR).split([0, 3, 0, 3])) == [0, 4, 0, 3]


def test_a_debt_is_shared_as_its_amount_is() -> None:
    assert minors(Money(-100, IDR).split([1, 1, 1])) == [-34, -33, -33]


@pytest.mark.parametrize("bad", [[], [-1, 2]])
def test_shares_need_weights_that_are_not_negative(bad: list[int]) -> None:
    with pytest.raises(ValueError):
        Money(100, IDR).split(bad)


@settings(deadline=None)  # a busy machine is no failure
@given(minor=st.integers(-(10**14), 10**14), weights=weights, currency=st.sampled_from([IDR, USD]))
def test_parts_sum_to_the_whole_and_stay_within_one_unit_of_their_share(
    minor: int, weights: list[int], currency: str
) -> None:
    parts = Money(minor, currency).split(weights)
    assert total(parts, currency) == Money(minor, currency)
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        exact = Fraction(minor * weight, whole) if whole else Fraction(minor, len(weights))
        assert abs(part.minor - exact) < 1
        assert part.currency == currency


@settings(deadline=None)  # a busy machine is no failure
@given(minor=st.integers(0, 10**12), weights=weights)
def test_the_same_split_gives_the_same_parts(minor: int, weights: list[int]) -> None:
    assert Money(minor, IDR).split(weights) == Money(minor, IDR).split(weights)


@pytest.mark.parametrize(
    ("minor", "basis_points", "share"),
    [
        (80_000, 500, 4_000),
        (12_345, 500, 617),  # 617.25
        (12_350, 500, 618),  # 617.5: half goes up
        (12_349, 500, 617),  # 617.45
        (1, 500, 0),
        (10, 500, 1),  # 0.5
        (99_999, 0, 0),
        (99_999, 10_000, 99_999),
    ],
)
def test_a_share_is_rounded_to_the_nearest_unit(minor: int, basis_points: int, share: int) -> None:
    assert Money(minor, IDR).share(basis_points) == Money(share, IDR)


@settings(deadline=None)  # a busy machine is no failure
@given(minor=st.integers(0, 10**12), basis_points=st.integers(0, 10_000))
def test_a_share_and_its_rest_make_the_whole(minor: int, basis_points: int) -> None:
    amount = Money(minor, USD)
    share = amount.share(basis_points)
    assert 0 <= share.minor <= minor
    assert abs(share.minor - Fraction(minor * basis_points, 10_000)) <= Fraction(1, 2)


def test_two_currencies_do_not_add_up() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, IDR) + Money(1, USD)
    with pytest.raises(CurrencyMismatch):
        Money(1, IDR) - Money(1, USD)
    with pytest.raises(CurrencyMismatch):
        total([Money(1, IDR), Money(1, USD)], IDR)


@pytest.mark.parametrize("bad", [1.5, "1", True, None])
def test_only_whole_units_are_money(bad: object) -> None:
    with pytest.raises(TypeError):
        Money(bad, IDR)  # type: ignore[arg-type]  # what is tested


def test_money_times_a_fraction_is_refused() -> None:
    with pytest.raises(TypeError):
        Money(100, IDR) * 0.5  # type: ignore[operator]  # what is tested


def test_sums_and_truth() -> None:
    assert Money(3, IDR) * 4 - Money(2, IDR) + Money(1, IDR) == Money(11, IDR)
    assert total([], USD) == Money(0, USD)
    assert not Money(0, IDR)
    assert Money(-1, IDR)
