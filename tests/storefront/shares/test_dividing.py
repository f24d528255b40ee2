"""Dividing a period and a year: parts sum to the unit, whatever is divided, in any currency."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.money import Money
from storefront.terms.shares.dividing import NobodyContributed, VersionIncome, divide
from storefront.terms.shares.surplus import (
    COMMON,
    POTS,
    MemberFigures,
    PotEmpty,
    divide_surplus,
    is_whole,
    pots_of,
)

currencies = st.sampled_from(["IDR", "USD"])
minors = st.integers(-5_000_000, 50_000_000)


@st.composite
def periods(draw: st.DrawFn) -> tuple[list[VersionIncome], Money, Money]:
    currency = draw(currencies)
    versions = [
        VersionIncome(
            key=key,
            income=Money(draw(minors), currency),
            reserve_basis_points=draw(st.integers(0, 10_000)),
            measures=tuple(enumerate(draw(st.lists(st.integers(1, 90_000), min_size=1, max_size=9)))),
            sold=draw(st.booleans()),
        )
        for key in range(draw(st.integers(1, 4)))
    ]
    return versions, Money(draw(st.integers(0, 9_000_000)), currency), Money(-draw(st.integers(0, 900_000)), currency)


@given(periods())
def test_what_came_in_is_what_was_spent_kept_divided_or_carried(
    period: tuple[list[VersionIncome], Money, Money],
) -> None:
    versions, costs, carried = period
    made = divide(versions=versions, costs=costs, carried=carried)
    assert made.income + made.carried == made.costs + made.reserve + made.divided + made.left
    assert made.left.minor <= 0 <= made.reserve.minor
    assert all(part.amount.minor >= 0 for part in made.parts)
    assert not (made.left and made.parts)


@given(periods())
def test_no_part_is_off_its_share_by_a_whole_unit(period: tuple[list[VersionIncome], Money, Money]) -> None:
    versions, costs, carried = period
    made = divide(versions=versions, costs=costs, carried=carried)
    for version in versions:
        own = [part for part in made.parts if part.key == version.key]
        whole, weight = sum(part.amount.minor for part in own), sum(part.measure for part in own)
        assert all(abs(part.amount.minor * weight - whole * part.measure) < weight for part in own)


def version(minor: int, *, key: int = 1, reserve: int = 0, sold: bool = True, **measures: int) -> VersionIncome:
    people = tuple((int(person.removeprefix("p")), measure) for person, measure in measures.items())
    return VersionIncome(key, Money(minor, "USD"), reserve, people, sold)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def test_a_loss_of_one_version_is_borne_by_the_others() -> None:
    versions = [version(-3_00, key=1, p1=1), version(10_00, key=2, p1=1, p2=1)]
    made = divide(versions=versions, costs=usd(0), carried=usd(0))
    assert [(part.key, part.amount.minor) for part in made.parts] == [(2, 350), (2, 350)]


def test_what_a_version_that_sold_nothing_got_back_goes_to_those_that_sold() -> None:
    versions = [version(1_00, key=1, sold=False), version(10_00, key=2, p1=1)]
    made = divide(versions=versions, costs=usd(0), carried=usd(0))
    assert [(part.key, part.amount.minor) for part in made.parts] == [(2, 1100)]


def test_a_period_that_lost_money_divides_nothing_and_carries_it() -> None:
    made = divide(versions=[version(2_00, p1=1)], costs=usd(5_00), carried=usd(-1_00))
    assert (made.left, made.parts, made.reserve) == (usd(-4_00), (), usd(0))


def test_money_that_nobody_worked_for_is_told_not_divided() -> None:
    with pytest.raises(NobodyContributed) as told:
        divide(versions=[version(2_00, key=7)], costs=usd(0), carried=usd(0))
    assert told.value.key == 7


def test_all_of_it_may_go_to_the_reserve() -> None:
    made = divide(versions=[version(2_01, reserve=10_000)], costs=usd(0), carried=usd(0))
    assert (made.reserve, made.parts) == (usd(2_01), ())


def test_costs_are_never_negative_and_only_a_loss_is_carried() -> None:
    for costs, carried in ((usd(-1), usd(0)), (usd(0), usd(1))):
        with pytest.raises(ValueError, match="carried"):
            divide(versions=[version(100, p1=1)], costs=costs, carried=carried)


def test_a_members_surplus_is_as_the_law_divides_it() -> None:
    """Facts 9: 1.500.000 of 30.000.000 of JUA 6.000.000, and 500.000 of 20.000.000 of JMA 4.000.000: Rp400.000."""
    members = [MemberFigures(1, 1_500_000, 500_000), MemberFigures(2, 28_500_000, 19_500_000)]
    made = divide_surplus(surplus=Money(25_000_000, "IDR"), division=COMMON, members=members)
    assert (made.pots["transactions"].minor, made.pots["savings"].minor) == (6_000_000, 4_000_000)
    first = made.members[0]
    assert (first.for_transactions.minor, first.for_savings.minor, first.amount.minor) == (300_000, 100_000, 400_000)
    assert made.remainder.minor == 0


@given(
    currencies, st.integers(0, 10**12), st.lists(st.integers(0, 9), min_size=len(POTS), max_size=len(POTS)),
    st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=12),
)  # fmt: skip
def test_pots_and_parts_of_a_year_sum_to_the_surplus(
    currency: str, surplus: int, weights: list[int], figures: list[tuple[int, int]]
) -> None:
    points = [part.minor for part in Money(10_000, "IDR").split(weights)]
    division = dict(zip(POTS, points, strict=True))
    members = [MemberFigures(person, *one) for person, one in enumerate([*figures, (1, 1)])]
    made = divide_surplus(surplus=Money(surplus, currency), division=division, members=members)
    assert sum(pot.minor for pot in made.pots.values()) == surplus
    of_members = made.pots["transactions"] + made.pots["savings"]
    assert sum(member.amount.minor for member in made.members) + made.remainder.minor == of_members.minor
    assert 0 <= made.remainder.minor < 2 * len(members)  # each was rounded down twice
    assert made.reserve == made.pots["reserve"] + made.remainder


@pytest.mark.parametrize("division", [{"reserve": 9_999}, {"reserve": 10_001}, {"reserve": 11_000, "board": -1_000},
                                      {"reserve": 5_000, "kas": 5_000}])  # fmt: skip
def test_a_division_that_is_not_whole_is_refused(division: dict[str, int]) -> None:
    assert not is_whole(division)
    with pytest.raises(ValueError, match="10000"):
        pots_of(Money(1, "IDR"), division)


def test_a_pot_for_members_without_any_figures_is_told() -> None:
    with pytest.raises(PotEmpty) as told:
        divide_surplus(surplus=Money(100, "IDR"), division=COMMON, members=[MemberFigures(1, 5, 0)])
    assert told.value.pot == "savings"
