"""Eggs, rice, sugar, coffee, chocolate."""

from math import cos, pi, sin
from random import Random

from storefront.demo.drawing.canvas import Pen
from storefront.demo.drawing.colours import Paint, darker, lighter, mix
from storefront.demo.drawing.props import bowl_back, bowl_front, green_leaf, ground, pouch, weave
from storefront.demo.drawing.shapes import arc, box, ellipse, leaf, moved, smooth


def egg(pen: Pen, x: float, y: float, r: float, turn: float = 0, paint: Paint = "#D99A63") -> None:
    p = pen.at(x, y, r / 100, turn)
    shell = smooth([(0, -132), (56, -104), (90, -28), (88, 40), (56, 90), (0, 106), (-56, 90), (-88, 40), (-90, -28), (-56, -104)])
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
            egg(pen, 500 + (i - count / 2 + 0.5) * 108 + dice.uniform(-5, 5), 520 - row * 84 + dice.uniform(-6, 6), 72, dice.uniform(-28, 28), tone)
    for _ in range(60):
        x, y = dice.uniform(240, 760), dice.uniform(540, 590)
        pen.line(smooth([(x, y), (x + dice.uniform(-40, 40), y - dice.uniform(0, 34)), (x + dice.uniform(-70, 70), y + dice.uniform(-10, 30))], closed=False), 5, "#E9CF84" if dice.random() < 0.6 else "#C29A44")
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
        pen.fill(smooth([(x - 46, y + 24), (x, y + 40), (x + 46, y + 24), (x + 30, y + 54), (x - 30, y + 54)]), "#A2AEAE", "#7A8688")


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


def beans(pen: Pen, paint: Paint = "#5A3018") -> None:
    """An open sack of roasted beans."""
    ground(pen, 500, 850, 230)
    sack = smooth([(290, 480), (260, 600), (250, 760), (290, 846), (500, 864), (710, 846), (750, 760), (740, 600), (710, 480), (500, 460)])
    pen.fill(sack, "#8A6A3E", "#CFAE78", "#DCC090", "#B8935A", "#775830", angle=0, dark=0.25)
    with pen.inside(sack):
        for k in range(56):
            pen.line([(240 + k * 10, 440), (240 + k * 10, 870)], 2, "#6B4E28", alpha=0.22)
            pen.line([(230, 450 + k * 8), (770, 450 + k * 8)], 2, "#6B4E28", alpha=0.22)
        pen.blur([(360, 560), (384, 560), (350, 850), (330, 850)], 12, alpha=0.3)
        pen.blur([(640, 560), (660, 560), (690, 850), (668, 850)], 12, alpha=0.3)
    roll = smooth([(270, 470), (300, 400), (500, 372), (700, 400), (730, 470), (700, 512), (500, 540), (300, 512)])
    pen.fill(roll, "#A98652", "#DCC090", "#8A6A3E", light=0.35, dark=0.3)
    mouth = ellipse(500, 446, 200, 54)
    pen.fill(mouth, darker(paint, 0.6))
    dice = Random(34)
    for _ in range(150):
        a, r = dice.uniform(0, 2 * pi), dice.random() ** 0.5
        _bean(pen, 500 + 186 * r * cos(a), 440 + 46 * r * sin(a) - 70 * (1 - r), dice.uniform(24, 29), dice.uniform(0, 180), paint, dice)
    for x, y in ((210, 836), (262, 862), (762, 850), (816, 822), (730, 876)):
        _bean(pen, x, y, 34, dice.uniform(0, 180), paint, dice)
    pen.fill(ellipse(500, 690, 116, 116), "#7A4426")
    with pen.inside(ellipse(500, 690, 102, 102)):
        volcano(pen.at(500, 690, 0.22).at(-500, -500))


def _bean(pen: Pen, x: float, y: float, r: float, turn: float, paint: Paint, dice: Random) -> None:
    tone = mix(paint, "#2A140A" if dice.random() < 0.5 else "#8A5428", dice.random() * 0.35)
    shape = ellipse(x, y, r, r * 0.68, turn, n=22)
    pen.blur(moved(shape, 2, 7), 5, alpha=0.4)
    pen.fill(shape, lighter(tone, 0.3), tone, darker(tone, 0.5), angle=60)
    pen.line(moved(smooth([(-r * 0.9, 0), (-r * 0.3, r * 0.14), (r * 0.3, -r * 0.14), (r * 0.9, 0)], closed=False, n=4), x, y, turn), r * 0.15, darker(tone, 0.7))


