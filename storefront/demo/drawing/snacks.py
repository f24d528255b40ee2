"""Sweets and crackers."""

from math import cos, pi, sin
from random import Random

from storefront.demo.drawing.canvas import Pen
from storefront.demo.drawing.colours import Paint, darker, lighter
from storefront.demo.drawing.props import bowl_back, bowl_front, cubes, ground, peanut, weave
from storefront.demo.drawing.shapes import arc, box, ellipse, moved, smooth


def wafers(pen: Pen) -> None:
    """Opak gambir: golden rolled wafers in a tin, some lying in front."""
    ground(pen, 500, 838, 230)
    for i, (x, h) in enumerate(((392, 210), (450, 170), (512, 190), (574, 160), (624, 220), (420, 250), (484, 236),
        (548, 240), (596, 262))):
        _roll_up(pen, x, h, 30 if i < 5 else 32, i)
    tin = smooth([(318, 420), (320, 620), (332, 800), (500, 836), (668, 800), (680, 620), (682, 420), (500, 448)], n=6)
    pen.fill(tin, "#7A1F1A", "#C93A2B", "#E8604A", "#B3261E", "#6B1713", angle=0)
    with pen.inside(tin):
        for i in range(7):
            x = 326 + i * 58
            pen.fill(smooth([(x, 560), (x + 28, 500), (x + 56, 560), (x + 28, 620)], n=4), "#F6D98B", alpha=0.9)
            pen.fill(smooth([(x + 14, 560), (x + 28, 530), (x + 42, 560), (x + 28, 590)], n=4), "#B3261E")
        pen.line(arc(500, 640, 190, 34, 170, 10), 8, "#F6D98B")
        pen.line(arc(500, 470, 190, 34, 170, 10), 8, "#F6D98B")
        pen.blur([(360, 430), (396, 436), (400, 810), (364, 800)], 12, "#FFFFFF", 0.4)
    pen.line(arc(500, 420, 182, 34, 180, 0), 14, "#F6D98B", "#B98A34")
    for x, y, turn in ((600, 800, -12), (330, 812, 16)):
        _roll(pen.at(x, y, 1.1, turn))


def _roll_up(pen: Pen, x: float, top: float, r: float, seed: int) -> None:
    pen.fill(box(x - r, top, x + r, 470), "#A8682A", "#F0C272", "#FBE0A4", "#D79B4C", "#94561E", angle=0)
    for k in range(5):
        y = top + 30 + k * 46 + seed * 7 % 30
        pen.line([(x - r, y + 18), (x + r, y - 8)], 5, "#A8682A", alpha=0.4)
    pen.fill(ellipse(x, top, r, r * 0.42), "#E9B866", "#C98A3C")
    pen.line(smooth([(x + r * (1 - t) * cos(t * 13),
        top + r * 0.42 * (1 - t) * sin(t * 13)) for t in (i / 30 for i in range(30))], closed=False), 4, "#7A4418")


def _roll(pen: Pen) -> None:
    pen.blur(box(-150, -10, 160, 50, 30), 12, alpha=0.4)
    pen.fill(box(-150, -32, 150, 32, 12), "#FBE0A4", "#E9B35C", "#94561E")
    for k in range(7):
        pen.line([(-140 + k * 44, -32), (-120 + k * 44, 32)], 5, "#A8682A", alpha=0.4)
    pen.fill(ellipse(150, 0, 15, 32), "#E9B866", "#C98A3C")
    pen.line(smooth([(150 + 14 * (1 - t) * cos(t * 12),
        30 * (1 - t) * sin(t * 12)) for t in (i / 26 for i in range(26))], closed=False), 4, "#7A4418")


def crisps(pen: Pen) -> None:
    """A bowl of fried dumpling crisps."""
    bowl_back(pen, "#F1E4C6")
    dice = Random(14)
    for row in range(6):
        count = 9 - row
        for i in range(count):
            x = 500 + (i - count / 2 + 0.5) * 68 + dice.uniform(-10, 10)
            _crisp(pen.at(x, 560 - row * 48 + dice.uniform(-10, 10) + abs(x - 500) * 0.08, dice.uniform(0.9, 1.1),
                dice.uniform(-70, 70)), dice)
    bowl_front(pen, "#F1E4C6", stripe="#7A4426")
    _crisp(pen.at(780, 832, 1, 20), dice)
    _crisp(pen.at(214, 836, 0.9, -30), dice)


