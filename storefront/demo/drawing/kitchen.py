"""Ready meals, sauces and drinks."""

from math import cos, pi, sin
from random import Random

from storefront.demo.drawing.canvas import Pen
from storefront.demo.drawing.colours import darker, lighter
from storefront.demo.drawing.garden import star_slice
from storefront.demo.drawing.props import bottle, chilli, green_leaf, ground, peanut
from storefront.demo.drawing.shapes import arc, box, ellipse, leaf, moved, smooth


def juice(pen: Pen) -> None:
    """A bottle of star fruit drink and a filled glass."""
    bottle(pen, "#F2B632", "#1F6B3B", lambda p: star_slice(p, 500, 500, 330), x=390, band="#1F6B3B")
    ground(pen, 660, 846, 120, 20)
    glass = [(552, 470), (768, 470), (738, 846), (582, 846)]
    pen.fill(glass, "#F4EFE2", "#FFFDF6", "#E3DCCB", angle=0)
    pen.fill([(562, 540), (758, 540), (733, 832), (587, 832)], "#D9901E", "#F6C648", "#FBD973", "#F2B632", "#C27A14",
        angle=0)
    pen.fill(ellipse(660, 540, 98, 20), "#FBE08A", "#F2C04A")
    for x, y, turn in ((620, 560, 12), (690, 580, -20), (650, 620, 30)):
        pen.fill(moved(box(-34, -34, 34, 34, 10), x, y, turn), "#FFFFFF", "#FBE9B8", alpha=0.55, light=0.4)
    pen.line([(700, 560), (752, 330)], 15, "#B3261E", "#F6B9A0", "#B3261E", angle=30)
    pen.line([*ellipse(660, 470, 108, 22)], 6, "#FFFFFF", alpha=0.85)
    pen.blur([(580, 490), (600, 490), (618, 820), (604, 820)], 7, "#FFFFFF", 0.6)
    star_slice(pen, 566, 462, 84, -70)
    star_slice(pen, 790, 826, 70, -90)


def sauce_bottle(pen: Pen) -> None:
    """Dayak chilli sauce, chillies at its foot."""
    def sign(p: Pen) -> None:
        chilli(p, 300, 420, 460, 8, shadow=False)
        chilli(p, 330, 620, 420, 18, "#E2701E", shadow=False)

    bottle(pen, "#B8281A", "#221A14", sign, band="#221A14", word="SAMBAL")
    for x, y, length, turn in ((240, 800, 170, 12), (300, 850, 160, -14), (640, 830, 180, 6), (700, 790, 160, 30)):
        chilli(pen, x, y, length, turn)
    _shallot(pen, 790, 850)
    _shallot(pen, 210, 860)


def _shallot(pen: Pen, x: float, y: float) -> None:
    bulb = smooth([(x, y - 62), (x + 12, y - 34), (x + 44, y - 4), (x + 34, y + 34), (x, y + 44), (x - 34, y + 34),
        (x - 44, y - 4), (x - 12, y - 34)])
    pen.blur(moved(bulb, 4, 12), 8, alpha=0.4)
    pen.fill(bulb, "#D98AA0", "#9A3A5A", "#5E1E38", light=0.4, dark=0.3)
    for dx in (-22, 0, 22):
        pen.line(smooth([(x, y - 46), (x + dx, y - 4), (x + dx * 0.7, y + 38)], closed=False), 2.5, "#F3C6D0",
            alpha=0.6)


def peanut_sauce(pen: Pen) -> None:
    """A block of pecel paste on a leaf, peanuts and chillies around."""
    pen.blur(ellipse(500, 740, 340, 120), 46, alpha=0.34)
    for turn, tone in ((-8, "#3E8E41"), (172, "#57A347"), (40, "#2F7A38"), (140, "#4E9A45")):
        x = 500
        pen.fill(leaf(x, 720, 380, 210, turn), lighter(tone, 0.3), tone, darker(tone, 0.25), angle=turn + 70,
            light=0.3, dark=0.3)
        pen.line(moved([(10, 0), (350, 0)], x, 720, turn), 6, lighter(tone, 0.5), alpha=0.6)
    for dx, dy in ((0, 0), (-6, -170)):
        _paste(pen.at(500 + dx, 660 + dy, 1 - (0.12 if dy else 0)))
    for x, y, s, turn in ((250, 640, 1.15, 30), (300, 780, 1.2, -18), (720, 800, 1.2, 24), (770, 660, 1.1, -40),
        (610, 850, 1.1, 6)):
        peanut(pen, x, y, s, turn)
    chilli(pen, 420, 828, 170, 10)
    chilli(pen, 700, 560, 150, -40)
    green_leaf(pen, 250, 540, 130, -140, "#4E9A45", 0.5)


