"""Star fruit, pineapple, seedling, water spinach, chillies."""

from math import cos, pi, sin
from random import Random

from storefront.demo.drawing.canvas import Pen
from storefront.demo.drawing.colours import Paint, darker, lighter
from storefront.demo.drawing.props import chilli, green_leaf, ground, weave
from storefront.demo.drawing.shapes import arc, box, ellipse, leaf, moved, smooth


def star_fruit(pen: Pen, paint: Paint = "#F2B632") -> None:
    """A whole fruit lying on its side: three ribs towards us."""
    whole = smooth([(170, 520), (210, 440), (340, 372), (520, 350), (690, 392), (800, 470), (830, 520), (800, 580),
        (690, 650), (520, 690), (340, 664), (210, 600)])
    pen.blur(moved(whole, 10, 60), 34, alpha=0.42)
    pen.fill(whole, lighter(paint, 0.1), paint, darker(paint, 0.34), angle=80, light=0.25, dark=0.35)
    with pen.inside(whole):
        for y, tall, up in ((440, 62, -70), (524, 84, 0), (612, 56, 66)):
            rib = smooth([(176, 520), (330, y - tall * 0.5 + up * 0.3), (520, y - tall + up * 0.2),
                (700, y - tall * 0.5 + up * 0.1), (824, 520), (700, y + tall * 0.55), (520, y + tall * 0.75),
                    (330, y + tall * 0.6)])
            pen.fill(rib, lighter(paint, 0.55), lighter(paint, 0.18), paint, darker(paint, 0.24), angle=85, alpha=0.95)
            pen.blur(smooth([(300, y - tall * 0.25 + up * 0.2), (520, y - tall * 0.62 + up * 0.2),
                (700, y - tall * 0.25), (520, y - tall * 0.34)]), 12, "#FFFFFF", 0.6)
        for bend in (-64, 66):
            furrow = smooth([(180, 520), (330, 520 + bend * 0.75), (520, 522 + bend), (700, 520 + bend * 0.75),
                (822, 522)], closed=False)
            pen.line(furrow, 20, darker(paint, 0.42), alpha=0.5)
            pen.line(furrow, 8, darker(paint, 0.55), alpha=0.75)
        pen.fill(smooth([(770, 430), (840, 520), (780, 620), (740, 600), (790, 520), (740, 450)]), "#9DBB3C",
            alpha=0.45)
    pen.line([(168, 520), (128, 508)], 15, "#6B5A24", "#4E6E2A")
    pen.dot(830, 521, 13, "#6B4E1C")


def star_slice(pen: Pen, x: float, y: float, r: float, turn: float = -90, paint: Paint = "#F7CF4E") -> None:
    """A slice: the star itself."""
    def ring(out: float, inn: float) -> list[tuple[float, float]]:
        return smooth([(x + (out if i % 2 == 0 else inn) * cos((turn + 36 * i) * pi / 180),
            y + (out if i % 2 == 0 else inn) * sin((turn + 36 * i) * pi / 180)) for i in range(10)], n=6)

    rim = ring(r, r * 0.5)
    pen.blur(moved(rim, 6, 22), 16, alpha=0.4)
    pen.fill(moved(rim, 3, 12), darker(paint, 0.4))
    pen.fill(rim, lighter(paint, 0.15), darker(paint, 0.12), light=0.3)
    pen.fill(ring(r * 0.86, r * 0.42), lighter(paint, 0.68), lighter(paint, 0.36))
    for i in range(5):
        a = (turn + 72 * i) * pi / 180
        pen.line([(x, y), (x + r * 0.72 * cos(a), y + r * 0.72 * sin(a))], r * 0.03, "#FFFFFF", alpha=0.8)
        seed = moved(leaf(0, 0, r * 0.17, r * 0.09, 0), x + r * 0.13 * cos(a), y + r * 0.13 * sin(a), turn + 72 * i)
        pen.fill(seed, "#7A4A1E")


def star_fruits(pen: Pen) -> None:
    pen.blur(ellipse(500, 700, 360, 120), 60, alpha=0.25)
    green_leaf(pen, 520, 300, 250, -30)
    green_leaf(pen, 500, 310, 220, -150)
    star_fruit(pen.at(560, 380, 0.74, -22).at(-500, -500), "#EFA52A")
    star_fruit(pen.at(420, 560, 0.80, 14).at(-500, -500), "#F4BE38")
    star_slice(pen, 706, 690, 142, -80)