def _crisp(pen: Pen, dice: Random) -> None:
    shape = smooth([(-70, 34), (-40, -30), (0, -58), (34, -26), (72, 30), (30, 44), (0, 28), (-34, 46)], n=6)
    tone = dice.choice(("#E9A94A", "#F0BC60", "#DE9838"))
    pen.blur(moved(shape, 4, 14), 8, alpha=0.36)
    pen.fill(shape, lighter(tone, 0.4), tone, darker(tone, 0.25), angle=60, light=0.35, dark=0.3)
    pen.line(smooth([(-44, 22), (-10, -4), (2, -44)], closed=False), 4, darker(tone, 0.35), alpha=0.5)
    pen.line(smooth([(46, 20), (16, 0), (2, -44)], closed=False), 4, lighter(tone, 0.6), alpha=0.7)
    for _ in range(5):
        pen.dot(dice.uniform(-40, 40), dice.uniform(-14, 28), dice.uniform(3, 7), lighter(tone, 0.5), alpha=0.8)


def wrapped_sweets(pen: Pen, paint: Paint, second: Paint, sign: Paint) -> None:
    """An open box of dodol twisted in paper."""
    pen.blur(box(190, 560, 830, 870, 40), 44, alpha=0.36)
    lid = [(250, 452), (750, 452), (800, 206), (200, 206)]
    pen.fill(lid, lighter(sign, 0.12), darker(sign, 0.2), light=0.25)
    pen.fill([(276, 430), (724, 430), (764, 230), (236, 230)], "#FFF3D4", "#EBD3A0")
    _sweet(pen.at(500, 330, 1.5, -14), paint)
    pen.fill([(250, 452), (750, 452), (810, 640), (190, 640)], darker(sign, 0.6), darker(sign, 0.35))
    dice = Random(15)
    for row in range(3):
        for i in range(5):
            tone = paint if (i + row) % 3 else second
            _sweet(pen.at(276 + i * 112 + row % 2 * 14 - row * 6, 486 + row * 62, 0.92 + row * 0.06,
                dice.uniform(-24, 24)), tone)
    front = [(190, 640), (810, 640), (786, 846), (214, 846)]
    pen.fill(front, lighter(sign, 0.2), sign, darker(sign, 0.3), light=0.25, dark=0.2)
    with pen.inside(front):
        for i in range(16):
            x = 200 + i * 42
            pen.fill([(x, 846), (x + 21, 790), (x + 42, 846)], "#F6D98B", alpha=0.8)
        pen.line([(180, 660), (820, 660)], 6, "#F6D98B", alpha=0.9)
    for x, y, turn in ((700, 856, 20), (820, 800, -30)):
        _sweet(pen.at(x, y, 1.05, turn), second)


def _sweet(pen: Pen, paint: Paint) -> None:
    for side in (-1, 1):
        fan = [(side * 38, 0), (side * 82, -34), (side * 74, -10), (side * 92, 2), (side * 74, 14), (side * 82, 36)]
        pen.fill(fan, lighter(paint, 0.5), lighter(paint, 0.1), light=0.3, dark=0.2)
    roll = box(-48, -30, 48, 30, 26)
    pen.blur(moved(roll, 3, 14), 8, alpha=0.36)
    pen.fill(roll, lighter(paint, 0.42), paint, darker(paint, 0.32), light=0.3, dark=0.2)
    pen.blur(box(-30, -20, 26, -12, 4), 4, "#FFFFFF", 0.75)
    for x in (-34, 34):
        pen.line([(x, -26), (x + (4 if x < 0 else -4), 26)], 3, darker(paint, 0.4), alpha=0.5)


