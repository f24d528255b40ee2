"""Drums, wood, rattan, bark, beads and wool."""

from math import cos, pi, sin
from random import Random

from storefront.demo.drawing.canvas import Pen
from storefront.demo.drawing.colours import Paint, darker, lighter
from storefront.demo.drawing.props import chilli, green_leaf, ground, weave
from storefront.demo.drawing.shapes import arc, box, ellipse, lathe, leaf, moved, smooth, star


def drum(pen: Pen, wood: Paint = "#8A4B22", rope: Paint = "#F3E3BF", band: Paint = "#B3261E",
    carved: bool = False) -> None:
    """A jimbe: goblet body, skin, ropes in a zig-zag."""
    ground(pen, 500, 846, 140)
    profile = [(212.0, 204.0), (300, 206), (420, 168), (520, 102), (580, 82), (640, 88), (760, 122), (838, 142)]
    body = lathe(500, profile, rim=50, foot=26)
    pen.fill(body, darker(wood, 0.55), wood, lighter(wood, 0.32), lighter(wood, 0.12), wood, darker(wood, 0.6),
        angle=0, dark=0.2)
    with pen.inside(body):
        for i in range(9):
            x = 330 + i * 42
            pen.line(smooth([(x, 200), (500 + (x - 500) * 0.44, 560), (500 + (x - 500) * 0.7, 860)], closed=False),
                2.5, darker(wood, 0.5), alpha=0.35)
        if carved:
            for i in range(-3, 4):
                pen.fill(leaf(500 + i * 38, 690, 96, 40, 90), lighter(wood, 0.5), wood, alpha=0.75)
                pen.dot(500 + i * 38, 806, 9, lighter(wood, 0.6), alpha=0.8)
    _ropes(pen, rope)
    for y, w, t in ((258, 209, 16), (286, 208, 9), (566, 86, 20)):
        pen.line(arc(500, y, w, w * 0.24, 0, 180), t, darker(band, 0.45), band, lighter(band, 0.35), band,
            darker(band, 0.5), angle=0)
    pen.fill(ellipse(500, 212, 206, 52), darker(wood, 0.4))
    pen.fill(ellipse(500, 208, 196, 47), "#FFF6DF", "#F2DFB4", "#D9BC86", light=0.2, dark=0.14)
    pen.fill(ellipse(500, 208, 92, 21), "#C79E63", alpha=0.22)


def _ropes(pen: Pen, rope: Paint) -> None:
    n = 9
    top = [arc(500, 290, 206, 52, 178, 2, n=2 * n + 1)[i] for i in range(2 * n + 1)]
    low = [arc(500, 536, 92, 26, 178, 2, n=2 * n + 1)[i] for i in range(2 * n + 1)]
    for i in range(0, 2 * n, 2):
        for a, b in ((top[i], low[i + 1]), (low[i + 1], top[i + 2])):
            pen.line([(a[0] + 3, a[1] + 5), (b[0] + 3, b[1] + 5)], 9, "#2A140C", alpha=0.3)
            pen.line([a, b], 8, lighter(rope, 0.2), rope)


def drums(pen: Pen, wood: Paint = "#A9652F") -> None:
    """Three small souvenir drums, one with a ribbon."""
    drum(pen.at(110, 150, 0.56), "#5E3217", band="#1F6B3B")
    drum(pen.at(420, 140, 0.56), "#B97A3C", band="#243B7A")
    drum(pen.at(225, 262, 0.64), wood, band="#B3261E", carved=True)


def board(pen: Pen, wood: Paint = "#9A5228") -> None:
    """A mahogany cutting board with chillies on it."""
    p = pen.at(500, 500, 1, -16).at(-500, -500)
    plank = smooth([(300, 350), (330, 318), (430, 312), (452, 270), (456, 170), (476, 136), (524, 136), (544, 170),
        (548, 270), (570, 312), (670, 318), (700, 350), (706, 600), (700, 830), (668, 858), (500, 864), (332, 858),
            (300, 830), (294, 600)])
    p.blur(moved(plank, 18, 30), 30, alpha=0.42)
    p.fill(moved(plank, 7, 13), darker(wood, 0.5))
    p.fill(plank, lighter(wood, 0.18), lighter(wood, 0.28), wood, angle=20, light=0.35, dark=0.2)
    with p.inside(plank):
        for i in range(17):
            x = 286 + i * 27
            p.line(smooth([(x, 120), (x + 16 * sin(i), 380), (x - 12 * cos(i * 2), 640), (x + 6, 880)], closed=False),
                3 + i % 3 * 2, darker(wood, 0.4), alpha=0.28)
        p.line([*ellipse(590, 690, 24, 46)], 3, darker(wood, 0.4), alpha=0.35)
    p.fill(ellipse(500, 192, 20, 20), darker(wood, 0.75))
    green_leaf(p, 360, 690, 190, -38, "#4E9A45")
    chilli(p, 420, 520, 200, 12)
    chilli(p, 450, 600, 190, 28, "#D8402B")
    for x, y in ((400, 440), (440, 455), (482, 430)):
        p.dot(x, y, 15, "#F7D7A6", "#E8803A", dark=0.3)


