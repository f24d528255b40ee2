"""Rice and sugar."""

from random import Random

from storefront.demo.drawing.canvas import Pen
from storefront.demo.drawing.colours import Paint, darker, lighter
from storefront.demo.drawing.props import bowl_back, bowl_front, green_leaf, ground
from storefront.demo.drawing.roast import waves
from storefront.demo.drawing.shapes import arc, box, ellipse, leaf, moved, smooth


def sugar_moulds(pen: Pen) -> None:
    """Half domes of coconut sugar, as moulded in shells."""
    pen.blur(ellipse(500, 760, 330, 90), 44, alpha=0.34)
    green_leaf(pen, 170, 800, 330, -24, "#57A347", 0.24)
    green_leaf(pen, 840, 800, 300, -158, "#3E8E41", 0.24)
    for x, y, r in ((350, 690, 158), (652, 690, 158), (500, 740, 168), (420, 480, 150), (590, 486, 150),
        (505, 320, 142)):
        _dome(pen, x, y, r)


def _dome(pen: Pen, x: float, y: float, r: float) -> None:
    dome = [*arc(x, y, r, r * 0.95, 180, 360, n=30), *arc(x, y, r, r * 0.28, 0, 180, n=24)]
    pen.blur(moved(dome, 10, 26), 18, alpha=0.42)
    pen.fill(dome, "#B8742E", "#9A5A20", "#5E3210", angle=65, light=0.35, dark=0.35)
    dice = Random(int(x + y))
    with pen.inside(dome):
        for k in range(3):
            pen.line(arc(x, y - r * 0.08, r * (0.96 - k * 0.02), r * (0.24 + k * 0.22), 10, 170), 3, "#4A2408",
                alpha=0.3)
        for _ in range(50):
            pen.dot(x + dice.uniform(-r, r), y + dice.uniform(-r, r * 0.3), dice.uniform(1.5, 4),
                dice.choice(("#E0A860", "#5E3210")), alpha=0.5)
        pen.blur(ellipse(x - r * 0.34, y - r * 0.55, r * 0.26, r * 0.12, -30), 14, "#FFE9C0", 0.55)


def palm_sugar(pen: Pen) -> None:
    """A wooden bowl heaped with granulated coconut sugar, a scoop in it."""
    bowl_back(pen, "#8A5426")
    heap = smooth([(180, 566), (270, 470), (390, 370), (500, 330), (610, 376), (730, 470), (820, 566), (660, 630),
        (340, 630)])
    pen.fill(heap, "#E3B06A", "#C08438", "#8F5A1E", angle=70, light=0.3, dark=0.2)
    dice = Random(37)
    with pen.inside(heap):
        for _ in range(430):
            x, y = dice.uniform(180, 820), dice.uniform(330, 640)
            pen.fill(box(x, y, x + dice.uniform(3, 8), y + dice.uniform(3, 7)),
                dice.choice(("#F6D9A4", "#D9A050", "#7A4A18", "#EBC07A")), alpha=0.8)
    p = pen.at(560, 440, 1, 32)
    p.blur(ellipse(0, 10, 90, 50), 14, alpha=0.4)
    p.line([(60, 0), (330, 0)], 32, "#D6A35C", "#8A5426", light=0.4)
    p.fill(ellipse(0, 0, 96, 58), "#E9C38A", "#A9713A", light=0.3)
    p.fill(ellipse(4, -6, 74, 42), "#C08438", "#E3B06A")
    bowl_front(pen, "#8A5426", stripe="#D6A35C")