def _paste(pen: Pen) -> None:
    top = [(-190, -60), (10, -120), (200, -50), (0, 20)]
    left, right = [(-190, -60), (0, 20), (0, 150), (-186, 66)], [(0, 20), (200, -50), (196, 78), (0, 150)]
    pen.blur([(-190, 60), (0, 160), (220, 90), (0, 190)], 18, alpha=0.4)
    pen.fill(left, "#B5652C", "#8F4A1C")
    pen.fill(right, "#8A441A", "#6B3212")
    pen.fill(top, "#D98C48", "#B8682E", angle=45, light=0.3)
    dice = Random(17)
    for face, x0, x1, y0, y1 in ((top, -190, 200, -120, 20), (left, -190, 0, -60, 150), (right, 0, 200, -50, 150)):
        with pen.inside(face):
            for _ in range(52):
                x, y = dice.uniform(x0, x1), dice.uniform(y0, y1)
                pen.fill(ellipse(x, y, dice.uniform(4, 11), dice.uniform(3, 7), dice.uniform(0, 180), n=10),
                    dice.choice(("#F3CF96", "#E2AE6A", "#7A3414", "#C8281E")), alpha=0.85)


def rice_box(pen: Pen) -> None:
    """Yellow rice in a paper box on banana leaf, with its sides."""
    pen.blur(box(170, 420, 860, 860, 40), 44, alpha=0.36)
    pen.fill([(196, 430), (804, 430), (846, 190), (154, 190)], "#FFFDF6", "#E6DCC6", light=0.2)
    pen.fill(ellipse(500, 300, 84, 60), "#B3261E", alpha=0.85)
    pen.word("SELAMAT", 500, 300, 30, "#FFF8E7")
    pen.fill([(196, 430), (804, 430), (856, 800), (144, 800)], "#EFE6D2", "#CFC2A6")
    pen.fill([(216, 446), (784, 446), (832, 784), (168, 784)], "#4E9440", "#2E6E34")
    for i in range(15):
        pen.line([(200 + i * 42, 450), (170 + i * 46, 784)], 3, "#8FC25E", alpha=0.5)
    cone = smooth([(390, 320), (430, 350), (520, 560), (540, 660), (460, 700), (330, 700), (250, 660), (270, 560),
        (350, 350)])
    pen.blur(moved(cone, 14, 20), 16, alpha=0.4)
    pen.fill(cone, "#D99A14", "#F9D24A", "#FBE07A", "#EDB428", "#B87A0E", angle=0)
    dice = Random(22)
    with pen.inside(cone):
        for _ in range(330):
            pen.fill(ellipse(dice.uniform(250, 545), dice.uniform(320, 700), 10, 4, dice.uniform(0, 180), n=10),
                dice.choice(("#FFF0A8", "#F6C63A", "#D99A14")), alpha=0.75)
    green_leaf(pen, 392, 330, 70, -60)
    chilli(pen, 380, 330, 80, -100)
    for k in range(26):
        pen.line(smooth([(600 + dice.uniform(-50, 60), 520 + dice.uniform(-40, 30)),
            (640 + dice.uniform(-40, 60), 500 + dice.uniform(-30, 40)),
                (690 + dice.uniform(-50, 50), 530 + dice.uniform(-40, 30))], closed=False), 9,
                    "#FBE07A" if k % 2 else "#F2C23A")
    for i in range(4):
        x, y = 610 + i * 46, 610 + i * 5
        pen.fill(ellipse(x, y, 44, 38), "#3E8E41")
        pen.fill(ellipse(x, y, 38, 32), "#DDF0C2", "#BFE09A", light=0.3)
        for a in range(6):
            pen.fill(ellipse(x + 17 * cos(a * pi / 3), y + 14 * sin(a * pi / 3), 5, 3, n=8), "#8FBF5A")
    thigh = smooth([(560, 700), (610, 660), (690, 668), (740, 710), (800, 700), (812, 724), (744, 742), (690, 770),
        (600, 766)])
    pen.blur(moved(thigh, 4, 12), 10, alpha=0.4)
    pen.fill(thigh, "#D98C3A", "#A8581A", "#7A3A0E", light=0.35, dark=0.3)
    egg_x, egg_y = 260, 730
    pen.fill(ellipse(egg_x, egg_y, 62, 46, -12), "#FFFDF6", "#E6DCC6", dark=0.2)
    pen.fill(ellipse(egg_x, egg_y - 2, 30, 24), "#FFC83A", "#E99A16", light=0.4)
    pen.fill([(144, 800), (856, 800), (836, 862), (164, 862)], "#FFFDF6", "#DCCFB2", light=0.2, dark=0.2)
    pen.fill([(148, 814), (852, 814), (848, 828), (152, 828)], "#B3261E", alpha=0.8)