def husk_string(pen: Pen) -> None:
    """Wajik kletik: five parcels in dried corn husk on one string."""
    pen.line(smooth([(140, 250), (320, 330), (500, 356), (680, 330), (860, 250)], closed=False), 9, "#B3261E",
        "#7A160F")
    for i, (x, y, turn) in enumerate(((206, 276, 10), (352, 330, 5), (500, 350, 0), (648, 330, -5), (794, 276, -10))):
        _husk(pen.at(x, y, 1.02, turn), i)


def _husk(pen: Pen, seed: int) -> None:
    dice = Random(seed)
    for turn in (-38, -16, 10, 34):
        tip = smooth([(0, 10), (turn * 0.9, -40), (turn * 1.8, -96), (turn * 1.3 + 10, -44), (16, 6)], n=5)
        pen.fill(tip, "#F3E2AE", "#C9AC66", light=0.3, dark=0.2)
    parcel = smooth([(-26, 0), (0, -8), (26, 0), (62, 70), (70, 220), (58, 350), (0, 384), (-58, 350), (-70, 220),
        (-62, 70)])
    pen.blur(moved(parcel, 12, 26), 18, alpha=0.36)
    pen.fill(parcel, "#C7A458", "#F4E3B0", "#E6CF92", "#AC8843", angle=0, light=0.3, dark=0.3)
    with pen.inside(parcel):
        for k in range(11):
            x = -70 + k * 14 + dice.uniform(-3, 3)
            pen.line(smooth([(x * 0.3, 0), (x, 110), (x * 1.05, 240), (x * 0.6, 390)], closed=False), 2.6, "#8F6E30",
                alpha=0.42)
        pen.blur(ellipse(-24, 150, 16, 90), 12, "#FFFFFF", 0.45)
        pen.fill(smooth([(20, 400), (30, 250), (64, 180), (80, 300), (70, 390)]), "#B58F48", alpha=0.35)
    for y in (26, 250):
        pen.line(arc(0, y - 8, 40 if y < 100 else 69, 12, 10, 170), 11, "#B3261E", "#7A160F")


def besek(pen: Pen) -> None:
    """Jenang ketan: dark toffee in a bamboo box, lid leaning behind."""
    pen.blur(box(200, 560, 840, 860, 40), 44, alpha=0.36)
    lid = [(280, 180), (700, 160), (740, 470), (270, 490)]
    pen.fill([(p[0] + 12, p[1] + 16) for p in lid], "#6B4A1C")
    weave(pen, lid, "#D9B668", step=40, seed=3)
    pen.line([*lid, lid[0]], 20, "#F0D58E", "#B08A3C")
    pen.fill([(230, 520), (500, 440), (790, 520), (520, 640)], "#5A3A16")
    places = [(500 + (c - r) * 78, 478 + (c + r) * 34) for r in range(3) for c in range(3)]
    pen.fill([(250, 520), (500, 446), (770, 520), (516, 622)], "#3E7A34", "#2A5A28")
    cubes(pen, sorted(places, key=lambda p: p[1]), "#5E2E14", 118, "#F6E3B4")
    left, right = [(216, 520), (516, 640), (516, 850), (236, 740)], [(516, 640), (806, 520), (788, 736), (516, 850)]
    weave(pen, left, "#E0BD72", step=36, seed=7)
    weave(pen, right, "#C39C50", step=36, seed=8)
    pen.line([(216, 520), (516, 640), (806, 520)], 22, "#F3DA98", "#C39C50")


def sweets_in_jar(pen: Pen) -> None:
    """Bright paper twists, as madumongso is wrapped."""
    dice = Random(20)
    paints = ("#D8402B", "#E9A820", "#2F9E5B", "#7A3FA0", "#2F7FC1", "#E86AA0")
    pen.fill(box(280, 330, 720, 860), "#FFF6E3")
    for row in range(9):
        for i in range(5):
            _sweet(pen.at(330 + i * 86 + row % 2 * 40 + dice.uniform(-10, 10), 430 + row * 50, 0.78,
                dice.uniform(-50, 50)), paints[(row * 3 + i * 2) % 6])


