"""Koi, milkfish, dried fish."""

from math import sin
from random import Random

from storefront.demo.drawing.canvas import Pen
from storefront.demo.drawing.colours import Paint, darker, lighter
from storefront.demo.drawing.props import bowl_back, bowl_front, green_leaf
from storefront.demo.drawing.shapes import arc, ellipse, moved, smooth, star


def koi(pen: Pen, base: Paint, patches: tuple[Paint, ...], seed: int = 1, shadow: bool = True,
    detail: bool = False) -> None:
    """One koi seen from above, swimming to the upper left."""
    body = smooth([(250, 452), (300, 396), (400, 372), (520, 404), (640, 470), (720, 520), (740, 548), (700, 560),
        (610, 560), (500, 556), (380, 544), (290, 514)])
    tail = smooth([(712, 520), (790, 470), (880, 470), (848, 540), (870, 640), (790, 620), (716, 560)])
    fins = [smooth([(400, 392), (430, 300), (500, 262), (510, 330), (480, 404)]),
        smooth([(370, 538), (360, 630), (420, 700), (452, 640), (450, 548)]),
            smooth([(590, 440), (640, 380), (690, 372), (670, 440), (640, 480)])]
    if shadow:
        for part in (body, tail, *fins):
            pen.blur(moved(part, 26, 50), 26, "#0F3440", 0.26)
    for part in (tail, *fins):
        pen.fill(part, lighter(base, 0.4), base, darker(base, 0.08), angle=40, alpha=0.88, dark=0.12)
        if detail:
            with pen.inside(part):
                xs, ys = sum(p[0] for p in part) / len(part), sum(p[1] for p in part) / len(part)
                for i in range(-4, 5):
                    pen.line([(xs - 90, ys - 60 + i * 20), (xs + 110, ys + i * 34)], 3, darker(base, 0.3), alpha=0.28)
    pen.fill(body, lighter(base, 0.45), base, darker(base, 0.16), angle=70, light=0.3, dark=0.25)
    dice = Random(seed * 7 + 3)
    with pen.inside(body):
        for i in range(5 if len(patches) > 1 else 4):
            x = 300 + i * 100 + dice.uniform(-20, 20)
            y = 440 + (x - 300) * 0.22 + dice.uniform(-36, 30)
            r = dice.uniform(36, 68)
            blob = smooth([(x + r * k * dice.uniform(0.75, 1.2), y + r * m * dice.uniform(0.6, 1.0)) for k,
                m in ((1, 0), (0.6, 0.8), (-0.3, 0.9), (-1, 0.2), (-0.6, -0.8), (0.4, -0.8))])
            paint = patches[i % len(patches)]
            pen.fill(blob, lighter(paint, 0.12), paint, darker(paint, 0.15))
        if detail:
            for r in range(9):
                for c in range(24):
                    x, y = 330 + c * 17, 360 + r * 20 + c * 7
                    pen.line(arc(x, y, 10, 10, 90, 240, n=6), 1.8, darker(base, 0.4), alpha=0.22)
        pen.blur(smooth([(290, 430), (420, 400), (600, 470), (690, 530), (560, 490), (400, 440)]), 14, "#FFFFFF", 0.5)
    for x, y in ((292, 436), (312, 500)):
        pen.dot(x, y, 12, "#1A120C")
        pen.dot(x - 3, y - 4, 4, "#FFFFFF")
    pen.line(smooth([(252, 440), (226, 424), (214, 402)], closed=False), 5, darker(base, 0.2))
    pen.line(smooth([(254, 470), (224, 480), (204, 470)], closed=False), 5, darker(base, 0.2))


def pond(pen: Pen, water: Paint = "#5FA9B5") -> None:
    """A round of water with rings and a lotus leaf."""
    disc = ellipse(500, 505, 368, 350)
    pen.blur(moved(disc, 8, 26), 34, alpha=0.32)
    pen.fill(ellipse(500, 505, 384, 366), "#B9B2A2", "#8C8577", light=0.4, dark=0.3)
    pen.fill(disc, lighter(water, 0.2), water, darker(water, 0.35), angle=60, dark=0.3)
    with pen.inside(disc):
        for r in (120, 190, 260, 330):
            pen.line([*ellipse(420, 430, r, r * 0.9)], 5, "#FFFFFF", alpha=0.14)
        for x, y, r in ((230, 720, 90), (770, 250, 74)):
            pen.blur(ellipse(x + 14, y + 26, r, r * 0.8), 18, "#0F3440", 0.35)
            pen.fill([(x, y), *arc(x, y, r, r * 0.82, 20, 350)], "#8CC57A", "#3E8E4A", angle=50, light=0.3, dark=0.2)
            for k in range(40, 350, 45):
                pen.line([(x, y), arc(x, y, r * 0.85, r * 0.7, k, k + 1, n=2)[0]], 3, "#CFE8B8", alpha=0.5)