def layer_cake(pen: Pen) -> None:
    """Terap layer cake: a cut loaf on a plate, a slice in front."""
    pen.blur(ellipse(500, 790, 400, 90), 40, alpha=0.36)
    pen.fill(ellipse(500, 770, 410, 112), "#FFFDF6", "#D9CDB4", light=0.4, dark=0.3)
    pen.line([*ellipse(500, 764, 380, 98)], 6, "#2F6C86", alpha=0.8)
    _cake(pen.at(460, 560, 1.08), 9)
    _cake(pen.at(690, 728, 0.6, 0), 9)
    for x, y in ((250, 780), (310, 812)):
        pen.blur(ellipse(x, y + 20, 46, 26), 10, alpha=0.35)
        pen.fill(ellipse(x, y, 44, 40), "#F6E9B8", "#E0C46A", "#B8923A", light=0.35, dark=0.3)
    dice = Random(59)
    for _ in range(40):
        a, r = dice.uniform(0, 2 * pi), dice.uniform(30, 46)
        pen.line([(250 + r * 0.8 * cos(a), 780 + r * 0.75 * sin(a)), (250 + r * cos(a), 780 + r * sin(a))], 3,
            "#8F6E22")


def _cake(pen: Pen, layers: int) -> None:
    top = [(-260, -120), (40, -200), (280, -120), (-20, -30)]
    pen.blur([(-260, 130), (0, 220), (300, 110), (0, 60)], 22, alpha=0.42)
    for x0, y0, x1, y1, shade in ((-260, -120, -20, -30, 0.0), (-20, -30, 280, -120, 0.2)):
        for i in range(layers):
            a, b = i * 230 / layers, (i + 1) * 230 / layers
            tone = ("#F9E3A8", "#8A4A1E", "#F3C85A")[i % 3]
            pen.fill([(x0, y0 + a), (x1, y1 + a), (x1, y1 + b + 1), (x0, y0 + b + 1)], darker(tone, shade),
                darker(tone, shade + 0.1))
        pen.line([(x0, y0 + 230), (x1, y1 + 230)], 4, "#7A4A1E", alpha=0.5)
    pen.fill(top, "#E0A04A", "#B8702A", angle=40, light=0.35)
    dice = Random(60)
    with pen.inside(top):
        for _ in range(46):
            pen.fill(ellipse(dice.uniform(-260, 280), dice.uniform(-200, -30), dice.uniform(6, 16),
                dice.uniform(3, 7), n=12), "#8A4A1E", alpha=0.3)
        pen.blur([(-200, -120), (20, -180), (60, -160), (-140, -104)], 12, "#FFFFFF", 0.45)
    pen.line(arc(10, -116, 60, 22, 0, 359), 4, "#FFF3D4", alpha=0.5)