def coffee_bag(pen: Pen, paper: Paint, band: Paint, sign: str, word: str) -> None:
    """A bag of ground coffee with a cup beside it."""
    signs = {"volcano": volcano, "cherries": cherries, "waves": waves}
    pouch_pen = pen.at(410, 470, 0.94).at(-500, -500)
    pouch(pouch_pen, paper, band, signs[sign], word)
    _cup(pen, 720, 760, "#FFFBF0" if sign != "waves" else "#2F6C86")
    dice = Random(33)
    for x, y in ((560, 868), (604, 846), (840, 876), (286, 872)):
        _bean(pen, x, y, 26, dice.uniform(0, 180), "#5A3018", dice)


def _cup(pen: Pen, x: float, y: float, paint: Paint) -> None:
    pen.blur(ellipse(x, y + 92, 150, 34), 18, alpha=0.4)
    pen.fill(ellipse(x, y + 84, 150, 36), darker(paint, 0.1), darker(paint, 0.22), light=0.4)
    pen.fill(ellipse(x, y + 76, 140, 30), lighter(paint, 0.4), darker(paint, 0.06))
    pen.line(arc(x + 96, y + 6, 46, 40, -100, 110), 20, darker(paint, 0.1), darker(paint, 0.25))
    body = smooth([(x - 106, y - 40), (x - 96, y + 30), (x - 56, y + 84), (x, y + 92), (x + 56, y + 84), (x + 96, y + 30), (x + 106, y - 40), (x, y - 30)])
    pen.fill(body, darker(paint, 0.2), lighter(paint, 0.4), paint, darker(paint, 0.3), angle=0, dark=0.15)
    pen.fill(ellipse(x, y - 40, 106, 30), lighter(paint, 0.5), darker(paint, 0.1))
    pen.fill(ellipse(x, y - 37, 92, 23), "#2A140A", "#5A3018")
    pen.line(arc(x, y - 36, 80, 17, 10, 170), 4, "#B07A48", alpha=0.8)
    for dx in (-30, 16):
        pen.line(smooth([(x + dx, y - 80), (x + dx + 18, y - 120), (x + dx - 10, y - 160), (x + dx + 12, y - 210)], closed=False), 12, "#FFFFFF", alpha=0.4)


def volcano(pen: Pen) -> None:
    """Kelud over its slopes."""
    pen.fill(box(0, 0, 1000, 1000), "#FBE3B0", "#F3B867")
    pen.dot(700, 330, 90, "#FFF6DF", alpha=0.9)
    pen.fill([(120, 820), (400, 330), (440, 360), (500, 330), (560, 372), (600, 340), (900, 820)], "#6B4A5E", "#3A2A3E")
    pen.fill([(400, 330), (440, 360), (500, 330), (560, 372), (600, 340), (640, 410), (560, 450), (500, 410), (430, 460), (360, 400)], "#E8DCE4", alpha=0.7)
    pen.fill(smooth([(-50, 760), (250, 660), (500, 740), (760, 650), (1060, 760), (1060, 1060), (-50, 1060)]), "#4E8A4A", "#1F5A3B")
    for i in range(9):
        pen.fill(leaf(60 + i * 110, 900, 110, 60, -90), "#2F7A48")


def cherries(pen: Pen) -> None:
    pen.fill(box(0, 0, 1000, 1000), "#F3EBD3", "#DCE7C0")
    green_leaf(pen, 500, 420, 420, -20)
    green_leaf(pen, 500, 420, 420, -160)
    pen.line([(500, 200), (500, 640)], 26, "#7A5A2A")
    for x, y, paint in ((380, 620, "#C8281E"), (610, 610, "#D8402B"), (500, 720, "#A81E18")):
        pen.fill(ellipse(x, y, 120, 112), lighter(paint, 0.3), paint, darker(paint, 0.4), light=0.4, dark=0.3)
        pen.blur(ellipse(x - 40, y - 44, 24, 16), 10, "#FFFFFF", 0.8)


def waves(pen: Pen) -> None:
    """A sail on the sea off Tarakan."""
    pen.fill(box(0, 0, 1000, 1000), "#FCE7C4", "#F6C58A")
    pen.dot(330, 340, 110, "#F08A3C", alpha=0.9)
    pen.fill([(540, 180), (560, 600), (820, 590)], "#FFFBF0", "#E8D8B8")
    pen.fill([(520, 240), (516, 600), (340, 590)], "#D8402B", "#8F1A14")
    pen.fill(smooth([(300, 620), (580, 650), (860, 610), (780, 720), (400, 730)]), "#7A4426", "#4E2812")
    for i, paint in enumerate(("#5FA9B5", "#2F7F93", "#1B5568")):
        y = 720 + i * 90
        pen.fill([*smooth([(k * 125 - 60, y + (26 if (k + i) % 2 else -26)) for k in range(10)], closed=False), (1080, 1080), (-80, 1080)], paint)