def koi_small(pen: Pen) -> None:
    pond(pen)
    for x, y, turn, base, patches, seed in (
        (180, 170, 10, "#FFF4E6", ("#E2571E",), 1), (380, 320, 150, "#F39A2E", ("#FFF4E6",), 2),
            (130, 430, -60, "#FFF7EC", ("#D8402B", "#221A14"), 3),
        (430, 80, 70, "#F7C948", ("#E2871E",), 5),
    ):
        koi(pen.at(x + 200, y + 200, 0.46, turn).at(-500, -500), base, patches, seed)


def koi_chosen(pen: Pen) -> None:
    pond(pen, "#3F8FA0")
    koi(pen.at(430, 420, 0.82, 18).at(-500, -500), "#FFF7EC", ("#D8402B",), 4, detail=True)
    koi(pen.at(610, 690, 0.56, 196).at(-500, -500), "#F39A2E", ("#221A14",), 6)


def koi_champion(pen: Pen) -> None:
    pond(pen, "#255E74")
    koi(pen.at(480, 470, 1.06, 8).at(-500, -500), "#FFFaf2", ("#C8281E", "#1C1512"), 9, detail=True)
    for turn, paint in ((74, "#B3261E"), (106, "#8F1A14")):
        pen.fill(moved([(0, -30), (190, -34), (160, 0), (190, 34), (0, 30)], 770, 700, turn), paint, darker(paint, 0.3))
    pen.blur(ellipse(776, 704, 92, 92), 14, alpha=0.4)
    pen.fill(star(770, 694, 14, 96, 80), "#F6C945", "#C98A12", light=0.4, dark=0.3)
    pen.fill(ellipse(770, 694, 62, 62), "#FFF3C9", "#E9B433", light=0.4)
    pen.word("1", 770, 694, 84, "#8A4A12")


def milkfish(pen: Pen) -> None:
    """Two milkfish on a banana leaf."""
    p = pen.at(500, 520, 1, -10).at(-500, -500)
    banana_leaf(p)
    _silver(p.at(500, 410, 0.98).at(-500, -500))
    _silver(p.at(512, 620, 1.02).at(-500, -500))


def banana_leaf(pen: Pen) -> None:
    sheet = smooth([(110, 520), (180, 330), (400, 250), (640, 250), (840, 350), (910, 510), (830, 680), (620, 780),
        (380, 780), (180, 690)])
    pen.blur(moved(sheet, 10, 26), 26, alpha=0.35)
    pen.fill(sheet, "#8FC25E", "#4C9440", "#2E6E34", angle=70, light=0.3, dark=0.25)
    with pen.inside(sheet):
        for i in range(26):
            x = 120 + i * 32
            pen.line([(x, 515), (x + 70, 240)], 4, "#BFE08A", alpha=0.35)
            pen.line([(x, 515), (x + 70, 800)], 4, "#1F5A2A", alpha=0.3)
        pen.line([(100, 516), (910, 514)], 15, "#CFE59A", "#8FBF55")


def _silver(pen: Pen) -> None:
    body = smooth([(170, 510), (230, 452), (360, 408), (520, 410), (680, 458), (770, 496), (770, 524), (680, 566),
        (520, 612), (360, 608), (230, 566)])
    tail = [(750, 510), *smooth([(758, 500), (820, 440), (900, 392), (852, 510), (900, 630), (820, 580), (758, 522)],
        closed=False)]
    pen.blur(moved(body, 10, 34), 16, alpha=0.4)
    pen.fill(tail, "#8FA0A8", "#5E717C", light=0.25)
    for fin in (smooth([(440, 412), (500, 350), (560, 360), (560, 420)]),
        smooth([(520, 606), (570, 650), (610, 640), (600, 590)]),
            smooth([(330, 600), (352, 650), (396, 650), (400, 606)])):
        pen.fill(fin, "#9FB0B6", "#6B7E88")
    pen.fill(body, "#4A6270", "#8EA3AD", "#E8EEF0", "#F7FAFA", "#B8C4C8", angle=90, dark=0.22)
    with pen.inside(body):
        for r in range(9):
            for c in range(23):
                x, y = 336 + c * 19 + r % 2 * 9, 420 + r * 22
                pen.line(arc(x, y, 12, 12, 300, 420, n=6), 2, "#3E525E", alpha=0.22)
        pen.blur(smooth([(240, 486), (400, 452), (620, 470), (720, 500), (600, 490), (400, 478)]), 9, "#FFFFFF", 0.75)
        pen.line(smooth([(330, 430), (352, 510), (330, 590)], closed=False), 5, "#4A6270", alpha=0.55)
    pen.dot(246, 494, 24, "#F3E7B8", "#C9B16A")
    pen.dot(246, 494, 14, "#14110E")
    pen.dot(240, 488, 5, "#FFFFFF")
    pen.line([(172, 514), (204, 524)], 4, "#3E525E")