def twist(pen: Pen) -> None:
    _sweet(pen.at(500, 500, 4.6, -20), "#7A3FA0")


def brittle(pen: Pen) -> None:
    """Slabs of sesame and peanut brittle on brown paper."""
    pen.blur(ellipse(500, 760, 330, 90), 50, alpha=0.34)
    sheet = moved([(-330, -110), (300, -150), (350, 120), (-290, 160)], 500, 690)
    pen.fill(sheet, "#D9BC8A", "#B58F58", light=0.3, dark=0.2)
    for x, y, turn, seed in ((400, 690, -8, 1), (610, 680, 10, 2), (500, 570, -3, 3), (420, 470, 12, 4),
        (590, 450, -14, 5), (505, 360, 4, 6)):
        _slab(pen.at(x, y, 1, turn), seed)
    peanut(pen, 760, 790, 1.1, -24)
    peanut(pen, 240, 800, 1.0, 30)


def _slab(pen: Pen, seed: int) -> None:
    dice = Random(seed)
    top = smooth([(-130, -52), (0, -58), (132, -50), (140, 0), (130, 52), (0, 58), (-132, 50), (-140, 0)], n=5)
    pen.blur(moved(top, 10, 34), 14, alpha=0.42)
    pen.fill(moved(top, 0, 26), "#7A4412")
    pen.fill(top, "#E9B258", "#C9822C", "#A8641E", angle=60, light=0.35, dark=0.2)
    with pen.inside(top):
        for _ in range(16):
            x, y = dice.uniform(-120, 120), dice.uniform(-44, 44)
            pen.fill(ellipse(x, y + 3, 20, 13, dice.uniform(0, 180), n=16), "#8A4E18", alpha=0.6)
            pen.fill(ellipse(x, y, 19, 12, dice.uniform(0, 180), n=16), "#F6DDA6", "#D9A95C", light=0.3)
        for _ in range(90):
            pen.fill(ellipse(dice.uniform(-136, 136), dice.uniform(-54, 54), 6, 3.4, dice.uniform(0, 180), n=8),
                dice.choice(("#FFF1CF", "#F6DDA6", "#3A2414")))
        pen.blur(smooth([(-120, -40), (-20, -46), (40, -30), (-60, -20)]), 8, "#FFFFFF", 0.5)


def prawn_crackers(pen: Pen) -> None:
    """Fried pink crackers in a basket, raw discs in front."""
    side = smooth([(250, 560), (500, 590), (750, 560), (730, 720), (690, 820), (500, 846), (310, 820), (270, 720)], n=8)
    ground(pen, 500, 836, 230)
    dice = Random(48)
    for row in range(5):
        count = 6 - row
        for i in range(count):
            x = 500 + (i - count / 2 + 0.5) * 92 + dice.uniform(-12, 12)
            _puff(pen.at(x, 540 - row * 66 + abs(x - 500) * 0.1, dice.uniform(0.9, 1.12), dice.uniform(0, 360)), dice)
    weave(pen, side, "#C89550", step=38, seed=48)
    with pen.inside(side):
        pen.blur([(230, 540), (300, 540), (320, 860), (230, 860)], 30, alpha=0.42)
        pen.blur([(700, 540), (770, 540), (770, 860), (670, 860)], 30, alpha=0.46)
    pen.line(arc(500, 560, 254, 38, 180, 0, n=30), 28, "#8A5426", "#D6A35C", "#7A4A20", angle=0)
    for x, y in ((740, 838), (800, 806), (690, 812)):
        pen.blur(ellipse(x + 2, y + 10, 54, 26), 8, alpha=0.35)
        pen.fill(ellipse(x, y + 6, 54, 26), "#C98A78")
        pen.fill(ellipse(x, y, 54, 26), "#F8D3C2", "#EBAF9C", light=0.35)


