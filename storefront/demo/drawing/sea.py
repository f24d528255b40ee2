"""Crab, prawns, clams, seaweed."""

from math import cos, pi, sin
from random import Random

from storefront.demo.drawing.canvas import Pen
from storefront.demo.drawing.colours import Paint, darker, lighter, mix
from storefront.demo.drawing.props import green_leaf
from storefront.demo.drawing.shapes import Point, arc, ellipse, leaf, moved, smooth


def crab(pen: Pen, paint: Paint = "#7C8A5A", shadow: bool = True) -> None:
    """A soft-shell crab from above."""
    if shadow:
        pen.blur(ellipse(510, 600, 360, 190), 50, alpha=0.34)
    for flip in (False, True):
        q = pen.at(500, 0, flip=flip).at(-500, 0)
        for i, (reach, drop) in enumerate(((360, 60), (370, 150), (340, 240), (280, 320))):
            leg = smooth([(640, 540 + i * 26), (640 + reach * 0.45, 486 + i * 40), (500 + reach, 480 + drop + i * 16),
                (500 + reach * 0.96, 560 + drop + i * 22)], closed=False)
            q.line([(x + 6, y + 22) for x, y in leg], 30, "#2A140C", alpha=0.22)
            q.line(leg[: len(leg) - 4], 36 - i * 2, lighter(paint, 0.12), darker(paint, 0.22), light=0.35, dark=0.3)
            q.line(leg[-12:], 17, darker(paint, 0.12), darker(paint, 0.4))
        arm = smooth([(640, 470), (760, 430), (800, 340), (770, 270)], closed=False)
        q.line(arm, 66, lighter(paint, 0.2), darker(paint, 0.2), light=0.35, dark=0.3)
        claw = smooth([(740, 290), (700, 200), (720, 110), (790, 60), (780, 130), (800, 170), (850, 110), (880, 180),
            (860, 270), (810, 320)])
        q.blur(moved(claw, 8, 22), 16, alpha=0.35)
        q.fill(claw, lighter(paint, 0.4), paint, darker(paint, 0.25), angle=60, light=0.4, dark=0.3)
        q.fill(smooth([(720, 150), (790, 60), (780, 130), (752, 180)]), "#E7B48A", "#C98A5E", alpha=0.8)
        q.line([(760, 270), (800, 190)], 5, darker(paint, 0.4), alpha=0.5)
    shell = smooth([(500, 360), (620, 372), (720, 430), (770, 510), (700, 610), (600, 670), (500, 682), (400, 670),
        (300, 610), (230, 510), (280, 430), (380, 372)])
    pen.blur(moved(shell, 6, 28), 20, alpha=0.4)
    pen.fill(shell, lighter(paint, 0.42), paint, darker(paint, 0.3), angle=75, light=0.35, dark=0.35)
    with pen.inside(shell):
        for flip in (False, True):
            q = pen.at(500, 0, flip=flip).at(-500, 0)
            q.line(smooth([(506, 560), (580, 590), (650, 560), (690, 500)], closed=False), 8, darker(paint, 0.4),
                alpha=0.5)
            q.line(smooth([(520, 450), (590, 470), (640, 440)], closed=False), 8, darker(paint, 0.4), alpha=0.45)
            q.line(smooth([(530, 520), (560, 500), (560, 450)], closed=False), 7, darker(paint, 0.4), alpha=0.4)
        dice = Random(53)
        for _ in range(40):
            pen.dot(dice.uniform(240, 760), dice.uniform(370, 680), dice.uniform(2, 6), lighter(paint, 0.6), alpha=0.35)
        pen.blur(ellipse(410, 440, 90, 30, -14), 22, "#FFFFFF", 0.5)
    for i in range(6):
        for side in (-1, 1):
            x = 500 + side * (110 + i * 30)
            pen.fill([(x - 13, 384 + i * 20 + 8), (x + side * 6, 352 + i * 21), (x + 13, 384 + i * 20 + 10)],
                lighter(paint, 0.2), darker(paint, 0.2))
    for x in (452, 548):
        pen.line([(x, 380), (x + (x - 500) * 0.2, 330)], 15, paint, darker(paint, 0.3))
        pen.dot(x + (x - 500) * 0.2, 324, 20, "#20150E")
        pen.dot(x + (x - 500) * 0.2 - 6, 317, 6, "#FFFFFF")


def crab_on_ice(pen: Pen) -> None:
    """Two soft crabs on crushed ice."""
    _ice(pen, 53)
    crab(pen.at(400, 430, 0.66, -12).at(-500, -500))
    crab(pen.at(610, 650, 0.62, 14).at(-500, -500), "#6E7E66")