def thin_fish(pen: Pen) -> None:
    """Pepija hung to dry on a bamboo pole."""
    for x in (190, 810):
        pen.line([(x, 190), (x, 860)], 30, "#8A6A2E", "#D8BC6E", "#7E5E24", angle=0)
        for y in (340, 520, 700):
            pen.line([(x - 14, y), (x + 14, y)], 5, "#6B4E1C")
    pen.line([(120, 236), (880, 236)], 32, "#E6CE85", "#A98A3E", "#6F5320", light=0.2)
    for i, x in enumerate((270, 366, 462, 558, 654, 738)):
        _hung(pen.at(x, 0, 1).at(0, 236, 1, 3 * sin(i * 2)), 470 + 40 * sin(i * 3), i)
    ground_y = 846
    pen.blur(ellipse(500, ground_y, 280, 16), 26, alpha=0.3)


def _hung(pen: Pen, length: float, i: int) -> None:
    pen.line([(0, -10), (0, 60)], 6, "#B3261E" if i % 2 else "#7A4426")
    body = smooth([(0, 50), (36, 96), (44, 200), (36, length * 0.7), (16, length), (-16, length), (-34, length * 0.7),
        (-42, 200), (-34, 96)])
    pen.blur(moved(body, 16, 18), 12, alpha=0.28)
    pen.fill(body, "#C7883C", "#F0C878", "#E2AE5A", "#A96A2A", angle=0, light=0.2)
    pen.fill([(0, length - 10), (40, length + 66), (0, length + 44), (-40, length + 66)], "#C48A44", "#8A5420")
    with pen.inside(body):
        pen.line([(0, 120), (0, length)], 4, "#8A5420", alpha=0.55)
        for k in range(11):
            y = 150 + k * (length - 180) / 11
            for side in (-1, 1):
                pen.line([(0, y), (side * 34, y + 26)], 2.6, "#8A5420", alpha=0.4)
    pen.dot(12, 92, 10, "#2A160A")
    pen.dot(9, 89, 3.5, "#FFFFFF")


def anchovies(pen: Pen) -> None:
    """A bowl heaped with small dried fish, a lime beside it."""
    bowl_back(pen, "#2F6C86")
    dice = Random(47)
    for row in range(7):
        count = 17 - row * 2
        for i in range(count):
            x = 500 + (i - count / 2 + 0.5) * 36 + dice.uniform(-10, 10)
            y = 566 - row * 36 + dice.uniform(-12, 12) + abs(x - 500) * 0.06
            _tiny(pen.at(x, y, 1.0, dice.uniform(-50, 50) + (180 if dice.random() < 0.5 else 0)))
    bowl_front(pen, "#2F6C86", stripe="#F6E9CF")
    green_leaf(pen, 730, 830, 150, -20)
    pen.blur(ellipse(250, 838, 62, 40), 14, alpha=0.35)
    pen.fill(ellipse(244, 800, 58, 54), "#A9D05A", "#5C9A34", light=0.4, dark=0.3)


def _tiny(pen: Pen) -> None:
    body = smooth([(-58, 0), (-40, -11), (0, -13), (40, -6), (56, 0), (40, 6), (0, 11), (-40, 9)], n=5)
    pen.blur(moved(body, 3, 9), 5, alpha=0.34)
    pen.fill([(50, 0), (76, -14), (70, 0), (76, 14)], "#B8A88A")
    pen.fill(body, "#8E8C86", "#EDE7D6", "#CBBE9E", dark=0.2)
    pen.dot(-44, -3, 4, "#1A140E")