def rattan_bag(pen: Pen, rattan: Paint = "#C98B45") -> None:
    """A round-bellied woven bag with a leather strap."""
    ground(pen, 500, 838, 260)
    for dx, tone in ((12, 0.55), (0, 0.15)):
        pen.line(smooth([(330 + dx, 430), (340 + dx, 250), (420 + dx, 160), (500 + dx, 140), (580 + dx, 160),
            (660 + dx, 250), (670 + dx, 430)], closed=False), 26, darker(rattan, tone + 0.2), lighter(rattan, 0.1),
                angle=0)
    body = smooth([(262, 420), (500, 396), (738, 420), (768, 560), (752, 740), (690, 828), (500, 850), (310, 828),
        (248, 740), (232, 560)])
    pen.fill(body, rattan)
    weave(pen, body, rattan, step=42, seed=5)
    with pen.inside(body):
        for row in (520, 690):
            for i in range(12):
                x = 240.0 + i * 48
                pen.fill(star(x, row, 4, 26, 26 * 0.5, 0), "#5A2E14", alpha=0.8)
        pen.blur([(228, 380), (300, 380), (290, 860), (228, 860)], 36, alpha=0.42)
        pen.blur([(700, 380), (780, 380), (780, 860), (716, 860)], 36, alpha=0.5)
        pen.blur([(228, 800), (772, 800), (772, 870), (228, 870)], 26, alpha=0.4)
        pen.blur(ellipse(420, 540, 90, 120), 50, "#FFF1CC", 0.34)
    pen.line(smooth([(262, 424), (500, 402), (738, 424)], closed=False), 34, lighter(rattan, 0.3), darker(rattan, 0.3))
    for i in range(17):
        x = 274 + i * 28.5
        pen.line([(x - 7, 436 - abs(500 - x) * -0.02), (x + 9, 398)], 7, darker(rattan, 0.4), alpha=0.6)
    for x in (332, 668):
        pen.fill(box(x - 24, 380, x + 24, 500, 22), "#7A3E1C", "#4E2410", light=0.3)
        pen.dot(x, 474, 9, "#F2CE7A", "#A9772B")


def bark_bag(pen: Pen, bark: Paint = "#B07A4C") -> None:
    """A flat bag of bark cloth with Dayak curls and fringes."""
    ground(pen, 500, 846, 220)
    pen.line(smooth([(318, 330), (360, 170), (500, 110), (640, 170), (682, 330)], closed=False), 18, "#6B3A1C",
        "#3B1D0C")
    body = smooth([(300, 320), (500, 312), (700, 320), (714, 560), (706, 770), (500, 786), (294, 770), (286, 560)])
    for i in range(15):
        x = 306.0 + i * 28
        pen.line([(x, 765), (x + (i % 3 - 1) * 6, 842)], 9, darker(bark, 0.35), darker(bark, 0.1))
        pen.dot(x + (i % 3 - 1) * 6, 842, 8, ("#B3261E", "#E9A820", "#221A14")[i % 3])
    pen.fill(body, lighter(bark, 0.24), bark, darker(bark, 0.22), angle=30, light=0.3, dark=0.3)
    dice = Random(61)
    with pen.inside(body):
        for _ in range(70):
            x, y = dice.uniform(290, 710), dice.uniform(320, 780)
            pen.line([(x, y), (x + dice.uniform(-10, 10), y + dice.uniform(30, 90))], 2.4,
                darker(bark, 0.45) if dice.random() < 0.6 else lighter(bark, 0.5), alpha=0.35)
    _dayak(pen, 500, 600, 1.0)
    flap = smooth([(292, 322), (500, 308), (708, 322), (700, 420), (600, 470), (500, 486), (400, 470), (300, 420)])
    pen.blur(moved(flap, 0, 14), 12, alpha=0.4)
    pen.fill(flap, lighter(bark, 0.12), darker(bark, 0.2), light=0.25, dark=0.22)
    pen.line(smooth([(304, 412), (400, 458), (500, 473), (600, 458), (696, 412)], closed=False), 7, "#E9A820")
    pen.dot(500, 440, 26, "#3B1D0C", "#1E0E06", light=0.5)


def _dayak(pen: Pen, x: float, y: float, scale: float, paint: Paint = "#5A1F12") -> None:
    """Curls like those on shields, mirrored."""
    p = pen.at(x, y, scale)
    for flip in (False, True):
        q = p.at(0, 0, flip=flip)
        q.line(smooth([(8, 110), (20, 40), (80, 10), (130, 50), (112, 104), (72, 96), (80, 66)], closed=False), 15,
            paint)
        q.line(smooth([(6, 20), (30, -40), (90, -60), (150, -30), (150, 14), (118, 22)], closed=False), 13, "#E9A820")
        q.line(smooth([(10, -30), (40, -84), (94, -100), (120, -80)], closed=False), 11, paint)
    p.fill(leaf(0, 130, 230, 44, -90), "#B3261E", "#7A160F")


