"""The shapes of a chart drawn on the server. Pure: numbers in, coordinates out; the template writes the SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT, WIDTH = 160, 720
GAP = 0.25  # of a bar's room


@dataclass(frozen=True)
class Bar:
    """One bar; y counts from the top. `label` is set where there is room for one under it."""

    x: float
    y: float
    width: float
    height: float
    value: int
    title: str
    label: str


@dataclass(frozen=True)
class BarChart:
    width: int
    height: int
    bars: tuple[Bar, ...]
    top: int  # the value of the upper line


def bars(values: Sequence[tuple[str, str, int]], *, most_labels: int = 8) -> BarChart:
    """`values` are (title, label, value ≥ 0) from left to right; an empty or all-zero chart has flat bars."""
    if not values:
        return BarChart(WIDTH, HEIGHT, (), 0)
    top = _round_up(max(value for _title, _label, value in values))
    room = WIDTH / len(values)
    every = max(1, -(-len(values) // most_labels))
    drawn = []
    for index, (title, label, value) in enumerate(values):
        height = round(HEIGHT * value / top, 1) if top else 0.0
        last_first = (len(values) - 1 - index) % every == 0
        drawn.append(
            Bar(
                x=round(index * room + room * GAP / 2, 1),
                y=round(HEIGHT - height, 1),
                width=round(room * (1 - GAP), 1),
                height=height,
                value=value,
                title=title,
                label=label if last_first else "",
            )
        )
    return BarChart(WIDTH, HEIGHT, tuple(drawn), top)


def shares(values: Sequence[int]) -> tuple[int, ...]:
    """Each value in whole percent of the largest, at least 1 for what is not nothing: lengths of lying bars."""
    top = max(values, default=0)
    return tuple(max(1, round(100 * value / top)) if value and top else 0 for value in values)


def _round_up(value: int) -> int:
    """To a number people read easily: 1, 2 or 5 and zeros."""
    if value <= 0:
        return 0
    zeros = 10 ** (len(str(value)) - 1)
    return next(step * zeros for step in (1, 2, 5, 10) if step * zeros >= value)