def _puff(pen: Pen, dice: Random) -> None:
    shape = smooth([((86 + dice.uniform(-14, 12)) * cos(i * pi / 6),
        (62 + dice.uniform(-10, 12)) * sin(i * pi / 6)) for i in range(12)], n=6)
    tone = dice.choice(("#F6B9A0", "#F9CDB8", "#F3A88E"))
    pen.blur(moved(shape, 5, 18), 10, alpha=0.34)
    pen.fill(shape, lighter(tone, 0.5), tone, darker(tone, 0.18), angle=60, light=0.45, dark=0.25)
    for _ in range(13):
        pen.fill(ellipse(dice.uniform(-60, 60), dice.uniform(-40, 40), dice.uniform(5, 13), dice.uniform(4, 9), n=12),
            lighter(tone, 0.6), alpha=0.75, dark=0.3)


def sticks(pen: Pen) -> None:
    """A tall tin of seaweed sticks."""
    dice = Random(52)
    ground(pen, 500, 846, 190)
    for i in range(26):
        x, lean = 360 + i * 11.5, dice.uniform(-60, 60)
        top = 210 + dice.uniform(-60, 110)
        pen.line([(x, 560), (x + lean, top)], 19, "#8FA648" if i % 2 else "#7C9440", "#5E7430", light=0.35, dark=0.3)
        for _ in range(5):
            t = dice.uniform(0.1, 0.9)
            pen.dot(x + lean * t, 560 + (top - 560) * t, 4, "#2E4A22")
    body = smooth([(330, 500), (326, 680), (340, 820), (500, 852), (660, 820), (674, 680), (670, 500), (500, 530)], n=6)
    pen.fill(body, "#1F5A44", "#3E9474", "#5FB794", "#2F7F60", "#164432", angle=0)
    with pen.inside(body):
        for y in (600, 660, 720):
            pen.line(smooth([(320 + k * 32, y + (14 if k % 2 else -14)) for k in range(12)], closed=False), 9,
                "#D8F0DC", alpha=0.85)
        pen.blur([(370, 510), (400, 516), (404, 830), (374, 820)], 12, "#FFFFFF", 0.4)
    pen.line(arc(500, 502, 170, 32, 180, 0), 12, "#BFE6D0", "#2F7F60")
    for x, y, turn in ((700, 830, 20), (770, 800, -8), (280, 838, -24)):
        q = pen.at(x, y, 1, turn)
        q.blur(box(-80, 4, 84, 26, 10), 8, alpha=0.35)
        q.line([(-80, 0), (80, 0)], 21, "#9DB456", "#5E7430", light=0.3)


def puffed(pen: Pen, tone: Paint, fleck: Paint, bowl: Paint) -> None:
    """Amplang: little puffed claws in a bowl."""
    bowl_back(pen, bowl)
    dice = Random(57)
    for row in range(6):
        count = 11 - row * 2 + row // 3
        for i in range(count):
            x = 500 + (i - count / 2 + 0.5) * 60 + dice.uniform(-8, 8)
            _bean(pen.at(x, 566 - row * 48 + dice.uniform(-8, 8) + abs(x - 500) * 0.08, dice.uniform(0.95, 1.15),
                dice.uniform(0, 360)), tone, fleck, dice)
    bowl_front(pen, bowl, stripe="#FFF6E3")
    for x, y in ((250, 842), (752, 846), (816, 812)):
        _bean(pen.at(x, y, 1.05, dice.uniform(0, 360)), tone, fleck, dice)


def _bean(pen: Pen, tone: Paint, fleck: Paint, dice: Random) -> None:
    shape = smooth([(-52, 6), (-40, -22), (-6, -34), (34, -24), (54, 6), (38, 26), (18, 12), (-8, 8), (-30, 26)], n=6)
    pen.blur(moved(shape, 4, 14), 7, alpha=0.36)
    pen.fill(shape, lighter(tone, 0.5), tone, darker(tone, 0.26), angle=60, light=0.4, dark=0.3)
    for _ in range(7):
        pen.dot(dice.uniform(-36, 40), dice.uniform(-24, 8), dice.uniform(2, 4.5), fleck, alpha=0.8)
    pen.blur(ellipse(-8, -20, 22, 6), 4, "#FFFFFF", 0.6)
