"""The shapes of a chart drawn on the server. Pure: numbers in, coordinates out; the template writes the SVG.

Charts carry no text: they stretch to the width they are given, and words would stretch with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT, WIDTH = 160, 720
GAP = 0.25  # of a bar's room
LINE_HEIGHT, LINE_WIDTH = 32, 120
_TENTHS = (10, 15, 20, 25, 30, 40, 50, 60, 80, 100)
LINE_MARGIN = 2  # so that the stroke of the highest point is not cut


@dataclass(frozen=True)
class Bar:
    """One bar; y counts from the top."""

    x: float
    y: float
    width: float
    height: float
    title: str


@dataclass(frozen=True)
class BarChart:
    width: int
    height: int
    bars: tuple[Bar, ...]
    before: str  # the points of the line that shows the period before; "" when there is none
    top: int  # the value of the upper line


def bar_chart(values: Sequence[tuple[str, int]], *, before: Sequence[int] = ()) -> BarChart:
    """`values` are (title, value ≥ 0) from left to right; `before` has as many, of the period before."""
    if not values:
        return BarChart(WIDTH, HEIGHT, (), "", 0)
    top = _round_up(max(*(value for _title, value in values), *before, 0))
    room = WIDTH / len(values)
    drawn = []
    for index, (title, value) in enumerate(values):
        height = _scaled(value, top, HEIGHT)
        drawn.append(
            Bar(
                x=round(index * room + room * GAP / 2, 1),
                y=round(HEIGHT - height, 1),
                width=round(room * (1 - GAP), 1),
                height=height,
                title=title,
            )
        )
    line = [(round((n + 0.5) * room, 1), round(HEIGHT - _scaled(v, top, HEIGHT), 1)) for n, v in enumerate(before)]
    return BarChart(WIDTH, HEIGHT, tuple(drawn), _points(line) if any(before) else "", top)


def tiny_line(values: Sequence[int]) -> str:
    """The points of a line over LINE_WIDTH × LINE_HEIGHT; "" for fewer than two values."""
    if len(values) < 2:
        return ""
    top, room = max(values), LINE_WIDTH / (len(values) - 1)
    tall = LINE_HEIGHT - 2 * LINE_MARGIN
    return _points(
        [
            (round(n * room, 1), round(LINE_HEIGHT - LINE_MARGIN - _scaled(v, top, tall), 1))
            for n, v in enumerate(values)
        ]
    )


def shares(values: Sequence[int]) -> tuple[int, ...]:
    """Each value in whole percent of the largest, at least 1 for what is not nothing: lengths of lying bars."""
    top = max(values, default=0)
    return tuple(max(1, round(100 * value / top)) if value and top else 0 for value in values)


def _scaled(value: int, top: int, tall: int) -> float:
    return round(tall * value / top, 1) if top else 0.0


def _points(line: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in line)


def _round_up(value: int) -> int:
    """To a number people read easily, and not far above: 1, 1.5, 2, 2.5, 3, 4 … and zeros."""
    if value <= 0:
        return 0
    zeros: int = 10 ** (len(str(value)) - 1)
    return next(top for step in _TENTHS if (top := step * zeros // 10) >= value)