def fruit_basket(pen: Pen) -> None:
    """A gift basket full of star fruit with a ribbon."""
    ground(pen, 500, 846, 250)
    pen.line(smooth([(230, 560), (246, 330), (350, 180), (500, 130), (650, 180), (754, 330), (770, 560)],
        closed=False), 36, "#7A4A1E", "#C89550", "#6B3F18", angle=0)
    for i in range(26):
        a = 182 + i * 7.1
        x, y = arc(500, 540, 262, 408, a, a + 1, n=2)[0]
        pen.dot(x, y, 8, "#E9C27A", alpha=0.7)
    for x, y, turn, paint in ((330, 470, -30, "#EFA52A"), (660, 466, 28, "#F4BE38"), (500, 420, -8, "#F0AE2E"),
        (392, 530, 12, "#F4C544"), (604, 534, -14, "#EDA125")):
        star_fruit(pen.at(x, y, 0.44, turn).at(-500, -500), paint)
    green_leaf(pen, 470, 380, 150, -120)
    green_leaf(pen, 560, 390, 150, -55)
    side = smooth([(216, 560), (500, 590), (784, 560), (760, 700), (716, 830), (500, 860), (284, 830), (240, 700)], n=8)
    pen.fill(side, "#B07A3C")
    weave(pen, side, "#C08A48", step=40, seed=11)
    with pen.inside(side):
        pen.blur([(200, 540), (270, 540), (300, 870), (200, 870)], 30, alpha=0.45)
        pen.blur([(730, 540), (800, 540), (800, 870), (690, 870)], 30, alpha=0.5)
    pen.line(arc(500, 556, 288, 44, 180, 0, n=36), 36, "#8A5426", "#D6A35C", "#7A4A20", angle=0)
    for x in range(226, 790, 30):
        pen.line([(x, 552 + 40 * (1 - ((x - 500) / 288) ** 2)), (x + 16,
            590 + 40 * (1 - ((x - 500) / 288) ** 2) - 30)], 7, "#6B3F18", alpha=0.5)
    _bow(pen, 500, 640)


def _bow(pen: Pen, x: float, y: float, paint: Paint = "#B3261E") -> None:
    p = pen.at(x, y)
    for flip in (False, True):
        q = p.at(0, 0, flip=flip)
        q.fill([(0, 0), (60, 150), (92, 120), (124, 140), (30, -6)], darker(paint, 0.15), darker(paint, 0.35))
        loop = smooth([(0, 0), (60, -62), (128, -56), (136, 0), (116, 36), (56, 26)])
        q.blur(moved(loop, 0, 12), 8, alpha=0.35)
        q.fill(loop, lighter(paint, 0.2), paint, darker(paint, 0.3), light=0.35, dark=0.3)
        q.fill(smooth([(20, -6), (66, -36), (104, -32), (106, 2), (62, 8)]), darker(paint, 0.45), darker(paint, 0.2))
    p.fill(box(-24, -24, 24, 22, 14), lighter(paint, 0.15), darker(paint, 0.2), light=0.4)


