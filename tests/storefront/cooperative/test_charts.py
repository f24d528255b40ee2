"""The shapes of charts, as numbers."""

import pytest

from storefront.cooperative import charts


def test_bars_stand_on_the_floor_and_reach_their_share() -> None:
    chart = charts.bar_chart([("Sen", 50), ("Sel", 100), ("Rab", 0)])
    assert chart.top == 100
    assert [(bar.y, bar.height) for bar in chart.bars] == [(80.0, 80.0), (0.0, 160.0), (160.0, 0.0)]
    assert chart.bars[-1].x + chart.bars[-1].width <= charts.WIDTH


def test_the_period_before_is_drawn_to_the_same_measure() -> None:
    chart = charts.bar_chart([("Sen", 50), ("Sel", 50)], before=[100, 0])
    assert (chart.top, chart.before) == (100, "180,0 540,160")


def test_nothing_sold_is_flat() -> None:
    assert charts.bar_chart([]).bars == ()
    flat = charts.bar_chart([("Sen", 0)], before=[0])
    assert (flat.top, flat.before, flat.bars[0].height) == (0, "", 0.0)


@pytest.mark.parametrize(
    ("value", "top"),
    [(1, 1), (7, 8), (99, 100), (2_230_000, 2_500_000), (1_000_001, 1_500_000), (5_100_000, 6_000_000)],
)
def test_the_upper_line_is_a_round_number_close_above(value: int, top: int) -> None:
    assert charts.bar_chart([("Sen", value)]).top == top


def test_a_tiny_line_spans_its_room() -> None:
    assert charts.tiny_line([0, 10]) == "0,30 120,2"
    assert charts.tiny_line([5]) == ""
    assert charts.tiny_line([0, 0]) == "0,30 120,30"


def test_lying_bars_are_percent_of_the_longest_and_never_vanish() -> None:
    assert charts.shares([200, 100, 1, 0]) == (100, 50, 1, 0)
    assert charts.shares([]) == charts.shares([0])[:0]