def sugar_moulds(pen: Pen) -> None:
    """Half domes of coconut sugar, as moulded in shells."""
    pen.blur(ellipse(500, 760, 330, 90), 44, alpha=0.34)
    green_leaf(pen, 170, 800, 330, -24, "#57A347", 0.24)
    green_leaf(pen, 840, 800, 300, -158, "#3E8E41", 0.24)
    for x, y, r in ((350, 690, 158), (652, 690, 158), (500, 740, 168), (420, 480, 150), (590, 486, 150), (505, 320, 142)):
        _dome(pen, x, y, r)


def _dome(pen: Pen, x: float, y: float, r: float) -> None:
    dome = [*arc(x, y, r, r * 0.95, 180, 360, n=30), *arc(x, y, r, r * 0.28, 0, 180, n=24)]
    pen.blur(moved(dome, 10, 26), 18, alpha=0.42)
    pen.fill(dome, "#B8742E", "#9A5A20", "#5E3210", angle=65, light=0.35, dark=0.35)
    dice = Random(int(x + y))
    with pen.inside(dome):
        for k in range(3):
            pen.line(arc(x, y - r * 0.08, r * (0.96 - k * 0.02), r * (0.24 + k * 0.22), 10, 170), 3, "#4A2408", alpha=0.3)
        for _ in range(50):
            pen.dot(x + dice.uniform(-r, r), y + dice.uniform(-r, r * 0.3), dice.uniform(1.5, 4), dice.choice(("#E0A860", "#5E3210")), alpha=0.5)
        pen.blur(ellipse(x - r * 0.34, y - r * 0.55, r * 0.26, r * 0.12, -30), 14, "#FFE9C0", 0.55)


def palm_sugar(pen: Pen) -> None:
    """A wooden bowl heaped with granulated coconut sugar, a scoop in it."""
    bowl_back(pen, "#8A5426")
    heap = smooth([(180, 566), (270, 470), (390, 370), (500, 330), (610, 376), (730, 470), (820, 566), (660, 630), (340, 630)])
    pen.fill(heap, "#E3B06A", "#C08438", "#8F5A1E", angle=70, light=0.3, dark=0.2)
    dice = Random(37)
    with pen.inside(heap):
        for _ in range(430):
            x, y = dice.uniform(180, 820), dice.uniform(330, 640)
            pen.fill(box(x, y, x + dice.uniform(3, 8), y + dice.uniform(3, 7)), dice.choice(("#F6D9A4", "#D9A050", "#7A4A18", "#EBC07A")), alpha=0.8)
    p = pen.at(560, 440, 1, 32)
    p.blur(ellipse(0, 10, 90, 50), 14, alpha=0.4)
    p.line([(60, 0), (330, 0)], 32, "#D6A35C", "#8A5426", light=0.4)
    p.fill(ellipse(0, 0, 96, 58), "#E9C38A", "#A9713A", light=0.3)
    p.fill(ellipse(4, -6, 74, 42), "#C08438", "#E3B06A")
    bowl_front(pen, "#8A5426", stripe="#D6A35C")


def rice_sack(pen: Pen, main: Paint, second: Paint, sign: str) -> None:
    """A printed rice sack tied at the top, with grains."""
    ground(pen, 500, 850, 240)
    neck = smooth([(420, 240), (360, 150), (430, 176), (470, 130), (510, 178), (560, 128), (580, 178), (640, 150), (580, 240)])
    pen.fill(neck, "#FFFFFF", "#D8D4C8", light=0.2, dark=0.25)
    sack = smooth([(430, 236), (330, 290), (278, 400), (262, 600), (270, 780), (320, 848), (500, 862), (680, 848), (730, 780), (738, 600), (722, 400), (670, 290), (570, 236), (500, 230)])
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
        for x in (300, 380, 610, 690):
            pen.blur([(x, 290), (x + 18, 290), (x + 4, 850), (x - 8, 850)], 12, alpha=0.2)
        pen.blur([(420, 250), (580, 250), (600, 330), (400, 330)], 20, alpha=0.25)
        pen.word("BERAS 5 KG", 500, 744, 64, "#FFFBF0")
    for y in (226, 240):
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
        stem = smooth([(x + bend * 10, y + 110), (x + bend * 26, y), (x + bend * 66, y - 70), (x + bend * 104, y - 76)] if bend else [(x, y + 110), (x, y), (x + 3, y - 110)], closed=False)
        pen.line(stem, 6, paint)
        for i in range(6, len(stem), 3):
            px, py = stem[i]
            for side in (-1, 1):
                pen.fill(leaf(px, py, 34, 18, -90 + side * 40 + bend * 30), paint, darker(paint, 0.2))


