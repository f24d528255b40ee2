"""Earthenware: mortars, a flower pot, a tall jar."""

from math import cos, sin
from random import Random

from storefront.demo.drawing.canvas import Pen
from storefront.demo.drawing.colours import Paint, darker, lighter
from storefront.demo.drawing.props import chilli, green_leaf, ground
from storefront.demo.drawing.shapes import arc, ellipse, lathe, leaf, moved, smooth

TERRACOTTA = "#B85C38"


def mortar(pen: Pen, paint: Paint = TERRACOTTA, filled: bool = False) -> None:
    """A wide shallow clay mortar; filled, with pestle and chilli paste."""
    ground(pen, 500, 792, 250)
    body = smooth([(172, 540), (190, 640), (280, 740), (400, 786), (500, 794), (600, 786), (720, 740), (810, 640),
        (828, 540), (500, 520)])
    pen.fill(body, darker(paint, 0.4), paint, lighter(paint, 0.28), paint, darker(paint, 0.5), angle=0, dark=0.25)
    with pen.inside(body):
        for y, w in ((640.0, 306), (668.0, 284)):
            pen.line(arc(500, y - 20, w, 74, 5, 175), 5, darker(paint, 0.4), alpha=0.55)
        _speckle(pen, paint, 23, 180, 820, 540, 800)
    rim = ellipse(500, 540, 330, 122)
    pen.fill(rim, lighter(paint, 0.3), darker(paint, 0.12), light=0.3)
    pen.fill(ellipse(500, 546, 288, 100), darker(paint, 0.5), darker(paint, 0.1), angle=70)
    with pen.inside(ellipse(500, 546, 288, 100)):
        for r in range(60, 290, 38):
            pen.line([*ellipse(500, 556, r, r * 0.36)], 3, darker(paint, 0.45), alpha=0.3)
        if filled:
            pen.fill(smooth([(300, 560), (380, 510), (520, 500), (660, 520), (700, 566), (600, 616), (440, 624),
                (340, 604)]), "#C93A24", "#8F1F14", light=0.3)
            dice = Random(24)
            for _ in range(60):
                x, y = 500 + dice.gauss(0, 90), 562 + dice.gauss(0, 26)
                pen.fill(ellipse(x, y, dice.uniform(5, 10), 4, dice.uniform(0, 180), n=10),
                    dice.choice(("#F2C75C", "#E2701E", "#FFE9B8", "#6FA03A")))
    if filled:
        chilli(pen, 330, 548, 130, -16)
        chilli(pen, 372, 586, 120, 14, "#D8402B")
        _garlic(pen, 640, 590)
    _pestle(pen, 600, 520, "#8A5A30" if filled else darker(paint, 0.2))


def _pestle(pen: Pen, x: float, y: float, paint: Paint) -> None:
    p = pen.at(x, y, 1, 34)
    stick = smooth([(-40, 30), (-46, -10), (-32, -60), (-24, -190), (-34, -270), (-20, -316), (0, -324), (20, -316),
        (34, -270), (24, -190), (32, -60), (46, -10), (40, 30), (0, 46)])
    p.blur(moved(stick, 34, 20), 18, alpha=0.34)
    p.fill(stick, darker(paint, 0.4), paint, lighter(paint, 0.4), paint, darker(paint, 0.5), angle=0, light=0.2)
    p.line([(-30, -240), (30, -240)], 6, darker(paint, 0.45), alpha=0.6)


def _garlic(pen: Pen, x: float, y: float) -> None:
    bulb = smooth([(x, y - 48), (x + 14, y - 20), (x + 44, y + 6), (x + 34, y + 36), (x, y + 42), (x - 34, y + 36),
        (x - 44, y + 6), (x - 14, y - 20)])
    pen.blur(moved(bulb, 4, 12), 8, alpha=0.4)
    pen.fill(bulb, "#FFFDF6", "#E9DFCB", light=0.3, dark=0.3)
    for dx in (-18, 0, 18):
        pen.line(smooth([(x, y - 30), (x + dx, y), (x + dx * 0.9, y + 38)], closed=False), 2.5, "#B89AA8", alpha=0.6)


