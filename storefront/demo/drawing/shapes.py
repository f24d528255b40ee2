"""Outlines as lists of points, in units of a thousandth of the picture. Pure arithmetic."""

from collections.abc import Sequence
from math import cos, pi, sin

Point = tuple[float, float]
Path = Sequence[Point]


def ellipse(x: float, y: float, rx: float, ry: float, turn: float = 0, n: int = 64) -> list[Point]:
    """A whole ellipse; `turn` in degrees, clockwise."""
    return arc(x, y, rx, ry, 0, 360 * (n - 1) / n, turn, n)


def arc(
    x: float, y: float, rx: float, ry: float, start: float, end: float, turn: float = 0, n: int = 32
) -> list[Point]:
    """Part of an ellipse from `start` to `end` degrees; 0 is right, 90 is down."""
    c, s = cos(turn * pi / 180), sin(turn * pi / 180)
    points = []
    for i in range(n):
        a = (start + (end - start) * i / (n - 1)) * pi / 180
        px, py = rx * cos(a), ry * sin(a)
        points.append((x + px * c - py * s, y + px * s + py * c))
    return points


def box(x0: float, y0: float, x1: float, y1: float, r: float = 0) -> list[Point]:
    """A rectangle with round corners."""
    if r <= 0:
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    corners = ((x1 - r, y0 + r, -90), (x1 - r, y1 - r, 0), (x0 + r, y1 - r, 90), (x0 + r, y0 + r, 180))
    return [p for x, y, a in corners for p in arc(x, y, r, r, a, a + 90, n=8)]


def smooth(points: Path, closed: bool = True, n: int = 10) -> list[Point]:
    """A soft curve through all points (Catmull-Rom)."""
    count = len(points)
    result: list[Point] = []
    for i in range(count if closed else count - 1):
        if closed:
            p0, p1, p2, p3 = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        else:
            p0, p1, p2, p3 = (points[min(max(i + k, 0), count - 1)] for k in (-1, 0, 1, 2))
        for step in range(n):
            t = step / n
            result.append((_spline(p0[0], p1[0], p2[0], p3[0], t), _spline(p0[1], p1[1], p2[1], p3[1], t)))
    if not closed:
        result.append(points[-1])
    return result


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def lathe(x: float, profile: Sequence[Point], rim: float = 0, foot: float = 0, n: int = 10) -> list[Point]:
    """A turned body seen from a little above: `profile` is (y, half width) from top to bottom."""
    right = smooth([(x + w, y) for y, w in profile], closed=False, n=n)
    left = [(2 * x - px, py) for px, py in reversed(right)]
    top_y, top_w = profile[0]
    low_y, low_w = profile[-1]
    bottom = arc(x, low_y, low_w, foot, 0, 180, n=24) if foot else []
    top = arc(x, top_y, top_w, rim, 180, 360, n=24) if rim else []
    return right + bottom + left + top


def leaf(x: float, y: float, length: float, width: float, turn: float = 0, bend: float = 0) -> list[Point]:
    """A pointed leaf that starts at (x, y) and grows along `turn` degrees."""
    top = [(t * length, -width * sin(pi * t**0.85) / 2 + bend * sin(pi * t)) for t in (i / 16 for i in range(17))]
    low = [(t * length, width * sin(pi * t**0.85) / 2 + bend * sin(pi * t)) for t in (i / 16 for i in range(16, -1,
        -1))]
    return moved(top + low, x, y, turn)


def star(x: float, y: float, points: int, outer: float, inner: float, turn: float = -90) -> list[Point]:
    result = []
    for i in range(points * 2):
        r = outer if i % 2 == 0 else inner
        a = (turn + 180 * i / points) * pi / 180
        result.append((x + r * cos(a), y + r * sin(a)))
    return result


def moved(points: Path, x: float = 0, y: float = 0, turn: float = 0, scale: float = 1) -> list[Point]:
    c, s = scale * cos(turn * pi / 180), scale * sin(turn * pi / 180)
    return [(x + px * c - py * s, y + px * s + py * c) for px, py in points]


def mirrored(points: Path, x: float = 500) -> list[Point]:
    return [(2 * x - px, py) for px, py in points]