def corn_rice(pen: Pen) -> None:
    """Analog rice: grains pressed from corn and cassava, the roots beside."""
    bowl_back(pen, "#3E7A5A")
    heap = smooth([(180, 566), (270, 480), (390, 396), (500, 360), (610, 400), (730, 480), (820, 566), (660, 630), (340, 630)])
    pen.fill(heap, "#F6DC8E", "#E3B84E", "#B8862A", angle=70, dark=0.2)
    dice = Random(39)
    with pen.inside(moved(heap, 0, 0)):
        for _ in range(330):
            _grain(pen, dice.uniform(190, 810), dice.uniform(370, 640), dice, dice.choice(("#F9E29A", "#F3CF66", "#FFF3CC")))
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


def chocolate(pen: Pen) -> None:
    """A bar half out of its foil and wrapper."""
    p = pen.at(500, 510, 1, -20).at(-500, -500)
    p.blur(box(320, 210, 700, 850, 20), 34, alpha=0.42)
    bar = box(322, 170, 678, 640, 16)
    p.fill(moved(bar, 0, 16), "#2E1408")
    p.fill(bar, "#6B3A1C", "#4A2410", light=0.3)
    for r in range(5):
        for c in range(3):
            x, y = 334 + c * 114, 182 + r * 92
            p.fill(box(x, y, x + 104, y + 82, 12), "#8A5028", "#57290F", light=0.5, dark=0.4)
            p.fill(box(x + 18, y + 16, x + 86, y + 66, 8), "#7A4420", "#653518")
    foil = [(300, 520), (340, 470), (380, 516), (430, 460), (486, 508), (540, 456), (590, 510), (640, 464), (700, 520), (700, 620), (300, 620)]
    p.fill(foil, "#F7F7F4", "#A9AEB0", "#E8EAEA", angle=35, light=0.2, dark=0.2)
    for x in range(320, 700, 36):
        p.line([(x, 500), (x + 20, 610)], 4, "#FFFFFF", alpha=0.6)
    wrap = box(300, 560, 700, 866, 10)
    p.fill(wrap, "#8F1F2B", "#B3303A", "#6E1420", angle=0, dark=0.2)
    with p.inside(wrap):
        p.fill(box(290, 600, 710, 612), "#F2CE7A")
        p.fill(box(290, 826, 710, 838), "#F2CE7A")
        cacao(p.at(500, 716, 0.34).at(-500, -500))
        p.blur([(330, 560), (380, 560), (360, 870), (320, 870)], 16, "#FFFFFF", 0.25)


def cacao(pen: Pen) -> None:
    """A pod, cut open."""
    pod = smooth([(160, 560), (260, 380), (480, 300), (700, 350), (850, 520), (700, 640), (480, 700), (260, 680)])
    pen.blur(moved(pod, 10, 40), 24, alpha=0.4)
    pen.fill(pod, "#E9A03C", "#C2642A", "#7A3414", angle=70, light=0.3, dark=0.3)
    with pen.inside(pod):
        for k in (-110, -50, 10, 70, 130):
            pen.line(smooth([(150, 540), (400, 480 + k), (640, 490 + k * 0.9), (860, 520)], closed=False), 12, "#7A3414", alpha=0.5)
    inside = smooth([(280, 560), (400, 470), (560, 450), (720, 520), (560, 600), (400, 620)])
    pen.fill(inside, "#FFF1D6", "#E9CFA0", dark=0.3)
    for x, y in ((380, 548), (450, 520), (520, 510), (590, 520), (650, 528), (430, 580), (510, 568), (580, 566)):
        pen.fill(ellipse(x, y, 38, 26, -10), "#FFFBF2", "#C9A27A", light=0.3, dark=0.3)


def cocoa_powder(pen: Pen) -> None:
    """A bowl of cocoa powder with a pod in front."""
    bowl_back(pen, "#E8DCC4")
    heap = smooth([(180, 566), (280, 470), (400, 390), (500, 366), (600, 392), (720, 470), (820, 566), (660, 630), (340, 630)])
    pen.fill(heap, "#8A5430", "#5E3218", "#3A1C0C", angle=70, light=0.25, dark=0.2)
    dice = Random(42)
    with pen.inside(heap):
        for _ in range(120):
            pen.dot(dice.uniform(190, 810), dice.uniform(370, 640), dice.uniform(2, 6), dice.choice(("#A9703F", "#3A1C0C")), alpha=0.4)
        for y in (430, 480, 530):
            pen.line(smooth([(360, y + 30), (480, y), (600, y + 34)], closed=False), 5, "#A9703F", alpha=0.35)
    bowl_front(pen, "#E8DCC4", stripe="#7A4426")
    cacao(pen.at(700, 800, 0.42, -14).at(-500, -500))