def flower_pot(pen: Pen, paint: Paint = TERRACOTTA) -> None:
    """A pot with a painted band and a blooming plant."""
    ground(pen, 500, 846, 190)
    for x, y, turn, size in ((500, 470.0, -90, 220), (470, 480, -122, 220), (530, 480, -58, 220), (440, 490, -150, 200),
        (560, 490, -30, 200), (480, 480, -106, 260), (520, 480, -74, 260)):
        green_leaf(pen, x, y, size, turn, "#3E8E41", 0.36)
    for x, y in ((388, 300.0), (500, 212.0), (612, 292), (446, 372), (570, 386)):
        for k in range(5):
            pen.fill(leaf(x, y, 52, 44, k * 72 - 90), "#F6A6B8", "#D8506E", light=0.35)
        pen.dot(x, y, 13, "#F6D34E", "#D9A01E")
    body = lathe(500, [(548, 196), (640, 206), (740, 172), (840, 122)], rim=30, foot=22)
    pen.fill(body, darker(paint, 0.45), paint, lighter(paint, 0.32), paint, darker(paint, 0.5), angle=0, dark=0.2)
    with pen.inside(body):
        pen.line(arc(500, 610, 212, 36, 180, 0), 62, "#F3E0B8")
        pen.line(arc(500, 640, 214, 38, 0, 180), 66, "#F3E0B8", alpha=0.95)
        for i in range(11):
            x = 292 + i * 42
            y = 640 + 36 * (1 - ((x - 500) / 214) ** 2)
            pen.fill(leaf(x, y, 40, 22, -45), "#7A2E18")
            pen.fill(leaf(x, y, 40, 22, 135), "#7A2E18")
            pen.dot(x + 20, y, 5, "#243B7A")
        _speckle(pen, paint, 25, 290, 710, 700, 850)
    top = lathe(500, [(484, 222), (500, 226), (548, 222), (560, 214)], rim=40, foot=38)
    pen.fill(top, darker(paint, 0.4), paint, lighter(paint, 0.36), paint, darker(paint, 0.45), angle=0, dark=0.15)
    pen.fill(ellipse(500, 486, 222, 40), lighter(paint, 0.2), darker(paint, 0.2))
    pen.fill(ellipse(500, 488, 198, 32), "#3A2416", "#5A3A22")
    for x, y, turn, size in ((450, 500, -160, 150), (550, 500, -20, 150), (500, 505, -100, 120)):
        green_leaf(pen, x, y, size, turn, "#57A347", 0.4)


def tall_jar(pen: Pen, paint: Paint = "#A44E2C") -> None:
    """A big jar with carved bands and ears."""
    ground(pen, 500, 858, 160)
    for flip in (False, True):
        q = pen.at(500, 0, flip=flip).at(-500, 0)
        q.line(smooth([(574, 268), (668, 262), (704, 330), (672, 400)], closed=False), 30, darker(paint, 0.5),
            lighter(paint, 0.1), angle=0, light=0.2)
    body = lathe(500, [(176, 112), (206, 84), (262, 74), (320, 120), (420, 216), (520, 236), (640, 196), (760, 128),
        (830, 112), (852, 126)], rim=26, foot=20)
    pen.fill(body, darker(paint, 0.55), paint, lighter(paint, 0.38), lighter(paint, 0.1), paint, darker(paint, 0.6),
        angle=0, dark=0.22)
    with pen.inside(body):
        for y, w in ((352.0, 172), (590.0, 220), (764.0, 128)):
            pen.line(arc(500, y, w, w * 0.17, 0, 180), 8, lighter(paint, 0.55), alpha=0.85)
            pen.line(arc(500, y + 13, w, w * 0.17, 0, 180), 5, darker(paint, 0.55), alpha=0.6)
        for i in range(-4, 5):
            a = i * 0.36
            x, y = 500 + 228 * sin(a), 470 + 38 * cos(a)
            wide = max(cos(a), 0.2)
            for k in range(4):
                pen.fill([(x + (px - x) * wide, py) for px, py in leaf(x, y, 54, 28, 45 + k * 90)],
                    lighter(paint, 0.5), lighter(paint, 0.16), alpha=0.9, dark=0.3)
            pen.dot(x, y, 7, darker(paint, 0.5))
        for i in range(-5, 6):
            x = 500 + 196 * sin(i * 0.3)
            pen.fill(leaf(x, 612 + 34 * cos(i * 0.3), 96, 40 * max(cos(i * 0.3), 0.2), 90), darker(paint, 0.25),
                lighter(paint, 0.3), alpha=0.8, dark=0.2)
        _speckle(pen, paint, 26, 270, 730, 180, 860)
        pen.blur(ellipse(410, 440, 30, 120), 24, "#FFFFFF", 0.4)
    pen.fill(ellipse(500, 176, 114, 27), lighter(paint, 0.35), darker(paint, 0.1), light=0.3)
    pen.fill(ellipse(500, 179, 90, 19), darker(paint, 0.75), darker(paint, 0.45))


def _speckle(pen: Pen, paint: Paint, seed: int, x0: int, x1: int, y0: int, y1: int) -> None:
    dice = Random(seed)
    for _ in range(60):
        tone = darker(paint, 0.45) if dice.random() < 0.6 else lighter(paint, 0.5)
        pen.dot(dice.uniform(x0, x1), dice.uniform(y0, y1), dice.uniform(1.2, 3), tone, alpha=0.4)

