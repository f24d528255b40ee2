"""Coffee and chocolate."""

from math import cos, pi, sin
from random import Random

from storefront.demo.drawing.canvas import Pen
from storefront.demo.drawing.colours import Paint, darker, lighter, mix
from storefront.demo.drawing.props import bowl_back, bowl_front, green_leaf, ground, pouch
from storefront.demo.drawing.shapes import arc, box, ellipse, leaf, moved, smooth


def beans(pen: Pen, paint: Paint = "#5A3018") -> None:
    """An open sack of roasted beans."""
    ground(pen, 500, 850, 230)
    sack = smooth([(290, 480), (260, 600), (250, 760), (290, 846), (500, 864), (710, 846), (750, 760), (740, 600),
        (710, 480), (500, 460)])
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
        _bean(pen, 500 + 186 * r * cos(a), 440 + 46 * r * sin(a) - 70 * (1 - r), dice.uniform(24, 29),
            dice.uniform(0, 180), paint, dice)
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
    pen.line(moved(smooth([(-r * 0.9, 0), (-r * 0.3, r * 0.14), (r * 0.3, -r * 0.14), (r * 0.9, 0)], closed=False,
        n=4), x, y, turn), r * 0.15, darker(tone, 0.7))


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
    body = smooth([(x - 106, y - 40), (x - 96, y + 30), (x - 56, y + 84), (x, y + 92), (x + 56, y + 84),
        (x + 96, y + 30), (x + 106, y - 40), (x, y - 30)])
    pen.fill(body, darker(paint, 0.2), lighter(paint, 0.4), paint, darker(paint, 0.3), angle=0, dark=0.15)
    pen.fill(ellipse(x, y - 40, 106, 30), lighter(paint, 0.5), darker(paint, 0.1))
    pen.fill(ellipse(x, y - 37, 92, 23), "#2A140A", "#5A3018")
    pen.line(arc(x, y - 36, 80, 17, 10, 170), 4, "#B07A48", alpha=0.8)
    for dx in (-30, 16):
        pen.line(smooth([(x + dx, y - 80), (x + dx + 18, y - 120), (x + dx - 10, y - 160), (x + dx + 12, y - 210)],
            closed=False), 12, "#FFFFFF", alpha=0.4)


def volcano(pen: Pen) -> None:
    """Kelud over its slopes."""
    pen.fill(box(0, 0, 1000, 1000), "#FBE3B0", "#F3B867")
    pen.dot(700, 330, 90, "#FFF6DF", alpha=0.9)
    pen.fill([(120, 820), (400, 330), (440, 360), (500, 330), (560, 372), (600, 340), (900, 820)], "#6B4A5E", "#3A2A3E")
    pen.fill([(400, 330), (440, 360), (500, 330), (560, 372), (600, 340), (640, 410), (560, 450), (500, 410),
        (430, 460), (360, 400)], "#E8DCE4", alpha=0.7)
    pen.fill(smooth([(-50, 760), (250, 660), (500, 740), (760, 650), (1060, 760), (1060, 1060), (-50, 1060)]),
        "#4E8A4A", "#1F5A3B")
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
        pen.fill([*smooth([(k * 125 - 60, y + (26 if (k + i) % 2 else -26)) for k in range(10)], closed=False),
            (1080, 1080), (-80, 1080)], paint)


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
    foil = [(300, 520), (340, 470), (380, 516), (430, 460), (486, 508), (540, 456), (590, 510), (640, 464),
        (700, 520), (700, 620), (300, 620)]
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
            pen.line(smooth([(150, 540), (400, 480 + k), (640, 490 + k * 0.9), (860, 520)], closed=False), 12,
                "#7A3414", alpha=0.5)
    inside = smooth([(280, 560), (400, 470), (560, 450), (720, 520), (560, 600), (400, 620)])
    pen.fill(inside, "#FFF1D6", "#E9CFA0", dark=0.3)
    for x, y in ((380, 548), (450, 520), (520, 510), (590, 520), (650, 528), (430, 580), (510, 568), (580, 566)):
        pen.fill(ellipse(x, y, 38, 26, -10), "#FFFBF2", "#C9A27A", light=0.3, dark=0.3)


def cocoa_powder(pen: Pen) -> None:
    """A bowl of cocoa powder with a pod in front."""
    bowl_back(pen, "#E8DCC4")
    heap = smooth([(180, 566), (280, 470), (400, 390), (500, 366), (600, 392), (720, 470), (820, 566), (660, 630),
        (340, 630)])
    pen.fill(heap, "#8A5430", "#5E3218", "#3A1C0C", angle=70, light=0.25, dark=0.2)
    dice = Random(42)
    with pen.inside(heap):
        for _ in range(120):
            pen.dot(dice.uniform(190, 810), dice.uniform(370, 640), dice.uniform(2, 6),
                dice.choice(("#A9703F", "#3A1C0C")), alpha=0.4)
        for y in (430, 480, 530):
            pen.line(smooth([(360, y + 30), (480, y), (600, y + 34)], closed=False), 5, "#A9703F", alpha=0.35)
    bowl_front(pen, "#E8DCC4", stripe="#7A4426")
    cacao(pen.at(700, 800, 0.42, -14).at(-500, -500))
