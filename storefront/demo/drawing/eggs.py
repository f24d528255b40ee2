"""Eggs: by the kilo, by the tray, and cracked."""

from random import Random

from storefront.demo.drawing.canvas import Pen
from storefront.demo.drawing.colours import Paint, darker, lighter, mix
from storefront.demo.drawing.props import bowl_back, bowl_front, ground, weave
from storefront.demo.drawing.shapes import arc, ellipse, moved, smooth


def egg(pen: Pen, x: float, y: float, r: float, turn: float = 0, paint: Paint = "#D99A63") -> None:
    p = pen.at(x, y, r / 100, turn)
    shell = smooth([(0, -132), (56, -104), (90, -28), (88, 40), (56, 90), (0, 106), (-56, 90), (-88, 40), (-90, -28),
        (-56, -104)])
    p.blur(moved(shell, 8, 26), 14, alpha=0.34)
    p.fill(shell, lighter(paint, 0.42), paint, darker(paint, 0.24), angle=65, light=0.35, dark=0.35)
    p.blur(ellipse(-32, -48, 22, 38, 20), 12, "#FFFFFF", 0.6)
    dice = Random(int(x * 7 + y))
    for _ in range(12):
        p.dot(dice.uniform(-60, 60), dice.uniform(-80, 70), dice.uniform(1, 2.6), darker(paint, 0.35), alpha=0.45)


def egg_basket(pen: Pen) -> None:
    """Brown eggs on straw in a basket."""
    ground(pen, 500, 836, 250)
    dice = Random(30)
    pen.fill(ellipse(500, 566, 270, 70), "#6B4A1C")
    for row, count in ((0, 5), (1, 4), (2, 3), (3, 1)):
        for i in range(count):
            tone = mix("#D99A63", "#F0C79A", dice.random())
            egg(pen, 500 + (i - count / 2 + 0.5) * 108 + dice.uniform(-5, 5), 520 - row * 84 + dice.uniform(-6, 6),
                72, dice.uniform(-28, 28), tone)
    for _ in range(60):
        x, y = dice.uniform(240, 760), dice.uniform(540, 590)
        pen.line(smooth([(x, y), (x + dice.uniform(-40, 40), y - dice.uniform(0, 34)),
            (x + dice.uniform(-70, 70), y + dice.uniform(-10, 30))], closed=False), 5,
                "#E9CF84" if dice.random() < 0.6 else "#C29A44")
    side = smooth([(214, 566), (500, 600), (786, 566), (766, 700), (716, 820), (500, 850), (284, 820), (234, 700)], n=8)
    weave(pen, side, "#C08A48", step=40, seed=30)
    with pen.inside(side):
        pen.blur([(200, 540), (270, 540), (300, 870), (200, 870)], 30, alpha=0.42)
        pen.blur([(730, 540), (800, 540), (800, 870), (690, 870)], 30, alpha=0.46)
    pen.line(arc(500, 566, 290, 42, 180, 0, n=36), 32, "#8A5426", "#D6A35C", "#7A4A20", angle=0)


def egg_tray(pen: Pen) -> None:
    """A full tray of thirty seen from the corner."""
    pen.blur([(150, 600), (520, 430), (880, 600), (510, 850)], 44, alpha=0.42)
    outline = [(110, 560), (500, 360), (890, 560), (500, 800)]
    low = [(110, 560), (500, 800), (890, 560), (890, 610), (500, 858), (110, 610)]
    pen.fill(low, "#7E8A8C", "#5C686A")
    pen.fill(outline, "#B4BEBE", "#8E9A9C", light=0.3)
    dice = Random(31)
    cells = [(500 + (c * 65 - r * 78) * 1.0 - 8, 404 + c * 38.5 + r * 42) for r in range(5) for c in range(6)]
    for x, y in sorted(cells, key=lambda s: s[1]):
        pen.fill(ellipse(x, y + 24, 50, 30), "#6E7A7C", "#98A4A6")
        egg(pen, x, y - 8, 47, dice.uniform(-8, 8), mix("#D2905A", "#EFC496", dice.random()))
        pen.fill(smooth([(x - 46, y + 24), (x, y + 40), (x + 46, y + 24), (x + 30, y + 54), (x - 30, y + 54)]),
            "#A2AEAE", "#7A8688")


def broken_eggs(pen: Pen) -> None:
    """Cracked eggs and a bowl of yolks with a whisk, for baking."""
    bowl_back(pen, "#F4EEE0", 580, 300)
    pen.fill(ellipse(500, 594, 272, 62), "#FFF3C9", "#F6DF94")
    for x, y, r in ((430, 586, 70), (560, 596, 76), (500, 566, 60)):
        pen.fill(ellipse(x, y, r, r * 0.5), "#FFC83A", "#EE9A16", light=0.4, dark=0.25)
        pen.blur(ellipse(x - r * 0.3, y - r * 0.18, r * 0.22, r * 0.08), 5, "#FFFFFF", 0.9)
    p = pen.at(640, 560, 1, 36)
    for k in (-54, -28, 0, 28, 54):
        p.line(smooth([(0, -170), (k, -90), (k * 1.1, -10), (0, 24)], closed=False), 7, "#DDE3E4", "#8C9799")
    p.line([(0, -400), (0, -168)], 32, "#8A5426", "#C08A48", light=0.4)
    bowl_front(pen, "#F4EEE0", 580, 300, stripe="#E9A820")
    _cracked(pen, 250, 756, 112, -16)
    _cracked(pen, 748, 776, 98, 22)


def _cracked(pen: Pen, x: float, y: float, r: float, turn: float) -> None:
    egg(pen, x, y, r, turn, "#D9A06E")
    p = pen.at(x, y, r / 100, turn)
    crack = [(-74, -40), (-44, -18), (-30, -46), (-6, -14), (12, -44), (34, -12), (58, -38), (80, -24)]
    p.line(crack, 7, "#5A3218")
    for a, b in (((-44, -18), (-52, 10)), ((-6, -14), (-12, 24)), ((34, -12), (42, 16))):
        p.line([a, b], 4, "#5A3218")
    p.line([(x0, y0 + 6) for x0, y0 in crack], 3, "#FFE9CF", alpha=0.7)