def rice_sack(pen: Pen, main: Paint, second: Paint, sign: str) -> None:
    """A printed rice sack tied at the top, with grains."""
    ground(pen, 500, 850, 240)
    neck = smooth([(420, 240), (360, 150), (430, 176), (470, 130), (510, 178), (560, 128), (580, 178), (640, 150),
        (580, 240)])
    pen.fill(neck, "#FFFFFF", "#D8D4C8", light=0.2, dark=0.25)
    sack = smooth([(430, 236), (330, 290), (278, 400), (262, 600), (270, 780), (320, 848), (500, 862), (680, 848),
        (730, 780), (738, 600), (722, 400), (670, 290), (570, 236), (500, 230)])
    pen.fill(sack, "#C9C4B6", "#FFFFFF", "#F3F0E6", "#D8D3C4", "#A8A292", angle=0, dark=0.22)
    with pen.inside(sack):
        pen.fill(box(240, 690, 760, 800), main, darker(main, 0.2))
        pen.fill(box(240, 676, 760, 686), second)
        pen.fill(ellipse(500, 500, 168, 168), main, darker(main, 0.25))
        pen.line([*ellipse(500, 500, 152, 152)], 6, second)
        if sign == "waves":
            with pen.inside(ellipse(500, 500, 148, 148)):
                waves(pen.at(500, 500, 0.3).at(-500, -500))
        else:
            _paddy(pen, 500, 500, second)
        for x in (300.0, 380.0, 610.0, 690.0):
            pen.blur([(x, 290), (x + 18, 290), (x + 4, 850), (x - 8, 850)], 12, alpha=0.2)
        pen.blur([(420, 250), (580, 250), (600, 330), (400, 330)], 20, alpha=0.25)
        pen.word("BERAS 5 KG", 500, 744, 64, "#FFFBF0")
    for y in (226.0, 240.0):
        pen.line(arc(500, y - 6, 84, 16, 5, 175), 13, "#B3261E", "#7A160F")
    dice = Random(38)
    for _ in range(60):
        x, y = 500 + dice.choice((-1, 1)) * dice.uniform(180, 330), 866 + dice.uniform(-20, 14)
        _grain(pen, x, y, dice)


def _grain(pen: Pen, x: float, y: float, dice: Random, paint: Paint = "#FFFDF4") -> None:
    turn = dice.uniform(0, 180)
    pen.fill(ellipse(x + 2, y + 4, 13, 5, turn, n=12), "#5A4632", alpha=0.3)
    pen.fill(ellipse(x, y, 13, 5, turn, n=12), lighter(paint, 0.4), darker(paint, 0.1))


def _paddy(pen: Pen, x: float, y: float, paint: Paint) -> None:
    for bend in (-1, 0, 1):
        stem = smooth([(x + bend * 10, y + 110), (x + bend * 26, y), (x + bend * 66, y - 70),
            (x + bend * 104, y - 76)] if bend else [(x, y + 110), (x, y), (x + 3, y - 110)], closed=False)
        pen.line(stem, 6, paint)
        for i in range(6, len(stem), 3):
            px, py = stem[i]
            for side in (-1, 1):
                pen.fill(leaf(px, py, 34, 18, -90 + side * 40 + bend * 30), paint, darker(paint, 0.2))


def corn_rice(pen: Pen) -> None:
    """Analog rice: grains pressed from corn and cassava, the roots beside."""
    bowl_back(pen, "#3E7A5A")
    heap = smooth([(180, 566), (270, 480), (390, 396), (500, 360), (610, 400), (730, 480), (820, 566), (660, 630),
        (340, 630)])
    pen.fill(heap, "#F6DC8E", "#E3B84E", "#B8862A", angle=70, dark=0.2)
    dice = Random(39)
    with pen.inside(moved(heap, 0, 0)):
        for _ in range(330):
            _grain(pen, dice.uniform(190, 810), dice.uniform(370, 640), dice,
                dice.choice(("#F9E29A", "#F3CF66", "#FFF3CC")))
    bowl_front(pen, "#3E7A5A", stripe="#F6D98B")
    _corn(pen.at(250, 800, 0.9, -24))
    _corn(pen.at(780, 812, 0.8, 200))


def _corn(pen: Pen) -> None:
    cob = smooth([(-150, 0), (-110, -46), (0, -54), (110, -36), (160, 0), (110, 36), (0, 54), (-110, 46)])
    pen.blur(moved(cob, 4, 22), 14, alpha=0.4)
    pen.fill(cob, "#F9D65C", "#E9A820", "#B87A12", dark=0.25)
    with pen.inside(cob):
        for r in range(7):
            for c in range(19):
                pen.fill(ellipse(-158 + c * 17 + r % 2 * 8, -50 + r * 17, 8, 8, n=12), "#FFE788", "#E3A01C")
    for turn in (150, 180, 210):
        pen.fill(leaf(-60, 0, 200, 56, turn), "#B7D98A", "#5FA34A", light=0.3, dark=0.25)