def prawn(pen: Pen, paint: Paint = "#8FA3A0", cooked: bool = False) -> None:
    """One curled tiger prawn, head to the left."""
    spine: list[Point] = smooth([(300, 420), (420, 330), (560, 330), (680, 410), (730, 540), (690, 660), (600, 730)],
        closed=False, n=8)
    pen.blur(smooth([(280, 470), (440, 400), (600, 410), (740, 560), (660, 760), (560, 780), (620, 600), (500, 500)]),
        30, alpha=0.36)
    end = spine[-1]
    for turn in (100, 128, 156):
        fan = leaf(end[0], end[1], 150, 66, turn)
        pen.fill(fan, lighter(paint, 0.1), "#D98A4A" if not cooked else "#F2B632", angle=turn, light=0.3, dark=0.3)
    for i in range(5):
        x, y = spine[14 + i * 6]
        pen.line(smooth([(x, y + 40), (x - 44 + i * -6, y + 110), (x - 90, y + 130 - i * 10)], closed=False), 13,
            lighter(paint, 0.3), darker(paint, 0.2))
    width = [64 - 34 * (i / (len(spine) - 1)) ** 1.5 for i in range(len(spine))]
    for i in range(len(spine) - 1, 8, -1):
        x, y = spine[i]
        tone = mix(paint, "#2B3A3C" if not cooked else "#C8401E", 0.75 if i // 4 % 2 else 0.05)
        pen.fill(ellipse(x, y, width[i], width[i], n=28), lighter(tone, 0.25), tone, darker(tone, 0.3))
    for i in range(12, len(spine), 8):
        x, y = spine[i]
        pen.blur(ellipse(x - 10, y - width[i] * 0.5, width[i] * 0.4, width[i] * 0.14), 6, "#FFFFFF", 0.6)
    head = smooth([(150, 440), (230, 380), (330, 350), (410, 370), (440, 430), (400, 500), (300, 520), (220, 490)])
    pen.fill(head, lighter(paint, 0.35), paint, darker(paint, 0.3), angle=75, light=0.35, dark=0.3)
    pen.fill([(240, 390), (110, 360), (160, 410), (220, 440)], lighter(paint, 0.15), darker(paint, 0.15))
    for i in range(4):
        pen.line(smooth([(250 + i * 36, 500), (236 + i * 30, 560), (200 + i * 34, 610)], closed=False), 11,
            "#D9A27A" if not cooked else "#F2A25E", darker(paint, 0.2))
    for k in (-1, 1):
        pen.line(smooth([(170, 420), (80, 330 + k * 30), (120, 210 + k * 40), (280, 180 + k * 60),
            (430, 190 + k * 50)], closed=False), 6, "#C2683A")
    pen.dot(218, 424, 20, "#15100C")
    pen.dot(212, 417, 6, "#FFFFFF")


def prawns(pen: Pen, count: int) -> None:
    """Tiger prawns on ice: few and big, or many and smaller."""
    _ice(pen, count)
    big = ((420, 370, 0.74, -4), (590, 690, 0.74, 4))
    small = ((330, 330, 0.5, -8), (690, 370, 0.5, 8), (300, 640, 0.5, -4), (640, 690, 0.5, 10))
    for i, (x, y, size, turn) in enumerate(big if count == 2 else small):
        prawn(pen.at(x, y, size, turn, flip=i % 2 == 1).at(-470, -520), "#8A9E98" if i % 2 else "#9AA58E")
    _lime(pen, 760, 770)


def _lime(pen: Pen, x: float, y: float) -> None:
    pen.blur(ellipse(x + 4, y + 30, 80, 50), 16, alpha=0.36)
    pen.fill(ellipse(x, y + 8, 80, 76), "#3E7A2C")
    pen.fill(ellipse(x, y, 80, 74), "#7FB84A", "#4E9432")
    pen.fill(ellipse(x, y, 68, 62), "#F1F7CF")
    for k in range(8):
        a = k * pi / 4
        wedge = smooth([(x + 10 * cos(a), y + 9 * sin(a)), (x + 58 * cos(a - 0.3), y + 53 * sin(a - 0.3)),
            (x + 62 * cos(a), y + 57 * sin(a)), (x + 58 * cos(a + 0.3), y + 53 * sin(a + 0.3))], n=4)
        pen.fill(wedge, "#CFE58A", "#A9CF58", light=0.3)


def _ice(pen: Pen, seed: int) -> None:
    """A blue oval dish of crushed ice."""
    dish = ellipse(500, 540, 400, 330)
    pen.blur(moved(dish, 8, 40), 36, alpha=0.4)
    pen.fill(moved(dish, 0, 18), "#1B5568")
    pen.fill(dish, "#3E8FA8", "#2A6C86", light=0.4, dark=0.3)
    well = ellipse(500, 532, 364, 296)
    pen.fill(well, "#CFE6EE", "#A9CFDC")
    dice = Random(seed)
    with pen.inside(well):
        for _ in range(120):
            x, y, r = dice.uniform(130, 870), dice.uniform(230, 840), dice.uniform(20, 52)
            piece = [(x + r * dice.uniform(0.6, 1) * cos(k * pi / 2.5),
                y + r * dice.uniform(0.5, 0.9) * sin(k * pi / 2.5)) for k in range(5)]
            pen.fill(piece, "#FFFFFF", mix("#CBE4EE", "#9CC8D8", dice.random()), angle=dice.uniform(20, 110),
                alpha=0.75)


def clams(pen: Pen) -> None:
    """Ridged clams in a clay dish."""
    dish = ellipse(500, 570, 380, 280)
    pen.blur(moved(dish, 8, 44), 36, alpha=0.42)
    pen.fill(moved(dish, 0, 30), "#7A3A22")
    pen.fill(dish, "#C26A44", "#9A4A2C", light=0.4, dark=0.3)
    pen.fill(ellipse(500, 560, 342, 240), "#6B2F1A", "#8F4528")
    dice = Random(56)
    spots = [(330, 470, -30), (470, 430, 10), (620, 450, 30), (720, 540, 70), (270, 580, -60), (400, 560, -14),
        (540, 550, 20), (650, 620, 50), (350, 680, -30), (490, 680, 6), (610, 710, 26), (440, 500, -8), (560, 480, 14)]
    for x, y, turn in sorted(spots, key=lambda s: s[1]):
        _clam(pen.at(x, y, dice.uniform(0.92, 1.08), turn), dice.choice(("#D9C3A0", "#C9AE88", "#E6D6BA", "#B99A78")))
    green_leaf(pen, 760, 780, 150, -30)


def _clam(pen: Pen, paint: Paint) -> None:
    shell = smooth([(0, 84), (-70, 60), (-104, 0), (-84, -58), (-40, -86), (0, -92), (40, -86), (84, -58), (104, 0),
        (70, 60)])
    pen.blur(moved(shell, 6, 24), 14, alpha=0.46)
    pen.fill(moved(shell, 0, 12), darker(paint, 0.5))
    pen.fill(shell, lighter(paint, 0.4), paint, darker(paint, 0.3), angle=80, light=0.35, dark=0.35)
    with pen.inside(shell):
        for k in range(-5, 6):
            pen.line(smooth([(0, 88), (k * 12, 10), (k * 21, -100)], closed=False), 6, darker(paint, 0.42), alpha=0.45)
            pen.line(smooth([(5, 88), (k * 12 + 6, 10), (k * 21 + 9, -100)], closed=False), 4, lighter(paint, 0.6),
                alpha=0.5)
        for r in (70, 120, 160):
            pen.line(arc(0, 84, r, r, 200, 340), 6, darker(paint, 0.35), alpha=0.3)


def seaweed(pen: Pen) -> None:
    """A dried tangle of branching seaweed on a net."""
    pen.blur(ellipse(500, 640, 370, 190), 50, alpha=0.36)
    dice = Random(50)
    for layer in range(3):
        for i in range(17):
            a = 2 * pi * i / 17 + layer
            tone = mix(("#4E5A2A", "#6E7434", "#8F8A44")[layer], "#B08A5A", dice.random() * 0.35)
            r = (350, 270, 180)[layer]
            _branch(pen, 500 + r * 0.2 * cos(a), 580 + r * 0.12 * sin(a) - layer * 30, a, r * 0.3, 3, 28 - layer * 3,
                tone, dice)
    for _ in range(26):
        x, y = 500 + dice.gauss(0, 140), 560 + dice.gauss(0, 80)
        pen.dot(x, y, dice.uniform(2, 5), "#FFFFFF", alpha=0.75)


def _branch(pen: Pen, x: float, y: float, a: float, length: float, depth: int, thick: float, tone: Paint,
    dice: Random) -> None:
    bend = a + dice.uniform(-0.5, 0.5)
    mid = (x + length * 0.55 * cos(a), y + length * 0.42 * sin(a))
    end = (mid[0] + length * 0.55 * cos(bend), mid[1] + length * 0.42 * sin(bend))
    path = smooth([(x, y), mid, end], closed=False, n=6)
    pen.line([(px + 3, py + 9) for px, py in path], thick, "#2A140C", alpha=0.22)
    pen.line(path, thick, lighter(tone, 0.3), tone, darker(tone, 0.3), light=0.3)
    if depth > 1:
        for side in (-0.75, 0.75):
            _branch(pen, *end, bend + side * dice.uniform(0.6, 1.1), length * 0.72, depth - 1, thick * 0.76, tone, dice)


def floss(pen: Pen) -> None:
    """Crab floss in a jar: fine golden threads."""
    pen.fill(ellipse(500, 620, 260, 300), "#C98A3C", "#9A5E20")
    dice = Random(49)
    for _ in range(150):
        x, y, a = dice.uniform(290, 710), dice.uniform(380, 850), dice.uniform(0, 2 * pi)
        r = dice.uniform(20, 60)
        pen.line(smooth([(x, y), (x + r * cos(a), y + r * sin(a)),
            (x + r * 1.5 * cos(a + 0.9), y + r * 1.5 * sin(a + 0.9))], closed=False, n=4), dice.uniform(4, 8),
                dice.choice(("#F0C878", "#E2A94E", "#B8742A", "#F6DCA0")))


def crab_sign(pen: Pen) -> None:
    crab(pen, "#D8502E", shadow=False)