def doll(pen: Pen) -> None:
    """A knitted doll in northern dress."""
    ground(pen, 500, 858, 150)
    for x in (440, 560):
        pen.fill(box(x - 40, 740, x + 40, 856, 36), "#E6B58A", "#C98D5E", light=0.3, dark=0.25)
        pen.fill(box(x - 46, 806, x + 46, 862, 28), "#7A1F1A", "#4E120E", light=0.3)
    for flip in (False, True):
        q = pen.at(500, 0, flip=flip).at(-500, 0)
        q.line(smooth([(600, 520), (680, 580), (704, 660)], closed=False), 66, "#2A2A33", "#15151B")
        q.dot(706, 676, 34, "#E6B58A", "#C98D5E", light=0.3, dark=0.2)
        q.line([(676, 628), (724, 640)], 16, "#E9A820")
    dress = smooth([(500, 460), (590, 476), (640, 620), (690, 770), (600, 800), (500, 806), (400, 800), (310, 770),
        (360, 620), (410, 476)])
    pen.fill(dress, "#34343F", "#1B1B22", light=0.25, dark=0.25)
    _stitches(pen, dress, 400, 820)
    with pen.inside(dress):
        for y, paint in ((700, "#B3261E"), (724, "#E9A820"), (748, "#FFF6E3"), (772, "#1F6B3B")):
            pen.line(smooth([(300, y - 14), (500, y + 14), (700, y - 14)], closed=False), 15, paint)
        _dayak(pen, 500, 590, 0.6, "#E9A820")
    pen.fill(ellipse(500, 330, 158, 150), "#F1C79D", "#D79E6C", light=0.3, dark=0.22)
    hair = smooth([(340, 350), (348, 230), (430, 172), (500, 164), (570, 172), (652, 230), (660, 350), (620, 300),
        (560, 262), (500, 256), (440, 262), (380, 300)])
    pen.fill(hair, "#2E1B12", "#170C07", light=0.2)
    for x in (448, 552):
        pen.fill(ellipse(x, 346, 17, 21), "#20120B")
        pen.dot(x - 5, 339, 6, "#FFFFFF")
        pen.blur(ellipse(x + (x - 500) * 0.75, 392, 24, 16), 10, "#E0574A", 0.55)
    pen.line(arc(500, 378, 40, 30, 30, 150), 7, "#8A2F22")
    _crown(pen)


def _stitches(pen: Pen, outline: list[tuple[float, float]], top: int, low: int) -> None:
    with pen.inside(outline):
        for row, y in enumerate(range(top, low, 22)):
            for x in range(300 + row % 2 * 11, 710, 22):
                pen.line([(x - 6, y - 6), (x, y), (x + 6, y - 6)], 2.4, "#FFFFFF", alpha=0.11)


def _crown(pen: Pen) -> None:
    for i in range(-3, 4):
        feather = leaf(500 + i * 30, 226, 150 - abs(i) * 14, 44, -90 + i * 13)
        pen.fill(feather, "#FFFDF5", "#221A14" if i % 2 else "#3A2A1E", angle=-90, light=0.3)
    band = smooth([(344, 262), (420, 206), (500, 194), (580, 206), (656, 262), (650, 300), (576, 246), (500, 234),
        (424, 246), (350, 300)])
    pen.fill(band, "#D8402B", "#8F1A14", light=0.3)
    for i, (x, y) in enumerate(arc(500, 340, 152, 124, 202, 338, n=11)):
        pen.dot(x, y, 9, ("#E9A820", "#FFF6E3", "#1F6B3B")[i % 3], light=0.4)


def bracelet(pen: Pen) -> None:
    """Two bead bracelets, one laid over the other."""
    pen.blur(ellipse(500, 640, 320, 150), 50, alpha=0.3)
    _ring(pen, 420, 470, ("#B3261E", "#FFF6E3", "#221A14", "#E9A820", "#221A14", "#FFF6E3"), 2)
    _ring(pen, 588, 592, ("#243B7A", "#E9A820", "#FFF6E3", "#1F6B3B", "#FFF6E3", "#E9A820"), 5)


def _ring(pen: Pen, x: float, y: float, paints: tuple[Paint, ...], step: int) -> None:
    n = 48
    order = sorted(range(n), key=lambda i: sin(2 * pi * i / n))
    for i in order:
        a = 2 * pi * i / n
        for row in range(3):
            rx, ry = 226, 140
            bx, by = x + rx * cos(a), y + ry * sin(a) + (row - 1) * 30
            paint = paints[(i // step + row) % len(paints)]
            pen.blur(ellipse(bx + 3, by + 8, 15, 12), 5, alpha=0.25)
            pen.fill(ellipse(bx, by, 16, 16, n=20), lighter(paint, 0.2), paint, darker(paint, 0.4))
            pen.dot(bx - 5, by - 6, 4.5, "#FFFFFF", alpha=0.85)