def seedling(pen: Pen) -> None:
    """A young tree in a black nursery bag."""
    ground(pen, 500, 850, 150)
    pen.line(smooth([(500, 620), (494, 480), (506, 340), (498, 210)], closed=False), 17, "#6E8B3A", "#6B4A26")
    for y, turn, size in ((560, -28, 180), (540, -156, 190), (450, -38, 190), (430, -146, 180), (340, -44, 170),
        (330, -138, 165), (250, -62, 140), (246, -122, 135), (214, -92, 120)):
        green_leaf(pen, 500, y, size, turn, "#57A347" if y < 350 else "#3E8E41", 0.5)
    bag = smooth([(366, 600), (500, 588), (634, 600), (640, 720), (622, 846), (500, 858), (378, 846), (360, 720)])
    pen.fill(bag, "#1D1B1E", "#4A464C", "#2C292E", "#111012", angle=0, light=0.2, dark=0.2)
    with pen.inside(bag):
        for x in range(390, 640, 46):
            for y in range(690, 850, 48):
                pen.dot(x + (y // 48 % 2) * 20, y, 6, "#0A090A")
        for x in (420, 560, 600):
            pen.blur([(x, 610), (x + 14, 612), (x + 4, 850), (x - 6, 850)], 7, "#FFFFFF", 0.24)
    pen.fill(ellipse(500, 602, 134, 30), "#3A2416", "#5A3A22")
    dice = Random(12)
    for _ in range(34):
        a, r = dice.uniform(0, 2 * pi), dice.uniform(0, 1)
        pen.dot(500 + 122 * r * cos(a), 602 + 24 * r * sin(a), dice.uniform(3, 7),
            "#7A5434" if dice.random() < 0.5 else "#2A180E")
    pen.line([(590, 560), (612, 470)], 6, "#F6E9CF")
    pen.fill(moved(box(-50, -34, 50, 34, 10), 620, 450, 8), "#FFFBF0", "#EFDFBF", dark=0.2)
    star_slice(pen, 620, 448, 26, -80)


def pineapple(pen: Pen) -> None:
    """A ripe pineapple and two rings."""
    ground(pen, 440, 838, 170)
    for turn, size, tone in ((-150, 190, 0.3), (-30, 190, 0.3), (-128, 230, 0.15), (-52, 230, 0.15), (-108, 260, 0.0),
        (-72, 260, 0.0), (-90, 280, -0.1), (-138, 130, -0.15), (-42, 130, -0.15), (-112, 150, -0.25),
            (-68, 150, -0.25)):
        paint = darker("#4E9A45", tone) if tone >= 0 else lighter("#4E9A45", -tone * 1.4)
        pen.fill(leaf(440, 384, size, 62, turn, bend=14 if turn > -90 else -14), lighter(paint, 0.3), paint,
            darker(paint, 0.35), angle=turn + 80, light=0.25, dark=0.25)
    body = smooth([(440, 348), (540, 366), (608, 460), (622, 600), (590, 750), (520, 830), (440, 846), (360, 830),
        (290, 750), (258, 600), (272, 460), (340, 366)])
    pen.fill(body, "#B8741A", "#F0B030", "#F6C648", "#D9901E", "#8F5412", angle=0)
    with pen.inside(body):
        for r in range(14):
            for c in range(9):
                x, y = 232 + c * 58 + r % 2 * 29, 350 + r * 40
                eye = [(x, y - 36), (x + 28, y), (x, y + 36), (x - 28, y)]
                pen.fill(eye, "#FFE08A", "#D98A1C", angle=60, alpha=0.55, dark=0.55)
                pen.fill(leaf(x, y + 12, 30, 16, -90), "#7A4A14")
                pen.dot(x, y - 14, 4, "#FFF3C4", alpha=0.8)
        pen.blur([(250, 340), (310, 340), (310, 850), (250, 850)], 34, alpha=0.42)
        pen.blur([(570, 340), (640, 340), (640, 850), (556, 850)], 34, alpha=0.46)
        pen.blur(ellipse(400, 520, 50, 110), 40, "#FFFFFF", 0.35)
    for x, y, r in ((730, 770, 108), (676, 690, 96)):
        pen.blur(ellipse(x + 4, y + 34, r, r * 0.5), 18, alpha=0.35)
        pen.fill(ellipse(x, y + 22, r, r * 0.56), "#C98A1C", "#9A6412")
        pen.fill(ellipse(x, y, r, r * 0.56), "#FFE788", "#F6C53C", light=0.35)
        for k in range(22):
            a = k * 2 * pi / 22
            pen.line([(x + r * 0.36 * cos(a), y + r * 0.2 * sin(a)), (x + r * 0.86 * cos(a), y + r * 0.48 * sin(a))],
                4, "#FFF6CF", alpha=0.8)
        pen.fill(ellipse(x, y, r * 0.27, r * 0.15), "#E0A62C", "#C98A1C")


def spinach(pen: Pen) -> None:
    """A tied bunch of water spinach."""
    p = pen.at(490, 520, 0.92, 14).at(-500, -500)
    dice = Random(65)
    p.blur(ellipse(500, 560, 190, 330), 50, alpha=0.22)
    stems = [(-150 + i * 25 + dice.uniform(-6, 6)) for i in range(13)]
    for i, s in enumerate(stems):
        end = 500 + s * 0.5
        p.line(smooth([(end, 880 - abs(s) * 0.2), (500 + s * 0.42, 680), (500 + s * 1.2, 420), (500 + s * 1.7, 250)],
            closed=False), 19, "#5FA34A", "#B7D98A" if i % 2 else "#A3CC78", light=0.3, dark=0.3)
        p.fill(ellipse(end, 880 - abs(s) * 0.2, 10, 6), "#E4F2C4")
    for _ in range(30):
        s = dice.choice(stems)
        y = dice.uniform(190, 500)
        x = 500 + s * (1.9 - y / 500)
        turn = -90 + (x - 500) * 0.22 + dice.uniform(-40, 40)
        green_leaf(p, x, y, dice.uniform(150, 210), turn, dice.choice(("#3E8E41", "#2F7A38", "#57A347")), 0.32)
    for y in (650, 672, 694):
        p.line(arc(500, y - 10, 96, 24, 10, 170), 19, "#8A6A2E", "#E6CE85", "#7E5E24", angle=0)


def chillies(pen: Pen) -> None:
    """A woven tray of small bird's-eye chillies."""
    tray = ellipse(500, 560, 366, 270)
    pen.blur(moved(tray, 10, 44), 36, alpha=0.42)
    pen.fill(moved(tray, 0, 24), "#7A4A1E")
    pen.fill(tray, "#C08A48")
    weave(pen, ellipse(500, 556, 350, 254), "#D2A05A", step=30, seed=66)
    pen.line([*tray, tray[0]], 30, "#E0B470", "#8A5426", light=0.4)
    dice = Random(66)
    spots = sorted(((dice.gauss(0, 0.36), dice.gauss(0, 0.36)) for _ in range(96)),
        key=lambda s: -(s[0] ** 2 + s[1] ** 2))
    for i, (a, b) in enumerate(spots):
        a, b = max(min(a, 0.76), -0.76), max(min(b, 0.76), -0.76)
        lift = 96 * max(0, 1 - (a * a + b * b) * 1.6)
        paint = "#C8281E" if i % 3 == 0 else dice.choice(("#D8402B", "#B01E18", "#C8281E", "#E2701E", "#D8402B",
            "#6FA03A"))
        turn = dice.uniform(0, 360)
        x, y = 500 + a * 300 - 60 * cos(turn * pi / 180), 556 + b * 210 - lift - 60 * sin(turn * pi / 180)
        chilli(pen, x, y, dice.uniform(126, 156), turn, paint)
    green_leaf(pen, 640, 330, 140, -40)
    green_leaf(pen, 350, 336, 130, -150)
